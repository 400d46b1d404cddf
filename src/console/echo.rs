//! Asks the terminal whether it has come as far as what was written: only it knows what waits in
//! between, in sshd, in the network, before a modem. Reads no clock.
//!
//! The question is ECMA-48's "device status report" (`CSI 5 n`), the answer `CSI 0 n`: no key has
//! its form. Terminals answer in the order in which they draw.

use std::time::{Duration, Instant};

/// The question.
pub(super) const QUESTION: &[u8] = b"\x1b[5n";
/// On a fast line it is asked no oftener.
const SELDOM: Duration = Duration::from_secs(1);
/// An answer that takes longer comes by a slow line.
const SLOW: Duration = Duration::from_millis(250);
/// A slow line is left free as long as the last frame took, so that a key mostly finds it so; but
/// no longer than this.
const REST: Duration = Duration::from_secs(4);
/// One that takes longer never comes: the terminal may be another one now.
const NEVER: Duration = Duration::from_secs(20);

/// What is asked, and what the answers say.
#[derive(Debug)]
pub(super) struct Echo {
    /// Whether it is asked at all: at a terminal beside us there is nothing in between.
    asks: bool,
    /// When the question left that is not answered yet.
    asked: Option<Instant>,
    /// Whether anything was written behind it.
    behind: bool,
    last: Option<Instant>,
    /// Whether this terminal answers. One that does not is never waited for.
    answers: bool,
    slow: bool,
    /// Until when a slow line is left to the person's keys.
    rests: Option<Instant>,
}

impl Echo {
    pub(super) fn new(asks: bool) -> Self {
        Self {
            asks,
            asked: None,
            behind: false,
            last: None,
            answers: false,
            slow: false,
            rests: None,
        }
    }

    /// The line was seen to be slow.
    pub(super) fn suspect(&mut self) {
        self.asks = true;
    }

    /// A frame leaves: whether the question is to follow it, which is then taken for asked.
    pub(super) fn follows(&mut self, now: Instant) -> bool {
        if self.awaited(now) {
            self.behind = true;
            return false;
        }
        let again = |last: Instant| self.slow || now.saturating_duration_since(last) >= SELDOM;
        if !self.asks || !self.last.is_none_or(again) {
            return false;
        }
        self.ask(now);
        true
    }

    /// The answer came: whether to ask again at once, for what was written behind the question.
    pub(super) fn answered(&mut self, now: Instant) -> bool {
        let Some(asked) = self.asked.take() else {
            return false;
        };
        self.answers = true;
        let took = now.saturating_duration_since(asked);
        self.slow = took > SLOW;
        self.rests = self.slow.then(|| now + took.min(REST));
        let again = self.slow && self.behind;
        if again {
            self.ask(now);
        }
        again
    }

    fn ask(&mut self, now: Instant) {
        self.asked = Some(now);
        self.last = Some(now);
        self.behind = false;
    }

    /// Whether an answer is still to come.
    pub(super) fn awaited(&mut self, now: Instant) -> bool {
        let late = |asked: &mut Instant| now.saturating_duration_since(*asked) >= NEVER;
        if self.asked.take_if(late).is_some() {
            (self.answers, self.slow, self.rests) = (false, false, None);
        }
        self.asked.is_some()
    }

    /// Nobody waits for an answer any more: the terminal was given away.
    pub(super) fn forget(&mut self) {
        (self.asked, self.answers, self.slow, self.rests) = (None, false, false, None);
    }

    /// Whether the answers say what is on its way; nothing else has to be reckoned then.
    pub(super) fn knows(&self) -> bool {
        self.answers
    }

    /// Until when the feed's frames wait for the answer, at most.
    pub(super) fn through(&self, now: Instant) -> Option<Instant> {
        let Some(asked) = self.asked.filter(|_| self.answers) else {
            return self.rests.filter(|at| *at > now);
        };
        let late = self.slow || now.saturating_duration_since(asked) >= SLOW;
        late.then(|| asked + NEVER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn a_fast_line_is_asked_seldom_and_holds_up_nothing() {
        let (mut echo, mut now) = (Echo::new(true), Instant::now());
        let mut asked = 0;
        for _ in 0..50 {
            now += ms(100);
            if echo.follows(now) {
                asked += 1;
                assert!(!echo.answered(now + ms(20)));
            }
            assert_eq!(echo.through(now + ms(50)), None);
        }
        assert_eq!(asked, 5);
    }

    #[test]
    fn on_a_slow_line_the_feed_waits_until_all_of_it_was_shown() {
        let (mut echo, t) = (Echo::new(true), Instant::now());
        assert!(echo.follows(t));
        assert!(!echo.answered(t + ms(10)));
        // The line becomes slow: what is drawn meanwhile stops when the answer is late.
        assert!(echo.follows(t + ms(1_000)));
        assert!(!echo.follows(t + ms(1_100)));
        assert_eq!(echo.through(t + ms(1_100)), None);
        assert!(echo.through(t + ms(1_300)).is_some());
        // Behind the question there was another frame, of a key.
        assert!(echo.answered(t + ms(4_000)));
        assert!(echo.through(t + ms(4_001)).is_some());
        assert!(!echo.answered(t + ms(6_000)));
        // It is left free as long as that took.
        assert_eq!(echo.through(t + ms(6_001)), Some(t + ms(8_000)));
        assert_eq!(echo.through(t + ms(8_000)), None);
        // From now on each frame is asked for.
        assert!(echo.follows(t + ms(8_001)));
        assert!(echo.through(t + ms(8_002)).is_some());
        // It becomes fast again.
        assert!(!echo.answered(t + ms(8_050)));
        assert!(!echo.follows(t + ms(8_100)));
        assert_eq!(echo.through(t + ms(8_400)), None);
    }

    #[test]
    fn a_terminal_that_does_not_answer_is_not_waited_for() {
        let (mut echo, t) = (Echo::new(true), Instant::now());
        assert!(echo.follows(t));
        assert_eq!(echo.through(t + ms(10_000)), None);
        assert!(!echo.knows());
        // One that did and does no more is waited for once.
        assert!(!echo.answered(t + ms(10)));
        assert!(echo.follows(t + ms(2_000)));
        assert!(
            echo.through(t + ms(3_000))
                .is_some_and(|at| at <= t + ms(22_000))
        );
        assert!(!echo.awaited(t + ms(22_000)) && !echo.knows());
        assert!(echo.follows(t + ms(22_001)));
        assert_eq!(echo.through(t + ms(23_000)), None);
    }

    #[test]
    fn a_terminal_beside_us_is_asked_once_it_was_slow() {
        let (mut echo, t) = (Echo::new(false), Instant::now());
        assert!(!echo.follows(t));
        echo.suspect();
        assert!(echo.follows(t));
    }
}
