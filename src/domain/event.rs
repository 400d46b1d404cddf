//! What the world tells us: facts, and when facts begin again (design §5).

use std::time::Instant;

use super::{
    Agent, Entry, Epoch, Fault, ReferenceId, SessionId, SessionReport, Skew, Stamp, Text, UserData,
    UserId,
};

/// What the feed is doing while it is not live.
#[derive(Clone, Copy, PartialEq, Eq, Debug, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Step {
    /// Signing in, or opening the connection.
    Connecting,
    /// Asking for a Bayeux client id.
    Handshake,
    /// Subscribing to topics.
    Subscribing,
    /// Reading the snapshot.
    Reading,
}

/// Why the link is down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OfflineWhy {
    /// On the way up.
    Busy(Step),
    /// The connection was lost or never came; the reason, cleaned.
    Lost(Text),
    /// Connected, but nothing has been received for too long.
    Silent,
    /// The server said to stop (`advice.reconnect` = `none`).
    Stopped,
    /// The server wants a sign-in that failed; its words.
    SignIn(Text),
}

/// How far what is on the screen can be trusted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Link {
    /// True right now.
    Live,
    /// Nothing received for longer than the server promised.
    Late {
        /// When something was last received.
        since: Instant,
    },
    /// Not true any more.
    Offline {
        /// Why.
        why: OfflineWhy,
        /// Since when.
        since: Instant,
        /// When the next try is made, if one is planned.
        retry_at: Option<Instant>,
    },
}

/// Who we are and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignOn {
    /// Our own user id: decides which participant is us.
    pub me: UserId,
    /// Our user name: the nickname others see unless one is configured.
    pub user_name: Text,
    /// Our name.
    pub name: Text,
    /// The server, as `host:port`.
    pub server: Text,
}

/// A session as an agent's list shows it: id, date and user data, nothing else
/// (SMSGetAgentInteractions page).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolledSession {
    /// The session.
    pub id: SessionId,
    /// When it began.
    pub received: Option<Stamp>,
    /// What the site attached.
    pub user_data: Option<UserData>,
}

/// One agent's list, freshly read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Whose.
    pub agent: UserId,
    /// What is on it.
    pub sessions: Vec<PolledSession>,
    /// When the answer came.
    pub at: Instant,
    /// How long until the feed means to read it again: older than twice this is stale.
    pub period: std::time::Duration,
}

/// The agents, freshly read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Roster {
    /// Who is there.
    pub agents: Vec<Agent>,
    /// How many the server says there are.
    pub total: Option<u64>,
    /// How many contacts arrived.
    pub arrived: u64,
    /// Names asked for that the server does not know.
    pub missing: Vec<Text>,
}

/// One fact from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Signed in as this supervisor.
    SignedOn(SignOn),
    /// The very first sign-in failed: the program cannot start.
    CannotStart(Fault),
    /// The link's state changed.
    Link(Link),
    /// The transport in use, for the header.
    Transport(&'static str),
    /// A new epoch: what is confirmed is forgotten, a snapshot follows.
    Began(Epoch),
    /// One row of the snapshot.
    Row(Epoch, SessionReport),
    /// The snapshot is complete: what it does not name is gone.
    Ended(Epoch),
    /// A session changed.
    Put(SessionReport),
    /// A session is no longer ours, seen by a read.
    Gone(SessionId),
    /// Lines were said, or read from the log.
    Said(SessionId, Vec<Entry>),
    /// Messages that could not be taken in twice were given up: how many is not known. An epoch
    /// follows in which everything is read again.
    Lost,
    /// The agents.
    Roster(Roster),
    /// The agents were read, and are as they were.
    RosterAgain,
    /// The roster could not be read.
    RosterFailed(Fault),
    /// An agent's list.
    Listed(Listed),
    /// An agent's list was read, and says what it said before.
    ListedAgain {
        /// Whose.
        agent: UserId,
        /// When the answer came.
        at: Instant,
        /// As in [`Listed`].
        period: std::time::Duration,
    },
    /// An agent's list could not be read.
    ListFailed {
        /// Whose.
        agent: UserId,
        /// Why.
        fault: Fault,
    },
    /// Silent watching of an agent was asked for by the feed itself, on a new HTTP session.
    Watched {
        /// Whom.
        agent: UserId,
        /// What came of it.
        outcome: Result<(), Fault>,
    },
    /// Every watch that the feed asks for on a new HTTP session has been answered.
    WatchesAsked {
        /// Who was not asked for, because they are no longer listed.
        unlisted: Vec<UserId>,
    },
    /// An operation failed after it had been passed on.
    Failed {
        /// The operation, where named.
        reference: Option<ReferenceId>,
        /// The session, where named.
        session: Option<SessionId>,
        /// The server's words.
        message: Text,
    },
    /// Reading `/me/smssessions` showed something the feed did not bring.
    MissesEvents,
    /// The server's clock was compared with this machine's, and it is not as it was.
    Skew(Skew),
    /// Something a person should read once: a refused topic, a partial start.
    Notice(Text),
    /// Something that was not understood: counted, and shown raw.
    Odd {
        /// What kind of thing.
        what: &'static str,
        /// The beginning of it.
        raw: Text,
    },
}
