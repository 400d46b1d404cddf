//! The team: each agent's state with how long we have seen it, what they have to do, and how they are
//! watched. What a row says is made when something changed, not for each frame.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::action::{Action, OnTeam};
use super::age;
use super::chooser::{Choice, Chooser, Pick};
use super::cursor::Cursor;
use super::effect::Step;
use super::model::{Awaited, Model, Pane};
use super::screen::Screen;
use super::watch;
use crate::domain::{
    Agent, AgentState, ChannelState, Mode, SessionId, Stamp, Text, UserId, Watch,
    WatchScope,
};

/// Agents are read more often than this while all is well: a state that changed over a longer pause
/// may have changed at any moment of it.
const PAUSE: Duration = Duration::from_secs(30);

/// What the rows are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
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

impl Sort {
    fn next(self) -> Self {
        match self {
            Self::Name => Self::State,
            Self::State => Self::Sessions,
            Self::Sessions => Self::Wait,
            Self::Wait => Self::Watch,
            Self::Watch => Self::Name,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::State => "state",
            Self::Sessions => "number of sessions",
            Self::Wait => "longest wait",
            Self::Watch => "watch",
        }
    }
}

/// Since when a state has been seen.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Look {
    state: AgentState,
    since: Instant,
    /// Whether it may be older: it was so at first look, or it changed while nobody looked.
    at_least: bool,
}

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

/// The Team screen.
#[derive(Debug, Default)]
pub(crate) struct Team {
    looks: BTreeMap<UserId, Look>,
    looked: Option<Instant>,
    loads: BTreeMap<UserId, Load>,
    order: Vec<UserId>,
    sort: Sort,
    marked: BTreeSet<UserId>,
    pub(crate) cursor: Cursor<UserId>,
    /// Whom the key that acts now was aimed at when it was read.
    pub(crate) aimed: Vec<UserId>,
}

impl Team {
    /// Finds the highlight again.
    pub(crate) fn settle(&mut self) {
        self.cursor.settle(&self.order);
    }
}

/// The agents were read: since when is each in its state?
pub(crate) fn looked(model: &mut Model, agents: &[Agent]) {
    let now = model.now.mono;
    let team = &mut model.team;
    let paused = (team.looked)
        .is_none_or(|at| now.saturating_duration_since(at) > PAUSE);
    let mut looks = BTreeMap::new();
    for agent in agents {
        let before = team.looks.remove(&agent.id);
        let look = match before {
            Some(look) if look.state == agent.state => look,
            before => Look {
                state: agent.state.clone(),
                since: now,
                at_least: paused || before.is_none(),
            },
        };
        looks.insert(agent.id.clone(), look);
    }
    team.looks = looks;
    team.looked = Some(now);
    team.marked.retain(|id| agents.iter().any(|a| a.id == *id));
}

/// When an age on the Team screen says something else, or a list on it becomes old.
pub(crate) fn tick(model: &Model) -> Option<Instant> {
    if model.screen() != Screen::Team {
        return None;
    }
    let (now, wall) = (model.now, model.wall());
    let rows = model.seen.agents.iter().filter_map(|id| {
        let load = model.team.loads.get(id);
        let state = (model.team.looks.get(id)).map(|l| now.mono.saturating_duration_since(l.since));
        let wait = (load.and_then(|l| l.waits).flatten())
            .map(|at| Duration::from_millis(at.until(wall)));
        let old = load.and_then(|l| l.stale_at).filter(|at| *at > now.mono);
        let ages = [state, wait].into_iter().flatten();
        let ages = ages.map(|age| now.mono + age::coarse_holds(age));
        ages.chain(old).min()
    });
    rows.min()
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
            Sort::Name => (0, 0),
            Sort::State => {
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
            Sort::Sessions => {
                let sessions = load.and_then(|l| l.sessions).unwrap_or(0);
                (0, -i64::try_from(sessions).unwrap_or(i64::MAX))
            }
            Sort::Wait => match load.and_then(|l| l.waits) {
                Some(Some(since)) => (0, since.0),
                Some(None) => (1, 0),
                None => (2, 0),
            },
            Sort::Watch => match model.watches.of(&a.id) {
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

fn loads(model: &Model) -> BTreeMap<UserId, Load> {
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
        let waits = (read.iter()).filter_map(|id| floor.customer_waits(id));
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

/// Whom a key is aimed at: those that are marked, else the highlighted one.
pub(crate) fn aimed(model: &Model, action: Action) -> Vec<UserId> {
    let team = &model.team;
    match action {
        Action::Team(_) if team.marked.is_empty() => team.cursor.id().cloned().into_iter().collect(),
        Action::Team(_) => {
            let marked = |id: &&UserId| team.marked.contains(*id);
            team.order.iter().filter(marked).cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// What an action does on the Team screen; whether it does something of its own there.
pub(crate) fn act(model: &mut Model, action: Action, step: &mut Step) -> bool {
    let page = isize::try_from(model.seen.agents.len().max(2) - 1).unwrap_or(1);
    let by = match action {
        Action::Down => 1,
        Action::Up => -1,
        Action::PageDown => page,
        Action::PageUp => -page,
        Action::Top => -isize::MAX,
        Action::Bottom => isize::MAX,
        Action::Team(what) => {
            on_team(model, what, step);
            return true;
        }
        Action::Back if model.notices.current().is_none() && !model.team.marked.is_empty() => {
            model.team.marked.clear();
            return true;
        }
        _ => return false,
    };
    move_by(model, by);
    true
}

fn move_by(model: &mut Model, by: isize) {
    let Team { order, cursor, .. } = &mut model.team;
    cursor.step(order, by);
}

fn on_team(model: &mut Model, what: OnTeam, step: &mut Step) {
    match what {
        OnTeam::Show => show(model),
        OnTeam::Mark => {
            if let Some(agent) = model.team.cursor.id().cloned() {
                if !model.team.marked.remove(&agent) {
                    model.team.marked.insert(agent);
                }
                move_by(model, 1);
            }
        }
        OnTeam::Group => choose_group(model),
        OnTeam::Watch => {
            let agents = std::mem::take(&mut model.team.aimed);
            watch::agents_key(model, agents, step);
        }
        OnTeam::Sort => {
            model.team.sort = model.team.sort.next();
            model.order_is_old = true;
            model.info(&format!("sorted by {}", model.team.sort.word()));
        }
    }
}

/// To the Floor, narrowed to the highlighted agent's sessions.
fn show(model: &mut Model) {
    let Some(agent) = model.team.cursor.id() else {
        return;
    };
    let name = watch::name(model, agent);
    model.screen = Screen::Floor;
    model.pane = Pane::List;
    model.filter.typing = false;
    model.filter.edit.clear();
    model.filter.edit.insert(&name);
    model.order_is_old = true;
}

fn choose_group(model: &mut Model) {
    if model.settings.groups.is_empty() {
        model.info("no group is named: [[team.group]] in the config file names them");
        return;
    }
    let choices = (model.settings.groups.iter().enumerate())
        .map(|(place, group)| Choice {
            label: Text::line(&group.name),
            detail: Text::line(&group.agents.join(", ")),
            pick: Pick::Group(place),
        })
        .collect();
    model.chooser = Some(Chooser::new("mark a group", choices));
}

/// Marks the agents of a group, and no others.
pub(crate) fn mark_group(model: &mut Model, place: usize) {
    let Some(group) = model.settings.groups.get(place).cloned() else {
        model.warn("this group is gone");
        return;
    };
    let there: BTreeSet<UserId> = (model.floor.agents())
        .filter(|a| group.agents.contains(&a.user_name))
        .map(|a| a.id.clone())
        .collect();
    let (all, found) = (group.agents.len(), there.len());
    model.team.marked = there;
    let key = model
        .settings
        .keymap
        .hint(Action::Team(OnTeam::Watch));
    let name = &group.name;
    if found == all {
        model.info(&format!("{name}: {all} marked; {key} watches them"));
    } else {
        model.warn(&format!(
            "{name}: {found} marked of {all}, the others are not listed; {key} watches them"
        ));
    }
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
    pub fn team_sort(&self) -> Sort {
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
