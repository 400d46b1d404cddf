//! Whether this machine was suspended. Compares readings of the clocks; knows nothing of what
//! follows from it, and starts no timer: whoever is awake anyway asks.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::clock::{Clock, Machine, Reading};

/// Clocks that part by more than this in a moment parted because the machine stood still, or
/// because somebody set the one on the wall. No tempo scales it: it is about clocks.
const JUMP: Duration = Duration::from_secs(5);

/// For so long after a resume everything decided before it may still come in.
const DROWSY: Duration = Duration::from_secs(1);

/// What the clocks showed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Jump {
    /// The machine was suspended for so long.
    Suspended(Duration),
    /// The clock on the wall is further by so much, and only that one: somebody set it, or this
    /// is a virtual machine that was paused, which no other clock of its own shows. Taken for a
    /// suspend of unknown length: at worst it costs one reconnect.
    Ahead(Duration),
}

impl Jump {
    /// How long nothing of ours ran, as far as that is known.
    pub fn asleep(self) -> Duration {
        match self {
            Self::Suspended(by) => by,
            Self::Ahead(_) => Duration::ZERO,
        }
    }
}

/// Notices that the machine was suspended: the first to ask after a resume is told. Cheap to
/// clone; all clones notice together.
#[derive(Clone, Debug)]
pub struct Suspend {
    clock: Arc<dyn Clock>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug)]
struct Seen {
    last: Reading,
    /// When a resume was noticed last, by [`Reading::awake`].
    woke: Option<Duration>,
}

impl Default for Suspend {
    /// By this machine's clocks.
    fn default() -> Self {
        Self::by(Arc::new(Machine::new()))
    }
}

impl Suspend {
    /// By other clocks.
    pub fn by(clock: Arc<dyn Clock>) -> Self {
        let last = clock.read();
        let seen = Arc::new(Mutex::new(Seen { last, woke: None }));
        Self { clock, seen }
    }

    /// What happened since anybody asked last, if anything did. A wall clock set backward is
    /// nothing: every duration is measured by another clock.
    pub fn noticed(&self) -> Option<Jump> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.read();
        let jump = jump(&seen.last, &now);
        seen.last = now;
        if jump.is_some() {
            seen.woke = Some(now.awake);
        }
        jump
    }

    /// Whether a resume was noticed a moment ago: what is asked for now may have been decided
    /// before it.
    pub fn is_drowsy(&self) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.read().awake;
        seen.woke.is_some_and(|at| now.saturating_sub(at) < DROWSY)
    }

    /// Completes when it is worth asking; see [`Clock::disturbed`].
    pub(super) fn disturbed(&self) -> futures_util::future::BoxFuture<'static, ()> {
        self.clock.disturbed()
    }
}

/// By how much the clocks that go on while the machine is suspended went ahead of the one that
/// does not.
fn jump(before: &Reading, now: &Reading) -> Option<Jump> {
    let awake = now.awake.saturating_sub(before.awake);
    let ahead = |before: Duration, now: Duration| now.saturating_sub(before).saturating_sub(awake);
    let wall = ahead(before.wall, now.wall);
    let jump = match (before.boot, now.boot) {
        (Some(before), Some(now)) if ahead(before, now) > JUMP => {
            Jump::Suspended(ahead(before, now))
        }
        (Some(_), Some(_)) => Jump::Ahead(wall),
        // No other clock could say which.
        (None, _) | (_, None) => Jump::Suspended(wall),
    };
    let (Jump::Suspended(by) | Jump::Ahead(by)) = jump;
    (by > JUMP).then_some(jump)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(awake: u64, boot: Option<u64>, wall: u64) -> Reading {
        Reading {
            awake: Duration::from_secs(awake),
            boot: boot.map(Duration::from_secs),
            wall: Duration::from_secs(wall),
        }
    }

    #[test]
    fn what_is_a_suspend_and_what_is_not() {
        let before = reading(1_000, Some(2_000), 50_000);
        let blind = reading(1_000, None, 50_000);
        let (suspended, ahead) = (
            |s| Some(Jump::Suspended(Duration::from_secs(s))),
            |s| Some(Jump::Ahead(Duration::from_secs(s))),
        );
        for (now, what, expected) in [
            (reading(1_060, Some(2_060), 50_060), "a minute awake", None),
            (reading(1_001, Some(5_601), 53_601), "1 h", suspended(3_600)),
            (reading(1_001, Some(2_001), 42_801), "set back by 2 h", None),
            (
                reading(1_001, Some(5_601), 42_801),
                "both",
                suspended(3_600),
            ),
            (
                reading(1_001, Some(2_001), 50_006),
                "NTP steps by 5 s",
                None,
            ),
            (
                reading(1_001, Some(2_001), 136_401),
                "set on 1 day",
                ahead(86_400),
            ),
            (reading(1_001, Some(2_006), 50_006), "a nap of 5 s", None),
        ] {
            assert_eq!(jump(&before, &now), expected, "{what}");
        }
        assert_eq!(jump(&blind, &reading(1_060, None, 50_060)), None);
        assert_eq!(
            jump(&blind, &reading(1_001, None, 53_601)),
            suspended(3_600)
        );
        assert_eq!(jump(&blind, &reading(1_001, None, 42_801)), None);
    }

    #[derive(Debug)]
    struct Fake(Mutex<Reading>);

    impl Clock for Fake {
        fn read(&self) -> Reading {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }

        fn disturbed(&self) -> futures_util::future::BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }
    }

    #[test]
    fn the_first_to_ask_is_told_and_everybody_is_drowsy_for_a_moment() {
        let clock = Arc::new(Fake(Mutex::new(reading(10, Some(10), 10))));
        let suspend = Suspend::by(Arc::<Fake>::clone(&clock));
        let other = suspend.clone();
        let set = |reading| *clock.0.lock().unwrap_or_else(PoisonError::into_inner) = reading;
        assert_eq!(suspend.noticed(), None);
        assert!(!suspend.is_drowsy());
        set(reading(10, Some(100), 100));
        let jump = Jump::Suspended(Duration::from_secs(90));
        assert_eq!(other.noticed(), Some(jump));
        assert_eq!(suspend.noticed(), None);
        assert!(suspend.is_drowsy());
        set(reading(12, Some(102), 102));
        assert!(!suspend.is_drowsy());
    }
}
