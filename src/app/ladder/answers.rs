//! What the world answers: moves attempts and open changes along.

use super::climb::send_accept;
use super::{Attempt, ChangeTo, Confirmed, Ending, Stage};

use crate::app::asked;
use crate::app::effect::Step;
use crate::app::model::Model;
use crate::domain::{CallId, Fault, Mode, ModeWord, Presence, ReferenceId, Reply, SessionId};

/// The HTTP answer to a step. Success only means "passed on".
pub(crate) fn answered(
    model: &mut Model,
    session: &SessionId,
    call: CallId,
    outcome: Result<Reply, Fault>,
    step: &mut Step,
) {
    match outcome {
        Ok(Reply::PassedOn { reference, partly }) => {
            if let Some(attempt) = current(model, session, call) {
                attempt.reference = reference;
            }
            for change in model.ladder.changes.iter_mut().filter(|c| c.call == call) {
                change.reference = reference;
            }
            if let Some(partly) = partly {
                model.warn(&format!("done in part: {partly}"));
            }
        }
        Ok(Reply::Log(..) | Reply::Mine(_)) => {}
        Err(fault) if fault.is_certain() => refused(model, session, call, &fault),
        Err(fault) => {
            model.warn(&fault.to_string());
            if current(model, session, call).is_some() {
                let check = model.read_mine(step);
                let now = model.now.mono;
                if let Some(attempt) = current(model, session, call) {
                    attempt.go(Stage::Checking, now);
                    attempt.check = Some(check);
                }
            }
        }
    }
}

/// The attempt whose present stage waits for this call: the answer to an earlier one (waited for
/// no longer, or overtaken by its own notification) says nothing about it.
pub(super) fn current<'a>(
    model: &'a mut Model,
    session: &SessionId,
    call: CallId,
) -> Option<&'a mut Attempt> {
    model
        .ladder
        .attempts
        .get_mut(session)
        .filter(|a| a.under_way() && a.call == Some(call))
}

pub(super) fn refused(model: &mut Model, session: &SessionId, call: CallId, fault: &Fault) {
    model.ladder.changes.retain(|c| c.call != call);
    let now = model.now.mono;
    let Some(attempt) = model
        .ladder
        .attempts
        .get_mut(session)
        .filter(|a| a.under_way() && a.call == Some(call))
    else {
        model.warn(&fault.to_string());
        return;
    };
    let asked = attempt.stage == Stage::Asked;
    let not_watched = attempt
        .agent
        .as_ref()
        .is_some_and(|a| model.watches.of(a).is_none());
    attempt.watch_would_help = asked
        && not_watched
        && matches!(
            fault,
            Fault::Refused {
                code: 2 | 3 | 5,
                ..
            }
        );
    let mut line = format!("refused: {fault}");
    let switching = attempt.stage == Stage::Switching;
    let unconfirmed = model
        .floor
        .mine(session)
        .is_some_and(|m| m.session.confirmed().is_none());
    if switching && unconfirmed && matches!(fault, Fault::Refused { code: 2, .. }) {
        // A server that reports no visibility may hold us in this very mode.
        line.push_str(" · you may be in it already: another mode and back makes the server say so");
    }
    if attempt.watch_would_help {
        line.push_str(" · w: watch the agent and ask again");
    }
    attempt.go(Stage::Ended(Ending::Failed, line.clone()), now);
    model.warn(&line);
}

/// An operation failed after it had been passed on (asynchronous `Error` notification).
pub(crate) fn failed_later(
    model: &mut Model,
    reference: Option<ReferenceId>,
    message: &str,
) -> bool {
    let Some(reference) = reference else {
        return false;
    };
    let of = |r: Option<ReferenceId>| r == Some(reference);
    let by_attempt = model
        .ladder
        .attempts
        .iter()
        .find(|(_, a)| a.under_way() && of(a.reference))
        .and_then(|(id, a)| Some((id.clone(), a.call?)));
    let by_change = model
        .ladder
        .changes
        .iter()
        .find(|c| of(c.reference))
        .map(|c| (c.session.clone(), c.call));
    let Some((session, call)) = by_attempt.or(by_change) else {
        return false;
    };
    let fault = Fault::Refused {
        code: -1,
        message: crate::domain::Text::line(message),
    };
    refused(model, &session, call, &fault);
    true
}

/// A session was reported: moves attempts and open changes along.
pub(crate) fn heard(
    model: &mut Model,
    session: &SessionId,
    report_lists_people: bool,
    step: &mut Step,
) {
    // With every message of a session: mostly nothing is awaited in it.
    if model.ladder.under_way(session).is_none() && !model.ladder.unanswered(session) {
        return;
    }
    let Some(mine) = model.floor.mine(session) else {
        return;
    };
    let presence = mine.session.presence();
    let confirmed = mine.session.confirmed();
    let offered = mine.session.offered().cloned();
    settle_change(model, session, presence, confirmed, report_lists_people);
    let now = model.now.mono;
    let limit = model.settings.step;
    let Some(attempt) = model
        .ladder
        .attempts
        .get_mut(session)
        .filter(|a| a.under_way())
    else {
        return;
    };
    match (&attempt.stage, presence) {
        (Stage::Asked | Stage::Checking, Presence::Offered) => {
            let in_time = now.saturating_duration_since(attempt.since) < limit;
            let mode = offered.as_ref().and_then(ModeWord::known);
            let ours = attempt.want.is_some() && attempt.want == mode;
            let may = mode != Some(Mode::BargeIn) || attempt.confirmed == Confirmed::Yes;
            if attempt.stage == Stage::Asked && in_time && ours && may {
                attempt.go(Stage::Invited, now);
                attempt.go(Stage::Accepting, now);
                attempt.reference = None;
                let call = send_accept(model, session, step);
                if let Some(attempt) = model.ladder.attempts.get_mut(session) {
                    attempt.call = Some(call);
                }
            } else {
                let line = offer_words(offered.as_ref(), attempt.want);
                attempt.go(Stage::Ended(Ending::Failed, line.clone()), now);
                model.warn(&line);
            }
        }
        (
            Stage::Asked | Stage::Invited | Stage::Accepting | Stage::Switching | Stage::Checking,
            Presence::In,
        ) => {
            arrived(model, session, confirmed, report_lists_people);
        }
        (Stage::Leaving | Stage::Declining, Presence::Over) => {
            end(model, session, Ending::Done, "left");
        }
        (Stage::Leaving, Presence::LeftAlone) => {
            end(
                model,
                session,
                Ending::Done,
                "left; the session has ended for the customer",
            );
        }
        (_, Presence::Over) => {
            let word = model
                .floor
                .mine(session)
                .map(|m| m.session.state().word().to_owned());
            let line = format!(
                "{}: the session or the invitation is over",
                word.unwrap_or_default()
            );
            model.warn(&line);
            end(model, session, Ending::Failed, &line);
        }
        (Stage::Leaving | Stage::Declining, Presence::In | Presence::Offered)
        | (Stage::Invited | Stage::Accepting | Stage::Switching, Presence::Offered)
        | (_, Presence::LeftAlone)
        | (Stage::Ended(..), _) => {}
    }
}

pub(super) fn offer_words(offered: Option<&ModeWord>, want: Option<Mode>) -> String {
    match (offered, want) {
        (None, _) => "invited, the mode is not stated: a accepts, d declines".into(),
        (Some(ModeWord::Known(mode)), Some(want)) if *mode != want => {
            format!("invited as {mode}, but {want} was asked for: a accepts, d declines")
        }
        (Some(ModeWord::Known(mode)), _) => format!("invited as {mode}: a accepts, d declines"),
        (Some(ModeWord::Other(word)), _) => format!("invited as “{word}”: a accepts, d declines"),
    }
}

pub(super) fn arrived(
    model: &mut Model,
    session: &SessionId,
    confirmed: Option<Mode>,
    lists_people: bool,
) {
    let Some(attempt) = model.ladder.attempts.get(session) else {
        return;
    };
    let want = attempt.want;
    let settled = attempt.stage != Stage::Switching;
    match (confirmed, want) {
        (Some(got), want) if settled || want == Some(got) => {
            asked::asked_for(model, session, want.unwrap_or(got));
        }
        (Some(_) | None, _) => {}
    }
    let Some(attempt) = model.ladder.attempts.get(session) else {
        return;
    };
    match (confirmed, want) {
        (Some(got), Some(want)) if got == want => {
            end(model, session, Ending::Done, &format!("in as {got}"));
        }
        (Some(got), None) => end(model, session, Ending::Done, &format!("in as {got}")),
        (Some(got), Some(want)) if attempt.stage != Stage::Switching => {
            let line = format!("{want} was asked for, but the server confirms {got}");
            model.warn(&line);
            end(model, session, Ending::Failed, &line);
        }
        // The old mode stands until a list shows the new one.
        (Some(_), Some(_)) => {}
        (None, _) if lists_people && attempt.stage != Stage::Switching => {
            let line =
                "in, but the server does not say in which mode: press the mode's key to ask for it";
            model.warn(line);
            end(model, session, Ending::Done, line);
        }
        (None, _) => {}
    }
}

pub(super) fn end(model: &mut Model, session: &SessionId, ending: Ending, words: &str) {
    let now = model.now.mono;
    if let Some(attempt) = model.ladder.attempts.get_mut(session) {
        attempt.go(Stage::Ended(ending, words.to_owned()), now);
    }
}

pub(super) fn settle_change(
    model: &mut Model,
    session: &SessionId,
    presence: Presence,
    confirmed: Option<Mode>,
    lists_people: bool,
) {
    let answered = |to| match (to, presence) {
        (_, Presence::Over | Presence::LeftAlone) => true,
        (ChangeTo::Mode(mode), Presence::In) => lists_people && confirmed == Some(mode),
        (ChangeTo::Out, Presence::In) | (_, Presence::Offered) => false,
    };
    // A switch that was waited for no longer is still one that the person asked for.
    let switched = (model.ladder.changes.iter())
        .filter(|c| c.session == *session && answered(c.to))
        .find_map(|c| match c.to {
            ChangeTo::Mode(mode) if presence == Presence::In => Some(mode),
            ChangeTo::Mode(_) | ChangeTo::Out => None,
        });
    model
        .ladder
        .changes
        .retain(|c| c.session != *session || !answered(c.to));
    if let Some(mode) = switched {
        asked::asked_for(model, session, mode);
    }
}
