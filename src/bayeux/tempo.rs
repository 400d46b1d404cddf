//! Every duration of the client in one value, so that a test can run it at a fraction.

use std::time::Duration;

/// The durations a session lives by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tempo {
    /// How long the server is asked to hold a `/meta/connect`.
    pub hold: Duration,
    /// Silence beyond the hold after which the connection is late.
    pub late: Duration,
    /// Silence beyond the hold after which the connection is dead.
    pub dead: Duration,
    /// Time for connecting, upgrading and handshaking together.
    pub open: Duration,
    /// Time for the reply to a subscription.
    pub subscribe: Duration,
    /// The first retry waits between nothing and this.
    pub first_retry: Duration,
    /// The second retry waits between nothing and this; the bound doubles from there.
    pub retry_base: Duration,
    /// The bound of a retry's wait grows no further than this.
    pub retry_cap: Duration,
    /// Health that makes earlier failures forgotten.
    pub health: Duration,
    /// How long the reply to `/meta/disconnect` is awaited.
    pub farewell: Duration,
    /// The pause before another connect when the server answers them without holding them.
    pub breath: Duration,
    /// Time for one write to the socket.
    pub write: Duration,
    /// How long the loss of a websocket counts against it.
    pub unsteady: Duration,
}

impl Default for Tempo {
    fn default() -> Self {
        Self {
            hold: Duration::from_secs(10),
            late: Duration::from_secs(5),
            dead: Duration::from_secs(10),
            open: Duration::from_secs(10),
            subscribe: Duration::from_secs(10),
            first_retry: Duration::from_millis(500),
            retry_base: Duration::from_millis(800),
            retry_cap: Duration::from_secs(30),
            health: Duration::from_secs(120),
            farewell: Duration::from_millis(500),
            breath: Duration::from_secs(1),
            write: Duration::from_secs(5),
            unsteady: Duration::from_secs(300),
        }
    }
}

impl Tempo {
    /// The same tempo with every duration multiplied by `factor`.
    ///
    /// A factor that is not a finite positive number leaves the tempo as it is.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let by = |duration: Duration| {
            Duration::try_from_secs_f64(duration.as_secs_f64() * factor).unwrap_or(duration)
        };
        if factor <= 0.0 {
            return self;
        }
        Self {
            hold: by(self.hold),
            late: by(self.late),
            dead: by(self.dead),
            open: by(self.open),
            subscribe: by(self.subscribe),
            first_retry: by(self.first_retry),
            retry_base: by(self.retry_base),
            retry_cap: by(self.retry_cap),
            health: by(self.health),
            farewell: by(self.farewell),
            breath: by(self.breath),
            write: by(self.write),
            unsteady: by(self.unsteady),
        }
    }
}
