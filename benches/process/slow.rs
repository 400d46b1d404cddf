//! Issue 5, point 7: bytes of a busy shift, and a terminal at the end of a slow line.

use std::time::{Duration, Instant};

use crate::console::Console;
use crate::figures::Figures;
use crate::press::Answers;
use crate::server::Server;
use crate::table::{Table, maybe, number};
use crate::words::Words;
use crate::world::World;

/// 9,600 bit/s, ten bits a byte.
const LINE: u64 = 960;
/// A busy shift.
const RATE: f64 = 20.0;
/// A person's.
const BETWEEN_KEYS: Duration = Duration::from_secs(1);
/// By then nothing goes on by itself: ended sessions have gone a minute after their end, ages are
/// minutes, and the frames that show it are held up for no more than 8 s, whatever is believed of
/// the line.
const STILL: Duration = Duration::from_secs(75);
const REPAINT: &str = "\x0c";

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

/// The same shift at the end of a line of 9,600 bit/s, until the server falls silent.
fn slow(words: &Words) -> Table {
    let (ssh, serial) = (Behind::ssh(words), Behind::serial(words));
    let mut table = Table::new(
        "The same through a line of 9,600 bit/s, all joined, one open",
        &["", "over ssh", "not known to be remote"],
    );
    let yes = |same| if same { "yes" } else { "NO" }.to_owned();
    let keys = |found: &Behind| {
        format!(
            "{} of {}",
            found.answers.len(),
            found.answers.len() + found.lost
        )
    };
    let mut row = |name: &str, of: &dyn Fn(&Behind) -> String| {
        table.row([name.to_owned(), of(&ssh), of(&serial)]);
    };
    row("frames shown per second", &|found| number(found.frames));
    // Unhindered the feed is drawn every 100 ms.
    row("frames dropped per second, of ten", &|found| {
        number((10.0 - found.frames).max(0.0))
    });
    row("keys answered", &keys);
    row("key → answer, median ms", &|found| {
        maybe(found.answers.median())
    });
    row("key → answer, worst ms", &|found| {
        maybe(found.answers.percentile(100.0))
    });
    row("the last state is on the screen after s", &|found| {
        maybe(found.behind)
    });
    row("the screen then is what a repaint shows", &|found| {
        yes(found.same)
    });
    table
}

/// What was found behind the slow line.
struct Behind {
    /// A second.
    frames: f64,
    answers: Figures,
    lost: usize,
    behind: Option<f64>,
    same: bool,
}

impl Behind {
    fn ssh(words: &Words) -> Self {
        Self::of(words, Console::over_ssh)
    }

    fn serial(words: &Words) -> Self {
        Self::of(words, Console::start)
    }

    fn of(words: &Words, start: impl Fn(&str) -> Console) -> Self {
        let server = Server::start(12, 24, RATE);
        World::of(&server).join(&server);
        let mut console = start(&server.url());
        console.term.must("joined sessions", |screen| {
            screen.contents().contains("mine")
        });
        Answers::default().press(&mut console.term, "\r");
        std::thread::sleep(Duration::from_secs(3));
        console.term.speed(LINE);
        let time = Duration::from_secs(words.or_quick(60, 15));
        let before = console.term.count();
        let began = Instant::now();
        let (mut answers, mut lost) = (Figures::default(), 0);
        for n in 0_usize.. {
            if began.elapsed() >= time {
                break;
            }
            match answered(&mut console, n.is_multiple_of(2)) {
                Some(answer) => answers.add_ms(answer),
                None => lost += 1,
            }
            std::thread::sleep(BETWEEN_KEYS);
        }
        let seconds = began.elapsed().as_secs_f64();
        let frames = (console.term.count().frames - before.frames) as f64;
        answered(&mut console, false);
        // An Esc and a letter at once would be one key.
        std::thread::sleep(BETWEEN_KEYS);
        server.freeze();
        // The answer is the newest state: what was drawn before it is on the screen by then.
        let behind = answered(&mut console, true);
        console.term.speed(0);
        answered(&mut console, false);
        Self {
            frames: frames / seconds,
            answers,
            lost,
            behind: behind.map(|time| time.as_secs_f64()),
            same: is_what_a_repaint_shows(&mut console),
        }
    }
}

/// How long until the filter's line has opened or gone: nothing but the key does that, however far
/// what is shown lags behind.
fn answered(console: &mut Console, open: bool) -> Option<Duration> {
    let pressed = console.term.send(if open { "/" } else { "\x1b" });
    let answered = console.term.until(Duration::from_secs(60), |screen| {
        screen.contents().contains("Enter keeps") == open
    })?;
    Some(answered.saturating_duration_since(pressed))
}

/// Digits apart, for ages go on; nor the header, which says how long ago the link was lost with its
/// server, and in other words as that grows.
fn is_what_a_repaint_shows(console: &mut Console) -> bool {
    let shown = |console: &Console| -> Vec<String> {
        let text = console.term.text();
        let still = |line: &str| -> String {
            let line = line.trim_end().chars();
            line.filter(|c| !c.is_ascii_digit()).collect()
        };
        text.lines().skip(1).map(still).collect()
    };
    std::thread::sleep(STILL);
    console.settled();
    let before = shown(console);
    console.term.send(REPAINT);
    console.settled();
    let after = shown(console);
    for (old, new) in before.iter().zip(&after).filter(|(old, new)| old != new) {
        eprintln!("slow: on the screen {old:?}, repainted {new:?}");
    }
    before == after
}
