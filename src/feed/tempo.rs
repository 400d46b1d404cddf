//! Every duration of the feed in one value, so that tests run the whole program at a fraction.

use std::time::Duration;

use crate::bayeux;

/// The feed's durations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tempo {
    /// The connection's.
    pub bayeux: bayeux::Tempo,
    /// How often the roster is read.
    pub roster: Duration,
    /// No agent's list is read more often than this.
    pub list: Duration,
    /// How often my sessions are compared with what was pushed.
    pub check: Duration,
    /// How long the feed has to bring what the comparison showed.
    pub grace: Duration,
    /// The pause before a failed snapshot or sign-in is tried again; doubles up to [`Tempo::retry_cap`].
    pub retry: Duration,
    /// The longest such pause.
    pub retry_cap: Duration,
    /// An answer slower than this ends the fast first round of lists.
    pub slow: Duration,
}

impl Default for Tempo {
    fn default() -> Self {
        Self {
            bayeux: bayeux::Tempo::default(),
            roster: Duration::from_secs(10),
            list: Duration::from_secs(5),
            check: Duration::from_secs(60),
            grace: Duration::from_secs(5),
            retry: Duration::from_secs(1),
            retry_cap: Duration::from_secs(30),
            slow: Duration::from_secs(1),
        }
    }
}

impl Tempo {
    /// The same with every duration multiplied. A factor that is not positive changes nothing.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let by = |d: Duration| {
            Duration::try_from_secs_f64(d.as_secs_f64() * factor)
                .ok()
                .filter(|_| factor > 0.0)
                .unwrap_or(d)
        };
        Self {
            bayeux: self.bayeux.scaled(factor),
            roster: by(self.roster),
            list: by(self.list),
            check: by(self.check),
            grace: by(self.grace),
            retry: by(self.retry),
            retry_cap: by(self.retry_cap),
            slow: by(self.slow),
        }
    }
}
