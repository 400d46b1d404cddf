//! Deadlines, and looking at the world when an answer does not come.

use super::answers::end;
use super::{Attempt, Change, Ending, Stage};
use std::time::Instant;

use crate::app::effect::Step;
use crate::app::model::Model;
use crate::domain::{CallId, Presence, SessionId, SessionReport};

/// My sessions were read: ends what was waiting for that.
pub(crate) fn world_read(model: &mut Model, call: CallId, reports: &[SessionReport]) {
    let now = model.now.mono;
    let due: Vec<SessionId> = model
        .ladder
        .changes
        .iter()
        .filter(|c| c.check == Some(call))
        .map(|c| c.session.clone())
        .collect();
    model.ladder.changes.retain(|c| c.check != Some(call));
    for session in due {
        let says_mode = reports
            .iter()
            .find(|r| r.id == session)
            .is_some_and(says_visibility);
        if !says_mode && let Some(mine) = model.floor.mine_mut(&session) {
            mine.session.forget_mode();
        }
        let still_open = model.ladder.unanswered(&session);
        if let Some(attempt) = model
            .ladder
            .attempts
            .get_mut(&session)
            .filter(|a| a.under_way() && !still_open)
        {
            let line = "no answer in time; what the server shows now counts".to_owned();
            attempt.go(Stage::Ended(Ending::Failed, line.clone()), now);
            model.warn(&line);
        }
    }
    let checking: Vec<SessionId> = model
        .ladder
        .attempts
        .iter()
        .filter(|(id, a)| {
            a.stage == Stage::Checking && a.check == Some(call) && !model.ladder.unanswered(id)
        })
        .map(|(id, _)| id.clone())
        .collect();
    for session in checking {
        let line = match model.floor.mine(&session).map(|m| m.session.presence()) {
            Some(Presence::In) => "the server shows you in this session",
            Some(Presence::Offered) => "the invitation is there: a accepts, d declines",
            Some(Presence::LeftAlone | Presence::Over) | None => {
                "the server shows nothing of it: press the key again to ask again"
            }
        };
        model.warn(line);
        end(model, &session, Ending::Failed, line);
    }
}

pub(super) fn says_visibility(report: &SessionReport) -> bool {
    matches!(&report.participants, crate::domain::Reported::Is(list) if list.iter().any(|p| p.visibility.is_some()))
}

/// Deadlines: an invitation that did not come, a step that nobody answered.
pub(crate) fn ring(model: &mut Model, step: &mut Step) {
    let (now, limit) = (model.now.mono, model.settings.step);
    let late: Vec<SessionId> = model
        .ladder
        .attempts
        .iter()
        .filter(|(id, a)| deadline(model, id, a).is_some_and(|at| at <= now))
        .map(|(id, _)| id.clone())
        .collect();
    // One reading answers for all of them.
    let mut reading = None;
    for session in late {
        // A switch or leave has its own look at the world, which also ends its being unanswered.
        let check = if model.ladder.unanswered(&session) {
            None
        } else {
            Some(*reading.get_or_insert_with(|| model.read_mine(step)))
        };
        let Some(attempt) = model.ladder.attempts.get_mut(&session) else {
            continue;
        };
        if attempt.stage == Stage::Asked {
            let line = "no invitation came; nothing was repeated, press the key again to ask again";
            attempt.go(Stage::Ended(Ending::Failed, line.into()), now);
            model.warn(line);
        } else {
            if attempt.stage != Stage::Checking {
                attempt.go(Stage::Checking, now);
            }
            attempt.check = check;
        }
    }
    let due = |c: &Change| c.check.is_none() && c.sent + limit <= now;
    if model.ladder.changes.iter().any(due) {
        let call = *reading.get_or_insert_with(|| model.read_mine(step));
        for change in model.ladder.changes.iter_mut().filter(|c| due(c)) {
            change.check = Some(call);
        }
    }
    // An attempt that ended is told for a while and then forgotten; one that can be made once more
    // stays as long as there is a row to make it on.
    let (told, floor) = (limit * 2, &model.floor);
    model.ladder.attempts.retain(|id, a| {
        let again = a.watch_would_help && floor.has_row(id);
        a.under_way() || again || now.saturating_duration_since(a.since) < told
    });
}

/// A read of my sessions failed, or came too late to be true: what waited for it waits for the
/// next one.
pub(crate) fn read_failed(model: &mut Model, call: CallId) {
    let now = model.now.mono;
    for change in model
        .ladder
        .changes
        .iter_mut()
        .filter(|c| c.check == Some(call))
    {
        change.check = None;
        // Not at once again: the same time is given once more.
        change.sent = now;
    }
    for attempt in model
        .ladder
        .attempts
        .values_mut()
        .filter(|a| a.check == Some(call))
    {
        attempt.check = None;
        attempt.since = now;
    }
}

pub(super) fn deadline(model: &Model, session: &SessionId, attempt: &Attempt) -> Option<Instant> {
    let limit = model.settings.step;
    match attempt.stage {
        // Nothing else looks at the world for it.
        Stage::Checking if attempt.check.is_none() && !model.ladder.unanswered(session) => {
            Some(attempt.since + limit)
        }
        Stage::Asked
        | Stage::Invited
        | Stage::Accepting
        | Stage::Switching
        | Stage::Leaving
        | Stage::Declining => Some(attempt.since + limit),
        Stage::Checking | Stage::Ended(..) => None,
    }
}

/// When the ladder next has something to do by itself.
pub(crate) fn wake_at(model: &Model) -> Option<Instant> {
    let limit = model.settings.step;
    let attempts = model.ladder.attempts.iter().map(|(id, a)| match a.stage {
        Stage::Ended(..) => Some(a.since + limit * 2).filter(|_| !a.watch_would_help),
        _ => deadline(model, id, a),
    });
    let changes = model
        .ladder
        .changes
        .iter()
        .map(|c| c.check.is_none().then_some(c.sent + limit));
    attempts.chain(changes).flatten().min()
}
