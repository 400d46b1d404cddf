//! Cases 33 to 35: at rest, not read, and gone.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::figure::{SLACK, alone, at_most, memory, sees, ticks, took};
use crate::floor::Floor;
use crate::term::Home;
use floorwalk::sim::Options;

const MINUTE: Duration = Duration::from_secs(60);

#[test]
#[ignore = "by the clock on the wall"]
fn c33_at_rest() {
    let _turn = alone();
    for transport in ["websocket", "long-polling"] {
        let floor = Floor::open(Options {
            agents: 3,
            sessions: 0,
            rate: 0.0,
            ..Options::default()
        });
        let home = Home::new();
        home.write_config(&format!("[server]\ntransport = \"{transport}\"\n"));
        let mut term = home.console(&floor.url).size(200, 60).spawn();
        term.sees("LIVE");
        // What was said at the start goes by itself.
        std::thread::sleep(Duration::from_secs(20));
        let (bytes, used) = (term.raw().len(), ticks(term.pid()));
        std::thread::sleep(MINUTE);
        let written = (term.raw().len() - bytes) as u64;
        at_most(
            &format!("33 {transport}: at rest for a minute"),
            "bytes",
            Some(written),
            0,
        );
        let used = ticks(term.pid()).zip(used).map(|(now, then)| now - then);
        // A thousandth of a minute, in hundredths of a second, and the slack.
        let what = format!("33 {transport}: processor in a minute");
        at_most(&what, "hundredths of a second", used, 6 * u64::from(SLACK));
        // Ages are on the screen now.
        let agent = floor.stage.agents()[0].0.clone();
        for n in 0..55 {
            floor.stage.open_session(&agent, &format!("Customer {n}"));
        }
        term.sees("55 sessions");
        std::thread::sleep(Duration::from_secs(2));
        let bytes = term.raw().len();
        std::thread::sleep(MINUTE);
        let written = (term.raw().len() - bytes) as u64;
        let what = format!("33 {transport}: ages for a minute at 200x60");
        at_most(&what, "bytes", Some(written), 60 * 1_000);
        term.send("q");
        assert_eq!(term.ends().code, 0);
    }
}

#[test]
#[ignore = "by the clock on the wall"]
fn c34_a_terminal_that_takes_nothing() {
    let _turn = alone();
    for transport in ["websocket", "long-polling"] {
        let (floor, session) = Floor::with_one_session();
        let home = Home::new();
        home.write_config(&format!("[server]\ntransport = \"{transport}\"\n"));
        let mut term = home.console(&floor.url).size(200, 60).spawn();
        term.sees("not joined");
        term.send("m");
        term.sees("1 mine");
        term.send("\r");
        let stage = &floor.stage;
        // A transcript as full as it becomes.
        for n in 0..6_000 {
            stage.customer_says(&session, &format!("line {n} {}", "words ".repeat(30)));
        }
        term.sees("line 5999");
        std::thread::sleep(Duration::from_secs(1));
        let (before, requests) = (memory(term.pid()), stage.requests().len());
        term.stops_reading();
        let from = Instant::now();
        let mut n = 6_000;
        while from.elapsed() < Duration::from_secs(30) {
            stage.customer_says(&session, &format!("line {n} {}", "words ".repeat(30)));
            n += 1;
            std::thread::sleep(Duration::from_millis(10));
        }
        let asked = stage.requests().len() - requests;
        assert!(asked >= 5, "the network goes on: {asked} requests in 30 s");
        assert_eq!(stage.clients(), 1, "and the connection is kept");
        let grown = memory(term.pid())
            .zip(before)
            .map(|(now, then)| now.saturating_sub(then));
        at_most(
            &format!("34 {transport}: memory"),
            "KiB more",
            grown,
            10 << 10,
        );
        let from = Instant::now();
        term.reads_on();
        let words = format!("line {} ", n - 1);
        let what = format!("34 {transport}: a right frame");
        sees(&mut term, &words, &what, from, Duration::from_secs(1));
        let screen = term.screen();
        assert!(screen.starts_with("LIVE"), "{screen}");

        term.stops_reading();
        for n in 0..100 {
            stage.customer_says(&session, &format!("more {n}"));
            std::thread::sleep(Duration::from_millis(20));
        }
        let from = Instant::now();
        term.signal(Signal::TERM);
        let code = term.code(Duration::from_secs(1) * SLACK);
        took(
            &format!("34 {transport}: the end by SIGTERM"),
            from,
            Duration::from_secs(1),
        );
        assert_eq!(code, 143);
        term.reads_on();
    }
}

#[test]
#[ignore = "by the clock on the wall"]
fn c35_the_window_is_closed() {
    let _turn = alone();
    let ignoring = ["sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""];
    // The shell is the terminal's session leader and outlives its SIGHUP to say the exit code.
    let apart = [
        "sh",
        "-c",
        "trap '' HUP; setsid --wait \"$0\" \"$@\"; exit $?",
    ];
    for (how, through) in [
        ("SIGHUP comes", &[][..]),
        ("SIGHUP is ignored", &ignoring),
        ("in a session of its own", &apart),
    ] {
        if through == apart
            && std::process::Command::new("setsid")
                .arg("-V")
                .output()
                .is_err()
        {
            println!("35 {how}: not tried, there is no setsid");
            continue;
        }
        let (floor, _) = Floor::with_one_session();
        let home = Home::new();
        let mut term = home.console(&floor.url).through(through).spawn();
        term.sees("not joined");
        term.send("m");
        term.sees("1 mine");
        let from = Instant::now();
        term.hang_up();
        let code = term.code(Duration::from_secs(2) * SLACK);
        took(&format!("35 {how}"), from, Duration::from_secs(2));
        assert_eq!(code, 129, "{how}");
        let asked = floor.asked();
        assert!(asked.iter().any(|op| op == "Leave"), "{asked:?}");
    }
}
