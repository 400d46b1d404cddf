//! What a session offers. Knows names and aliases; a capability alone permits nothing.

use super::{Mode, Text};

/// One thing that the server says can be done. Only those we use are named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Capability {
    /// An offer can be accepted.
    Accept,
    /// An offer can be declined.
    Reject,
    /// The session can be left.
    Leave,
    /// Text to agents.
    SendToAgents,
    /// Text that the customer sees.
    SendMessage,
    /// Typing notices to the agents.
    TypingToAgents,
    /// Typing notices to everybody.
    TypingToAll,
    /// Switch to the mode. `SwitchBargeIn` and `SwitchToBargeIn` are one.
    SwitchTo(Mode),
    /// Any other word, kept as received.
    Other(Text),
}

impl Capability {
    /// Reads a whole word: `SendMessageLater` is not `SendMessage`.
    pub fn read(word: &str) -> Self {
        match word.trim() {
            "Accept" => Self::Accept,
            "Reject" => Self::Reject,
            "Leave" => Self::Leave,
            "SendToAgents" => Self::SendToAgents,
            "SendMessage" => Self::SendMessage,
            "SendStartTypingToAgentsNotification" => Self::TypingToAgents,
            "SendStartTypingNotification" => Self::TypingToAll,
            "SwitchToMonitor" => Self::SwitchTo(Mode::Monitor),
            "SwitchToCoach" => Self::SwitchTo(Mode::Coach),
            "SwitchBargeIn" | "SwitchToBargeIn" => Self::SwitchTo(Mode::BargeIn),
            // One capability with two printed names (SMSAccept, switch pages).
            "SetInFocus" | "InFocus" => Self::Other(Text::line("InFocus")),
            other => Self::Other(Text::line(other)),
        }
    }
}

/// What the server says can be done in a session now.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Capabilities(Vec<Capability>);

impl Capabilities {
    /// From the words of the wire.
    pub fn read<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        Self(words.into_iter().map(Capability::read).collect())
    }

    /// Whether it is offered.
    pub fn has(&self, capability: &Capability) -> bool {
        self.0.contains(capability)
    }

    /// The modes that can be switched to, lowest first.
    pub fn switches(&self) -> Vec<Mode> {
        Mode::ALL
            .into_iter()
            .filter(|mode| self.has(&Capability::SwitchTo(*mode)))
            .collect()
    }

    /// All of them, in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = &Capability> {
        self.0.iter()
    }
}
