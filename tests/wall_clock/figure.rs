//! What is measured, beside what is promised; and what the system knows of a process.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::term::Term;

/// How much longer than promised a slow machine may take.
pub const SLACK: u32 = 5;

/// One case at a time: two would measure each other.
pub fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes how long something took since `from`.
pub fn took(what: &str, from: Instant, promised: Duration) {
    let took = from.elapsed();
    println!(
        "{what}: {} ms, promised {} ms",
        took.as_millis(),
        promised.as_millis()
    );
    assert!(took <= promised * SLACK, "{what}: {took:?}");
}

/// Waits until the screen has these words, and notes how long that took since `from`.
pub fn sees(term: &mut Term, words: &str, what: &str, from: Instant, promised: Duration) {
    // Longer than it may take, so that it is the figure that fails.
    term.until_within(promised * SLACK + Duration::from_secs(5), words, |screen| {
        screen.contents().contains(words).then_some(())
    });
    took(what, from, promised);
}

/// Words of the help that stand nowhere else.
const HELP: &str = "be in the session as Monitor";

/// The longest that a key took to be answered: help is opened and closed so many times.
pub fn slowest_key(term: &mut Term, times: usize) -> Duration {
    let mut slowest = Duration::ZERO;
    for _ in 0..times {
        for (key, there) in [("?", true), ("\x1b", false)] {
            let from = Instant::now();
            term.send(key);
            term.until("help, or none", |screen| {
                (screen.contents().contains(HELP) == there).then_some(())
            });
            slowest = slowest.max(from.elapsed());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    slowest
}

fn status(pid: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// What a process has in memory now, in KiB; none where the system does not tell.
pub fn memory(pid: u32) -> Option<u64> {
    status(pid, "VmRSS:")
}

/// The most that it ever had, in KiB.
pub fn peak(pid: u32) -> Option<u64> {
    status(pid, "VmHWM:")
}

/// The processor time that a process has used, in hundredths of a second (`USER_HZ` is 100 on Linux
/// wherever this program runs).
pub fn ticks(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold spaces.
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

/// Notes a number that has a bound on every machine. Says so where there is none.
pub fn at_most(what: &str, unit: &str, measured: Option<u64>, bound: u64) {
    match measured {
        Some(measured) => {
            println!("{what}: {measured} {unit}, promised {bound} {unit}");
            assert!(measured <= bound, "{what}: {measured} {unit}");
        }
        None => println!("{what}: not measured, there is no /proc"),
    }
}
