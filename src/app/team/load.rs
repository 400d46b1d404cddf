//! What each agent has to do, as far as it is known. Counted when something changed, not for each
//! frame.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::app::model::Model;
use crate::domain::{Agent, SessionId, Stamp, Transcript, UserId, WaitingSide};

/// What an agent has to do, as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Load {
    /// How many sessions they have; `None` before their list was read.
    pub sessions: Option<usize>,
    /// Of how many of them we read the log.
    pub read: usize,
    /// Since when the customer who waits longest among those has waited; the inner `None` where the
    /// server did not date it.
    pub waits: Option<Option<Stamp>>,
    /// When the list is too old to be trusted.
    pub stale_at: Option<Instant>,
}

/// Of every agent.
pub(super) fn loads(model: &Model) -> BTreeMap<UserId, Load> {
    let (floor, me) = (&model.floor, model.me());
    let mut joined: BTreeMap<UserId, BTreeSet<&SessionId>> = BTreeMap::new();
    let mut of: BTreeMap<&SessionId, UserId> = BTreeMap::new();
    for (id, _) in floor.joined() {
        if let Some(agent) = floor.agent_of(id, &me) {
            of.insert(id, agent.clone());
            joined.entry(agent).or_default().insert(id);
        }
    }
    let load = |agent: &Agent| {
        let list = floor.list_of(&agent.id);
        let mine = joined.get(&agent.id);
        // What has moved on to somebody else, or is over for us, is not counted by an old list.
        let theirs = |id: &&SessionId| of.get(*id).is_none_or(|a| *a == agent.id);
        let mut all: BTreeSet<&SessionId> = list
            .into_iter()
            .flat_map(|l| l.sessions.iter())
            .filter(theirs)
            .collect();
        all.extend(mine.into_iter().flatten());
        let read: Vec<&SessionId> = (mine.into_iter().flatten())
            .copied()
            .filter(|id| floor.log(id).is_some())
            .collect();
        let waits = (read.iter())
            .filter_map(|id| floor.log(id).and_then(Transcript::waiting))
            .filter(|w| w.side == WaitingSide::Customer);
        Load {
            sessions: (list.is_some() || mine.is_some()).then_some(all.len()),
            read: read.len(),
            waits: waits
                .map(|w| w.since)
                .min_by_key(|at| (at.is_none(), at.map(|s| s.0))),
            stale_at: list.map(|l| l.at + l.period * 2),
        }
    };
    floor.agents().map(|a| (a.id.clone(), load(a))).collect()
}
