//! Reading logs and my own sessions: when it is asked for, and what the answers say.

use super::effect::Step;
use super::floor::Known;
use super::model::{Awaited, Model};
use super::world::said;
use super::{asked, away, ladder};
use crate::domain::{Call, CallId, Fault, Reply, SessionId};

/// Reads a log from an index on.
pub(crate) fn read_log(
    model: &mut Model,
    session: &SessionId,
    from: u32,
    step: &mut Step,
) -> CallId {
    let call = Call::ReadLog {
        session: session.clone(),
        from,
    };
    model.call(call, Awaited::Log(session.clone()), step)
}

/// A hole in a log of ours is read once and never waited for: indices need not be contiguous.
pub(crate) fn read_hole(model: &mut Model, id: &SessionId, step: &mut Step) {
    if let Some(from) = model.floor.hole(id) {
        read_log(model, id, from, step);
    }
}

/// Reads on in every log of a session we are in. Returns the calls, each with the first index that
/// was not held before.
pub(crate) fn read_logs(model: &mut Model, step: &mut Step) -> Vec<(CallId, u32)> {
    let joined: Vec<(SessionId, u32)> = model
        .floor
        .joined()
        .map(|(id, _)| {
            (
                id.clone(),
                model
                    .floor
                    .log(id)
                    .map_or(1, crate::domain::Transcript::next_index),
            )
        })
        .collect();
    joined
        .into_iter()
        .map(|(session, from)| {
            // Never read in full yet: from the beginning, and once.
            let begin = if model.floor.wants_log(&session) {
                1
            } else {
                from
            };
            (read_log(model, &session, begin, step), from)
        })
        .collect()
}

pub(crate) fn log_read(
    model: &mut Model,
    call: CallId,
    session: &SessionId,
    outcome: Result<Reply, Fault>,
) {
    let fresh = match outcome {
        Ok(Reply::Log(id, entries)) => said(model, &id, entries),
        Ok(Reply::PassedOn { .. } | Reply::Mine(_)) => 0,
        Err(fault) => {
            model.floor.log_failed(session);
            model.warn(&format!(
                "the transcript could not be read: {}",
                fault.of_read()
            ));
            0
        }
    };
    away::log_read(model, call, session, fresh);
}

pub(crate) fn mine_read(
    model: &mut Model,
    call: CallId,
    known: &Known,
    outcome: Result<Reply, Fault>,
    step: &mut Step,
) {
    match outcome {
        Ok(Reply::Mine(reports)) => {
            let me = model.me();
            let now = model.now.mono;
            let Some(listed) = model.floor.fetched(reports.clone(), known, &me, now) else {
                ladder::read_failed(model, call);
                return;
            };
            let ids: Vec<SessionId> = model.floor.all_mine().map(|(id, _)| id.clone()).collect();
            for id in ids {
                ladder::heard(model, &id, listed.contains(&id), step);
                asked::heard(model, &id, asked::Came::Listed);
            }
            ladder::world_read(model, call, &reports);
        }
        Ok(Reply::PassedOn { .. } | Reply::Log(..)) => {}
        Err(fault) => {
            ladder::read_failed(model, call);
            model.warn(&format!(
                "my sessions could not be read: {}",
                fault.of_read()
            ));
        }
    }
}
