//! An SMS session, who is in it and what was said; knows nothing of requests.

use serde_json::{Map, Value};

/// How a supervisor is in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Seen by supervisors only.
    Monitor,
    /// Heard by agents and supervisors.
    Coach,
    /// Heard by everybody.
    BargeIn,
}

impl Mode {
    /// The word of the online reference.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Monitor => "Monitor",
            Self::Coach => "Coach",
            Self::BargeIn => "BargeIn",
        }
    }

    /// The visibility of a supervisor's participant (`coach_visibility` and
    /// the SwitchTo pages).
    pub(crate) fn visibility(self) -> Visibility {
        match self {
            Self::Monitor => Visibility::Supervisors,
            Self::Coach => Visibility::Agents,
            Self::BargeIn => Visibility::All,
        }
    }
}

/// Who sees a participant or an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Visibility {
    All,
    Agents,
    Supervisors,
}

impl Visibility {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Agents => "Agents",
            Self::Supervisors => "Supervisors",
        }
    }

    /// The mode of a supervisor whose participant has this visibility.
    pub(crate) fn mode(self) -> Mode {
        match self {
            Self::All => Mode::BargeIn,
            Self::Agents => Mode::Coach,
            Self::Supervisors => Mode::Monitor,
        }
    }
}

/// Whose eyes: what somebody may see depends on nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eyes {
    Customer,
    Agent,
    Supervisor,
}

impl Eyes {
    /// Whether these eyes see something of this visibility.
    pub(crate) fn see(self, visibility: Visibility) -> bool {
        match self {
            Self::Customer => visibility == Visibility::All,
            Self::Agent => visibility <= Visibility::Agents,
            Self::Supervisor => true,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
        }
    }
}

/// What somebody does in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The one who asks.
    Customer,
    /// The answering machine: it writes, and stands in no participants list.
    Bot,
    /// Serves the customer.
    Agent,
    /// Came by Intrude or by monitoring.
    Supervisor,
}

impl Part {
    /// The participant type: a supervisor has type `Agent`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Customer => "Customer",
            Self::Bot => "External",
            Self::Agent | Self::Supervisor => "Agent",
        }
    }
}

/// Somebody in a session.
#[derive(Debug, Clone)]
pub(crate) struct Participant {
    pub(crate) id: String,
    pub(crate) part: Part,
    pub(crate) nickname: String,
    pub(crate) visibility: Visibility,
    /// The user id, of agents and supervisors.
    pub(crate) user: Option<String>,
}

/// What kind of line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    ParticipantJoined,
    ParticipantLeft,
    ParticipantRejoined,
    Text,
    PushUrl,
    Notice,
    TypingStarted,
    TypingStopped,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ParticipantJoined => "ParticipantJoined",
            Self::ParticipantLeft => "ParticipantLeft",
            Self::ParticipantRejoined => "ParticipantRejoined",
            Self::Text => "Text",
            Self::PushUrl => "PushUrl",
            Self::Notice => "Notice",
            Self::TypingStarted => "TypingStarted",
            Self::TypingStopped => "TypingStopped",
        }
    }
}

/// One line of the log. Indices begin at 1 and are never given twice.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) index: u64,
    pub(crate) kind: Kind,
    pub(crate) from: Participant,
    pub(crate) visibility: Visibility,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) words: Option<String>,
}

/// An open invitation.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) user: String,
    /// The mode offered; none when a customer was routed to this user.
    pub(crate) mode: Option<Mode>,
    /// The word for the mode that the offer repeats.
    pub(crate) word: Option<String>,
    /// The path segment in which it was asked for.
    pub(crate) segment: &'static str,
    /// When it was made, in milliseconds since 1970.
    pub(crate) since: i64,
}

/// A session between a customer and the desk.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    /// Milliseconds since 1970.
    pub(crate) received: i64,
    pub(crate) customer: String,
    pub(crate) participants: Vec<Participant>,
    pub(crate) log: Vec<Entry>,
    pub(crate) user_data: Map<String, Value>,
    pub(crate) offers: Vec<Offer>,
    /// Users who left alone with the customer and have not completed yet.
    pub(crate) left: Vec<String>,
    /// Whether a consultation that can be cancelled is under way.
    pub(crate) consult: Option<String>,
}

impl Session {
    /// The participant of a user.
    pub(crate) fn of_user(&self, user: &str) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|participant| participant.user.as_deref() == Some(user))
    }

    /// The customer, while there.
    pub(crate) fn the_customer(&self) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|participant| participant.part == Part::Customer)
    }

    /// The first agent, while there.
    pub(crate) fn first_agent(&self) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|participant| participant.part == Part::Agent)
    }

    /// The index of the next line.
    pub(crate) fn next_index(&self) -> u64 {
        self.log.last().map_or(1, |entry| entry.index + 1)
    }

    /// Whether a user other than this one is there for the customer.
    pub(crate) fn served_without(&self, user: &str) -> bool {
        self.participants.iter().any(|participant| {
            participant.visibility == Visibility::All
                && participant
                    .user
                    .as_deref()
                    .is_some_and(|other| other != user)
        })
    }
}
