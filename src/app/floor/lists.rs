//! The agents, and what each agent's list shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::{Floor, Mine, Names};
use crate::domain::{
    Agent, Listed, PolledSession, Roster, Session, SessionId, Stamp, UserData, UserId,
};

/// An agent's list, as last read.
#[derive(Clone, Debug)]
pub(crate) struct AgentList {
    pub(crate) at: Instant,
    pub(crate) period: Duration,
    pub(crate) sessions: Vec<SessionId>,
}

/// A session as agents' lists show it.
#[derive(Clone, Debug)]
pub(crate) struct Polled {
    /// When it began.
    pub(crate) received: Option<Stamp>,
    /// What the site attached.
    pub(crate) user_data: Option<UserData>,
    /// What its user data says, once somebody has looked.
    pub(super) names: OnceLock<Box<Names>>,
    /// Whose lists show it, in order: one, mostly.
    pub(crate) agents: Vec<UserId>,
}

impl Polled {
    /// What was reported of the session is newer than what the list showed, and is kept once. Returns
    /// what there was before.
    pub(super) fn take_user_data(&mut self, data: UserData) -> Option<UserData> {
        // To compare them would cost more than to look again at those on the screen.
        self.names = OnceLock::new();
        self.user_data.replace(data)
    }

    /// Whether this is what is known already.
    pub(crate) fn is(&self, session: &PolledSession) -> bool {
        let PolledSession {
            id: _,
            received,
            user_data,
        } = session;
        (&self.received, &self.user_data) == (received, user_data)
    }
}

/// Whether a read has brought anything that is to be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum News {
    /// Everything is as it was.
    None,
    /// Something is.
    Some,
    /// And with it everything has been read once.
    Whole,
}

impl Floor {
    /// Takes the agents as they were read; says whether anything about them is new.
    pub(crate) fn roster(&mut self, roster: Roster) -> News {
        let short = roster
            .total
            .filter(|t| *t > roster.arrived)
            .map(|t| (t, roster.arrived));
        let agents: BTreeMap<UserId, Agent> = (roster.agents.into_iter())
            .map(|a| (a.id.clone(), a))
            .collect();
        if (short, &agents) == (self.short_roster, &self.agents) {
            return News::None;
        }
        self.changed.all();
        (self.short_roster, self.agents) = (short, agents);
        let gone: Vec<UserId> = self
            .lists
            .keys()
            .filter(|id| !self.agents.contains_key(*id))
            .cloned()
            .collect();
        for id in gone {
            self.relist(&id, Vec::new());
            self.lists.remove(&id);
        }
        News::Some
    }

    /// Takes an agent's fresh list; says whether it shows anything new, or makes true again what
    /// had grown old. The last of the first ones completes the floor.
    pub(crate) fn listed(&mut self, listed: Listed) -> News {
        let ids: Vec<SessionId> = listed.sessions.iter().map(|s| s.id.clone()).collect();
        let before = self.lists.get(&listed.agent);
        let first = before.is_none();
        let fresh = before.is_some_and(|l| l.sessions == ids && l.at + l.period * 2 > listed.at);
        let anew = self.relist(&listed.agent, listed.sessions);
        let list = AgentList {
            at: listed.at,
            period: listed.period,
            sessions: ids,
        };
        self.lists.insert(listed.agent, list);
        if first && self.lists.len() == self.agents.len() {
            News::Whole
        } else if fresh && anew == News::None {
            News::None
        } else {
            News::Some
        }
    }

    /// An agent's list says what it said before; `None` if nobody knows what that was.
    pub(crate) fn listed_again(
        &mut self,
        agent: &UserId,
        at: Instant,
        period: Duration,
    ) -> Option<News> {
        let list = self.lists.get_mut(agent)?;
        let fresh = list.at + list.period * 2 > at;
        (list.at, list.period) = (at, period);
        Some(if fresh { News::None } else { News::Some })
    }

    fn relist(&mut self, agent: &UserId, sessions: Vec<PolledSession>) -> News {
        let mut news = News::None;
        let before = self
            .lists
            .get(agent)
            .map(|l| l.sessions.clone())
            .unwrap_or_default();
        let now: BTreeSet<&SessionId> = sessions.iter().map(|s| &s.id).collect();
        for id in before.iter().filter(|id| !now.contains(id)) {
            self.changed.one(id);
            news = News::Some;
            if let Some(polled) = self.rows.polled_mut(id) {
                polled.agents.retain(|a| a != agent);
                if polled.agents.is_empty() {
                    self.rows.remove_polled(id);
                    self.row_went(id);
                }
            }
        }
        for mut session in sessions {
            let (mine, polled) = self.rows.split(&session.id);
            let same = mine.and_then(|m| m.session.user_data());
            if let Some(same) = same.filter(|same| session.user_data.as_ref() == Some(same)) {
                session.user_data = Some(same.clone());
            }
            match polled {
                Some(polled) => {
                    let place = polled.agents.binary_search(agent);
                    if !polled.is(&session) || place.is_err() {
                        self.changed.one(&session.id);
                        news = News::Some;
                    }
                    if let Err(place) = place {
                        polled.agents.insert(place, agent.clone());
                    }
                    if polled.user_data != session.user_data {
                        polled.names = OnceLock::new();
                    }
                    (polled.received, polled.user_data) = (session.received, session.user_data);
                }
                None => {
                    self.changed.one(&session.id);
                    news = News::Some;
                    let polled = Polled {
                        names: OnceLock::new(),
                        agents: vec![agent.clone()],
                        received: session.received,
                        user_data: session.user_data,
                    };
                    self.logs.row_came(&session.id);
                    self.rows.put_polled(session.id, polled);
                }
            }
        }
        news
    }

    /// The agents.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.values()
    }

    /// One agent.
    pub fn agent(&self, id: &UserId) -> Option<&Agent> {
        self.agents.get(id)
    }

    /// Who handles a session: whom the participants name, else whose list has it.
    pub fn agent_of(&self, id: &SessionId, me: &UserId) -> Option<UserId> {
        self.agent_named(id, me).cloned()
    }

    /// The same, not copied.
    pub(crate) fn agent_named<'a>(&'a self, id: &SessionId, me: &'a UserId) -> Option<&'a UserId> {
        let (mine, polled) = self.both(id);
        handler(mine, polled, me)
    }

    pub(crate) fn list_of(&self, agent: &UserId) -> Option<&AgentList> {
        self.lists.get(agent)
    }

    /// Whose lists have been read.
    pub(crate) fn listed_agents(&self) -> BTreeSet<UserId> {
        self.lists.keys().cloned().collect()
    }

    pub(crate) fn polled(&self, id: &SessionId) -> Option<&Polled> {
        self.rows.polled(id)
    }
}

/// Thousands of sessions name the same few hundred people.
pub(super) fn share_users(session: &mut Session, agents: &BTreeMap<UserId, Agent>, me: &UserId) {
    session.share_users(|user| {
        if user == me {
            return Some(me.clone());
        }
        agents.get_key_value(user).map(|(known, _)| known.clone())
    });
}

/// Who handles a session that was looked up already.
pub(crate) fn handler<'a>(
    mine: Option<&'a Mine>,
    polled: Option<&'a Polled>,
    me: &'a UserId,
) -> Option<&'a UserId> {
    let by_people = mine.and_then(|m| m.session.agents(me).next());
    let named = by_people.and_then(|p| p.user.as_ref());
    named.or_else(|| polled.and_then(|p| p.agents.first()))
}
