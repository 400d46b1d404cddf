//! An agent as the Contacts API shows them, and how we watch them.

use super::{Mode, Text, UserId};

/// What an agent is doing on a channel (`userState.state`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AgentState {
    /// Takes new sessions.
    Ready,
    /// Signed in, takes no new sessions; the site's own words for why.
    NotReady(Text),
    /// Signed out, or without any availability.
    LoggedOut,
    /// A state we do not know, by its display name.
    Other(Text),
}

impl AgentState {
    /// The word a person reads.
    pub fn word(&self) -> &str {
        match self {
            Self::Ready => "ready",
            Self::NotReady(_) => "not ready",
            Self::LoggedOut => "logged out",
            Self::Other(text) => text.as_str(),
        }
    }
}

/// An agent's state on one channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChannelState {
    /// The channel's name as the server writes it.
    pub channel: Text,
    /// What the agent does there.
    pub state: AgentState,
}

/// A person on the floor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agent {
    /// The user's id, used in `/users/{id}`; never the contact's id where they differ.
    pub id: UserId,
    /// The sign-in name, exactly as the server wrote it (compared with `[team] agents`).
    pub user_name: String,
    /// First and last name, or the user name.
    pub name: Text,
    /// The state on the SMS channel, else on the first channel there is.
    pub state: AgentState,
    /// Every channel the server reports.
    pub channels: Vec<ChannelState>,
}

/// Which of an agent's sessions a watch joins (`supervisorMonitoringMode`; "Chat" for SMS too).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WatchScope {
    /// `AllChats`: every next session until cancelled.
    All,
    /// `NextChat`: one session, then no longer.
    Next,
}

/// How we watch an agent. The server cannot be asked; this is what we remember having asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Watch {
    /// With which mode the agent's next session is joined.
    pub mode: Mode,
    /// The next one, or all.
    pub scope: WatchScope,
}

impl Watch {
    /// Watching without a trace: what the program may re-establish by itself.
    pub const SILENT: Self = Self {
        mode: Mode::Monitor,
        scope: WatchScope::All,
    };
}
