//! What happened while we were not live: counted for one line, and kept as a report that can be
//! walked through.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::effect::Step;
use super::key::Key;
use super::model::Model;
use super::{age, watch};
use crate::domain::{CallId, Gap, SessionId, Text, UserId};

/// Who had which session.
pub(crate) type Owners = BTreeMap<SessionId, Option<UserId>>;

/// One thing that happened meanwhile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Where.
    pub session: SessionId,
    /// What.
    pub what: What,
    /// The session in words, as it was or is.
    pub label: Text,
}

/// What happened to a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// It was not there before.
    New,
    /// It is no longer there.
    Gone,
    /// Another agent has it.
    Moved {
        /// Who had it.
        from: Text,
        /// Who has it.
        to: Text,
    },
    /// Lines came.
    Missed(usize),
}

/// The outage being caught up with.
#[derive(Clone, Debug)]
pub(crate) struct Away {
    pub(crate) gap: Duration,
    items: Vec<Item>,
    missed: Vec<Item>,
    pub(crate) reading: Vec<(CallId, u32)>,
    before: Owners,
    mine: BTreeSet<SessionId>,
    labels: BTreeMap<SessionId, Text>,
    /// Agents whose list has not been read since.
    unread: BTreeSet<UserId>,
    /// Agents whose list was read before.
    known: BTreeSet<UserId>,
    roster_read: bool,
}

/// What was known when the link was last live.
#[derive(Clone, Debug)]
pub(crate) struct Before {
    owners: Owners,
    mine: BTreeSet<SessionId>,
    labels: BTreeMap<SessionId, Text>,
}

/// My sessions that are not over.
fn live(model: &Model) -> BTreeSet<SessionId> {
    let live = model.floor.all_mine().filter(|(_, m)| m.over.is_none());
    live.map(|(id, _)| id.clone()).collect()
}

/// The link ceases to be live: remembers what was there.
pub(crate) fn fell(model: &mut Model) {
    if model.before.is_none() {
        let owners = model.floor.owners(&model.me());
        let labels = owners
            .keys()
            .map(|id| (id.clone(), model.label(id)))
            .collect();
        let mine = live(model);
        model.before = Some(Before {
            owners,
            mine,
            labels,
        });
    }
}

/// A snapshot is complete: begins the report, if there was something before it.
pub(crate) fn begin(model: &mut Model, reading: Vec<(CallId, u32)>) {
    let Some(Before {
        owners,
        mine,
        labels,
    }) = model.before.take()
    else {
        return;
    };
    let now = model.now.mono;
    let gap = model
        .down_since
        .map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
    let unread = model.floor.listed_agents();
    model.away = Some(Away {
        gap,
        items: Vec::new(),
        missed: Vec::new(),
        reading,
        before: owners,
        mine,
        labels,
        known: unread.clone(),
        roster_read: false,
        unread,
    });
    model.report = None;
    compare(model);
}

/// An agent's list was read, or the agents were.
pub(crate) fn listed(model: &mut Model, agent: Option<&UserId>) {
    let Some(away) = &mut model.away else {
        return;
    };
    let floor = &model.floor;
    match agent {
        // What a list shows after its first reading is no longer about the outage.
        Some(agent) => {
            if !away.unread.remove(agent) {
                return;
            }
        }
        // The first roster since: another world may have other agents.
        None if !std::mem::replace(&mut away.roster_read, true) => {
            let new = floor
                .agents()
                .map(|a| &a.id)
                .filter(|id| !away.known.contains(*id));
            away.unread.extend(new.cloned());
            away.unread.retain(|a| floor.agent(a).is_some());
        }
        None => away.unread.retain(|a| floor.agent(a).is_some()),
    }
    compare(model);
}

fn compare(model: &mut Model) {
    let Some(away) = model.away.clone() else {
        return;
    };
    let after = model.floor.owners(&model.me());
    let mine = live(model);
    let mut items = Vec::new();
    for (session, had) in &away.before {
        let lost = away.mine.contains(session) && !mine.contains(session);
        match after.get(session).filter(|_| !lost) {
            None => {
                // Its agent's list may simply not have been read yet.
                if lost || had.as_ref().is_none_or(|a| !away.unread.contains(a)) {
                    let label = away.labels.get(session).cloned().unwrap_or_default();
                    items.push(Item {
                        session: session.clone(),
                        what: What::Gone,
                        label,
                    });
                }
            }
            Some(has) => {
                if let (Some(from), Some(to)) = (had, has)
                    && from != to
                {
                    let name = |id: &UserId| Text::line(&watch::name(model, id));
                    let what = What::Moved {
                        from: name(from),
                        to: name(to),
                    };
                    items.push(Item {
                        session: session.clone(),
                        what,
                        label: model.label(session),
                    });
                }
            }
        }
    }
    for session in after.keys().filter(|id| !away.before.contains_key(*id)) {
        items.push(Item {
            session: session.clone(),
            what: What::New,
            label: model.label(session),
        });
    }
    if let Some(away) = &mut model.away {
        away.items = items;
    }
}

/// A log that was read on: what it brought was missed, and the transcript says so.
pub(crate) fn log_read(model: &mut Model, call: CallId, session: &SessionId, fresh: usize) {
    let Some(away) = &mut model.away else { return };
    let Some(at) = away.reading.iter().position(|(id, _)| *id == call) else {
        return;
    };
    let (_, from) = away.reading.swap_remove(at);
    let gap = Gap {
        away: away.gap,
        lines: fresh,
    };
    // Nothing of a session that was not there before was missed: it is new.
    if fresh > 0 && away.before.contains_key(session) {
        model.floor.mark_gap(session, from, gap);
        let item = Item {
            session: session.clone(),
            what: What::Missed(fresh),
            label: model.label(session),
        };
        if let Some(away) = &mut model.away {
            away.missed.push(item);
        }
    }
}

/// A key for the open report.
pub(crate) fn key(model: &mut Model, key: Key, step: &mut Step) {
    let items = model.report_items();
    let last = items.len().saturating_sub(1);
    let at = model.report.unwrap_or(0).min(last);
    match key {
        Key::Char('j') | Key::Down => model.report = Some((at + 1).min(last)),
        Key::Char('k') | Key::Up => model.report = Some(at.saturating_sub(1)),
        Key::PageDown => model.report = Some((at + 10).min(last)),
        Key::PageUp => model.report = Some(at.saturating_sub(10)),
        Key::Enter => {
            if let Some(item) = items.get(at).filter(|i| model.floor.has_row(&i.session)) {
                let session = item.session.clone();
                model.cursor.go(&session);
                model.open(&session, step);
                model.report = None;
            }
        }
        Key::Esc | Key::Char('h' | 'q') => model.report = None,
        _ => {}
    }
}

impl Model {
    /// The items of the catch-up report, in the order in which they are shown.
    pub fn report_items(&self) -> Vec<Item> {
        let Some(away) = &self.away else {
            return Vec::new();
        };
        away.missed.iter().chain(&away.items).cloned().collect()
    }

    /// The highlighted item of the open report.
    pub fn report(&self) -> Option<usize> {
        self.report
    }

    /// The catch-up line, while there is one.
    pub fn catch_up(&self) -> Option<String> {
        let away = self.away.as_ref()?;
        let count = |is: fn(&What) -> bool| away.items.iter().filter(|i| is(&i.what)).count();
        let mut parts = Vec::new();
        for (n, what) in [
            (count(|w| *w == What::New), "new"),
            (count(|w| *w == What::Gone), "gone"),
            (count(|w| matches!(w, What::Moved { .. })), "moved"),
        ] {
            if n > 0 {
                parts.push(format!("{n} {what}"));
            }
        }
        let missed: usize = away
            .missed
            .iter()
            .map(|i| if let What::Missed(n) = i.what { n } else { 0 })
            .sum();
        if missed > 0 {
            let s = if missed == 1 { "" } else { "s" };
            parts.push(format!("{missed} missed message{s}"));
        }
        if parts.is_empty() {
            parts.push("nothing missed".into());
        } else {
            parts.push("h shows them".into());
        }
        let reading = if away.reading.is_empty() && away.unread.is_empty() {
            ""
        } else {
            ", still reading"
        };
        Some(format!(
            "caught up after {}: {}{reading}",
            age::ticking(away.gap),
            parts.join(", ")
        ))
    }
}
