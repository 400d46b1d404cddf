//! `X`: leaves every session I am in, one after the other, once the person has said yes to what the
//! question names. Nobody is hung up on whom it did not name.

use std::collections::{BTreeSet, VecDeque};

use super::ask::{self, Ask};
use super::effect::{Redraw, Step};
use super::ladder::{self, Ending, Stage};
use super::model::Model;
use super::tabs;
use crate::domain::{Presence, SessionId};

/// Names at most in the question and in what is said of it.
const NAMED: usize = 12;

/// What is being left.
#[derive(Debug, Default)]
pub(crate) struct LeavingAll {
    waiting: VecDeque<SessionId>,
    now: Option<SessionId>,
    /// Where the person knew that leaving ends the customer's session.
    ends: BTreeSet<SessionId>,
    left: usize,
    stayed: Vec<String>,
}

/// The key: always asks.
pub(crate) fn key(model: &mut Model) {
    let sessions = tabs::mine(&model.floor);
    if model.leaving_all.is_some() {
        model.info("they are being left, one after the other");
    } else if sessions.is_empty() {
        model.info("you are in no session");
    } else {
        ask::open(model, Ask::LeaveAll { sessions });
    }
}

/// Those of the question that I am still in, and those of them with nobody else for the customer.
fn standing(model: &Model, sessions: &[SessionId]) -> (Vec<SessionId>, Vec<SessionId>) {
    let me = model.me();
    let still = |id: &&SessionId| {
        (model.floor.mine(id)).is_some_and(|m| m.session.presence() == Presence::In)
    };
    let there: Vec<SessionId> = sessions.iter().filter(still).cloned().collect();
    let alone =
        |id: &&SessionId| (model.floor.mine(id)).is_some_and(|m| !m.session.has_other_agent(&me));
    let alone = there.iter().filter(alone).cloned().collect();
    (there, alone)
}

/// The question in words.
pub(crate) fn words(model: &Model, sessions: &[SessionId]) -> String {
    let (there, alone) = standing(model, sessions);
    let names = |ids: &[SessionId]| listed(ids.iter().map(|id| customer(model, id)));
    let mut text = match there.len() {
        1 => format!("Leave {}?", names(&there)),
        n => format!("Leave all {n} sessions: {}?", names(&there)),
    };
    if !alone.is_empty() {
        text.push_str(&format!(
            " You are ALONE with {}: leaving ENDS the customer's session.",
            names(&alone)
        ));
    }
    text
}

/// Whether leaving these would end a customer's session.
pub(crate) fn is_grave(model: &Model, sessions: &[SessionId]) -> bool {
    !standing(model, sessions).1.is_empty()
}

fn customer(model: &Model, id: &SessionId) -> String {
    let customer = model.row(id).and_then(|r| r.customer);
    customer.map_or_else(|| id.to_string(), |c| c.to_string())
}

fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let names: Vec<String> = names.take(NAMED).collect();
    let names = names.join(", ");
    match more {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

/// `y`: begins.
pub(crate) fn begin(model: &mut Model, sessions: &[SessionId]) {
    let (there, alone) = standing(model, sessions);
    model.leaving_all = Some(LeavingAll {
        waiting: there.into(),
        ends: alone.into_iter().collect(),
        ..LeavingAll::default()
    });
}

/// Goes on with the next one, once the one before it is settled.
pub(crate) fn go_on(model: &mut Model, step: &mut Step) {
    while let Some(mut all) = model.leaving_all.take() {
        if let Some(now) = &all.now {
            if model.ladder.under_way(now).is_some() || model.ladder.unanswered(now) {
                model.leaving_all = Some(all);
                return;
            }
            let in_it = |m: &super::floor::Mine| m.session.presence() == Presence::In;
            if model.floor.mine(now).is_some_and(in_it) {
                let why = model.ladder.attempt(now).and_then(|a| match &a.stage {
                    Stage::Ended(Ending::Failed, why) => Some(why.clone()),
                    _ => None,
                });
                let why = why.unwrap_or_else(|| "the server does not say that it is".into());
                all.stayed.push(format!("{} ({why})", customer(model, now)));
            } else {
                all.left += 1;
            }
        }
        all.now = all.waiting.pop_front();
        match all.now.clone() {
            Some(next) => match hindrance(model, &all, &next) {
                None => ladder::leave(model, &next, step),
                Some(why) => {
                    all.now = None;
                    if let Some(why) = why {
                        all.stayed
                            .push(format!("{} ({why})", customer(model, &next)));
                    }
                }
            },
            None => {
                ended(model, &all);
                step.redraw(Redraw::Now);
                return;
            }
        }
        model.leaving_all = Some(all);
    }
}

/// Why a session is not to be left now: with words, or because it is over already.
fn hindrance(model: &Model, all: &LeavingAll, id: &SessionId) -> Option<Option<&'static str>> {
    let mine = model.floor.mine(id)?;
    if mine.session.presence() != Presence::In {
        return Some(None);
    }
    if model.ladder.under_way(id).is_some() || model.ladder.unanswered(id) {
        return Some(Some("a step is under way there"));
    }
    if !mine.session.has_other_agent(&model.me()) && !all.ends.contains(id) {
        return Some(Some("you are alone with the customer now: x asks"));
    }
    None
}

fn ended(model: &mut Model, all: &LeavingAll) {
    let s = if all.left == 1 { "" } else { "s" };
    let left = format!("left {} session{s}", all.left);
    if all.stayed.is_empty() {
        model.info(&left);
    } else {
        let stayed = listed(all.stayed.iter().cloned());
        model.warn(&format!("{left}; not left: {stayed}"));
    }
}
