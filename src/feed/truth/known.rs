//! One session as the feed has brought it, or as a list shows it: its state and my mode in it, by
//! the domain's own rule. Knows nothing of when they are compared.

use crate::domain::{Mode, Reported, Session, SessionReport, State, UserId};

/// A session's state, and what is known of my mode.
#[derive(Debug)]
pub(super) struct Known {
    session: Session,
    people: People,
}

/// What the newest list of people says of who sees whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum People {
    /// There was none, or none that can be read.
    Missing,
    /// Nobody has a visibility: some servers print it so. No mode is missed then.
    Silent,
    /// Somebody has.
    Seen,
}

impl Known {
    /// What a report says; nothing if it names no state.
    pub(super) fn new(report: &SessionReport, me: &UserId) -> Option<Self> {
        report.state.as_ref()?;
        let mut known = Self {
            session: Session::new(SessionReport::new(report.id.clone(), report.arrival), me),
            people: People::Missing,
        };
        known.apply(report, me);
        Some(known)
    }

    /// A newer report.
    pub(super) fn apply(&mut self, report: &SessionReport, me: &UserId) {
        match &report.participants {
            Reported::Absent => {}
            Reported::Unreadable => self.people = People::Missing,
            Reported::Is(list) if list.iter().any(|p| p.visibility.is_some()) => {
                self.people = People::Seen;
            }
            Reported::Is(_) => self.people = People::Silent,
        }
        let lean = SessionReport {
            state: report.state.clone(),
            participants: report.participants.clone(),
            ..SessionReport::new(report.id.clone(), report.arrival)
        };
        self.session.apply(lean, me);
    }

    pub(super) fn state(&self) -> &State {
        self.session.state()
    }

    /// Whether it takes part in the comparison: offers do not, and what is over is no more.
    pub(super) fn counts(&self) -> bool {
        match self.state() {
            State::Chatting | State::LeftChat | State::Other(_) => true,
            State::Invited | State::Completed | State::Revoked => false,
        }
    }

    /// The mode that a list shows and the feed did not bring. A list in which nobody has a
    /// visibility shows none, and a feed that pushes such lists misses none (design §4).
    pub(super) fn missed(&self, listed: &Self) -> Option<Option<Mode>> {
        let shown = listed.session.confirmed();
        match (self.people, listed.people) {
            (People::Silent, _) | (_, People::Silent | People::Missing) => None,
            (People::Missing | People::Seen, People::Seen) => {
                (self.session.confirmed() != shown).then_some(shown)
            }
        }
    }
}
