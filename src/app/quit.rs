//! Leaving the program. Nobody is hung up on by accident.

use std::collections::BTreeMap;

use super::ask::{self, Ask};
use super::effect::{Effect, Exit, Quit, Redraw, Step};
use super::message::Stop;
use super::model::Model;
use super::record;
use crate::domain::{About, Presence, Record, SessionId, Text};

/// How many sessions we are in, and with whom we would be alone or may be.
pub(crate) fn standing(model: &Model) -> (usize, Vec<String>) {
    let me = model.me();
    let mut count = 0;
    let mut alone = Vec::new();
    for (id, session) in model.floor.joined() {
        count += 1;
        if !session.has_other_agent(&me) {
            alone.push(customer(model, id));
        }
    }
    (count, alone)
}

/// With whom we are in sessions.
pub(crate) fn customers(model: &Model) -> Vec<String> {
    let joined = model.floor.joined();
    joined.map(|(id, _)| customer(model, id)).collect()
}

fn customer(model: &Model, id: &SessionId) -> String {
    model
        .veiled(id, model.usual_veil())
        .and_then(|r| r.customer)
        .map_or_else(|| id.to_string(), |c| c.to_string())
}

/// `q`: outside any session it quits; inside it asks.
pub(crate) fn key(model: &mut Model, step: &mut Step) {
    if standing(model).0 == 0 {
        leave_all(model, step);
    } else {
        ask::open(model, Ask::Quit);
    }
    step.redraw(Redraw::Now);
}

/// `y`: leaves all, also where we are alone: the question said so.
pub(crate) fn leave_all(model: &mut Model, step: &mut Step) {
    let leave = ids(model, |_| true);
    go(
        model,
        Quit {
            exit: Exit::Quit,
            names: names(model, &leave),
            leave,
            left_open: Vec::new(),
        },
        step,
    );
}

/// Ctrl-C twice: quits without asking, and hangs up on nobody.
pub(crate) fn forced(model: &mut Model, step: &mut Step) {
    careful(model, Exit::Quit, step);
}

/// A signal, a lost terminal, a crashed task.
pub(crate) fn at_once(model: &mut Model, stop: Stop, step: &mut Step) {
    let exit = match stop {
        Stop::Terminated => Exit::Terminated,
        Stop::HungUp => Exit::HungUp,
        Stop::Crashed => Exit::Crashed,
    };
    careful(model, exit, step);
}

fn careful(model: &mut Model, exit: Exit, step: &mut Step) {
    let me = model.me();
    let leave = ids(model, |s| s.has_other_agent(&me));
    let left_open = model
        .floor
        .joined()
        .filter(|(_, s)| !s.has_other_agent(&me))
        .map(|(id, _)| (id.clone(), Text::line(&customer(model, id))))
        .collect();
    go(
        model,
        Quit {
            exit,
            names: names(model, &leave),
            leave,
            left_open,
        },
        step,
    );
}

fn ids(model: &Model, wanted: impl Fn(&crate::domain::Session) -> bool) -> Vec<SessionId> {
    model
        .floor
        .joined()
        .filter(|(_, s)| s.presence() == Presence::In && wanted(s))
        .map(|(id, _)| id.clone())
        .collect()
}

fn names(model: &Model, sessions: &[SessionId]) -> BTreeMap<SessionId, Text> {
    let name = |id: &SessionId| (id.clone(), Text::line(&customer(model, id)));
    sessions.iter().map(name).collect()
}

fn go(model: &mut Model, quit: Quit, step: &mut Step) {
    if !std::mem::replace(&mut model.leaving, true) {
        for session in quit
            .leave
            .iter()
            .filter(|_| model.record != Record::NotKept)
        {
            let about = About {
                asked: None,
                ..record::known(model, session)
            };
            let session = session.clone();
            step.push(Effect::About { session, about });
        }
        step.push(Effect::Quit(quit));
    }
}

/// So many sessions, in words.
pub(crate) fn sessions(count: usize) -> String {
    match count {
        1 => "1 session".to_owned(),
        n => format!("{n} sessions"),
    }
}
