//! What the source is to send, and what became of it.

use std::time::{Duration, Instant};

/// Notifications, and a marker behind them.
#[derive(Clone, Copy, Debug)]
pub enum Flow {
    /// So many, as fast as they are taken.
    Flood(u64),
    /// So many per second, for so long.
    Paced(f64, Duration),
    /// So many, each in a batch of its own: the next one leaves when the one before is
    /// acknowledged.
    Acknowledged(u64),
}

/// How it went.
#[derive(Clone, Copy, Debug)]
pub struct Flown {
    pub began: Instant,
    /// How many were sent, the marker not counted.
    pub sent: u64,
    /// The client connected anew behind the last of them: it has read them all.
    pub answered: Instant,
}

impl Flown {
    /// Per second, up to some moment.
    pub fn rate(&self, until: Instant) -> f64 {
        self.sent as f64 / until.duration_since(self.began).as_secs_f64()
    }
}

/// A flow on its way.
pub struct Flowing {
    flow: Flow,
    pub began: Instant,
    pub sent: u64,
}

/// What it wants next.
pub enum Next {
    Send(u64),
    Wait(Instant),
    /// Goes on with the next connect.
    Hear,
    End,
}

/// A piece of a flood: about 256 KiB.
const PIECE: u64 = 160;
/// A paced flow sends what is due this often.
const TICK: Duration = Duration::from_millis(5);

impl Flowing {
    pub fn new(flow: Flow) -> Self {
        Self {
            flow,
            began: Instant::now(),
            sent: 0,
        }
    }

    pub fn is_acknowledged(&self) -> bool {
        matches!(self.flow, Flow::Acknowledged(_))
    }

    pub fn next(&self, now: Instant) -> Next {
        match self.flow {
            Flow::Flood(count) | Flow::Acknowledged(count) if self.sent >= count => Next::End,
            Flow::Flood(count) => Next::Send(PIECE.min(count - self.sent)),
            Flow::Acknowledged(_) => Next::Hear,
            Flow::Paced(per_second, time) => {
                let gone = now.duration_since(self.began).min(time);
                let due = (gone.as_secs_f64() * per_second) as u64;
                match due.saturating_sub(self.sent) {
                    0 if gone >= time => Next::End,
                    0 => Next::Wait(now + TICK),
                    due => Next::Send(due),
                }
            }
        }
    }
}
