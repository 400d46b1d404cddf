//! When the websocket is given up for long-polling.
//!
//! Knows the rules of `auto` and counts what they are about; what follows is the session's
//! business. A connection refused, unresolved or insecure says nothing about either transport.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use thiserror::Error;

use super::{Cause, Step, Transport};

/// How the transport is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// The websocket first; long-polling until the end once it proved unfit.
    Auto,
    /// This one, whatever happens.
    Fixed(Transport),
}

impl From<Transport> for Choice {
    fn from(transport: Transport) -> Self {
        Self::Fixed(transport)
    }
}

impl Choice {
    /// The transport tried first.
    #[must_use]
    pub fn first(self) -> Transport {
        match self {
            Self::Auto => Transport::WebSocket,
            Self::Fixed(transport) => transport,
        }
    }
}

/// What is known of plain HTTP requests to the same server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// The newest one was answered, whatever the status.
    Answers,
    /// It was not, or there was none.
    Unknown,
}

/// Why the websocket was given up for long-polling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    /// The upgrade was answered by this status, which is none of 101, 401, 403, 429 and 5xx.
    #[error("the server answers the websocket upgrade with {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The handshake's `supportedConnectionTypes` lack it.
    #[error("the server offers no websocket")]
    NotOffered,
    /// Two upgrades in a row timed out while REST answered.
    #[error("the websocket upgrade is not answered, REST is")]
    TimedOut,
    /// Twice in a row a proxy let no websocket through while REST answered: it has to make a tunnel
    /// for the one, also where it hands on the other.
    #[error("the proxy lets no websocket through, REST it does")]
    NoTunnel,
    /// Three websockets were lost within [`Tempo::unsteady`](super::Tempo) while REST answered.
    #[error("the websocket was lost {UNSTEADY} times within minutes while REST answered")]
    Unsteady,
}

/// Tries in a row that came to no upgrade, in time or at all, and make the websocket unfit.
const UNOPENED: u32 = 2;
/// Losses within the time of [`Tempo::unsteady`](super::Tempo) that do.
const UNSTEADY: usize = 3;

/// What counts against the websocket so far.
#[derive(Debug, Default)]
pub(super) struct Record {
    unopened: u32,
    losses: VecDeque<Instant>,
}

/// How far the websocket was when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Opening,
    Open,
}

impl Record {
    /// An upgrade succeeded.
    pub(super) fn upgraded(&mut self) {
        self.unopened = 0;
    }

    /// Takes in how a websocket failed at `now`, and judges. Losses are remembered for `memory`.
    pub(super) fn failed(
        &mut self,
        stage: Stage,
        cause: &Cause,
        rest: Rest,
        memory: Duration,
        now: Instant,
    ) -> Option<Unfit> {
        match (stage, cause) {
            (_, Cause::UpgradeRefused { status }) => match status {
                101 | 401 | 403 | 429 | 500..=599 => None,
                status => Some(Unfit::Refused { status: *status }),
            },
            (_, Cause::TransportNotOffered { .. }) => Some(Unfit::NotOffered),
            (_, Cause::TimedOut(Step::Open)) => self.unopened(rest, Unfit::TimedOut),
            (_, Cause::Proxy(_)) => self.unopened(rest, Unfit::NoTunnel),
            // A connection that ends where 101 was due was lost by who stands between.
            (Stage::Opening, Cause::UpgradeFailed(_))
            | (
                Stage::Open,
                Cause::TimedOut(Step::Handshake | Step::Resume | Step::Subscribe | Step::Connect)
                | Cause::Silent(_)
                | Cause::Closed { .. }
                | Cause::Broken(_)
                | Cause::Frame(_),
            ) => self.lost(rest, memory, now),
            // What the server said over a websocket that works, and what is about neither.
            (
                _,
                Cause::Unreachable(_)
                | Cause::Tls(_)
                | Cause::UpgradeFailed(_)
                | Cause::Status { .. }
                | Cause::Refused(_)
                | Cause::Protocol(_)
                | Cause::TimedOut(_)
                | Cause::Silent(_)
                | Cause::Closed { .. }
                | Cause::Broken(_)
                | Cause::Frame(_),
            ) => None,
        }
    }

    /// While REST does not answer either, the fault is the server's and not the websocket's.
    fn unopened(&mut self, rest: Rest, unfit: Unfit) -> Option<Unfit> {
        match rest {
            Rest::Answers => self.unopened += 1,
            Rest::Unknown => self.unopened = 0,
        }
        (self.unopened >= UNOPENED).then_some(unfit)
    }

    fn lost(&mut self, rest: Rest, memory: Duration, now: Instant) -> Option<Unfit> {
        let old = |at: &Instant| now.saturating_duration_since(*at) > memory;
        while self.losses.front().is_some_and(old) {
            self.losses.pop_front();
        }
        match rest {
            Rest::Answers => self.losses.push_back(now),
            Rest::Unknown => {}
        }
        (self.losses.len() >= UNSTEADY).then_some(Unfit::Unsteady)
    }
}
