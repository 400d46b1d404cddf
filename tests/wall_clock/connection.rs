//! Cases 1 and 3 to 7: how soon the header says what is so.

use std::time::{Duration, Instant};

use floorwalk::sim::Options;

use crate::figure::{SLACK, alone, sees, slowest_key, took};
use crate::floor::Floor;
use crate::proxy::{Cut, Line, Proxy};
use crate::term::{Home, Term};

const TRANSPORTS: [&str; 2] = ["websocket", "long-polling"];

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

struct Desk {
    term: Term,
    line: Proxy,
    floor: Floor,
    session: String,
    home: Home,
}

impl Desk {
    /// Live and in the only session, with a line to the server that can fail.
    fn open(transport: &str) -> Self {
        let (floor, session) = Floor::with_one_session();
        let at = floor.url.trim_start_matches("http://").parse().unwrap();
        let line = floor.runtime().block_on(Proxy::to(at));
        let home = Home::new();
        home.write_config(&format!("[server]\ntransport = \"{transport}\"\n"));
        let url = format!("http://{}", line.addr());
        let mut term = home.console(&url).size(120, 40).spawn();
        term.sees("not joined");
        term.send("m");
        term.sees("1 mine");
        Self {
            term,
            line,
            floor,
            session,
            home,
        }
    }

    /// Gone from the screen, and then there again.
    fn live_again(&mut self, what: &str, from: Instant) {
        sees(&mut self.term, "LIVE", what, from, s(2));
        self.floor
            .stage
            .customer_says(&self.session, "and it goes on");
        self.term.sees("and it goes on");
    }

    fn end(mut self) {
        self.term.signal(rustix::process::Signal::TERM);
        assert_eq!(self.term.code(s(10)), 143);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("the log:\n{}", self.home.log());
        }
    }
}

#[test]
#[ignore = "by the clock on the wall"]
fn c01_a_closed_connection_is_shown_and_mended() {
    let _turn = alone();
    for transport in TRANSPORTS {
        let mut desk = Desk::open(transport);
        desk.line.line(Line::Refusing);
        let from = Instant::now();
        desk.line.cut(Cut::Close);
        let what = format!("1 {transport}: OFFLINE after FIN");
        sees(&mut desk.term, "OFFLINE", &what, from, s(1));
        let from = Instant::now();
        desk.line.line(Line::Open);
        desk.live_again(&format!("1 {transport}: LIVE after it is back"), from);
        desk.end();
    }
}

#[test]
#[ignore = "by the clock on the wall"]
fn c03_a_silent_line_is_shown() {
    let _turn = alone();
    for transport in TRANSPORTS {
        let mut desk = Desk::open(transport);
        let from = Instant::now();
        desk.line.line(Line::Stalled);
        // What we send is no life of theirs.
        desk.term.send("c");
        let what = format!("3 {transport}: LATE after silence");
        sees(&mut desk.term, "LATE", &what, from, s(15));
        desk.term.send("c");
        let what = format!("3 {transport}: OFFLINE after silence");
        sees(&mut desk.term, "OFFLINE", &what, from, s(20));
        let from = Instant::now();
        desk.line.line(Line::Open);
        let what = format!("3 {transport}: LIVE after it");
        sees(&mut desk.term, "LIVE", &what, from, s(30));
        desk.end();
    }
}

#[test]
#[ignore = "by the clock on the wall"]
fn c04_no_answer_is_given_up_and_keys_are_answered() {
    let _turn = alone();
    let mut desk = Desk::open("websocket");
    desk.line.line(Line::Stalled);
    desk.line.cut(Cut::Close);
    desk.term.sees("OFFLINE");
    let from = Instant::now();
    let mut slowest = Duration::ZERO;
    let words = "no answer while opening the connection";
    while !desk.term.screen().contains(words) && from.elapsed() < s(10) * SLACK {
        slowest = slowest.max(slowest_key(&mut desk.term, 1));
    }
    // Up to half a second goes by before the first retry.
    took("4: given up and named", from, Duration::from_millis(10_500));
    println!("4: slowest key {} ms, promised 100 ms", slowest.as_millis());
    assert!(slowest <= Duration::from_millis(100) * SLACK, "{slowest:?}");
    desk.line.line(Line::Open);
    desk.term.until_within(s(60), "LIVE", |screen| {
        screen.contents().contains("LIVE").then_some(())
    });
    desk.end();
}

#[test]
#[ignore = "by the clock on the wall"]
fn c05_an_unanswered_handshake_is_given_up() {
    let _turn = alone();
    for transport in TRANSPORTS {
        let mut desk = Desk::open(transport);
        desk.line.mute(Some("/meta/handshake"));
        desk.floor.stage.forget_clients();
        desk.line.cut(Cut::Close);
        let from = Instant::now();
        let what = format!("5 {transport}: given up and named");
        let words = "no answer while handshaking";
        sees(
            &mut desk.term,
            words,
            &what,
            from,
            Duration::from_millis(11_500),
        );
        desk.line.mute(None);
        desk.term.until_within(s(60), "LIVE", |screen| {
            screen.contents().contains("LIVE").then_some(())
        });
        desk.end();
    }
}

#[test]
#[ignore = "by the clock on the wall"]
fn c06_a_restart_is_caught_up_with() {
    let _turn = alone();
    for transport in TRANSPORTS {
        let floor = Floor::open(Options {
            agents: 3,
            sessions: 2,
            rate: 0.0,
            ..Options::default()
        });
        let home = Home::new();
        home.write_config(&format!("[server]\ntransport = \"{transport}\"\n"));
        let mut term = home.console(&floor.url).size(120, 40).spawn();
        term.sees("2 sessions");
        term.send("c");
        term.sees("1 mine");
        let from = Instant::now();
        floor.stage.restart(99);
        let what = format!("6 {transport}: caught up with another world");
        sees(&mut term, "caught up", &what, from, s(2));
        term.sees("2 new");
        term.sees("LIVE");
        term.signal(rustix::process::Signal::TERM);
        assert_eq!(term.code(s(10)), 143);
    }
}

#[test]
#[ignore = "by the clock on the wall"]
fn c07_forgotten_is_no_loop() {
    let _turn = alone();
    for transport in TRANSPORTS {
        let mut desk = Desk::open(transport);
        let handshakes = |desk: &Desk| {
            let requests = desk.floor.stage.requests();
            let is = |r: &&serde_json::Value| {
                r["upgrade"] == true || r["body"].to_string().contains("/meta/handshake")
            };
            requests.iter().filter(is).count()
        };
        let before = handshakes(&desk);
        let from = Instant::now();
        desk.floor.stage.forget_clients();
        let what = format!("7 {transport}: caught up after being forgotten");
        // The refusal comes with the next connect, which is held for 10 s where it is not pushed.
        sees(&mut desk.term, "caught up", &what, from, s(12));
        std::thread::sleep(s(5));
        let tries = handshakes(&desk) - before;
        println!("7 {transport}: {tries} handshakes and upgrades");
        assert!(tries <= 2, "no loop");
        desk.live_again(&format!("7 {transport}: LIVE"), Instant::now());
        desk.end();
    }
}
