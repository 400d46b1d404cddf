//! Reading logs and my own sessions: when it is asked for, and what the answers say.

use super::effect::Step;
use super::floor::Known;
use super::model::{Awaited, Model};
use super::world::said;
use super::{asked, away, ladder, record};
use crate::domain::{Call, CallId, Fault, Reply, SessionId};

/// A whole log comes in pieces of so many entries: no answer grows beyond what is taken.
const PAGE: u32 = 500;

/// Reads a log from an index on; from the beginning it comes page by page.
pub(crate) fn read_log(
    model: &mut Model,
    session: &SessionId,
    from: u32,
    step: &mut Step,
) -> CallId {
    if from == 1 {
        return read_pages(model, session, from, step);
    }
    let (begin, count) = (from, 0);
    read_page(model, session, Page { begin, from, count }, step)
}

/// Reads a log from an index on, page by page.
pub(crate) fn read_pages(
    model: &mut Model,
    session: &SessionId,
    from: u32,
    step: &mut Step,
) -> CallId {
    let (begin, count) = (from, PAGE);
    read_page(model, session, Page { begin, from, count }, step)
}

fn read_page(model: &mut Model, session: &SessionId, page: Page, step: &mut Step) -> CallId {
    let call = Call::ReadLog {
        session: session.clone(),
        from: page.from,
        count: page.count,
    };
    model.call(call, Awaited::Log(session.clone(), page), step)
}

/// Which part of a log was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Where the first page began.
    begin: u32,
    from: u32,
    count: u32,
}

impl Page {
    /// Where the next page begins, if this one was full. A server that answers with less than was
    /// asked for has no more.
    fn next(self, entries: &[crate::domain::Entry]) -> Option<u32> {
        let full = self.count > 0 && entries.len() >= usize::try_from(self.count).ok()?;
        let last = entries.iter().map(|e| e.index).max()?;
        (full && last >= self.from).then(|| last.saturating_add(1))
    }
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
    page: Page,
    outcome: Result<Reply, Fault>,
    step: &mut Step,
) {
    let fresh = match outcome {
        Ok(Reply::Log(id, entries)) => {
            let next = page.next(&entries);
            let fresh = said(model, &id, entries);
            match next {
                Some(from) => {
                    read_page(model, &id, Page { from, ..page }, step);
                }
                // Only now it is read: what is missing still may stand on a later page.
                None => model.floor.was_read(&id, page.begin),
            }
            fresh
        }
        Ok(Reply::PassedOn { .. } | Reply::Mine(_)) => 0,
        // The page before was full and the last one: some servers refuse to read past the end.
        Err(Fault::Refused { code: 2, .. }) if page.from > page.begin => {
            model.floor.was_read(session, page.begin);
            0
        }
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
            for id in &ids {
                ladder::heard(model, id, listed.contains(id), step);
                asked::heard(model, id, asked::Came::Listed);
            }
            ladder::world_read(model, call, &reports);
            for id in &ids {
                record::confirmed(model, id, step);
            }
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
