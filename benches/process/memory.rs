//! Issue 5, point 6: memory with 500 sessions, and whether it stays flat while messages come into
//! all of them, opened and not.

use std::time::{Duration, Instant};

use crate::console::Console;
use crate::figures::Figures;
use crate::press::Answers;
use crate::server::Server;
use crate::table::{Table, maybe, number};
use crate::words::Words;
use crate::world::World;

const AGENTS: usize = 200;
const SESSIONS: usize = 500;
/// Messages per second, over all sessions.
const RATE: f64 = 200.0;
/// From when on memory is to be flat, as a part of the whole run: five minutes of thirty.
const SETTLED: f64 = 1.0 / 6.0;
/// Minutes from which on the growth means what was promised of it.
const LONG: f64 = 15.0;
/// How often it is looked at.
const SAMPLES: u32 = 30;

pub fn run(words: &Words) -> Vec<Table> {
    vec![at_once(words), over_time(words)]
}

fn at_once(words: &Words) -> Table {
    let server = Server::start(AGENTS, SESSIONS, 0.0);
    let (mut rss, mut peak) = (Figures::default(), Figures::default());
    for _ in 0..words.runs {
        let mut console = Console::start(&server.url());
        console.lists(SESSIONS);
        // The first round of lists is behind it.
        std::thread::sleep(Duration::from_secs(3));
        rss.add(console.process().rss());
        peak.add(console.process().peak());
    }
    let mut limits = Table::of_limits("Memory, 200 agents and 500 sessions");
    limits.at_most("RSS with the whole list", rss.median(), 15.0, " MB");
    limits.note(format!("peak {} MB", maybe(peak.median())));
    limits
}

fn over_time(words: &Words) -> Table {
    let server = Server::start(AGENTS, SESSIONS, RATE);
    World::of(&server).join(&server);
    let mut console = Console::start(&server.url());
    // At this rate sessions come and go.
    console.term.must("a live list", |screen| {
        screen.contents().starts_with("LIVE") && screen.contents().contains("mine")
    });
    let process = console.process();
    let mut opening = Answers::default();
    let begun = Instant::now();
    let whole = Duration::from_secs_f64(words.minutes * 60.0);
    let mut seen: Vec<(f64, f64)> = Vec::new();
    for sample in 1..=SAMPLES {
        let due = begun + whole * sample / SAMPLES;
        // One conversation after another is opened: the next row, and its transcript.
        for key in ["j", "\r"] {
            opening.press(&mut console.term, key);
        }
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let part = f64::from(sample) / f64::from(SAMPLES);
        seen.push((part, process.rss()));
    }
    let settled = seen
        .iter()
        .find(|(part, _)| *part >= SETTLED)
        .map(|(_, rss)| *rss);
    let last = seen.last().map(|(_, rss)| *rss);
    let title = format!(
        "Memory over {} minutes at 200 messages/s into {SESSIONS} joined sessions",
        number(words.minutes)
    );
    let mut limits = Table::of_limits(&title);
    let growth = last.zip(settled).map(|(last, settled)| last - settled);
    // Transcripts fill up first: a short run says nothing of a long one.
    let long = growth.filter(|_| words.minutes >= LONG);
    limits.at_most("growth behind the first sixth", long, 1.0, " MB");
    limits.note(format!(
        "RSS {} MB behind the first sixth, {} MB at the end, peak {} MB; promised for a run of 30 \
         minutes: --minutes 30",
        maybe(settled),
        maybe(last),
        number(process.peak())
    ));
    limits
}
