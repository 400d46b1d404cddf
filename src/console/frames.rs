//! When to draw: on demand, soon for the feed, at once for the person's own key. Pure.

use std::time::{Duration, Instant};

use crate::app::Redraw;

/// At least so long between two frames that the feed asked for.
const FEED: Duration = Duration::from_millis(100);
/// At least so long between two frames for keys.
const KEYS: Duration = Duration::from_millis(16);

/// The frame that is due, if any.
#[derive(Debug, Default)]
pub(super) struct FrameClock {
    last: Option<Instant>,
    last_for_key: Option<Instant>,
    due: Option<(Instant, Redraw)>,
    /// Until then the feed's frames wait: the line is busy with what was written.
    held: Option<Instant>,
}

impl FrameClock {
    /// Asks for a frame; the earliest wish counts.
    pub(super) fn request(&mut self, redraw: Redraw, now: Instant) {
        let at = match redraw {
            Redraw::No => return,
            Redraw::Soon => self.last.map_or(now, |last| now.max(last + FEED)),
            Redraw::Now => self.last_for_key.map_or(now, |last| now.max(last + KEYS)),
        };
        self.due = Some(match self.due {
            Some((due, kind)) => (due.min(at), kind.max(redraw)),
            None => (at, redraw),
        });
    }

    /// The feed's frames wait until then, or no longer; the person's own do not.
    pub(super) fn hold(&mut self, until: Option<Instant>) {
        self.held = until;
    }

    /// When the next frame is due. At rest: never.
    pub(super) fn due(&self) -> Option<Instant> {
        let (at, kind) = self.due?;
        let held = self.held.filter(|_| kind == Redraw::Soon);
        Some(held.map_or(at, |held| at.max(held)))
    }

    /// Takes the frame if it is due.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        if self.due().is_none_or(|at| at > now) {
            return false;
        }
        let Some((_, kind)) = self.due.take() else {
            return false;
        };
        self.last = Some(now);
        if kind == Redraw::Now {
            self.last_for_key = Some(now);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn a_thousand_facts_are_one_frame_and_rest_is_silence() {
        let (mut f, t) = (FrameClock::default(), Instant::now());
        for _ in 0..1000 {
            f.request(Redraw::Soon, t);
        }
        assert!(f.take(t) && !f.take(t) && f.due().is_none());
        f.request(Redraw::Soon, t + ms(1));
        assert_eq!(f.due(), Some(t + ms(100)));
        assert!(!f.take(t + ms(99)) && f.take(t + ms(100)));
        f.request(Redraw::No, t + ms(500));
        assert_eq!(f.due(), None);
    }

    #[test]
    fn a_busy_line_holds_up_the_feed_and_no_key() {
        let (mut f, t) = (FrameClock::default(), Instant::now());
        f.request(Redraw::Soon, t);
        f.hold(Some(t + ms(900)));
        assert_eq!(f.due(), Some(t + ms(900)));
        f.request(Redraw::Soon, t + ms(10));
        assert_eq!(f.due(), Some(t + ms(900)));
        assert!(!f.take(t + ms(899)));
        // It is free sooner than was thought.
        f.hold(None);
        assert_eq!(f.due(), Some(t));
        f.hold(Some(t + ms(900)));
        f.request(Redraw::Now, t + ms(20));
        assert_eq!(f.due(), Some(t));
    }

    #[test]
    fn a_key_is_not_held_up_by_the_feed() {
        let (mut f, t) = (FrameClock::default(), Instant::now());
        f.request(Redraw::Soon, t);
        assert!(f.take(t));
        f.request(Redraw::Soon, t + ms(5));
        f.request(Redraw::Now, t + ms(6));
        assert!(f.take(t + ms(6)));
        f.request(Redraw::Now, t + ms(7));
        assert_eq!(f.due(), Some(t + ms(22)));
    }
}
