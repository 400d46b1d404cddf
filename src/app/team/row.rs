//! One row of the Team screen, made for showing.

use std::time::Duration;

use super::load::Load;
use super::order::TeamSort;
use crate::app::model::{Awaited, Model};
use crate::domain::{AgentState, ChannelState, Text, UserId, Watch};

/// One agent of the Team screen.
#[derive(Clone, Debug)]
pub struct AgentRow {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: Text,
    /// What they are doing.
    pub state: AgentState,
    /// For how long we have seen that, and whether it may be longer.
    pub seen: Option<(Duration, bool)>,
    /// Every channel that the server reports.
    pub channels: Vec<ChannelState>,
    /// What they have to do.
    pub load: Load,
    /// How we watch them.
    pub watch: Option<Watch>,
    /// Whether an answer about that is awaited.
    pub asking: bool,
    /// Whether they are marked.
    pub marked: bool,
}

impl Model {
    /// The agents in the order of the Team screen, as of the last [`Model::settle`].
    pub fn team(&self) -> &[UserId] {
        &self.team.order
    }

    /// The highlighted agent.
    pub fn highlighted_agent(&self) -> Option<&UserId> {
        self.team.cursor.id()
    }

    /// What the agents are sorted by.
    pub fn team_sort(&self) -> TeamSort {
        self.team.sort
    }

    /// How many agents are marked.
    pub fn marked_agents(&self) -> usize {
        self.team.marked.len()
    }

    /// The row of an agent.
    pub fn agent_row(&self, id: &UserId) -> Option<AgentRow> {
        let agent = self.floor.agent(id)?;
        let look = self.team.looks.get(id);
        let asking = |a: &Awaited| match a {
            Awaited::Watch(agent, ..) | Awaited::Unwatch(agent) => agent == id,
            Awaited::Step(_)
            | Awaited::Send(..)
            | Awaited::Log(..)
            | Awaited::Mine(_)
            | Awaited::Typing(..) => false,
        };
        Some(AgentRow {
            id: id.clone(),
            name: agent.name.clone(),
            state: agent.state.clone(),
            seen: look.map(|l| {
                let age = self.now.mono.saturating_duration_since(l.since);
                (age, l.at_least)
            }),
            channels: agent.channels.clone(),
            load: self.team.loads.get(id).cloned().unwrap_or_default(),
            watch: self.watches.of(id),
            asking: self.calls.values().any(asking),
            marked: self.team.marked.contains(id),
        })
    }
}
