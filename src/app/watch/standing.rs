//! The watches that stand, as far as we asked for them.

use std::collections::BTreeMap;
use std::time::Instant;

use super::rounds::{Opening, Round};
use crate::domain::{UserId, Watch};

/// The watches that were asked for and not refused.
#[derive(Debug, Default)]
pub(crate) struct Watches {
    pub(super) standing: BTreeMap<UserId, (Watch, Instant)>,
    /// Counts the changes of what stands.
    revision: u64,
    pub(in crate::app::watch) rounds: Vec<Round>,
    pub(in crate::app::watch) opening: Opening,
}

impl Watches {
    pub(crate) fn of(&self, agent: &UserId) -> Option<Watch> {
        self.standing.get(agent).map(|(w, _)| *w)
    }

    /// Another number whenever a watch stands that did not, or no longer does.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn stand(&mut self, agent: &UserId, watch: Watch, at: Instant) {
        self.revision += 1;
        self.standing.insert(agent.clone(), (watch, at));
    }

    pub(super) fn fall(&mut self, agent: &UserId) {
        self.revision += 1;
        self.standing.remove(agent);
    }

    /// The watch that stood already at that moment.
    pub(crate) fn standing_before(&self, agent: &UserId, moment: Instant) -> Option<Watch> {
        let (watch, at) = self.standing.get(agent)?;
        (*at <= moment).then_some(*watch)
    }

    pub(crate) fn count(&self) -> usize {
        self.standing.len()
    }
}
