//! Where a session stands: its state, and the one thing that everything hangs on, in which mode this
//! supervisor is *confirmed* to be in it. The rule stands here alone: the list goes by it, and so
//! does the comparison of the list with what the server knows.

use super::{
    Arrival, Mode, Participant, Reported, SessionReport, Text, UserId, Visibility, trimmed,
};

/// Where a session stands for this supervisor (SMSAccept, SMSLeave, SMSMonitor pages).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// Offered: accept or reject.
    Invited,
    /// Joined.
    Chatting,
    /// Left while alone with the customer: over for the customer.
    LeftChat,
    /// Over for this supervisor.
    Completed,
    /// Taken away: completed or queued by the agent.
    Revoked,
    /// A word we do not know: shown raw, treated as live, permits nothing.
    Other(Box<Text>),
}

impl State {
    /// Reads the word, trimmed (the IM page prints one with a leading space).
    pub fn read(word: &str) -> Self {
        match trimmed(word) {
            "Invited" => Self::Invited,
            "Chatting" => Self::Chatting,
            "LeftChat" => Self::LeftChat,
            "Completed" => Self::Completed,
            "Revoked" => Self::Revoked,
            other => Self::Other(Text::line(other).into()),
        }
    }

    /// The word as the wire has it.
    pub fn word(&self) -> &str {
        match self {
            Self::Invited => "Invited",
            Self::Chatting => "Chatting",
            Self::LeftChat => "LeftChat",
            Self::Completed => "Completed",
            Self::Revoked => "Revoked",
            Self::Other(text) => text.as_str(),
        }
    }

    /// Whether it takes every confirmed mode with it.
    fn forgets_mode(&self) -> bool {
        match self {
            Self::Invited | Self::LeftChat | Self::Completed | Self::Revoked => true,
            Self::Chatting | Self::Other(_) => false,
        }
    }
}

/// The state as last reported, and the confirmed mode.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    state: State,
    confirmed: Option<Mode>,
}

/// Nothing was reported yet.
impl Default for Standing {
    fn default() -> Self {
        Self {
            state: State::Other(Text::line("unknown").into()),
            confirmed: None,
        }
    }
}

impl Standing {
    /// Merges a report. Applying the same one twice changes nothing.
    pub fn apply(&mut self, report: &SessionReport, me: &UserId) {
        if let Some(state) = &report.state {
            self.state.clone_from(state);
        }
        match &report.participants {
            Reported::Absent => {}
            Reported::Unreadable => self.confirmed = None,
            Reported::Is(list) => {
                let says_nothing = report.arrival == Arrival::Fetched
                    && list.iter().all(|p| p.visibility.is_none());
                if !says_nothing {
                    self.confirmed = own_mode(list, me);
                }
            }
        }
        if self.state.forgets_mode() {
            self.confirmed = None;
        }
    }

    /// A complete list no longer names it: over for us, without a word from the server.
    pub fn vanish(&mut self) {
        self.state = State::Completed;
        self.confirmed = None;
    }

    /// Forgets the confirmed mode: nothing is known until reported again.
    pub fn forget_mode(&mut self) {
        self.confirmed = None;
    }

    /// The state as last reported.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The mode that the server has confirmed by the visibility of our own participant; nothing
    /// else confirms. `None` is unknown, and permits nothing.
    pub fn confirmed(&self) -> Option<Mode> {
        self.confirmed
    }
}

/// Our own participant's visibility, if the list shows us exactly once and the word is known.
/// Matched by user id only: never by nickname, which two people can share.
fn own_mode(list: &[Participant], me: &UserId) -> Option<Mode> {
    let mut mine = list.iter().filter(|p| p.user.as_ref() == Some(me));
    match (mine.next(), mine.next()) {
        (Some(own), None) => own.visibility.as_ref().and_then(Visibility::mode),
        _ => None,
    }
}
