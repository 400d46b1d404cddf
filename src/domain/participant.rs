//! Who is in a session and who can see them. Knows the words of the Participant resource.

use super::{Mode, ParticipantId, Text, UserId, trimmed};

/// Who sees a participant, or a line of the transcript (SMSResources page).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Visibility {
    /// Everybody, the customer too.
    All,
    /// Agents and supervisors.
    Agents,
    /// Supervisors only.
    Supervisors,
    /// A word we do not know; never taken for unseen by the customer.
    Other(Box<Text>),
}

impl Visibility {
    /// Reads the word, trimmed; an unknown one is kept.
    pub fn read(word: &str) -> Self {
        match trimmed(word) {
            "All" => Self::All,
            "Agents" => Self::Agents,
            "Supervisors" => Self::Supervisors,
            other => Self::Other(Text::line(other).into()),
        }
    }

    /// The supervisor's mode that this visibility of a participant means, if any.
    pub fn mode(&self) -> Option<Mode> {
        match self {
            Self::All => Some(Mode::BargeIn),
            Self::Agents => Some(Mode::Coach),
            Self::Supervisors => Some(Mode::Monitor),
            Self::Other(_) => None,
        }
    }
}

/// What a participant is. A supervisor is an `Agent` on the wire.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParticipantType {
    /// An agent or a supervisor.
    Agent,
    /// The customer.
    Customer,
    /// A bot or a service.
    External,
    /// A word we do not know, shown raw.
    Other(Box<Text>),
}

impl ParticipantType {
    /// Reads the word, trimmed; an unknown one is kept.
    pub fn read(word: &str) -> Self {
        match trimmed(word) {
            "Agent" => Self::Agent,
            "Customer" => Self::Customer,
            "External" => Self::External,
            other => Self::Other(Text::line(other).into()),
        }
    }
}

/// One who takes part in a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Participant {
    /// The participant's own id, where reported.
    pub id: Option<ParticipantId>,
    /// Agent, customer or something else.
    pub kind: ParticipantType,
    /// The name shown to the others.
    pub nickname: Text,
    /// Who sees them; `None` where the server does not say.
    pub visibility: Option<Visibility>,
    /// The user behind it, from the end of `uri` or `path`.
    pub user: Option<UserId>,
}
