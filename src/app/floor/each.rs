//! Every session there is a row for, each once.

use super::{Both, Floor, handler};
use crate::app::away::Owners;
use crate::app::facts::Facts;
use crate::domain::{SessionId, UserId};

impl Floor {
    /// Which sessions there are, and who has each.
    pub(crate) fn owners(&self, me: &UserId) -> Owners {
        let has_row =
            |both: &Both| both.polled().is_some() || both.mine().is_some_and(|m| m.over.is_none());
        let shown = self.rows.unordered().filter(|(_, both)| has_row(both));
        shown
            .map(|(id, both)| (id.clone(), handler(both.mine(), both.polled(), me).cloned()))
            .collect()
    }

    /// Every session with a row, in no order: mine, and those that only lists show.
    pub(crate) fn each<'a>(&'a self, me: &'a UserId) -> impl Iterator<Item = Facts<'a>> {
        let found = move |(id, both): (&'a SessionId, &'a Both)| {
            Facts::found(self, me, id, both.mine(), both.polled())
        };
        self.rows.unordered().map(found)
    }
}
