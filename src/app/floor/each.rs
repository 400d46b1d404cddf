//! Every session there is a row for, each once.

use super::{Floor, Mine};
use crate::app::away::Owners;
use crate::app::facts::Facts;
use crate::domain::UserId;

impl Floor {
    /// Which sessions there are, and who has each.
    pub(crate) fn owners(&self, me: &UserId) -> Owners {
        let live = self
            .mine
            .iter()
            .filter(|(_, m)| m.over.is_none())
            .map(|(id, _)| id);
        live.chain(self.polled.keys())
            .map(|id| (id.clone(), self.agent_of(id, me)))
            .collect()
    }

    /// Every session with a row, in no order: mine, and those that only lists show.
    pub(crate) fn each<'a>(&'a self, me: &'a UserId) -> impl Iterator<Item = Facts<'a>> {
        let mine = (self.mine.unordered())
            .map(|(id, mine)| (id, mine.as_ref(), self.polled.get(id)))
            .filter(|(_, mine, polled)| mine.over.is_none() || polled.is_none())
            .map(move |(id, mine, polled)| Facts::found(self, me, id, Some(mine), polled));
        let is_shown = |mine: Option<&Mine>| mine.is_some_and(|m| m.over.is_none());
        let listed = (self.polled.unordered())
            .map(|(id, polled)| (id, self.mine(id), polled))
            .filter(move |(_, mine, _)| !is_shown(*mine))
            .map(move |(id, mine, polled)| Facts::found(self, me, id, mine, Some(polled)));
        mine.chain(listed)
    }
}
