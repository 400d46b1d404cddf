//! What case 17 needs, whole: everything that is too large is refused at its limit, and costs no memory. With
//! the real program in a terminal, because only a process of its own has a memory that can be
//! measured.

use std::time::{Duration, Instant};

use floorwalk::sim::Rubbish;

use crate::floor::Floor;
use crate::term::{Home, Term};

/// How much more than before the program may ever have had in memory, in KiB.
const MORE: u64 = 50 << 10;

/// The most memory that a process has ever had, in KiB. None where the system does not tell.
fn peak(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Waits until so many lines of the log say these words.
fn logged(home: &Home, words: &str, times: usize) {
    let end = Instant::now() + Duration::from_secs(60);
    let found = || {
        home.log()
            .lines()
            .filter(|line| line.contains(words))
            .count()
    };
    while found() < times {
        assert!(
            Instant::now() < end,
            "never logged: {words}\n{}",
            home.log()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// It is live, in the session, and reads what is said there.
fn reads(floor: &Floor, term: &mut Term, session: &str, words: &str) {
    floor.stage.customer_says(session, words);
    term.sees(words);
    term.sees("LIVE");
}

/// What is sent by websocket, and what the log says of it.
pub const BY_WEBSOCKET: [(Rubbish, &str); 4] = [
    (Rubbish::HugeFrame, "Message too long"),
    (Rubbish::HugeMessage, "Message too long"),
    (Rubbish::ManyFragments, "Message too long"),
    (Rubbish::CompressedFrame, "Reserved bits are non-zero"),
];

const TOO_LONG: &str = "an answer longer than 16777216 bytes";

/// What is sent as the answer to a poll, and what the log says of it.
pub const BY_POLLS: [(Rubbish, &str); 3] = [
    (Rubbish::HugeFrame, TOO_LONG),
    (Rubbish::HugeMessage, TOO_LONG),
    (Rubbish::CompressedFrame, TOO_LONG),
];

pub fn too_large<const N: usize>(transport: &str, refused: [(Rubbish, &str); N]) {
    let (floor, session) = Floor::with_one_session();
    let home = Home::new();
    home.write_config(&format!("[server]\ntransport = \"{transport}\"\n"));
    let mut term = home.console(&floor.url).size(120, 40).spawn();
    term.sees("not joined");
    term.send("m");
    term.sees("1 mine");
    term.send("\r");
    term.sees("heater shows E7");
    let before = peak(term.pid());
    if before.is_none() {
        // Nobody can measure there; that it is refused is shown all the same.
        println!("the memory is not measured: there is no /proc");
    }
    for (n, (what, words)) in refused.into_iter().enumerate() {
        let times = home.log().lines().filter(|l| l.contains(words)).count() + 1;
        floor.stage.rubbish(what);
        logged(&home, words, times);
        reads(&floor, &mut term, &session, &format!("after number {n}"));
    }
    // 256 MiB in 1.7 MB, as the answer to the next reads.
    let requests = floor.stage.requests().len();
    for _ in 0..3 {
        floor.stage.rubbish(Rubbish::CompressionBomb);
    }
    let end = Instant::now() + Duration::from_secs(60);
    while floor.stage.requests().len() < requests + 6 {
        assert!(Instant::now() < end, "no more reads");
        std::thread::sleep(Duration::from_millis(20));
    }
    reads(&floor, &mut term, &session, "after the bombs");
    if let (Some(before), Some(after)) = (before, peak(term.pid())) {
        println!("{transport}: {before} KiB before, {after} KiB at the most");
        assert!(
            after - before < MORE,
            "{transport}: {before} KiB before and {after} KiB at the most"
        );
    }
    term.send("q");
    term.answers("and quit?", "y");
    assert_eq!(term.ends().code, 0);
}
