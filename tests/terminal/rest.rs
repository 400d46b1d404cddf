//! Case 33: nothing happens.

use std::time::{Duration, Instant};

use floorwalk::sim::Options;

use crate::floor::Floor;
use crate::term::{Home, Term};

/// Waits until nothing has been written for so long.
fn at_rest(term: &Term, span: Duration) {
    let (mut bytes, mut since) = (0, Instant::now());
    let end = since + Duration::from_secs(120);
    while since.elapsed() < span {
        assert!(
            Instant::now() < end,
            "it never comes to rest: {:?}",
            String::from_utf8_lossy(&term.raw()[1500..])
        );
        std::thread::sleep(Duration::from_millis(100));
        let now = term.raw().len();
        if now != bytes {
            (bytes, since) = (now, Instant::now());
        }
    }
}

/// A floor on which nothing ages: no session at all.
fn nothing_happens(span: Duration, most: Duration) {
    let floor = Floor::open(Options {
        agents: 2,
        sessions: 0,
        rate: 0.0,
        ..Options::default()
    });
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("LIVE");
    term.sees("no sessions now");
    // What was said on the way in is gone after twelve seconds.
    at_rest(&term, Duration::from_secs(13));
    let console = term.console();
    let (bytes, cpu) = (term.raw().len(), console.cpu());
    std::thread::sleep(span);
    let (written, used) = (term.raw().len() - bytes, console.cpu() - cpu);
    let raw = term.raw();
    let said = String::from_utf8_lossy(&raw[bytes..]);
    assert_eq!(written, 0, "bytes in {span:?}: {said:?}");
    assert!(used <= most, "{used:?} of a core in {span:?}");
    aloud!("nothing happens: {written} bytes, {used:?} of a core in {span:?}");
    term.send("q");
    assert_eq!(term.ends().code, 0);
}

#[test]
fn c33_nothing_happens_and_nothing_is_written() {
    nothing_happens(Duration::from_secs(20), Duration::from_millis(400));
}

#[test]
#[ignore = "ten minutes"]
fn c33_nothing_happens_for_ten_minutes() {
    // 0.1 % of a core, of the program as it is released; 1 % of one that is not optimised.
    let most = if cfg!(debug_assertions) { 6_000 } else { 600 };
    nothing_happens(Duration::from_secs(600), Duration::from_millis(most));
}

fn ages_alone(span: Duration) {
    let home = Home::new();
    let mut term = home.demo().size(200, 60).spawn();
    term.sees("LIVE");
    term.sees("not joined");
    settle_ages(&mut term);
    let before = term.raw().len();
    std::thread::sleep(span);
    let written = term.raw().len() - before;
    let most = 1_000 * usize::try_from(span.as_secs()).unwrap();
    assert!(written <= most, "{written} bytes in {span:?}");
    aloud!("ages alone at 200x60: {written} bytes in {span:?}");
    term.send("q");
    assert_eq!(term.ends().code, 0);
}

/// The lists of all agents have been read.
fn settle_ages(term: &mut Term) {
    term.sees("24 sessions");
    std::thread::sleep(Duration::from_secs(2));
}

#[test]
fn c33_ages_alone_are_few_bytes() {
    ages_alone(Duration::from_secs(10));
}
