//! What a call says of itself, for those who permit it, refuse it or write it down.

use super::Call;
use crate::domain::{Mode, SessionId, UserId};

/// Who can notice that something was asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Noticed {
    /// It only reads.
    Reads,
    /// Nobody whom it could disturb: it looks on silently, or goes.
    Silent,
    /// An agent or a customer.
    Seen,
}

impl Call {
    /// Who can notice it. An Accept, or an Intrude without a mode, is as loud as the mode that
    /// comes of it, where `mode` tells which; where nobody knows, it counts as seen. Leaving is
    /// silent: nobody may be kept in a session.
    pub fn noticed(&self, mode: Option<Mode>) -> Noticed {
        let of = |mode: Option<Mode>| match mode {
            Some(Mode::Monitor) => Noticed::Silent,
            Some(Mode::Coach | Mode::BargeIn) | None => Noticed::Seen,
        };
        match self {
            Self::ReadLog { .. } | Self::ReadMine => Noticed::Reads,
            Self::Intrude { mode: asked, .. } => of(asked.or(mode)),
            Self::Accept { .. } => of(mode),
            Self::Switch { mode, .. } => of(Some(*mode)),
            Self::Watch { watch, .. } => of(Some(watch.mode)),
            Self::Reject { .. } | Self::Leave { .. } | Self::Unwatch { .. } => Noticed::Silent,
            Self::SendToAgents { .. }
            | Self::SendMessage(_)
            | Self::TypingToAgents { .. }
            | Self::TypingToAll(_) => Noticed::Seen,
        }
    }

    /// The session it is about.
    pub fn session(&self) -> Option<&SessionId> {
        match self {
            Self::Intrude { session, .. }
            | Self::Accept { session, .. }
            | Self::Reject { session }
            | Self::Switch { session, .. }
            | Self::Leave { session }
            | Self::SendToAgents { session, .. }
            | Self::TypingToAgents { session, .. }
            | Self::ReadLog { session, .. } => Some(session),
            Self::SendMessage(words) => Some(words.session()),
            Self::TypingToAll(typing) => Some(typing.session()),
            Self::Watch { .. } | Self::Unwatch { .. } | Self::ReadMine => None,
        }
    }

    /// The agent whom it names.
    pub fn agent(&self) -> Option<&UserId> {
        match self {
            Self::Intrude { agent, .. } | Self::Watch { agent, .. } | Self::Unwatch { agent } => {
                Some(agent)
            }
            Self::Accept { .. }
            | Self::Reject { .. }
            | Self::Switch { .. }
            | Self::Leave { .. }
            | Self::SendToAgents { .. }
            | Self::SendMessage(_)
            | Self::TypingToAgents { .. }
            | Self::TypingToAll(_)
            | Self::ReadLog { .. }
            | Self::ReadMine => None,
        }
    }

    /// The mode that it asks for by name.
    pub fn mode(&self) -> Option<Mode> {
        match self {
            Self::Intrude { mode, .. } => *mode,
            Self::Switch { mode, .. } => Some(*mode),
            Self::Watch { watch, .. } => Some(watch.mode),
            Self::Accept { .. }
            | Self::Reject { .. }
            | Self::Leave { .. }
            | Self::SendToAgents { .. }
            | Self::SendMessage(_)
            | Self::TypingToAgents { .. }
            | Self::TypingToAll(_)
            | Self::Unwatch { .. }
            | Self::ReadLog { .. }
            | Self::ReadMine => None,
        }
    }

    /// The words that it carries to somebody.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::SendToAgents { text, .. } => Some(text),
            Self::SendMessage(words) => Some(words.text()),
            Self::Intrude { .. }
            | Self::Accept { .. }
            | Self::Reject { .. }
            | Self::Switch { .. }
            | Self::Leave { .. }
            | Self::TypingToAgents { .. }
            | Self::TypingToAll(_)
            | Self::Watch { .. }
            | Self::Unwatch { .. }
            | Self::ReadLog { .. }
            | Self::ReadMine => None,
        }
    }
}
