//! Issue 5, point 3: what it costs when nothing happens, beside programs that rest as well.

use std::time::Duration;

use crate::console::Console;
use crate::figures::{Figures, ms};
use crate::peers;
use crate::server::Server;
use crate::source::Source;
use crate::system::{Process, Sample};
use crate::table::{Table, maybe};
use crate::term::Term;
use crate::words::Words;

const AGENTS: usize = 50;
const SESSIONS: usize = 500;
/// What lists cost by themselves shows where fewer are read.
const SELDOM: &str = "[limits]\npolls_per_second = 1\n";

/// What the runs of one program came to.
#[derive(Default)]
struct Found {
    first: Figures,
    cpu: Figures,
    bytes: Figures,
    wakeups: Figures,
    asked: Figures,
    rss: Figures,
}

/// A program at rest.
struct Resting<'a> {
    process: Process,
    term: &'a Term,
    source: Option<&'a Source>,
    began: (Sample, u64, u64),
}

impl<'a> Resting<'a> {
    fn new(process: Process, term: &'a Term, source: Option<&'a Source>) -> Self {
        let began = (
            process.sample(),
            term.count().bytes,
            source.map_or(0, Source::asked),
        );
        Self {
            process,
            term,
            source,
            began,
        }
    }

    fn end(&self, found: &mut Found) {
        let (before, bytes, asked) = &self.began;
        let after = self.process.sample();
        let seconds = after.seconds_since(before);
        found.cpu.add(after.cpu_ms_per_second(before));
        found.wakeups.add(after.wakeups_per_second(before));
        found
            .bytes
            .add((self.term.count().bytes - bytes) as f64 / seconds);
        let asked = self.source.map_or(0, Source::asked) - asked;
        found.asked.add(asked as f64 / seconds);
        found.rss.add(self.process.rss());
    }
}

pub fn run(words: &Words) -> Vec<Table> {
    let nobody = Server::start(1, 0, 0.0);
    let floor = Server::start(AGENTS, SESSIONS, 0.0);
    let apart = Server::start(AGENTS, SESSIONS, 0.0);
    let (nobody, floor) = (Source::counter(&nobody), Source::counter(&floor));
    let apart = Source::counter(&apart);
    let (peers, missing) = peers::installed();
    let (mut empty, mut ages, mut seldom) = <(Found, Found, Found)>::default();
    let mut others: Vec<Found> = peers.iter().map(|_| Found::default()).collect();
    for _ in 0..words.runs {
        let mut on_nobody = Console::start(&nobody.url());
        empty.first.add(first_screen(&on_nobody.term));
        on_nobody.lists(0);
        let mut on_floor = Console::start(&floor.url());
        ages.first.add(first_screen(&on_floor.term));
        on_floor.lists(SESSIONS);
        let mut on_seldom = Console::configured(&apart.url(), SELDOM);
        on_seldom.lists(SESSIONS);
        let mut running = Vec::new();
        for (peer, found) in peers.iter().zip(&mut others) {
            let peer = peer.start().expect("one that is installed");
            found.first.add(first_screen(&peer.term));
            running.push(peer);
        }
        // The first round of lists, whatever else belongs to the start, and until the floor is taken
        // for calm.
        std::thread::sleep(Duration::from_secs(words.or_quick(90, 60)));
        let mut resting = vec![
            (
                Resting::new(on_nobody.process(), &on_nobody.term, Some(&nobody)),
                &mut empty,
            ),
            (
                Resting::new(on_floor.process(), &on_floor.term, Some(&floor)),
                &mut ages,
            ),
            (
                Resting::new(on_seldom.process(), &on_seldom.term, Some(&apart)),
                &mut seldom,
            ),
        ];
        for (peer, found) in running.iter().zip(&mut others) {
            resting.push((Resting::new(peer.process(), &peer.term, None), found));
        }
        // Each list is read in full once a minute: in a part of one there would be all or nothing of it.
        std::thread::sleep(Duration::from_secs(60));
        for (resting, found) in resting {
            resting.end(found);
        }
    }
    let mut table = Table::new(
        "At rest, 120x40",
        &[
            "",
            "first screen ms",
            "CPU ms/s",
            "bytes/s",
            "wake-ups/s",
            "requests/s",
            "RSS MB",
        ],
    );
    let mut row = |name: &str, found: &Found| {
        let figures = [
            &found.first,
            &found.cpu,
            &found.bytes,
            &found.wakeups,
            &found.asked,
            &found.rss,
        ];
        let cells = figures.map(|figures| maybe(figures.median()));
        table.row(std::iter::once(name.to_owned()).chain(cells));
    };
    row("floorwalk, an empty list: no ages", &empty);
    row("floorwalk, 500 sessions with ages", &ages);
    row("the same, a list a second (polls_per_second = 1)", &seldom);
    for (peer, found) in peers.iter().zip(&others) {
        row(peer.name(), found);
    }
    table.note(
        "Wake-ups are those of all threads; requests are polls, connects and heartbeats, \
                each of which wakes several.",
    );
    for missing in missing {
        table.note(missing);
    }
    let mut limits = Table::of_limits("At rest: promises");
    limits.at_most("bytes/s without ages", empty.bytes.median(), 0.0, "");
    limits.at_most("CPU ms/s with ages", ages.cpu.median(), 0.5, "");
    limits.at_most("bytes/s with ages", ages.bytes.median(), 100.0, "");
    vec![table, limits]
}

/// To the first screen with anything on it, in ms.
fn first_screen(term: &Term) -> f64 {
    let shown = term.must("a first screen", |screen| {
        !screen.contents().trim().is_empty()
    });
    ms(shown.saturating_duration_since(term.began))
}
