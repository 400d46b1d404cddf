//! How the lines are: still, late, slow, about to break. Knows no bytes.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A slow line sends so often.
const BEAT: Duration = Duration::from_millis(50);

/// The state of every line.
#[derive(Debug, Default)]
pub(crate) struct Weather {
    conditions: Mutex<Conditions>,
}

#[derive(Debug, Default)]
struct Conditions {
    still_until: Option<Instant>,
    late: Option<(Duration, Instant)>,
    slow: Option<(u32, Instant)>,
    cuts: u32,
}

/// What becomes of a write now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passage {
    /// It goes.
    Free,
    /// Ask again after this time.
    Wait(Duration),
    /// So many bytes go, and then a pause.
    Part(usize, Duration),
    /// Half of it goes, and the line breaks.
    Cut,
}

impl Weather {
    fn conditions(&self) -> MutexGuard<'_, Conditions> {
        self.conditions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is sent for a time.
    pub(crate) fn stall(&self, span: Duration) {
        self.conditions().still_until = Some(Instant::now() + span);
    }

    /// Everything is sent late for a time.
    pub(crate) fn delay(&self, by: Duration, span: Duration) {
        self.conditions().late = Some((by, Instant::now() + span));
    }

    /// Everything is sent slowly for a time.
    pub(crate) fn throttle(&self, bytes_per_second: u32, span: Duration) {
        self.conditions().slow = Some((bytes_per_second.max(1), Instant::now() + span));
    }

    /// The next line with notifications breaks.
    pub(crate) fn cut(&self) {
        self.conditions().cuts += 1;
    }

    /// All is well.
    pub(crate) fn clear(&self) {
        *self.conditions() = Conditions::default();
    }

    /// What becomes of a write of so many bytes that was first tried at a
    /// time, on a line that carries notifications or not.
    pub(super) fn passage(&self, bytes: usize, tried: Instant, carries: Carries) -> Passage {
        let now = Instant::now();
        let mut conditions = self.conditions();
        if let Some(until) = conditions.still_until {
            if now < until {
                return Passage::Wait(until - now);
            }
            conditions.still_until = None;
        }
        if let Some((by, until)) = conditions.late {
            let due = tried + by;
            if now < due && tried < until {
                return Passage::Wait(due - now);
            }
            if until <= now {
                conditions.late = None;
            }
        }
        if conditions.cuts > 0 && carries == Carries::Notifications && bytes > 1 {
            conditions.cuts -= 1;
            return Passage::Cut;
        }
        if let Some((rate, until)) = conditions.slow {
            if now < until {
                let beats = u32::try_from(1000 / BEAT.as_millis()).unwrap_or(1);
                let share = usize::try_from(rate.div_ceil(beats)).unwrap_or(1);
                return Passage::Part(bytes.min(share), BEAT);
            }
            conditions.slow = None;
        }
        Passage::Free
    }
}

/// What goes over a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carries {
    Notifications,
    Anything,
}
