//! The whole program as a person meets it: the release binary in a terminal of its own, against the
//! embedded server, with its peers beside it in the same run. A measurement, not a gate: it prints
//! what was promised next to what was found and ends well either way.
//!
//! ```text
//! cargo bench --bench process                       # everything, five runs each
//! cargo bench --bench process -- rest keys --quick  # two of them, shorter
//! cargo bench --bench process -- --markdown         # for the README
//! ```
//!
//! Peers: `htop` and `irssi` where they are installed; `node`, where `FLOORWALK_BENCH_NODE` names a
//! folder in which `tests/interop/package.json` was installed. `FLOORWALK_BENCH_PROGRAM` measures
//! another build than the one of this tree.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench: it prints, and what goes wrong ends it with its reason"
)]

mod attempt;
mod bounds;
mod client;
mod console;
mod feed;
mod figures;
mod flow;
mod frames;
mod home;
mod keys;
mod line;
mod memory;
mod notices;
mod peers;
mod press;
mod rest;
mod scale;
mod server;
mod slow;
mod source;
mod start;
mod system;
mod table;
mod term;
mod words;
mod world;

use table::Table;
use words::{Asked, Scenario, Words};

fn main() {
    let words = match words::read(std::env::args().skip(1)) {
        Ok(Asked::Measure(words)) => words,
        Ok(Asked::Bound(bound, addr)) => return bounds::run(bound, addr),
        Ok(Asked::Nothing) => return println!("measured by cargo bench --bench process"),
        Ok(Asked::Help) => return println!("{}", words::HELP),
        Err(why) => return eprintln!("{why}\n\n{}", words::HELP),
    };
    if !system::is_there() {
        println!("There is no /proc with CPU times here: what a process costs cannot be read.");
        return;
    }
    println!(
        "{} on {} cores, median of {} runs{}",
        console::version(),
        std::thread::available_parallelism().map_or(0, usize::from),
        words.runs,
        if words.quick { ", short ones" } else { "" },
    );
    for scenario in &words.scenarios {
        measure(*scenario, &words);
    }
}

fn measure(scenario: Scenario, words: &Words) {
    let (name, run): (_, fn(&Words) -> Vec<Table>) = match scenario {
        Scenario::Feed => ("feed", feed::run),
        Scenario::Scale => ("scale", scale::run),
        Scenario::Rest => ("rest", rest::run),
        Scenario::Keys => ("keys", keys::run),
        Scenario::Start => ("start", start::run),
        Scenario::Memory => ("memory", memory::run),
        Scenario::Slow => ("slow", slow::run),
    };
    for table in attempt::attempt(name, || run(words)).unwrap_or_default() {
        table.print(words.style);
    }
}
