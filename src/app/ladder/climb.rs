//! What keys do: from wherever we stand towards the mode that is wanted.

use super::{Attempt, Change, ChangeTo, Confirmed, Ending, Stage};

use crate::app::ask::{self, Ask, Via};
use crate::app::asked;
use crate::app::effect::{Redraw, Step};
use crate::app::model::{Awaited, Model};
use crate::domain::{Call, CallId, Capability, Link, Mode, ModeWord, Presence, SessionId};

/// Be in `session` as `mode`, from wherever we stand.
pub(crate) fn be_in(
    model: &mut Model,
    session: &SessionId,
    mode: Mode,
    confirmed: Confirmed,
    step: &mut Step,
) {
    if refuse_while_under_way(model, session) {
        return;
    }
    let presence = model.floor.mine(session).map(|m| m.session.presence());
    let current = model
        .floor
        .mine(session)
        .and_then(|m| m.session.confirmed());
    let via = match presence {
        Some(Presence::In) if current == Some(mode) && !model.ladder.unanswered(session) => {
            asked::take(model, session, mode, confirmed);
            return;
        }
        Some(Presence::In) => Via::Switch,
        Some(Presence::LeftAlone) => {
            model.warn("this session has ended for the customer");
            return;
        }
        Some(Presence::Offered) => {
            model.info("you are invited: a accepts, d declines");
            return;
        }
        Some(Presence::Over) | None => Via::Intrude,
    };
    let goes_down = via == Via::Switch && current.is_some_and(|c| mode < c);
    // Going down takes reach away and is never held up; everything else needs to know the world.
    if !(goes_down || (via == Via::Switch && mode == Mode::Monitor)) {
        if model.trusted_link() != Link::Live {
            model.warn("not live: nothing is asked for until it is (r reads everything again)");
            return;
        }
        // Where the mode is not confirmed the switch is how it gets confirmed: capabilities that
        // leave out the mode we may already be in do not stand in its way.
        if via == Via::Switch && current.is_some() && !offers_switch(model, session, mode) {
            model.warn(&format!(
                "the server does not offer a switch to {mode} here now"
            ));
            return;
        }
    }
    if mode == Mode::BargeIn && confirmed == Confirmed::No {
        ask::open(
            model,
            Ask::Barge {
                session: session.clone(),
                via,
            },
        );
        return;
    }
    match via {
        Via::Switch => switch(model, session, mode, confirmed, step),
        Via::Intrude | Via::Accept => intrude(model, session, Some(mode), confirmed, step),
    }
}

pub(super) fn offers_switch(model: &Model, session: &SessionId, mode: Mode) -> bool {
    let Some(mine) = model.floor.mine(session) else {
        return false;
    };
    let capabilities = mine.session.capabilities();
    // A server that lists no capability at all says nothing about this one.
    capabilities.is_empty() || capabilities.has(&Capability::SwitchTo(mode))
}

pub(super) fn refuse_while_under_way(model: &mut Model, session: &SessionId) -> bool {
    let now = model.now.mono;
    let Some(attempt) = model.ladder.under_way(session) else {
        return false;
    };
    let age = crate::app::age::ticking(now.saturating_duration_since(attempt.since));
    let what = attempt.want.map_or_else(String::new, |m| format!("{m} "));
    let line = format!("{what}{} {age} ago; x stops waiting for it", attempt.word());
    model.warn(&line);
    true
}

/// `e`: intrude without naming a mode. The prompt names the one to expect.
pub(crate) fn as_watched(model: &mut Model, session: &SessionId, step: &mut Step) {
    if refuse_while_under_way(model, session) {
        return;
    }
    if model
        .floor
        .mine(session)
        .is_some_and(|m| m.session.presence() != Presence::Over)
    {
        model.info("already there or invited: m, c and b change the mode");
        return;
    }
    if model.trusted_link() != Link::Live {
        model.warn("not live: nothing is asked for until it is (r reads everything again)");
        return;
    }
    let agent = model.floor.agent_of(session, &model.me());
    match agent.and_then(|a| model.watches.of(&a)).map(|w| w.mode) {
        Some(mode @ (Mode::Monitor | Mode::Coach)) => {
            model.info(&format!(
                "asked with the mode of your watch: {mode} is expected"
            ));
            intrude_expecting(model, session, Some(mode), Confirmed::No, step);
        }
        expect => ask::open(
            model,
            Ask::AsWatched {
                session: session.clone(),
                expect,
            },
        ),
    }
}

pub(crate) fn intrude_expecting(
    model: &mut Model,
    session: &SessionId,
    expect: Option<Mode>,
    confirmed: Confirmed,
    step: &mut Step,
) {
    send_intrude(model, session, None, expect, confirmed, step);
}

pub(crate) fn intrude(
    model: &mut Model,
    session: &SessionId,
    mode: Option<Mode>,
    confirmed: Confirmed,
    step: &mut Step,
) {
    send_intrude(model, session, mode, mode, confirmed, step);
}

pub(super) fn send_intrude(
    model: &mut Model,
    session: &SessionId,
    mode: Option<Mode>,
    want: Option<Mode>,
    confirmed: Confirmed,
    step: &mut Step,
) {
    let Some(agent) = model.floor.agent_of(session, &model.me()) else {
        model.warn("no agent is known for this session");
        return;
    };
    let call = Call::Intrude {
        agent: agent.clone(),
        session: session.clone(),
        mode,
    };
    let call = model.call(call, Awaited::Step(session.clone()), step);
    let mut attempt = Attempt::new(want, Stage::Asked, model.now.mono);
    attempt.call = Some(call);
    attempt.agent = Some(agent);
    attempt.confirmed = confirmed;
    begin(model, session, attempt, step);
}

pub(super) fn switch(
    model: &mut Model,
    session: &SessionId,
    mode: Mode,
    confirmed: Confirmed,
    step: &mut Step,
) {
    let call = Call::Switch {
        session: session.clone(),
        mode,
    };
    let call = model.call(call, Awaited::Step(session.clone()), step);
    change(model, session, call, ChangeTo::Mode(mode));
    let mut attempt = Attempt::new(Some(mode), Stage::Switching, model.now.mono);
    attempt.call = Some(call);
    attempt.confirmed = confirmed;
    begin(model, session, attempt, step);
}

pub(super) fn change(model: &mut Model, session: &SessionId, call: CallId, to: ChangeTo) {
    let change = Change {
        session: session.clone(),
        call,
        to,
        sent: model.now.mono,
        reference: None,
        check: None,
    };
    model.ladder.changes.push(change);
}

pub(super) fn begin(model: &mut Model, session: &SessionId, attempt: Attempt, step: &mut Step) {
    model.ladder.attempts.insert(session.clone(), attempt);
    step.redraw(Redraw::Now);
}

/// `a`: accept an invitation. Barge, and one that states no mode, ask first.
pub(crate) fn accept(
    model: &mut Model,
    session: &SessionId,
    confirmed: Confirmed,
    step: &mut Step,
) {
    if refuse_while_under_way(model, session) {
        return;
    }
    let Some(offered) = offer_of(model, session) else {
        model.info("there is no invitation here");
        return;
    };
    let mode = offered.as_ref().and_then(ModeWord::known);
    if confirmed == Confirmed::No && !matches!(mode, Some(Mode::Monitor | Mode::Coach)) {
        let ask = match mode {
            Some(_) => Ask::Barge {
                session: session.clone(),
                via: Via::Accept,
            },
            None => Ask::AcceptUnstated {
                session: session.clone(),
            },
        };
        ask::open(model, ask);
        return;
    }
    let mut attempt = Attempt::new(mode, Stage::Accepting, model.now.mono);
    attempt.confirmed = confirmed;
    attempt.call = Some(send_accept(model, session, step));
    begin(model, session, attempt, step);
}

pub(super) fn offer_of(model: &Model, session: &SessionId) -> Option<Option<ModeWord>> {
    let mine = model.floor.mine(session)?;
    (mine.session.presence() == Presence::Offered).then(|| mine.session.offered().cloned())
}

pub(super) fn send_accept(model: &mut Model, session: &SessionId, step: &mut Step) -> CallId {
    let nickname = Some(model.nickname().to_string()).filter(|n| !n.is_empty());
    let call = Call::Accept {
        session: session.clone(),
        nickname,
    };
    model.call(call, Awaited::Step(session.clone()), step)
}

/// `d`: decline an invitation.
pub(crate) fn decline(model: &mut Model, session: &SessionId, step: &mut Step) {
    if refuse_while_under_way(model, session) {
        return;
    }
    if offer_of(model, session).is_none() {
        model.info("there is no invitation here");
        return;
    }
    let call = model.call(
        Call::Reject {
            session: session.clone(),
        },
        Awaited::Step(session.clone()),
        step,
    );
    let mut attempt = Attempt::new(None, Stage::Declining, model.now.mono);
    attempt.call = Some(call);
    begin(model, session, attempt, step);
}

/// `x`: stop waiting for a step, or leave.
pub(crate) fn leave_key(model: &mut Model, session: &SessionId, step: &mut Step) {
    let now = model.now.mono;
    if let Some(attempt) = model
        .ladder
        .attempts
        .get_mut(session)
        .filter(|a| a.under_way())
    {
        let line = format!(
            "no longer waiting ({}); the request itself cannot be taken back",
            attempt.word()
        );
        attempt.go(
            Stage::Ended(Ending::Failed, "no longer waited for".into()),
            now,
        );
        model.warn(&line);
        return;
    }
    let ended = model.ladder.attempts.get(session);
    if ended.is_some_and(|a| now.saturating_duration_since(a.since) < model.settings.calm) {
        model.info("a step has just ended; press x again to leave");
        return;
    }
    let presence = model.floor.mine(session).map(|m| m.session.presence());
    match presence {
        Some(Presence::In) if model.ladder.unanswered(session) => {
            model.warn("the server has not answered the last switch or leave yet");
        }
        Some(Presence::In) => {
            let safe = model
                .floor
                .mine(session)
                .is_some_and(|m| m.session.has_other_agent(&model.me()));
            if safe {
                leave(model, session, step);
            } else {
                ask::open(
                    model,
                    Ask::LeaveCustomer {
                        session: session.clone(),
                    },
                );
            }
        }
        Some(Presence::Offered) => model.info("you are only invited: d declines"),
        Some(Presence::LeftAlone | Presence::Over) => model.info("already left"),
        None => model.info("you are not in this session"),
    }
}

/// Leaves.
pub(crate) fn leave(model: &mut Model, session: &SessionId, step: &mut Step) {
    let call = model.call(
        Call::Leave {
            session: session.clone(),
        },
        Awaited::Step(session.clone()),
        step,
    );
    change(model, session, call, ChangeTo::Out);
    let mut attempt = Attempt::new(None, Stage::Leaving, model.now.mono);
    attempt.call = Some(call);
    begin(model, session, attempt, step);
}
