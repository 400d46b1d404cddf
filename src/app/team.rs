//! The team: each agent's state with how long we have seen it, what they have to do, and how they are
//! watched. What a row says is made when something changed, not for each frame.

mod load;
mod order;
mod row;

pub use load::Load;
pub use order::TeamSort;
pub use row::AgentRow;

pub(crate) use order::arrange;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::action::{Action, OnTeam};
use super::age;
use super::chooser::{Choice, Chooser, Pick};
use super::cursor::Cursor;
use super::effect::Step;
use super::model::Model;
use super::screen::Screen;
use super::{find, watch};
use crate::domain::{Agent, AgentState, Text, UserId};

/// Agents are read more often than this while all is well: a state that changed over a longer pause
/// may have changed at any moment of it.
const PAUSE: Duration = Duration::from_secs(30);

/// Since when a state has been seen.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Look {
    state: AgentState,
    since: Instant,
    /// Whether it may be older: it was so at first look, or it changed while nobody looked.
    at_least: bool,
}

/// The Team screen.
#[derive(Debug, Default)]
pub(crate) struct Team {
    looks: BTreeMap<UserId, Look>,
    looked: Option<Instant>,
    loads: BTreeMap<UserId, Load>,
    order: Vec<UserId>,
    sort: TeamSort,
    marked: BTreeSet<UserId>,
    pub(crate) cursor: Cursor<UserId>,
    /// Whom the key that acts now was aimed at when it was read.
    pub(crate) aimed: Vec<UserId>,
}

impl Team {
    /// Finds the highlight again.
    pub(crate) fn settle(&mut self) {
        self.cursor.settle(self.order.as_slice());
    }
}

/// The agents were read: since when is each in its state?
pub(crate) fn looked(model: &mut Model, agents: &[Agent]) {
    let now = model.now.mono;
    let team = &mut model.team;
    let paused = (team.looked).is_none_or(|at| now.saturating_duration_since(at) > PAUSE);
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

/// The agents are as they were when they were last looked at.
pub(crate) fn looked_again(model: &mut Model) {
    model.team.looked = Some(model.now.mono);
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
        let wait =
            (load.and_then(|l| l.waits).flatten()).map(|at| Duration::from_millis(at.until(wall)));
        let old = load.and_then(|l| l.stale_at).filter(|at| *at > now.mono);
        let ages = [state, wait].into_iter().flatten();
        let ages = ages.map(|age| now.mono + age::coarse_holds(age));
        ages.chain(old).min()
    });
    rows.min()
}

/// Whom a key is aimed at: those that are marked, else the highlighted one.
pub(crate) fn aimed(model: &Model, action: Action) -> Vec<UserId> {
    let team = &model.team;
    match action {
        Action::Team(_) if team.marked.is_empty() => {
            team.cursor.id().cloned().into_iter().collect()
        }
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
    cursor.step(order.as_slice(), by);
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
    if let Some(agent) = model.team.cursor.id().cloned() {
        find::agent(model, &agent);
    }
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
    let key = model.settings.keymap.hint(Action::Team(OnTeam::Watch));
    let name = &group.name;
    if found == all {
        model.info(&format!("{name}: {all} marked; {key} watches them"));
    } else {
        model.warn(&format!(
            "{name}: {found} marked of {all}, the others are not listed; {key} watches them"
        ));
    }
}
