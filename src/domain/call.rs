//! What we ask of the world, and how it answers.

mod facts;

pub use facts::Noticed;

use super::policy::CustomerPermit;
use super::{Entry, Mode, ReferenceId, SessionId, SessionReport, Text, UserId, Watch};

/// Words for a customer: they exist only together with the permit.
#[derive(Debug, PartialEq, Eq)]
pub struct CustomerText {
    permit: CustomerPermit,
    text: String,
}

impl CustomerText {
    /// Binds the words to the permit, and so to its session.
    pub fn new(permit: CustomerPermit, text: String) -> Self {
        Self { permit, text }
    }

    /// The session they go to.
    pub fn session(&self) -> &SessionId {
        self.permit.session()
    }

    /// The words.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What others are told of a hand on the keys (vendor pages `SMSSendStartType`,
/// `SMSSendStartTypingToAgentsNotification`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypingNotice {
    /// It has begun to write.
    Started,
    /// It has stopped.
    Stopped,
}

/// A typing notice that a customer sees: it exists only together with the permit.
#[derive(Debug, PartialEq, Eq)]
pub struct CustomerTyping {
    permit: CustomerPermit,
    notice: TypingNotice,
}

impl CustomerTyping {
    /// Binds the notice to the permit, and so to its session.
    pub fn new(permit: CustomerPermit, notice: TypingNotice) -> Self {
        Self { permit, notice }
    }

    /// The session it goes to.
    pub fn session(&self) -> &SessionId {
        self.permit.session()
    }

    /// What it says.
    pub fn notice(&self) -> TypingNotice {
        self.notice
    }
}

/// One request to the server. Intrude, Accept, Switch, Leave and the sends are never repeated by
/// the program itself.
#[derive(Debug, PartialEq, Eq)]
pub enum Call {
    /// Ask to be let into an agent's session; without a mode the server takes the one with which
    /// we watch that agent.
    Intrude {
        /// Whose session.
        agent: UserId,
        /// Which.
        session: SessionId,
        /// As what.
        mode: Option<Mode>,
    },
    /// Take an offer.
    Accept {
        /// Which.
        session: SessionId,
        /// The name others see.
        nickname: Option<String>,
    },
    /// Decline an offer.
    Reject {
        /// Which.
        session: SessionId,
    },
    /// Change the mode in a session we are in.
    Switch {
        /// Which.
        session: SessionId,
        /// To what.
        mode: Mode,
    },
    /// Go.
    Leave {
        /// Which.
        session: SessionId,
    },
    /// Words for the agents; the customer does not see them.
    SendToAgents {
        /// Where.
        session: SessionId,
        /// The words.
        text: String,
    },
    /// Words for the customer.
    SendMessage(CustomerText),
    /// Tell the agents that we write to them, or no longer do.
    TypingToAgents {
        /// Where.
        session: SessionId,
        /// Which of the two.
        notice: TypingNotice,
    },
    /// Tell everybody, the customer too.
    TypingToAll(CustomerTyping),
    /// Join an agent's sessions as they come.
    Watch {
        /// Whose.
        agent: UserId,
        /// How.
        watch: Watch,
        /// The name others see.
        nickname: Option<String>,
    },
    /// Stop that; sessions joined stay.
    Unwatch {
        /// Whose.
        agent: UserId,
    },
    /// Read a session's log from an index on.
    ReadLog {
        /// Which.
        session: SessionId,
        /// From which index, from 1.
        from: u32,
        /// At most so many entries; 0 = all (SMSResources page).
        count: u32,
    },
    /// Read my own sessions, to see what came of something.
    ReadMine,
}

/// A call without its content, for lines that a person reads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, strum::Display, strum::EnumIter)]
pub enum CallKind {
    /// [`Call::Intrude`]
    Intrude,
    /// [`Call::Accept`]
    Accept,
    /// [`Call::Reject`]
    Reject,
    /// [`Call::Switch`]
    Switch,
    /// [`Call::Leave`]
    Leave,
    /// [`Call::SendToAgents`]
    SendToAgents,
    /// [`Call::SendMessage`]
    SendMessage,
    /// [`Call::TypingToAgents`]
    TypingToAgents,
    /// [`Call::TypingToAll`]
    TypingToAll,
    /// [`Call::Watch`]
    Watch,
    /// [`Call::Unwatch`]
    Unwatch,
    /// [`Call::ReadLog`]
    ReadLog,
    /// [`Call::ReadMine`]
    ReadMine,
}

impl CallKind {
    /// Whether a customer reads it.
    pub fn is_for_customer(self) -> bool {
        match self {
            Self::SendMessage | Self::TypingToAll => true,
            Self::Intrude
            | Self::Accept
            | Self::Reject
            | Self::Switch
            | Self::Leave
            | Self::SendToAgents
            | Self::TypingToAgents
            | Self::Watch
            | Self::Unwatch
            | Self::ReadLog
            | Self::ReadMine => false,
        }
    }
}

impl Call {
    /// Which call it is.
    pub fn kind(&self) -> CallKind {
        match self {
            Self::Intrude { .. } => CallKind::Intrude,
            Self::Accept { .. } => CallKind::Accept,
            Self::Reject { .. } => CallKind::Reject,
            Self::Switch { .. } => CallKind::Switch,
            Self::Leave { .. } => CallKind::Leave,
            Self::SendToAgents { .. } => CallKind::SendToAgents,
            Self::SendMessage(_) => CallKind::SendMessage,
            Self::TypingToAgents { .. } => CallKind::TypingToAgents,
            Self::TypingToAll(_) => CallKind::TypingToAll,
            Self::Watch { .. } => CallKind::Watch,
            Self::Unwatch { .. } => CallKind::Unwatch,
            Self::ReadLog { .. } => CallKind::ReadLog,
            Self::ReadMine => CallKind::ReadMine,
        }
    }
}

/// How the server answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// `statusCode` 0 or 7: passed on, no more. The outcome comes by notification.
    PassedOn {
        /// The number under which a failure may be reported later.
        reference: Option<ReferenceId>,
        /// With code 7: what did not work.
        partly: Option<Text>,
    },
    /// A part of a session's log.
    Log(SessionId, Vec<Entry>),
    /// My sessions.
    Mine(Vec<SessionReport>),
}
