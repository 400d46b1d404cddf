//! What we ask of the world, and how it answers.

use std::time::Duration;

use thiserror::Error;

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
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, strum::Display)]
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

/// Why a call did not do what it should.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Fault {
    /// The server refused it, and so changed nothing (ReturnValues page).
    #[error("{}", refusal(*code, message))]
    Refused {
        /// `statusCode`.
        code: i64,
        /// `statusMessage`, cleaned.
        message: Text,
    },
    /// Not signed in, or the password is wrong (statusCode 20, HTTP 401).
    #[error("the server refused the sign-in{}", colon(message))]
    SignIn {
        /// The server's words, cleaned.
        message: Text,
    },
    /// An HTTP status without a readable body: a proxy, or not this API.
    #[error("the server answered HTTP {status}{}", hint(*status))]
    Http {
        /// The status.
        status: u16,
    },
    /// Too many requests, or the service is away.
    #[error("the server is busy (HTTP {status})")]
    Busy {
        /// 429 or 503.
        status: u16,
        /// How long it asks us to wait.
        retry_after: Option<Duration>,
    },
    /// It never left: nothing can have happened.
    #[error("{why}")]
    NotSent {
        /// What stopped it.
        why: Text,
    },
    /// It may or may not have happened.
    #[error("no answer: {why}; it may have been carried out")]
    Unknown {
        /// What went wrong.
        why: Text,
    },
    /// The answer is not this API's.
    #[error("{why}")]
    NotGws {
        /// What was seen instead, and what to check.
        why: Text,
    },
}

impl Fault {
    /// The fault of something that only read: whether it was carried out does not matter.
    pub fn of_read(&self) -> String {
        match self {
            Self::Unknown { why } => why.to_string(),
            other => other.to_string(),
        }
    }

    /// Whether it is certain that the server did nothing.
    pub fn is_certain(&self) -> bool {
        match self {
            Self::Refused { .. }
            | Self::SignIn { .. }
            | Self::Busy { .. }
            | Self::NotSent { .. } => true,
            Self::Http { status } => (400..500).contains(status),
            Self::Unknown { .. } | Self::NotGws { .. } => false,
        }
    }
}

fn colon(message: &Text) -> String {
    if message.is_empty() {
        String::new()
    } else {
        format!(": {message}")
    }
}

fn refusal(code: i64, message: &Text) -> String {
    format!("{} (code {code}){}", code_in_words(code), colon(message))
}

fn hint(status: u16) -> &'static str {
    match status {
        404 => ": this path is not known there (check the url and the dialect setting)",
        502 | 504 => ": a proxy could not reach the server",
        _ => "",
    }
}

/// A `statusCode` in words (ReturnValues pages of 8.5.2 and 8.6).
pub(crate) fn code_in_words(code: i64) -> &'static str {
    match code {
        0 => "done",
        1 => "a required parameter is missing",
        2 => "not valid in the current state",
        3 => "forbidden",
        4 => "internal error of the server",
        5 => "no permission",
        6 => "not found",
        7 => "done in part",
        8 => "a new password must be chosen",
        9 => "not finished",
        10 => "a value is out of range",
        11 => "this property cannot be changed",
        12 => "could not be read",
        13 => "could not be created",
        14 => "could not be deleted",
        15 => "could not be updated",
        16 => "could not be assigned",
        17 => "could not be unassigned",
        18 => "exists already",
        19 => "in use",
        20 => "not authenticated",
        // Not a code of the vendor: HTTP's, where a refused Intrude has advice to carry.
        404 => "this path is not known there",
        _ => "refused",
    }
}
