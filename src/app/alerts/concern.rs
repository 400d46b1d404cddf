//! Whom a message concerns. Only notes it: what follows is looked at when the message has been taken
//! into the model.

use std::collections::BTreeSet;

use super::alert::Subject;
use super::{Alerts, Away, judge, reader};
use crate::app::model::Model;
use crate::domain::{Agent, Entry, Event, Presence, Reply, SessionId, UserId};

/// Most sessions whose lines wait for the session itself.
const ORPHANS: usize = 256;
/// Most lines that wait for a session we are not in; the newest stay.
const LINES: usize = 100;

impl Alerts {
    fn concerns(&mut self, id: &SessionId) {
        self.concerned.insert(Subject::Session(id.clone()));
    }
}

/// Notes whom a fact concerns. To be called before it is taken into the model.
pub(crate) fn hear(model: &mut Model, event: &Event) {
    match event {
        Event::Put(report) => model.alerts.concerns(&report.id),
        Event::Gone(id) | Event::Said(id, _) => model.alerts.concerns(id),
        Event::Listed(listed) => {
            let floor = &model.floor;
            let before = floor.list_of(&listed.agent);
            let now: BTreeSet<&SessionId> = listed.sessions.iter().map(|s| &s.id).collect();
            let gone = before.into_iter().flat_map(|list| &list.sessions);
            let gone = gone.filter(|id| !now.contains(id)).cloned();
            let changed = listed
                .sessions
                .iter()
                .filter(|s| floor.polled(&s.id).is_none_or(|known| !known.is(s)));
            let ids: Vec<SessionId> = changed.map(|s| s.id.clone()).chain(gone).collect();
            for id in ids {
                model.alerts.concerned.insert(Subject::Session(id));
            }
            list_read(model, &listed.agent);
        }
        Event::ListedAgain { agent, .. } => list_read(model, agent),
        Event::Roster(roster) => seen(model, &roster.agents),
        Event::Ended(_) => all_mine(model),
        Event::Skew(_) => {
            // Every moment was reckoned by another clock.
            let alerts = &mut model.alerts;
            alerts.concerned.extend(alerts.watcher.everybody().cloned());
        }
        Event::SignedOn(_)
        | Event::CannotStart(_)
        | Event::Link(_)
        | Event::Transport(_)
        | Event::Began(_)
        | Event::Row(..)
        | Event::Lost
        | Event::RosterAgain
        | Event::RosterFailed(_)
        | Event::ListFailed { .. }
        | Event::Watched { .. }
        | Event::WatchesAsked { .. }
        | Event::Failed { .. }
        | Event::MissesEvents
        | Event::Notice(_)
        | Event::Odd { .. } => {}
    }
}

/// One who takes no sessions, and whose list was read.
fn list_read(model: &mut Model, agent: &UserId) {
    if model.alerts.away.contains_key(agent) {
        model.alerts.concerned.insert(Subject::Agent(agent.clone()));
    }
}

/// Notes whom an answer concerns.
pub(crate) fn answered(model: &mut Model, reply: &Reply) {
    match reply {
        Reply::Mine(_) => all_mine(model),
        Reply::Log(id, _) => model.alerts.concerns(id),
        Reply::PassedOn { .. } => {}
    }
}

/// Reads lines before they are merged into a log.
pub(crate) fn read(model: &mut Model, id: &SessionId, entries: &[Entry]) {
    if model.settings.alerts.rules.is_empty() {
        return;
    }
    let new = reader::read(model, id, entries);
    if new.is_empty() {
        return;
    }
    let heard = &mut model.alerts.heard;
    let waiting = heard.entry(id.clone()).or_default();
    waiting.extend(new);
    let joined = (model.floor.mine(id)).is_some_and(|m| m.session.presence() == Presence::In);
    if !joined {
        waiting.drain(..waiting.len().saturating_sub(LINES));
    }
    if heard.len() > ORPHANS {
        heard.pop_first();
    }
    model.alerts.concerns(id);
}

fn all_mine(model: &mut Model) {
    for (id, _) in model.floor.all_mine() {
        model.alerts.concerned.insert(Subject::Session(id.clone()));
    }
}

/// The agents as they are now: who has just stopped or begun to take sessions.
fn seen(model: &mut Model, agents: &[Agent]) {
    let (wall, alerts) = (model.wall(), &mut model.alerts);
    let mut gone: BTreeSet<UserId> = alerts.away.keys().cloned().collect();
    for agent in agents {
        gone.remove(&agent.id);
        let away = judge::is_away(&agent.state);
        if away != alerts.away.contains_key(&agent.id) {
            if away {
                let away = Away {
                    since: wall,
                    moment: None,
                };
                alerts.away.insert(agent.id.clone(), away);
            } else {
                alerts.away.remove(&agent.id);
            }
            alerts.concerned.insert(Subject::Agent(agent.id.clone()));
        }
    }
    for agent in gone {
        alerts.away.remove(&agent);
        alerts.concerned.insert(Subject::Agent(agent));
    }
}
