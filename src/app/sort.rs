//! By what the list is sorted. Knows what can be known of a session, and no screen.

use strum::{EnumIter, IntoEnumIterator as _};

use super::facts::Facts;
use super::filter::Folded;
use super::watch::Watches;
use crate::domain::{AgentState, Mode, Presence, Stamp, WaitingSide, Watch};

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, EnumIter)]
pub enum SortBy {
    /// Who needs the person first.
    #[default]
    Urgency,
    /// The agent's name.
    Agent,
    /// The agent's state.
    State,
    /// How the agent is watched.
    Watch,
    /// The customer's name.
    Customer,
    /// The service.
    Service,
    /// Who waits, and how long.
    Wait,
    /// The confirmed mode.
    Mode,
    /// How long the session has lasted.
    Age,
    /// Lines that came unseen.
    Unread,
    /// The newest text.
    Last,
}

impl SortBy {
    /// All of them, in the order in which they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// Its name, in the config file too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Urgency => "urgency",
            Self::Agent => "agent",
            Self::State => "state",
            Self::Watch => "watch",
            Self::Customer => "customer",
            Self::Service => "service",
            Self::Wait => "wait",
            Self::Mode => "mode",
            Self::Age => "age",
            Self::Unread => "unread",
            Self::Last => "last",
        }
    }

    /// What comes first, in words.
    pub fn says(self) -> &'static str {
        match self {
            Self::Urgency => "what needs you most first",
            Self::Agent | Self::Customer | Self::Service | Self::Last => "from A to Z",
            Self::State => "ready, then not ready, then logged out",
            Self::Watch => "watched ones first",
            Self::Wait => "customers before agents, the longest wait first",
            Self::Mode => "Barge, Coach, Monitor, then the rest",
            Self::Age => "the oldest first",
            Self::Unread => "the most first",
        }
    }
}

/// Forward or backward.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Run {
    /// As [`SortBy::says`].
    #[default]
    Forward,
    /// The other way round; what is not known stays last.
    Backward,
}

/// How the list is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Which way.
    pub run: Run,
}

impl Sort {
    /// By this, as [`SortBy::says`].
    pub fn forward(by: SortBy) -> Self {
        let run = Run::Forward;
        Self { by, run }
    }

    /// Reads `wait`, or `-wait` for the other way round.
    pub fn read(text: &str) -> Option<Self> {
        let (run, name) = match text.strip_prefix('-') {
            Some(name) => (Run::Backward, name),
            None => (Run::Forward, text),
        };
        let by = SortBy::iter().find(|by| by.name() == name)?;
        Some(Self { by, run })
    }

    /// The same column the other way round, or another column forward.
    #[must_use]
    pub fn again(self, by: SortBy) -> Self {
        let run = match self.run {
            Run::Forward if self.by == by => Run::Backward,
            Run::Forward | Run::Backward => Run::Forward,
        };
        Self { by, run }
    }

    /// The arrow that shows which way it goes: down for what begins with the first or the most.
    pub fn arrow(self) -> &'static str {
        match self.run {
            Run::Forward => "▼",
            Run::Backward => "▲",
        }
    }
}

/// What is compared of one session.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Key {
    /// A place among few.
    Place(u8),
    /// Who waits, since when.
    Since(u8, (bool, i64)),
    /// A number of which the highest comes first.
    Most(std::cmp::Reverse<usize>),
    /// Text.
    Text(Folded),
    /// Not known.
    Unknown,
}

impl SortBy {
    /// What is compared of a session; every session has the same for what the rank decides.
    pub(crate) fn key(self, facts: &Facts<'_>, watches: &Watches) -> Key {
        let text = |text: Option<&crate::domain::Text>| {
            text.filter(|t| !t.is_empty())
                .map_or(Key::Unknown, |t| Key::Text(Folded::new(t.as_str())))
        };
        match self {
            Self::Urgency => Key::Place(0),
            Self::Agent => text(facts.agent_name()),
            Self::State => facts
                .known()
                .map_or(Key::Unknown, |a| state_place(&a.state)),
            Self::Watch => match facts.agent().and_then(|a| watches.of(a)) {
                Some(Watch::SILENT) => Key::Place(1),
                Some(_) => Key::Place(0),
                None => Key::Unknown,
            },
            Self::Customer => text(facts.customer()),
            Self::Service => text(facts.service()),
            Self::Wait => wait(facts),
            Self::Mode => match facts.mode() {
                Some(Mode::BargeIn) => Key::Place(0),
                Some(Mode::Coach) => Key::Place(1),
                Some(Mode::Monitor) => Key::Place(2),
                None => Key::Unknown,
            },
            Self::Age => facts
                .began()
                .map_or(Key::Unknown, |at| Key::Since(0, dated(Some(at)))),
            Self::Unread => match facts.unread() {
                0 => Key::Unknown,
                n => Key::Most(std::cmp::Reverse(n)),
            },
            Self::Last => text(facts.last_line()),
        }
    }
}

fn wait(facts: &Facts<'_>) -> Key {
    match (facts.presence(), facts.waiting()) {
        (Some(Presence::In), Some(waits)) => match waits.side {
            WaitingSide::Customer => Key::Since(0, dated(waits.since)),
            WaitingSide::Agent => Key::Since(1, dated(waits.since)),
        },
        (Some(Presence::Offered | Presence::LeftAlone | Presence::Over) | None, _)
        | (Some(Presence::In), None) => Key::Unknown,
    }
}

fn dated(at: Option<Stamp>) -> (bool, i64) {
    at.map_or((true, 0), |s| (false, s.0))
}

fn state_place(state: &AgentState) -> Key {
    Key::Place(match state {
        AgentState::Ready => 0,
        AgentState::NotReady(_) => 1,
        AgentState::Other(_) => 2,
        AgentState::LoggedOut => 3,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_column_again_turns_it_round_and_its_name_is_read_back() {
        for by in SortBy::all() {
            let sort = Sort::read(by.name()).unwrap();
            assert_eq!(sort, Sort::forward(by));
            let back = sort.again(by);
            assert_eq!(Sort::read(&format!("-{}", by.name())), Some(back));
            assert_eq!(back.again(by), sort);
        }
        assert_eq!(Sort::read("waits"), None);
        assert_eq!(Sort::default().again(SortBy::Age).run, Run::Forward);
    }
}
