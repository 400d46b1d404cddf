//! Issue 5, point 7: bytes of a busy shift, and a terminal at the end of a slow line.

use std::time::{Duration, Instant};

use crate::console::Console;
use crate::figures::{Figures, ms};
use crate::flow::Flow;
use crate::line::Acks;
use crate::press::Answers;
use crate::server::Server;
use crate::source::Source;
use crate::table::{Table, maybe, number};
use crate::words::Words;
use crate::world::World;

/// 9,600 bit/s, ten bits a byte.
const LINE: u64 = 960;
/// A busy shift.
const RATE: f64 = 20.0;
/// What floods the slow line: more than it could ever show.
const FLOOD: f64 = 500.0;

pub fn run(words: &Words) -> Vec<Table> {
    vec![shift(words), slow(words)]
}

/// The simulator's usual world with everything joined and one conversation open.
fn shift(words: &Words) -> Table {
    let server = Server::start(12, 24, RATE);
    let mut table = Table::new(
        "A busy shift: 20 messages/s, 120x40",
        &["", "bytes per minute", "frames per minute", "CPU ms/s"],
    );
    for (name, joins) in [
        ("looking on, nothing joined", false),
        ("all joined, one open", true),
    ] {
        if joins {
            World::of(&server).join(&server);
        }
        let mut console = Console::start(&server.url());
        console.term.must("a live list", |screen| {
            screen.contents().starts_with("LIVE")
        });
        if joins {
            console.term.must("joined sessions", |screen| {
                screen.contents().contains("mine")
            });
            Answers::default().press(&mut console.term, "\r");
        }
        std::thread::sleep(Duration::from_secs(3));
        let time = Duration::from_secs(words.or_quick(60, 15));
        let (before, bytes) = (console.process().sample(), console.term.count());
        std::thread::sleep(time);
        let (after, now) = (console.process().sample(), console.term.count());
        let minutes = time.as_secs_f64() / 60.0;
        table.row([
            name.to_owned(),
            number((now.bytes - bytes.bytes) as f64 / minutes),
            number((now.frames - bytes.frames) as f64 / minutes),
            number(after.cpu_ms_per_second(&before)),
        ]);
    }
    table
}

/// A line of 9,600 bit/s while the feed brings more than it can carry.
fn slow(words: &Words) -> Table {
    let server = Server::start(20, 200, 0.0);
    let source = Source::before(&server, World::of(&server), Acks::No);
    let mut console = Console::start(&source.url());
    console.lists(source.sessions());
    let told = source.begin(Flow::Flood(source.sessions() as u64));
    told.recv().expect("a console that stays");
    console.marked();
    console.settled();
    console.term.speed(LINE);
    let time = Duration::from_secs(words.or_quick(30, 10));
    let before = console.term.count();
    let began = Instant::now();
    let told = source.begin(Flow::Paced(FLOOD, time));
    let mut answers = Figures::default();
    let mut lost = 0;
    for n in 0_usize.. {
        if began.elapsed() >= time {
            break;
        }
        match answered(&mut console, crate::press::cursor(n)) {
            Some(answer) => answers.add_ms(answer),
            None => lost += 1,
        }
    }
    let flown = told.recv().expect("a console that stays");
    let after = console.term.count();
    let sent = Instant::now();
    let right = console.marked();
    let behind = ms(right.saturating_duration_since(sent));
    console.term.speed(0);
    let same = is_what_a_repaint_shows(&mut console);
    let mut table = Table::new("A line of 9,600 bit/s, 500 notifications/s", &["", "found"]);
    // The feed alone would have a frame drawn every 100 ms.
    let wished = time.as_secs_f64() * 10.0;
    let frames = (after.frames - before.frames) as f64;
    table.row([
        "notifications taken in".to_owned(),
        number(flown.sent as f64),
    ]);
    table.row(["frames shown".to_owned(), number(frames)]);
    table.row([
        "frames dropped, of ten a second".to_owned(),
        number((wished - frames).max(0.0)),
    ]);
    let keys = format!("{} of {}", answers.len(), answers.len() + lost);
    table.row(["keys answered".to_owned(), keys]);
    table.row([
        "key → answer, median ms".to_owned(),
        maybe(answers.median()),
    ]);
    table.row([
        "key → answer, worst ms".to_owned(),
        maybe(answers.percentile(100.0)),
    ]);
    table.row([
        "the last state is shown after ms".to_owned(),
        number(behind),
    ]);
    table.row([
        "the screen is what a repaint shows",
        if same { "yes" } else { "NO" },
    ]);
    table
}

/// How long until the highlight has moved on the screen.
fn answered(console: &mut Console, key: &str) -> Option<Duration> {
    let mut before = None;
    console.term.until(Duration::ZERO, |screen| {
        before = crate::console::highlighted(screen);
        true
    });
    let pressed = console.term.send(key);
    let moved = console.term.until(Duration::from_secs(20), |screen| {
        let row = crate::console::highlighted(screen);
        row.is_some() && row != before
    })?;
    std::thread::sleep(Duration::from_millis(200));
    Some(moved.saturating_duration_since(pressed))
}

/// Digits apart, for ages go on.
fn is_what_a_repaint_shows(console: &mut Console) -> bool {
    let shown = |console: &Console| -> String {
        let text = console.term.text();
        text.chars().filter(|c| !c.is_ascii_digit()).collect()
    };
    console.settled();
    let before = shown(console);
    console.term.send("\x0c");
    console.settled();
    before == shown(console)
}
