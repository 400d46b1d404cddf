//! The agents, and what each agent's list shows.

use std::collections::BTreeSet;

use super::{AgentList, Floor, Polled};
use crate::domain::{Agent, Listed, PolledSession, Roster, SessionId, UserId};

impl Floor {
    pub(crate) fn roster(&mut self, roster: Roster) {
        self.changed.all();
        self.short_roster = roster
            .total
            .filter(|t| *t > roster.arrived)
            .map(|t| (t, roster.arrived));
        self.agents = roster
            .agents
            .into_iter()
            .map(|a| (a.id.clone(), a))
            .collect();
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
    }

    /// Takes an agent's fresh list.
    pub(crate) fn listed(&mut self, listed: Listed) {
        let ids: Vec<SessionId> = listed.sessions.iter().map(|s| s.id.clone()).collect();
        self.relist(&listed.agent, listed.sessions);
        let list = AgentList {
            at: listed.at,
            period: listed.period,
            sessions: ids,
        };
        self.lists.insert(listed.agent, list);
    }

    fn relist(&mut self, agent: &UserId, sessions: Vec<PolledSession>) {
        let before = self
            .lists
            .get(agent)
            .map(|l| l.sessions.clone())
            .unwrap_or_default();
        let now: BTreeSet<&SessionId> = sessions.iter().map(|s| &s.id).collect();
        for id in before.iter().filter(|id| !now.contains(id)) {
            self.changed.one(id);
            if let Some(polled) = self.polled.get_mut(id) {
                polled.agents.remove(agent);
                if polled.agents.is_empty() {
                    self.polled.remove(id);
                }
            }
        }
        for session in sessions {
            match self.polled.get_mut(&session.id) {
                Some(polled) => {
                    if polled.session != session || !polled.agents.contains(agent) {
                        self.changed.one(&session.id);
                    }
                    polled.agents.insert(agent.clone());
                    if polled.session.user_data != session.user_data {
                        polled.names = self.keys.names(session.user_data.as_ref());
                    }
                    polled.session = session;
                }
                None => {
                    self.changed.one(&session.id);
                    let polled = Polled {
                        names: self.keys.names(session.user_data.as_ref()),
                        agents: BTreeSet::from([agent.clone()]),
                        session,
                    };
                    self.polled.insert(polled.session.id.clone(), polled);
                }
            }
        }
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
        let by_people = (self.mine.get(id))
            .and_then(|m| m.session.agents(me).next())
            .and_then(|p| p.user.as_ref());
        by_people.or_else(|| self.polled.get(id).and_then(|p| p.agents.first()))
    }

    pub(crate) fn list_of(&self, agent: &UserId) -> Option<&AgentList> {
        self.lists.get(agent)
    }

    /// Whose lists have been read.
    pub(crate) fn listed_agents(&self) -> BTreeSet<UserId> {
        self.lists.keys().cloned().collect()
    }

    pub(crate) fn polled(&self, id: &SessionId) -> Option<&Polled> {
        self.polled.get(id)
    }
}
