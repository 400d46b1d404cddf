//! Issue 5, point 2: how costs grow with the floor, from a hundred sessions to a hundred thousand.

use std::time::{Duration, Instant};

use crate::attempt::{attempt, hear};
use crate::console::Console;
use crate::figures::{Figures, ratio};
use crate::flow::Flow;
use crate::line::Acks;
use crate::press::{Answers, cursor};
use crate::server::Server;
use crate::source::Source;
use crate::table::{Table, maybe, number};
use crate::words::Words;
use crate::world::World;

/// The floors; the second is the one that issue 5 names for filter and sort.
const SIZES: [(usize, usize); 5] = [
    (10, 100),
    (100, 1000),
    (500, 2000),
    (500, 10_000),
    (500, 100_000),
];
/// Updates per second.
const RATE: f64 = 10_000.0;
/// Updates per second that leave a frame to each.
const SPARSE: f64 = 8.0;

/// One size, over the runs.
#[derive(Default)]
struct Found {
    rss: Figures,
    /// CPU µs of a notification, as fast as they are read.
    notification: Figures,
    /// CPU ms of a frame for a cursor move, nothing else going on.
    key_frame: Figures,
    /// CPU ms of one update and the frame behind it.
    update_frame: Figures,
    /// CPU ms per second of polls and ages alone.
    rest: Figures,
    /// CPU ms of one key in the filter.
    filter: Figures,
    /// CPU ms of the key that sorts the list by another column.
    sort: Figures,
    /// % of a core at 10,000/s.
    busy: Figures,
    /// Updates per second that were really taken in.
    taken: Figures,
    keys: Answers,
}

pub fn run(words: &Words) -> Vec<Table> {
    let mut found: Vec<Found> = SIZES.iter().map(|_| Found::default()).collect();
    for ((agents, sessions), found) in SIZES.into_iter().zip(&mut found) {
        eprintln!("scale: {sessions} sessions");
        attempt("scale", || {
            let server = Server::start(agents, sessions, 0.0);
            let source = Source::before(&server, World::of(&server), Acks::No);
            for _ in 0..words.runs {
                measure(&source, words, found);
            }
        });
    }
    tables(&found)
}

fn measure(source: &Source, words: &Words, found: &mut Found) {
    source.forget();
    let mut console = Console::start(&source.url());
    let sessions = source.sessions();
    console.lists(sessions);
    // All of them are ours from here on, and have been seen twice.
    flow(
        &mut console,
        source,
        Flow::Flood(2 * sessions.max(5000) as u64),
    );
    let process = console.process();
    let before = process.sample();
    let count = words.or_quick(100_000, 20_000);
    flow(&mut console, source, Flow::Flood(count));
    let spent = process.sample().cpu_since(&before);
    found
        .notification
        .add(spent.as_secs_f64() * 1e6 / count as f64);
    console.settled();
    found
        .key_frame
        .add(frame(&console_keys(&mut console, 40, cursor)));
    let filter = |n: usize| ["/", "a", "n", "a", "\x7f", "e", "\x7f", "\x7f"][n % 8];
    found
        .filter
        .add(key(&console_keys(&mut console, 8, filter)));
    console.term.send("\x1b");
    console.settled();
    for column in ["customer", "agent", "age", "urgency"] {
        for word in ["O", column] {
            Answers::default().press(&mut console.term, word);
        }
        found
            .sort
            .add(key(&console_keys(&mut console, 1, |_| "\r")));
    }
    console.settled();
    let time = Duration::from_secs(words.or_quick(5, 3));
    // Polls and ages go on meanwhile: what they cost just before and just after is taken off.
    let quiet = || {
        let before = process.sample();
        std::thread::sleep(time);
        process.sample().cpu_ms_per_second(&before)
    };
    let ahead = quiet();
    let before = process.sample();
    let told = source.begin(Flow::Paced(SPARSE, time));
    let sent = hear(&told).sent;
    console.marked();
    let after = process.sample();
    let behind = quiet();
    let rest = f64::midpoint(ahead, behind);
    let busy = after.cpu_ms_per_second(&before) - rest;
    found.rest.add(rest);
    let updates = sent.max(1) as f64 / after.seconds_since(&before);
    found.update_frame.add(busy / updates);
    let time = Duration::from_secs(words.or_quick(10, 4));
    let before = process.sample();
    let told = source.begin(Flow::Paced(RATE, time));
    found.keys.move_until(&mut console, Instant::now() + time);
    let flown = hear(&told);
    let marked = console.marked();
    found.taken.add(flown.rate(marked));
    found
        .busy
        .add(process.sample().cpu_ms_per_second(&before) / 10.0);
    found.rss.add(process.rss());
}

fn flow(console: &mut Console, source: &Source, flow: Flow) {
    let told = source.begin(flow);
    hear(&told);
    console.marked();
}

/// What some keys cost: CPU ms, keys, frames.
struct Cost {
    ms: f64,
    keys: usize,
    frames: u64,
}

fn console_keys(console: &mut Console, keys: usize, key: impl Fn(usize) -> &'static str) -> Cost {
    let (before, frames) = (console.process().sample(), console.term.count().frames);
    let mut answers = Answers::default();
    for n in 0..keys {
        answers.press(&mut console.term, key(n));
    }
    let spent = console.process().sample().cpu_since(&before);
    Cost {
        ms: spent.as_secs_f64() * 1000.0,
        keys,
        frames: console.term.count().frames - frames,
    }
}

fn frame(cost: &Cost) -> f64 {
    cost.ms / cost.frames.max(1) as f64
}

fn key(cost: &Cost) -> f64 {
    cost.ms / cost.keys as f64
}

fn tables(found: &[Found]) -> Vec<Table> {
    let mut table = Table::new(
        "Scale",
        &[
            "sessions",
            "RSS MB",
            "CPU µs per notification",
            "CPU ms per frame of a key",
            "CPU ms per update and its frame",
            "CPU ms/s of polls and ages",
            "CPU ms per filter key",
            "CPU ms to sort",
            "% of a core at 10,000/s",
            "taken/s",
            "key → output ms",
            "99 % ms",
            "not answered",
        ],
    );
    for ((_, sessions), found) in SIZES.into_iter().zip(found) {
        let figures = [
            &found.rss,
            &found.notification,
            &found.key_frame,
            &found.update_frame,
            &found.rest,
            &found.filter,
            &found.sort,
            &found.busy,
            &found.taken,
        ];
        let mut cells = vec![number(sessions as f64)];
        cells.extend(figures.map(|figures| maybe(figures.median())));
        cells.push(maybe(found.keys.ms.median()));
        cells.push(maybe(found.keys.ms.percentile(99.0)));
        cells.push(found.keys.unanswered.to_string());
        table.row(cells);
    }
    table.note(
        "Keys are answered while 10,000/s arrive; a frame of a key is one with nothing else \
                going on; all sessions are joined. Sorted by customer, agent, age and urgency.",
    );
    let [small, .., large] = found else {
        return vec![table];
    };
    let mut limits = Table::of_limits("Scale: promises");
    let filter = found.get(2).and_then(|found| found.filter.median());
    limits.at_most("CPU of a filter key at 2,000 sessions", filter, 5.0, " ms");
    let sort = found.get(2).and_then(|found| found.sort.median());
    limits.at_most("CPU to sort 2,000 sessions", sort, 5.0, " ms");
    let growth = ratio(large.update_frame.median(), small.update_frame.median());
    limits.at_most(
        "an update and its frame, 100,000 to 100 sessions",
        growth,
        2.0,
        "",
    );
    let growth = ratio(large.key_frame.median(), small.key_frame.median());
    limits.at_most("a frame of a key, 100,000 to 100 sessions", growth, 2.0, "");
    let p99 = large.keys.ms.percentile(99.0);
    limits.at_most("key → output at 100,000, 99th percentile", p99, 16.0, " ms");
    limits.at_most("RSS at 100,000", large.rss.median(), 250.0, " MB");
    vec![table, limits]
}
