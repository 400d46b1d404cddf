//! A call in words for a line of the log. Never the words that it carries.

use super::Call;

impl Call {
    /// What it is about; nothing for one that only reads, or that comes with each key.
    pub fn about(&self) -> Option<String> {
        Some(match self {
            Self::Intrude { session, mode, .. } => match mode {
                Some(mode) => format!("session {session} as {mode}"),
                None => format!("session {session} as the agent is watched"),
            },
            Self::Accept { session, .. }
            | Self::Reject { session }
            | Self::Leave { session }
            | Self::SendToAgents { session, .. } => format!("session {session}"),
            Self::Switch { session, mode } => format!("session {session} to {mode}"),
            Self::SendMessage(text) => format!("session {}", text.session()),
            Self::Watch { agent, watch, .. } => format!("agent {agent} as {}", watch.mode),
            Self::Unwatch { agent } => format!("agent {agent}"),
            Self::TypingToAgents { .. }
            | Self::TypingToAll(_)
            | Self::ReadLog { .. }
            | Self::ReadMine => return None,
        })
    }
}
