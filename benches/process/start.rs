//! Issue 5, point 5: from the start of the process to the first paint and to the whole list.

use crate::console::Console;
use crate::figures::{Figures, ms};
use crate::server::Server;
use crate::table::{Table, maybe};
use crate::words::Words;

const AGENTS: usize = 200;
const SESSIONS: usize = 500;

pub fn run(words: &Words) -> Vec<Table> {
    let server = Server::start(AGENTS, SESSIONS, 0.0);
    let (mut paint, mut list, mut cpu) =
        (Figures::default(), Figures::default(), Figures::default());
    // A start is short: there is time for more of them.
    for _ in 0..words.runs * 3 {
        let mut console = Console::start(&server.url());
        let painted = (console.term).must("a first paint", |screen| {
            !screen.contents().trim().is_empty()
        });
        let listed = console.lists(SESSIONS);
        cpu.add_ms(console.process().sample().cpu);
        paint.add(ms(painted.saturating_duration_since(console.term.began)));
        list.add(ms(listed.saturating_duration_since(console.term.began)));
    }
    let mut table = Table::new(
        "Start, 200 agents and 500 sessions",
        &["from the start of the process", "median ms", "worst ms"],
    );
    for (name, figures) in [
        ("to the first paint", &paint),
        ("to the whole list", &list),
        ("CPU until then", &cpu),
    ] {
        table.row([
            name.to_owned(),
            maybe(figures.median()),
            maybe(figures.percentile(100.0)),
        ]);
    }
    let mut limits = Table::of_limits("Start: promises");
    limits.at_most("first paint", paint.median(), 20.0, " ms");
    limits.at_most("whole list", list.median(), 100.0, " ms");
    vec![table, limits]
}
