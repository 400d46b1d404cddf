//! In which order the agents stand.

use super::load::loads;
use crate::app::model::Model;
use crate::app::screen::Screen;
use crate::domain::{Agent, AgentState, Mode, WatchScope};

/// What the rows are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TeamSort {
    /// The name.
    #[default]
    Name,
    /// The state: ready first, and the longest in it.
    State,
    /// The most sessions first.
    Sessions,
    /// The longest wait first.
    Wait,
    /// How they are watched.
    Watch,
}

impl TeamSort {
    pub(super) fn next(self) -> Self {
        match self {
            Self::Name => Self::State,
            Self::State => Self::Sessions,
            Self::Sessions => Self::Wait,
            Self::Wait => Self::Watch,
            Self::Watch => Self::Name,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::State => "state",
            Self::Sessions => "number of sessions",
            Self::Wait => "longest wait",
            Self::Watch => "watch",
        }
    }
}

/// Counts what each has to do and puts them in order. Only while somebody looks.
pub(crate) fn arrange(model: &mut Model) {
    if model.screen() != Screen::Team {
        return;
    }
    let loads = loads(model);
    let mut order: Vec<&Agent> = model.floor.agents().collect();
    order.sort_by_cached_key(|a| {
        let load = loads.get(&a.id);
        let rank = match model.team.sort {
            TeamSort::Name => (0, 0),
            TeamSort::State => {
                let kind = match a.state {
                    AgentState::Ready => 0,
                    AgentState::NotReady(_) => 1,
                    AgentState::Other(_) => 2,
                    AgentState::LoggedOut => 3,
                };
                let seen = model.team.looks.get(&a.id);
                let age = seen.map_or(0, |l| {
                    model.now.mono.saturating_duration_since(l.since).as_secs()
                });
                (kind, -i64::try_from(age).unwrap_or(i64::MAX))
            }
            TeamSort::Sessions => {
                let sessions = load.and_then(|l| l.sessions).unwrap_or(0);
                (0, -i64::try_from(sessions).unwrap_or(i64::MAX))
            }
            TeamSort::Wait => match load.and_then(|l| l.waits) {
                Some(Some(since)) => (0, since.0),
                Some(None) => (1, 0),
                None => (2, 0),
            },
            TeamSort::Watch => match model.watches.of(&a.id) {
                Some(w) => (
                    match w.mode {
                        Mode::BargeIn => 0,
                        Mode::Coach => 1,
                        Mode::Monitor => 2,
                    },
                    i64::from(w.scope == WatchScope::Next),
                ),
                None => (3, 0),
            },
        };
        (rank, a.name.as_str().to_lowercase(), a.id.clone())
    });
    let order = order.into_iter().map(|a| a.id.clone()).collect();
    model.team.order = order;
    model.team.loads = loads;
}
