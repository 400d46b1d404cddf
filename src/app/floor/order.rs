//! The order of the list (design §1), narrowed by the filter.

use super::{Floor, Mine};
use crate::app::away::Owners;
use crate::app::row::Row;
use crate::app::settings::Settings;
use crate::domain::{Presence, SessionId, Stamp, UserId};

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

    /// The order of the list: my invitations; joined with a waiting customer, longest first; other
    /// joined; unjoined by age; what has ended. Narrowed by the filter.
    pub(crate) fn order(&self, me: &UserId, filter: &str, settings: &Settings) -> Vec<SessionId> {
        let mut ranked: Vec<(Rank, &SessionId)> =
            Vec::with_capacity(self.mine.len() + self.polled.len());
        for (id, mine) in &self.mine {
            if mine.over.is_some() && self.polled.contains_key(id) {
                continue;
            }
            ranked.push((self.rank(id, mine), id));
        }
        for (id, polled) in &self.polled {
            if self.mine.get(id).is_none_or(|m| m.over.is_some()) {
                ranked.push((Rank(3, age_key(polled.session.received)), id));
            }
        }
        ranked.sort_unstable();
        let needle = filter.trim().to_lowercase();
        ranked
            .into_iter()
            .map(|(_, id)| id)
            .filter(|id| needle.is_empty() || self.matches(id, &needle, me, settings))
            .cloned()
            .collect()
    }

    fn rank(&self, id: &SessionId, mine: &Mine) -> Rank {
        let age = age_key(mine.session.received());
        match mine.session.presence() {
            Presence::Offered => Rank(0, age),
            Presence::In => match self.customer_waits(id) {
                Some(waits) => Rank(1, age_key(waits.since)),
                None => Rank(2, age),
            },
            Presence::LeftAlone => Rank(2, age),
            Presence::Over => Rank(4, age),
        }
    }

    fn matches(&self, id: &SessionId, needle: &str, me: &UserId, settings: &Settings) -> bool {
        let Some(row) = Row::of(self, id, me, settings) else {
            return false;
        };
        let has = |text: &str| text.to_lowercase().contains(needle);
        has(row.agent_name.as_str())
            || row.customer.is_some_and(|c| has(c.as_str()))
            || row.service.is_some_and(|s| has(s.as_str()))
            || row.last_line.is_some_and(|l| has(l.as_str()))
    }
}

/// Group, then the oldest first; without a date last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u8, (bool, i64));

fn age_key(at: Option<Stamp>) -> (bool, i64) {
    at.map_or((true, 0), |s| (false, s.0))
}
