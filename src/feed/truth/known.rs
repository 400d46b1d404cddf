//! One session as the feed has brought it, or as a list shows it: its state and my mode in it, by
//! the domain's own rule. Knows nothing of when they are compared.

use crate::domain::{Reported, SessionReport, Standing, State, UserId};

/// A session's state, and what is known of my mode.
#[derive(Debug)]
pub(super) struct Known {
    standing: Standing,
    modes: Modes,
    /// The read that had left when something was last pushed of it; none is 0.
    pub(super) touched: u32,
}

/// Whether the newest list of people says who sees whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Modes {
    /// There is none, or nobody in it has a visibility: it says nothing of modes (design §4).
    Unsaid,
    /// Somebody has.
    Said,
}

impl Known {
    /// What a report says; nothing if it names no state.
    pub(super) fn new(report: &SessionReport, me: &UserId) -> Option<Self> {
        report.state.as_ref()?;
        let mut known = Self {
            standing: Standing::default(),
            modes: Modes::Unsaid,
            touched: 0,
        };
        known.apply(report, me);
        Some(known)
    }

    /// A newer report.
    pub(super) fn apply(&mut self, report: &SessionReport, me: &UserId) {
        self.modes = match &report.participants {
            Reported::Absent => self.modes,
            Reported::Is(list) if list.iter().any(|p| p.visibility.is_some()) => Modes::Said,
            Reported::Is(_) | Reported::Unreadable => Modes::Unsaid,
        };
        self.standing.apply(report, me);
    }

    pub(super) fn state(&self) -> &State {
        self.standing.state()
    }

    /// Whether it takes part in the comparison: offers do not, and what is over is no more.
    pub(super) fn counts(&self) -> bool {
        match self.state() {
            State::Chatting | State::LeftChat | State::Other(_) => true,
            State::Invited | State::Completed | State::Revoked => false,
        }
    }

    /// Whether a list says another mode than the feed did.
    pub(super) fn is_elsewhere(&self, listed: &Self) -> bool {
        listed.modes == Modes::Said && self.standing.confirmed() != listed.standing.confirmed()
    }
}
