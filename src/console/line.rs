//! How fast the line to the terminal is, by how long it lets a write wait: on a slow one a buffer in
//! between takes many frames before it is full, and every key would be answered behind all of them.
//! Reads no clock.

use std::time::{Duration, Instant};

/// A write that takes as long waited for room. One that takes longer than [`STOPPED`] waited for
/// somebody (Ctrl-S) and says nothing of the line; a pseudo-terminal of Linux at 9,600 bit/s takes
/// some 20 s, because it lets nobody go on before it has almost emptied.
const WAITED: Duration = Duration::from_millis(80);
const STOPPED: Duration = Duration::from_secs(40);
/// Frames that nobody asked for by a key are held up no longer than this, whatever is reckoned. Behind
/// a full buffer they would be no newer when they are seen.
const LONGEST: Duration = Duration::from_secs(8);
/// About how much a full buffer holds, and how much leaves it in a wait at the least.
const BUFFER: f64 = 24_576.0;
const LEAVES: f64 = 16_384.0;
/// What is left of a speed that turned out to be too much.
const SLOWER: f64 = 0.8;
/// After so long without a wait it is tried whether the line has become faster, by so much a frame;
/// after twice as long each time that it has not.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_PATIENCE: Duration = Duration::from_secs(16 * 60);
const FASTER: f64 = 1.25;
/// A pause in which every buffer has emptied.
const PAUSE: Duration = Duration::from_secs(5);

/// What was learnt of the line.
#[derive(Debug)]
pub(super) struct Line {
    /// Bytes a second; `None` as long as it was never seen to be slow.
    speed: Option<f64>,
    /// The same without what is being tried.
    proven: Option<f64>,
    /// Bytes that are on their way, as far as can be reckoned.
    waiting: f64,
    /// Since the last pause: from when on, and how many bytes.
    run: (Instant, f64),
    last: Instant,
    /// When a write last waited: the buffer was full then; and how many bytes came since.
    full: Option<(Instant, f64)>,
    /// The same, whatever pauses came since.
    waited_at: Instant,
    patience: Duration,
}

impl Line {
    /// Nothing is known of it.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            speed: None,
            proven: None,
            waiting: 0.0,
            run: (now, 0.0),
            last: now,
            full: None,
            waited_at: now,
            patience: PATIENCE,
        }
    }

    /// Bytes were written, and the write took so long.
    pub(super) fn took(&mut self, bytes: usize, took: Duration, now: Instant) {
        // Frames are far smaller than what this holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "a frame has no 2^52 bytes")]
        let bytes = bytes as f64;
        let since = now.saturating_duration_since(self.last);
        self.last = now;
        if since.saturating_sub(took) > PAUSE {
            (self.run, self.full) = ((now, 0.0), None);
        }
        self.run.1 += bytes;
        if let Some((_, came)) = &mut self.full {
            *came += bytes;
        }
        let left = self.speed.map_or(0.0, |speed| speed * since.as_secs_f64());
        self.waiting = (self.waiting - left).max(0.0) + bytes;
        if took >= STOPPED {
            self.full = None;
        } else if took >= WAITED {
            self.waited(took, now);
        } else if now.saturating_duration_since(self.waited_at) > self.patience {
            self.speed = self.speed.map(|speed| speed * FASTER);
        }
    }

    /// The buffer was full, and took some: between two such moments as many bytes left as came. Of the
    /// first one only the wait is known, in which some of it left.
    fn waited(&mut self, took: Duration, now: Instant) {
        if now.saturating_duration_since(self.waited_at) > self.patience && self.speed.is_some() {
            // It was tried in vain.
            self.patience = (self.patience * 2).min(MOST_PATIENCE);
        }
        self.waited_at = now;
        if let Some((at, came)) = self.full.replace((now, 0.0)) {
            let span = now.saturating_duration_since(at);
            let seen = came / span.as_secs_f64().max(0.001);
            self.proven = Some(seen);
            // Whatever did not leave in this run is on its way still.
            let age = now.saturating_duration_since(self.run.0).as_secs_f64();
            self.waiting = (self.run.1 - seen * age).max(BUFFER);
        } else if let Some(proven) = self.proven {
            let tried = self.speed > self.proven;
            self.proven = Some(if tried { proven } else { proven * SLOWER });
            self.waiting = BUFFER;
        } else {
            self.proven = Some(LEAVES / took.as_secs_f64().max(0.001));
        }
        self.speed = self.proven;
    }

    /// When the line will be through with what is on its way, if it was ever seen to be slow.
    pub(super) fn through(&self) -> Option<Instant> {
        let busy = self.busy();
        (!busy.is_zero()).then(|| self.last + busy)
    }

    /// How long the line needs for what is on its way, as of the last write; nothing for one that
    /// was never seen to be slow.
    fn busy(&self) -> Duration {
        let Some(speed) = self.speed.filter(|speed| *speed > 0.0) else {
            return Duration::ZERO;
        };
        Duration::try_from_secs_f64(self.waiting / speed).map_or(LONGEST, |busy| busy.min(LONGEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of so many bytes a second with a buffer before it: how long a write waits.
    struct Wire {
        speed: f64,
        room: f64,
        /// How far it empties before a write that waits goes on.
        empties: f64,
        full: f64,
        at: Instant,
    }

    impl Wire {
        fn write(&mut self, bytes: f64, now: Instant) -> Duration {
            let left = now.saturating_duration_since(self.at).as_secs_f64() * self.speed;
            self.full = (self.full - left).max(0.0) + bytes;
            let over = if self.full > self.room {
                self.full - self.empties
            } else {
                0.0
            };
            self.full -= over;
            let took = Duration::from_secs_f64(over / self.speed);
            self.at = now + took;
            took
        }
    }

    /// Writes frames for so many seconds, each as soon as the line is said to be free and no sooner
    /// than 100 ms after the one before; returns how long the last one waited in the buffer.
    fn run(line: &mut Line, wire: &mut Wire, mut now: Instant, seconds: u64) -> (Instant, f64) {
        let end = now + Duration::from_secs(seconds);
        while now < end {
            let took = wire.write(1_500.0, now);
            now += took;
            line.took(1_500, took, now);
            now += line.busy().max(Duration::from_millis(100));
        }
        (now, wire.full / wire.speed)
    }

    #[test]
    fn a_fast_line_is_never_waited_for() {
        let now = Instant::now();
        let mut line = Line::new(now);
        for n in 1..1_000 {
            let at = now + Duration::from_millis(n * 100);
            line.took(5_000, Duration::from_micros(50), at);
            assert_eq!(line.busy(), Duration::ZERO);
        }
    }

    #[test]
    fn behind_a_slow_line_the_buffer_empties() {
        // In the last one 4,000 bytes stay when a write goes on, and are behind every frame after it.
        for (room, empties, most) in [
            (12_000.0, 12_000.0, 4.0),
            (24_000.0, 24_000.0, 4.0),
            (24_000.0, 4_000.0, 6.0),
        ] {
            empties_behind(room, empties, most);
        }
    }

    fn empties_behind(room: f64, empties: f64, most: f64) {
        let now = Instant::now();
        let (mut line, mut wire) = (
            Line::new(now),
            Wire {
                speed: 960.0,
                room,
                empties,
                full: 0.0,
                at: now,
            },
        );
        let (now, waits) = run(&mut line, &mut wire, now, 120);
        assert!(waits < most, "a key waits {waits} s behind frames");
        // The line becomes fast: so do the frames.
        wire.speed = 1_000_000.0;
        let (_, _) = run(&mut line, &mut wire, now, 180);
        assert!(line.busy() < Duration::from_millis(100), "{line:?}");
    }

    #[test]
    fn a_terminal_that_was_stopped_is_not_slow() {
        let now = Instant::now();
        let mut line = Line::new(now);
        line.took(
            1_500,
            Duration::from_secs(60),
            now + Duration::from_secs(60),
        );
        assert_eq!(line.busy(), Duration::ZERO);
    }
}
