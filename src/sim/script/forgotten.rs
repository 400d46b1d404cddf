//! Customers whom nobody answers for a while, so that a floor has waits worth a supervisor's look:
//! two new sessions of agents whom a supervisor watches. Knows who is watched and what time it is.

use std::collections::BTreeMap;

use crate::sim::world::World;

/// What the two are about, by their services.
const SERVICES: [&str; 2] = ["billing", "cards"];
/// Milliseconds between the beginning of the one and of the other.
const APART: i64 = 12_000;
/// Milliseconds for which nobody answers.
const SILENCE: i64 = 150_000;

/// Who is kept waiting, and how many were so far.
#[derive(Debug, Default)]
pub(super) struct Forgotten {
    begun: usize,
    next: i64,
    until: BTreeMap<String, i64>,
}

impl Forgotten {
    /// The agent and the service of the next, if it is time for one.
    pub(super) fn due(&self, world: &World) -> Option<(String, &'static str)> {
        let service = SERVICES.get(self.begun)?;
        if world.now() < self.next {
            return None;
        }
        let watched = world.watched_agents();
        let place = self.begun.checked_rem(watched.len())?;
        Some((watched.get(place)?.clone(), service))
    }

    /// It has begun.
    pub(super) fn begun(&mut self, session: &str, world: &World) {
        self.begun += 1;
        self.next = world.now() + APART;
        self.until.insert(session.to_owned(), world.now() + SILENCE);
    }

    /// Whether nobody answers in it yet.
    pub(super) fn is(&self, session: &str, world: &World) -> bool {
        self.until.get(session).is_some_and(|at| world.now() < *at)
    }
}
