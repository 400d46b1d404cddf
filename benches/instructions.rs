//! How many instructions decoding, updating and drawing take. A busy machine does not change that:
//! times wander by tenths, these by thousandths, and settling by a hundredth: which changed session
//! it takes first depends on the seed of a hash set. Counted by valgrind's callgrind, each operation
//! in five processes of its own, and compared with what was last written down.
//!
//! ```text
//! cargo bench --bench instructions             # beside what instructions.txt says
//! cargo bench --bench instructions -- settle   # only operations with this in their name
//! cargo bench --bench instructions -- --write  # and writes the numbers down
//! ```
//!
//! The numbers are those of one compiler, C library and processor: on another machine, write them
//! down before a change and compare after it.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench: it prints"
)]

mod floor;
#[allow(dead_code, reason = "its limits are another bench's")]
#[path = "process/table.rs"]
mod table;
mod words;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};

use floor::{Desk, put};
use floorwalk::app::Key;
use floorwalk::domain::Event;
use floorwalk::gws::notice::Memory;
use floorwalk::ui::{Glass, Theme};
use ratatui::backend::{Backend as _, TestBackend};
use ratatui::layout::Rect;
use table::{Style, Table, number};
use words::{log, notification, peopled};

/// What was last written down: comments, and a name and a number a line.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.txt");
/// The sessions of the floor: a contact centre of 400 agents.
const SESSIONS: usize = 2_000;
/// Processes of each operation: with another seed, sessions are put in order in another order.
const RUNS: u64 = 5;
/// What is further away than this from what was written down is another program.
const WANDERS: f64 = 0.02;

/// The word before the name of an operation that is to be counted.
const COUNTED: &str = "--counted";
/// What begins the line that says with what the numbers were written down.
const ON: &str = "# With ";

/// An operation by its name, how often it is done in one count, and how.
type Case = (&'static str, usize, fn(usize));

const CASES: [Case; 8] = [
    ("decode a state change", 100, |n| {
        decode(n, &notification(1));
    }),
    ("decode one with people", 100, |n| {
        decode(n, &peopled(1));
    }),
    ("decode a log of 1", 100, |n| {
        decode(n, &log(1));
    }),
    ("decode a log of 20", 100, |n| {
        decode(n, &log(20));
    }),
    ("update: a session's state", 2_000, |n| update(n, state)),
    ("update: a line said", 2_000, |n| update(n, said)),
    ("settle after 1,000 lines", 40, settle),
    ("a frame of 120x40", 20, frame),
];

fn decode(rounds: usize, text: &str) {
    let mut memory = Memory::default();
    let mut once = || {
        black_box(memory.read(black_box(text)));
    };
    // Its people are known by their text when they come for the third time.
    (0..2).for_each(|_| once());
    counted(|| (0..rounds).for_each(|_| once()));
}

fn update(rounds: usize, next: fn(&mut Desk) -> Event) {
    let mut desk = Desk::with(SESSIONS);
    let events: Vec<Event> = (0..rounds).map(|_| next(&mut desk)).collect();
    counted(|| events.into_iter().for_each(|event| desk.tell(event)));
}

fn settle(rounds: usize) {
    let mut desk = Desk::with(SESSIONS);
    for _ in 0..rounds {
        for _ in 0..1_000 {
            let said = said(&mut desk);
            desk.tell(said);
        }
        counted(|| desk.model.settle());
    }
}

/// The frame behind a key that moves the highlight.
fn frame(rounds: usize) {
    let mut desk = Desk::with(SESSIONS);
    desk.key(Key::Enter);
    let theme = Theme::terminal();
    let mut glass = Glass::new(Rect::new(0, 0, 120, 40));
    let mut terminal = TestBackend::new(120, 40);
    let mut once = |desk: &Desk| {
        black_box(glass.draw(&desk.model, &theme));
        black_box(terminal.draw(glass.changes()).is_ok());
    };
    once(&desk);
    for key in [Key::Down, Key::Up].into_iter().cycle().take(rounds) {
        desk.key(key);
        counted(|| once(&desk));
    }
}

fn state(desk: &mut Desk) -> Event {
    put(desk.next())
}

fn said(desk: &mut Desk) -> Event {
    let n = desk.next();
    desk.said(n)
}

/// Counts what `work` does. The binary is stripped, so callgrind begins and ends at two functions
/// of the C library that keep their names and that nothing else here calls.
fn counted(work: impl FnOnce()) {
    black_box(std::os::unix::process::parent_id());
    work();
    black_box(std::process::id());
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name] = &words[..]
        && first == COUNTED
    {
        let case = CASES.iter().filter(|(known, ..)| known == name);
        case.for_each(|(_, rounds, run)| run(*rounds));
        return ExitCode::SUCCESS;
    }
    let has = |word: &str| words.iter().any(|w| w == word);
    let names: Vec<&String> = words.iter().filter(|w| !w.starts_with('-')).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|n| name.contains(n.as_str()));
    let cases = CASES.iter().filter(|(name, ..)| wanted(name));
    if has("--test") || !has("--bench") {
        // As criterion does it: everything once, and nothing is measured.
        cases.for_each(|(_, _, run)| run(1));
        return ExitCode::SUCCESS;
    }
    let Some(valgrind) = version("valgrind") else {
        println!("There is no valgrind on the PATH: instructions cannot be counted.");
        return ExitCode::SUCCESS;
    };
    let found: Result<Vec<_>, String> = cases.map(|case| Ok((case.0, count(case)?))).collect();
    let done = found.and_then(|found| {
        let text = std::fs::read_to_string(FILE).unwrap_or_default();
        compare(&text, &found).print(Style::Plain);
        if has("--write") {
            let rustc = version("rustc").unwrap_or_default();
            let on = format!("{rustc}, {valgrind}, {}", std::env::consts::ARCH);
            std::fs::write(FILE, written(&on, &text, &found))
                .map_err(|e| format!("writing {FILE}: {e}"))?;
        }
        Ok(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// What a program says of itself.
fn version(program: &str) -> Option<String> {
    let said = Command::new(program).arg("--version").output().ok()?;
    Some(String::from_utf8_lossy(&said.stdout).trim().to_owned())
}

/// Instructions per operation, the mean of all runs.
fn count(case: &Case) -> Result<u64, String> {
    let runs: Result<u64, String> = (0..RUNS).map(|_| count_once(case)).sum();
    let all = runs.map_err(|why| format!("counting {:?}: {why}", case.0))?;
    Ok(all / (RUNS * case.1 as u64))
}

fn count_once((name, ..): &Case) -> Result<u64, String> {
    let failed = |e: std::io::Error| e.to_string();
    let this = std::env::current_exe().map_err(failed)?;
    let folder = tempfile::tempdir().map_err(failed)?;
    let out = folder.path().join("count");
    let run = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--zero-before=getppid",
            "--dump-before=getpid",
        ])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(this)
        .args([COUNTED, name])
        .output()
        .map_err(failed)?;
    let all = collected(folder.path()).map_err(failed)?;
    if !run.status.success() || all == 0 {
        return Err(String::from_utf8_lossy(&run.stderr).into_owned());
    }
    Ok(all)
}

/// The sum of what was counted between beginnings and ends.
fn collected(folder: &Path) -> std::io::Result<u64> {
    let mut all = 0;
    for file in std::fs::read_dir(folder)? {
        let text = std::fs::read_to_string(file?.path())?;
        let of = |key| text.lines().find_map(|line| line.strip_prefix(key));
        if of("desc: Trigger: ").is_some_and(|why| why.contains("getpid")) {
            let number = of("summary: ").and_then(|n| n.trim().parse::<u64>().ok());
            all += number.unwrap_or(0);
        }
    }
    Ok(all)
}

/// The numbers that were written down.
fn known(text: &str) -> BTreeMap<&str, u64> {
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    lines
        .filter_map(|(name, number)| Some((name, number.parse().ok()?)))
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of less than 2^53")]
fn compare(text: &str, found: &[(&str, u64)]) -> Table {
    let known = known(text);
    let mut table = Table::new(
        "Instructions per operation",
        &["operation", "now", "written down", "ratio", ""],
    );
    for (name, now) in found {
        let then = known.get(name).copied();
        let ratio = then.map(|then| *now as f64 / then as f64);
        let verdict = match ratio {
            Some(ratio) if ratio > 1.0 + WANDERS => "MORE",
            Some(ratio) if ratio < 1.0 - WANDERS => "less",
            _ => "",
        };
        table.row([
            (*name).to_owned(),
            number(*now as f64),
            then.map_or("-".to_owned(), |then| number(then as f64)),
            ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.3}")),
            verdict.to_owned(),
        ]);
    }
    if let Some(on) = text.lines().find_map(|line| line.strip_prefix(ON)) {
        table.note(format!("written down with {on}"));
    }
    table
}

/// The file with these numbers; what was not counted now stays as it was.
fn written(on: &str, before: &str, found: &[(&str, u64)]) -> String {
    let mut numbers = known(before);
    numbers.extend(found.iter().copied());
    let mut text = format!(
        "# Instructions per operation: `cargo bench --bench instructions -- --write`.\n{ON}{on}\n"
    );
    for (name, number) in numbers {
        text.push_str(&format!("{name}\t{number}\n"));
    }
    text
}
