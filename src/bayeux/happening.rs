//! What a session tells its consumer, and why a connection ended.

use std::time::{Duration, Instant};

use serde_json::value::RawValue;
use smol_str::SmolStr;
use thiserror::Error;

use super::Unfit;

/// How Bayeux messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// One socket, frames in both directions.
    WebSocket,
    /// HTTP POSTs, one of them held by the server.
    LongPolling,
}

impl Transport {
    /// The name Bayeux has for it, as in `supportedConnectionTypes`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WebSocket => "websocket",
            Self::LongPolling => "long-polling",
        }
    }
}

/// A stage of the way to a live connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Name resolution, TCP, TLS and the websocket upgrade.
    Open,
    /// `/meta/handshake`.
    Handshake,
    /// The first `/meta/connect` with a client id that is already ours.
    Resume,
    /// `/meta/subscribe`.
    Subscribe,
    /// A held `/meta/connect`.
    Connect,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Open => "opening the connection",
            Self::Handshake => "handshaking",
            Self::Resume => "resuming the connection",
            Self::Subscribe => "subscribing",
            Self::Connect => "waiting for the held connect",
        })
    }
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Cause {
    /// The name did not resolve, or no address of it could be connected to.
    #[error("connecting: {0}")]
    Unreachable(String),
    /// The proxy on the way let nothing through; its words name it.
    #[error("connecting: {0}")]
    Proxy(String),
    /// The TLS handshake failed.
    #[error("securing the connection: {0}")]
    Tls(String),
    /// The websocket upgrade was answered by something other than 101, 401 and 403.
    #[error("upgrading to a websocket: the server answered {status}")]
    UpgradeRefused {
        /// The HTTP status.
        status: u16,
    },
    /// The websocket upgrade failed in another way than by a status.
    #[error("upgrading to a websocket: {0}")]
    UpgradeFailed(String),
    /// A long-polling request was answered by an error status other than 401 and 403.
    #[error("posting messages: the server answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// No answer within the time allowed for this step.
    #[error("{0}: no answer in time")]
    TimedOut(Step),
    /// Nothing was received for this long.
    #[error("listening: the server is silent for {} s", .0.as_secs())]
    Silent(Duration),
    /// The server closed the connection.
    #[error("listening: the server closed the connection{}", in_brackets(*.code, .reason))]
    Closed {
        /// The websocket close code, when there was one.
        code: Option<u16>,
        /// The reason given, often empty.
        reason: String,
    },
    /// Reading or writing failed.
    #[error("talking to the server: {0}")]
    Broken(String),
    /// What arrived cannot be taken in: too large, or not websocket.
    #[error("reading a frame: {0}")]
    Frame(String),
    /// The server refused a handshake or a connect; its `error` text.
    #[error("the server refuses: {0}")]
    Refused(String),
    /// The handshake's `supportedConnectionTypes` lack our transport.
    #[error("handshaking: the server offers {} only", .offered.join(", "))]
    TransportNotOffered {
        /// What it offers.
        offered: Vec<String>,
    },
    /// The server broke the protocol.
    #[error("{0}")]
    Protocol(&'static str),
}

fn in_brackets(code: Option<u16>, reason: &str) -> String {
    match (code, reason) {
        (None, "") => String::new(),
        (None, reason) => format!(" ({reason})"),
        (Some(code), "") => format!(" ({code})"),
        (Some(code), reason) => format!(" ({code} {reason})"),
    }
}

/// Whether the server is being heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// A message arrived after a late spell.
    Alive,
    /// Nothing was received for longer than the hold and its allowance.
    Late {
        /// When the last message arrived.
        since: Instant,
    },
}

/// What happened, in the order it happened. Published data is a
/// [`Payload`](super::Payload), unread by default.
#[derive(Clone, Debug)]
pub enum Happening<P = Box<RawValue>> {
    /// A step towards a connection has begun; its outcome follows.
    Connecting {
        /// The step.
        step: Step,
        /// How many attempts failed since the connection was last healthy.
        attempt: u32,
    },
    /// A handshake succeeded: a new client id, nothing subscribed yet, everything missed before.
    /// The connection is alive.
    Fresh {
        /// The client id.
        client_id: String,
        /// The transport in use.
        transport: Transport,
        /// Whether the server keeps messages until they are acknowledged.
        acked: bool,
    },
    /// The old client id goes on after an interruption. The connection is alive.
    Resumed {
        /// With acknowledgements nothing was missed, though events may come twice; without, what
        /// was published meanwhile may be lost.
        acked: bool,
    },
    /// The server accepted the subscription to this topic.
    Subscribed {
        /// The topic.
        topic: String,
    },
    /// The server refused the subscription to this topic; it is not asked again in this epoch.
    SubscriptionRefused {
        /// The topic.
        topic: String,
        /// The server's `error` text.
        error: String,
    },
    /// A published message.
    Event {
        /// The channel it was published to.
        channel: SmolStr,
        /// What the consumer makes of its `data`.
        data: P,
    },
    /// The server fell silent, or is heard again.
    Health(Health),
    /// The connection ended, or could not be made; it is tried again by itself.
    Down {
        /// Why.
        cause: Cause,
        /// When the next attempt begins.
        retry_at: Instant,
    },
    /// The server sees several clients behind one browser cookie: it holds no polls, and what it
    /// has to say comes later by up to this interval. Told once, until advice takes it back.
    MultipleClients {
        /// The wait between polls it asks for.
        interval: Duration,
    },
    /// The websocket proved unfit: from here on messages travel by long-polling. A [`Fresh`]
    /// follows when that works.
    ///
    /// [`Fresh`]: Happening::Fresh
    FellBack {
        /// Why.
        why: Unfit,
    },
    /// The server's advice is `none`: nothing more happens until an order is given.
    Stopped {
        /// The `error` text with it, or a sentence of ours.
        why: String,
    },
    /// HTTP 401 or 403: nothing more happens until an order is given.
    Unauthorized {
        /// The HTTP status.
        status: u16,
    },
    /// A frame, or one message of a frame, that is no Bayeux; skipped.
    Rubbish {
        /// Its length in bytes.
        bytes: usize,
        /// How it begins, as received (not cleaned for display).
        excerpt: String,
    },
    /// A frame could be read after bare `None`, `True` and `False` were put right.
    Repaired {
        /// How the frame begins, as received (not cleaned for display).
        excerpt: String,
    },
    /// The messages waiting on the server were given up: they could not be taken in twice.
    Lost,
    /// The end, after an order to stop.
    Closed,
}
