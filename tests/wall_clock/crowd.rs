//! Cases 15, 17 and 23: much, and much at once.

use std::time::{Duration, Instant};

use floorwalk::sim::Options;

use crate::figure::{SLACK, alone, at_most, memory, peak, sees, slowest_key};
use crate::floor::Floor;
use crate::sizes::{BY_POLLS, BY_WEBSOCKET, too_large};
use crate::term::{Home, Term};

/// Frames that have come so far: each begins with a synchronized update.
fn frames(term: &Term) -> usize {
    let begin = b"\x1b[?2026h";
    term.raw()
        .windows(begin.len())
        .filter(|w| w == begin)
        .count()
}

const SPAN: Duration = Duration::from_secs(30);
const A_SECOND: u64 = 10_000;
const SESSIONS: usize = 10;

fn flood(transport: &str) {
    let floor = Floor::open(Options {
        agents: 1,
        sessions: 0,
        rate: 0.0,
        ..Options::default()
    });
    let (agent, name) = floor.stage.agents()[0].clone();
    let home = Home::new();
    home.write_config(&format!(
        "[server]\ntransport = \"{transport}\"\n[team]\nagents = [\"{name}\"]\n"
    ));
    let mut term = home.console(&floor.url).size(120, 40).spawn();
    term.sees("LIVE");
    // Watched from the start, so that each session is ours as it comes.
    term.until("the watch", |screen| {
        screen.contents().contains("watch").then_some(())
    });
    std::thread::sleep(Duration::from_secs(1));
    let sessions: Vec<String> = (0..SESSIONS)
        .map(|n| floor.stage.open_session(&agent, &format!("Customer {n}")))
        .collect();
    term.sees(&format!("{SESSIONS} mine"));
    term.send("\r");
    let before = frames(&term);
    let from = Instant::now();
    let stage = floor.stage.clone();
    let writer = std::thread::spawn({
        let sessions = sessions.clone();
        move || {
            let mut said = 0;
            while from.elapsed() < SPAN {
                let due = from.elapsed().as_millis() as u64 * A_SECOND / 1_000;
                while said < due {
                    let session = &sessions[said as usize % SESSIONS];
                    stage.customer_says(session, &format!("line {said}"));
                    said += 1;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            said
        }
    });
    let mut slowest = Duration::ZERO;
    let (mut keys, mut links) = (0, 0);
    while from.elapsed() < SPAN {
        slowest = slowest.max(slowest_key(&mut term, 1));
        keys += 2;
        links += usize::from(!term.screen().contains("LIVE"));
        std::thread::sleep(Duration::from_millis(200));
    }
    let said = writer.join().unwrap();
    let span = from.elapsed();
    let painted = frames(&term) - before;
    let rate = said as f64 / SPAN.as_secs_f64();
    println!("15 {transport}: {rate:.0} events a second; {links} looks of {keys} were not LIVE");
    println!(
        "15 {transport}: slowest key {} ms, promised 100 ms",
        slowest.as_millis()
    );
    assert!(slowest <= Duration::from_millis(100) * SLACK, "{slowest:?}");
    // A key has a frame of its own.
    let most = span.as_millis() as u64 / 100 + keys + 1;
    at_most(
        &format!("15 {transport}: frames"),
        "frames",
        Some(painted as u64),
        most,
    );
    let kib = 150 << 10;
    at_most(
        &format!("15 {transport}: memory"),
        "KiB",
        peak(term.pid()),
        kib,
    );
    let from = Instant::now();
    for session in &sessions {
        floor.stage.customer_says(session, "the newest of all");
    }
    let what = format!("15 {transport}: the newest line");
    let promised = Duration::from_secs(1);
    sees(&mut term, "the newest of all", &what, from, promised);
    // Back to the list alone, which has room for everybody's last line.
    term.send("\x1b");
    term.until("each row is the newest", |screen| {
        let contents = screen.contents();
        let rows = contents.lines().filter(|row| row.contains("Monitor"));
        (rows.filter(|row| row.contains("the newest")).count() >= SESSIONS).then_some(())
    });
    term.sees("LIVE");
    term.signal(rustix::process::Signal::TERM);
    assert_eq!(term.code(Duration::from_secs(10)), 143);
}

#[test]
#[ignore = "by the clock on the wall"]
fn c15_ten_thousand_events_a_second() {
    let _turn = alone();
    for transport in ["websocket", "long-polling"] {
        flood(transport);
    }
}

#[test]
#[ignore = "by the clock on the wall"]
fn c17_what_is_too_large_costs_no_memory() {
    let _turn = alone();
    too_large("websocket", BY_WEBSOCKET);
    too_large("long-polling", BY_POLLS);
}

#[test]
#[ignore = "by the clock on the wall"]
fn c23_two_thousand_sessions() {
    let _turn = alone();
    let floor = Floor::open(Options {
        agents: 500,
        sessions: 0,
        rate: 0.0,
        ..Options::default()
    });
    for (n, (agent, _)) in floor.stage.agents().iter().cycle().take(2_000).enumerate() {
        floor.stage.open_session(agent, &format!("Customer {n}"));
    }
    let agent = floor.stage.agents()[250].0.clone();
    floor.stage.open_session(&agent, "Zebulon Quill");
    let home = Home::new();
    home.write_config("[userdata]\ncustomer = [\"CustomerName\"]\n");
    let from = Instant::now();
    let mut term = home.console(&floor.url).size(200, 60).spawn();
    // Each agent's list has been answered once: the data is there.
    let lists = || {
        let requests = floor.stage.requests();
        let is = |r: &&serde_json::Value| r["path"].as_str().unwrap().contains("subresources");
        requests.iter().filter(is).count()
    };
    while lists() < 500 {
        assert!(
            from.elapsed() < Duration::from_secs(60),
            "{} lists",
            lists()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    println!("23: 500 lists read after {} ms", from.elapsed().as_millis());
    let from = Instant::now();
    let first = Duration::from_secs(1);
    sees(
        &mut term,
        "2001 sessions",
        "23: the picture after the data",
        from,
        first,
    );
    term.send("/zebulo");
    std::thread::sleep(Duration::from_millis(500));
    let from = Instant::now();
    term.send("n");
    let key = Duration::from_millis(50);
    sees(&mut term, "/zebulon", "23: a key of the filter", from, key);
    term.sees("Zebulon Quill");
    term.send("\x1b");
    term.sees("2001 sessions");
    std::thread::sleep(Duration::from_millis(500));
    let slowest = slowest_key(&mut term, 10);
    println!("23: slowest key {} ms, promised 50 ms", slowest.as_millis());
    assert!(slowest <= key * SLACK);
    // Two rounds of the lists more.
    std::thread::sleep(Duration::from_secs(20));
    at_most("23: memory", "KiB", memory(term.pid()), 150 << 10);
    at_most("23: memory at the most", "KiB", peak(term.pid()), 150 << 10);
    term.signal(rustix::process::Signal::TERM);
    assert_eq!(term.code(Duration::from_secs(10)), 143);
}
