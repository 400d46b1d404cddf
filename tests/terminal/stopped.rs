//! Case 34: the terminal takes no more bytes (Ctrl-S, a dead link), and the feed goes on.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::floor::Floor;
use crate::term::{Home, Term};
use crate::{assert_given_back, frames};

/// In the one session of a floor, on a terminal that has just stopped reading, with as much written
/// as it takes.
fn stopped() -> (Floor, String, Home, Term) {
    let (floor, session) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).size(200, 60).spawn();
    term.sees("not joined");
    term.send("m");
    term.sees("1 mine");
    term.send("\r");
    term.sees("My heater shows E7");
    term.stops_reading();
    // Each paints the whole screen: more than the system keeps for a terminal.
    for _ in 0..40 {
        term.send("\x0c");
        std::thread::sleep(Duration::from_millis(25));
    }
    (floor, session, home, term)
}

fn stops_and_goes_on(span: Duration) {
    let (floor, session, _home, mut term) = stopped();
    let console = term.console();
    let (before, asked) = (console.memory(), floor.stage.requests().len());
    let begun = Instant::now();
    let mut n = 0;
    while begun.elapsed() < span {
        n += 1;
        floor
            .stage
            .customer_says(&session, &format!("message {n} of many"));
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(floor.stage.requests().len() > asked, "the feed goes on");
    let grown = console.memory().saturating_sub(before);
    assert!(grown < 24 * 1024, "memory grew by {grown} KiB");
    let read = term.raw().len();
    term.reads_on();
    term.sees(&format!("message {n} of many"));
    // What was on its way, and one frame that shows what is: not a film of what was missed.
    std::thread::sleep(Duration::from_millis(500));
    let since = frames(&term.raw()[read..]);
    assert!(since <= 12, "{since} frames");
    aloud!("{n} messages unseen in {span:?}: {since} frames after it, {grown} KiB more");
    term.send("q");
    term.answers("and quit?", "y");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
    assert_given_back(&after.raw);
}

#[test]
fn c34_the_terminal_stops_reading_and_goes_on() {
    stops_and_goes_on(Duration::from_secs(20));
}

#[test]
#[ignore = "ten minutes"]
fn c34_the_terminal_stops_reading_for_ten_minutes() {
    stops_and_goes_on(Duration::from_secs(600));
}

#[test]
fn c34_sigterm_while_it_does_not_read() {
    let (floor, _, _home, mut term) = stopped();
    term.signal(Signal::TERM);
    let asked = Instant::now();
    assert_eq!(term.code(Duration::from_secs(5)), 143);
    aloud!("gone {:?} after SIGTERM", asked.elapsed());
    assert!(
        floor.asked().iter().any(|op| op == "Leave"),
        "{:?}",
        floor.asked()
    );
    term.reads_on();
}

#[test]
#[ignore = "strict about time"]
fn c34_sigterm_while_it_does_not_read_within_a_second() {
    let (_floor, _, _home, mut term) = stopped();
    term.signal(Signal::TERM);
    assert_eq!(term.code(Duration::from_millis(1500)), 143);
    term.reads_on();
}
