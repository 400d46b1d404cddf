//! Keys, and how they are answered.

use std::time::{Duration, Instant};

use crate::console::{Console, highlighted};
use crate::figures::Figures;
use crate::term::Term;

/// An answer has ended when nothing has come for so long.
const SILENCE: Duration = Duration::from_millis(20);
/// A key that is not answered by then is not answered.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between keys while the feed draws as well.
const PAUSE: Duration = Duration::from_millis(37);

/// What became of keys.
#[derive(Debug, Default)]
pub struct Answers {
    /// To the first byte, in ms.
    pub ms: Figures,
    pub bytes: Figures,
    pub frames: Figures,
    pub unanswered: usize,
}

impl Answers {
    /// Presses a key where nothing else draws, and waits until its answer has ended.
    pub fn press(&mut self, term: &mut Term, key: &str) {
        let before = term.count();
        let pressed = term.send(key);
        match term.first(PATIENCE) {
            Some(first) => self.ms.add_ms(first.saturating_duration_since(pressed)),
            None => self.unanswered += 1,
        }
        term.quiet(SILENCE);
        let after = term.count();
        self.bytes.add((after.bytes - before.bytes) as f64);
        self.frames.add((after.frames - before.frames) as f64);
    }

    /// Moves the highlight up and down while the feed draws, until it is time: answered is a key
    /// when another row is highlighted.
    pub fn move_until(&mut self, console: &mut Console, end: Instant) {
        // From the top there is room to go down.
        console.term.send("g");
        std::thread::sleep(PAUSE);
        for n in 0_usize.. {
            if Instant::now() >= end {
                return;
            }
            let before = console.highlighted();
            let pressed = console.term.send(cursor(n));
            let moved = console.term.until(PATIENCE, |screen| {
                let row = highlighted(screen);
                row.is_some() && row != before
            });
            match moved {
                Some(moved) => self.ms.add_ms(moved.saturating_duration_since(pressed)),
                None => self.unanswered += 1,
            }
            std::thread::sleep(PAUSE);
        }
    }
}

/// Ten down, ten up.
pub fn cursor(n: usize) -> &'static str {
    if n % 20 < 10 { "j" } else { "k" }
}
