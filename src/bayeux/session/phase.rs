//! Where a session stands, and who it is to the server.

use std::time::{Duration, Instant};

/// Where the session stands.
#[derive(Debug)]
pub(super) enum Phase {
    /// Between two attempts, without a transport.
    Waiting { until: Instant },
    /// The transport is being opened.
    Opening { deadline: Instant },
    /// The reply to the handshake `id` is awaited.
    Handshaking { id: String, deadline: Instant },
    /// There is a client id, and connects go back and forth.
    Linked(Link),
    /// The transport is open, the server refused: the next message goes at `until`.
    Pausing { until: Instant, then: Then },
    /// Only an order goes on from here.
    Halted,
    /// The reply to the disconnect `id` is awaited.
    Closing { id: String, deadline: Instant },
    /// The end.
    Closed,
}

/// What follows a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    Handshake,
    Connect,
}

impl Phase {
    /// The id of the handshake or connect whose reply is awaited.
    pub(super) fn awaits(&self) -> Option<&str> {
        match self {
            Self::Handshaking { id, .. } => Some(id),
            Self::Linked(link) => link.connect.as_ref().map(|connect| connect.id.as_str()),
            Self::Waiting { .. }
            | Self::Opening { .. }
            | Self::Pausing { .. }
            | Self::Halted
            | Self::Closing { .. }
            | Self::Closed => None,
        }
    }

    pub(super) fn excuse(&mut self, deaf: Duration) {
        match self {
            Self::Opening { deadline }
            | Self::Handshaking { deadline, .. }
            | Self::Closing { deadline, .. } => *deadline += deaf,
            Self::Linked(link) => {
                if let Some(connect) = &mut link.connect {
                    connect.sent += deaf;
                }
                for deadline in [&mut link.subscribe_by, &mut link.resume_by] {
                    *deadline = deadline.map(|at| at + deaf);
                }
            }
            Self::Waiting { .. } | Self::Pausing { .. } | Self::Halted | Self::Closed => {}
        }
    }
}

/// The state of a connection with a client id.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) entry: Entry,
    /// The newest connect, while it is unanswered; older ones are never answered.
    pub(super) connect: Option<Outstanding>,
    /// When the next connect goes, while none is outstanding.
    pub(super) due: Option<Instant>,
    /// When subscriptions still unanswered mean a dead connection.
    pub(super) subscribe_by: Option<Instant>,
    /// When an old client id that got no answer means a dead connection: its first connect asks
    /// not to be held, so it is part of the opening and shares the time of that.
    pub(super) resume_by: Option<Instant>,
    /// Events the server announced with the handshake, to arrive before the first connect.
    pub(super) announced: u64,
    pub(super) late: bool,
    /// An event arrived since the connect was sent.
    pub(super) busy: bool,
}

impl Link {
    pub(super) fn new(entry: Entry) -> Self {
        Self {
            entry,
            connect: None,
            due: None,
            subscribe_by: None,
            resume_by: None,
            announced: 0,
            late: false,
            busy: false,
        }
    }
}

/// How a link came to be, until its first connect was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// By a handshake.
    Fresh,
    /// With the client id of an earlier connection.
    Resuming,
    /// Its first connect was answered.
    Settled,
}

/// A connect that was sent.
#[derive(Debug)]
pub(super) struct Outstanding {
    pub(super) id: String,
    pub(super) sent: Instant,
    /// How long the server was asked to hold it.
    pub(super) hold: Duration,
}

/// Who we are to the server: one client id and what belongs to it.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) client: String,
    /// The last batch received whole, when acknowledgements are in force.
    pub(super) ack: Option<u64>,
    /// The batch that is whole once the announced events have arrived.
    pub(super) announced_batch: Option<u64>,
    pub(super) subscriptions: Vec<Subscription>,
    /// How many connections of this client were ended by a frame.
    pub(super) spoiled: u32,
}

/// One topic and how far its subscription is.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) topic: String,
    pub(super) state: Asked,
}

/// How far a subscription is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Not asked for on this connection.
    Not,
    /// Asked for with this id.
    With(String),
    /// The server's last word was spoken.
    Settled,
}
