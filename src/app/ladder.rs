//! The ladder behind `m`, `c` and `b` (design §3): from wherever the supervisor stands to the mode
//! they want, one visible step at a time. Nothing here is ever repeated by itself.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::ask::{self, Ask, Via};
use super::effect::{Redraw, Step};
use super::model::{Awaited, Model};
use crate::domain::{
    Call, CallId, Capability, Fault, Link, Mode, ModeWord, Presence, ReferenceId, Reply, SessionId,
    SessionReport, UserId,
};

/// Where an attempt is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Intrude was sent; the invitation is awaited.
    Asked,
    /// Accept was sent.
    Accepting,
    /// A switch was sent.
    Switching,
    /// Leave was sent.
    Leaving,
    /// Reject was sent.
    Declining,
    /// No answer: the world is being looked at.
    Checking,
    /// Over; the words say how.
    Ended(Ending, String),
}

/// How an attempt ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// As wanted.
    Done,
    /// Otherwise.
    Failed,
}

/// One attempt to be somewhere else on the ladder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    /// The mode wanted; `None` when it is not stated (or for leaving and declining).
    pub want: Option<Mode>,
    /// Where it is.
    pub stage: Stage,
    /// When this stage began.
    pub since: Instant,
    /// The stages before this one, with how long each took.
    pub trail: Vec<(&'static str, Duration)>,
    /// The call of this stage: only its answer moves the stage.
    call: Option<CallId>,
    /// The reading of my sessions that is to show what came of a lost answer.
    check: Option<CallId>,
    reference: Option<ReferenceId>,
    agent: Option<UserId>,
    /// Whether the person confirmed that the customer will see them.
    confirmed: Confirmed,
    /// Whether the refusal may go away once the agent is watched.
    watch_would_help: bool,
}

impl Attempt {
    fn new(want: Option<Mode>, stage: Stage, now: Instant) -> Self {
        Self {
            want,
            stage,
            since: now,
            trail: Vec::new(),
            call: None,
            check: None,
            reference: None,
            agent: None,
            confirmed: Confirmed::No,
            watch_would_help: false,
        }
    }

    /// Whether an answer is still awaited.
    pub fn under_way(&self) -> bool {
        !matches!(self.stage, Stage::Ended(..))
    }

    /// The stage in one word.
    pub fn word(&self) -> &'static str {
        match self.stage {
            Stage::Asked => "asked",
            Stage::Accepting => "accepting",
            Stage::Switching => "switching",
            Stage::Leaving => "leaving",
            Stage::Declining => "declining",
            Stage::Checking => "no answer, checking",
            Stage::Ended(..) => "ended",
        }
    }

    fn go(&mut self, stage: Stage, now: Instant) {
        self.trail
            .push((self.word(), now.saturating_duration_since(self.since)));
        self.stage = stage;
        self.since = now;
    }
}

/// Whether the person has said yes to being seen by the customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Confirmed {
    /// Asked and answered.
    Yes,
    /// Not asked.
    No,
}

/// A switch or leave that the server has not answered in the sense of design §4.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Change {
    session: SessionId,
    call: CallId,
    to: ChangeTo,
    sent: Instant,
    reference: Option<ReferenceId>,
    check: Option<CallId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ChangeTo {
    Mode(Mode),
    Out,
}

/// All attempts and open changes.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    attempts: BTreeMap<SessionId, Attempt>,
    /// One session can have several: `x` ends the waiting for one, not its being unanswered.
    changes: Vec<Change>,
}

impl Ladder {
    pub(crate) fn under_way(&self, id: &SessionId) -> Option<&Attempt> {
        self.attempts.get(id).filter(|a| a.under_way())
    }

    /// Whether a switch or leave in this session is not answered yet.
    pub(crate) fn unanswered(&self, id: &SessionId) -> bool {
        self.changes.iter().any(|c| c.session == *id)
    }

    pub(crate) fn attempted(&self, id: &SessionId) -> bool {
        self.attempts.contains_key(id)
    }

    pub(crate) fn attempt(&self, id: &SessionId) -> Option<&Attempt> {
        self.attempts.get(id)
    }

    /// The mode to ask for again, if a refusal may go away once the agent is watched.
    pub(crate) fn watch_would_help(&self, id: &SessionId) -> Option<Option<Mode>> {
        self.attempts
            .get(id)
            .filter(|a| a.watch_would_help)
            .map(|a| a.want)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&SessionId, &Attempt)> {
        self.attempts.iter()
    }
}

// --- what keys do ----------------------------------------------------------------------------

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
            model.info(&format!("already in as {mode}, confirmed by the server"));
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

fn offers_switch(model: &Model, session: &SessionId, mode: Mode) -> bool {
    let Some(mine) = model.floor.mine(session) else {
        return false;
    };
    let capabilities = mine.session.capabilities();
    // A server that lists no capability at all says nothing about this one.
    capabilities.iter().next().is_none() || capabilities.has(&Capability::SwitchTo(mode))
}

fn refuse_while_under_way(model: &mut Model, session: &SessionId) -> bool {
    let now = model.now.mono;
    let Some(attempt) = model.ladder.under_way(session) else {
        return false;
    };
    let age = super::age::ticking(now.saturating_duration_since(attempt.since));
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

fn send_intrude(
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

fn switch(
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

fn change(model: &mut Model, session: &SessionId, call: CallId, to: ChangeTo) {
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

fn begin(model: &mut Model, session: &SessionId, attempt: Attempt, step: &mut Step) {
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

fn offer_of(model: &Model, session: &SessionId) -> Option<Option<ModeWord>> {
    let mine = model.floor.mine(session)?;
    (mine.session.presence() == Presence::Offered).then(|| mine.session.offered().cloned())
}

fn send_accept(model: &mut Model, session: &SessionId, step: &mut Step) -> CallId {
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

// --- what the world answers --------------------------------------------------------------------

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
fn current<'a>(model: &'a mut Model, session: &SessionId, call: CallId) -> Option<&'a mut Attempt> {
    model
        .ladder
        .attempts
        .get_mut(session)
        .filter(|a| a.under_way() && a.call == Some(call))
}

fn refused(model: &mut Model, session: &SessionId, call: CallId, fault: &Fault) {
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
        (Stage::Asked | Stage::Accepting | Stage::Switching | Stage::Checking, Presence::In) => {
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
        | (Stage::Accepting | Stage::Switching, Presence::Offered)
        | (_, Presence::LeftAlone)
        | (Stage::Ended(..), _) => {}
    }
}

fn offer_words(offered: Option<&ModeWord>, want: Option<Mode>) -> String {
    match (offered, want) {
        (None, _) => "invited, the mode is not stated: a accepts, d declines".into(),
        (Some(ModeWord::Known(mode)), Some(want)) if *mode != want => {
            format!("invited as {mode}, but {want} was asked for: a accepts, d declines")
        }
        (Some(ModeWord::Known(mode)), _) => format!("invited as {mode}: a accepts, d declines"),
        (Some(ModeWord::Other(word)), _) => format!("invited as “{word}”: a accepts, d declines"),
    }
}

fn arrived(model: &mut Model, session: &SessionId, confirmed: Option<Mode>, lists_people: bool) {
    let Some(attempt) = model.ladder.attempts.get(session) else {
        return;
    };
    let want = attempt.want;
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

fn end(model: &mut Model, session: &SessionId, ending: Ending, words: &str) {
    let now = model.now.mono;
    if let Some(attempt) = model.ladder.attempts.get_mut(session) {
        attempt.go(Stage::Ended(ending, words.to_owned()), now);
    }
}

fn settle_change(
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
    model
        .ladder
        .changes
        .retain(|c| c.session != *session || !answered(c.to));
}

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

fn says_visibility(report: &SessionReport) -> bool {
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
    // An attempt that ended is told for a while and then forgotten.
    let told = limit * 2;
    model.ladder.attempts.retain(|_, a| {
        a.under_way() || a.watch_would_help || now.saturating_duration_since(a.since) < told
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

fn deadline(model: &Model, session: &SessionId, attempt: &Attempt) -> Option<Instant> {
    let limit = model.settings.step;
    match attempt.stage {
        // Nothing else looks at the world for it.
        Stage::Checking if attempt.check.is_none() && !model.ladder.unanswered(session) => {
            Some(attempt.since + limit)
        }
        Stage::Asked | Stage::Accepting | Stage::Switching | Stage::Leaving | Stage::Declining => {
            Some(attempt.since + limit)
        }
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

impl Model {
    /// The attempt under way or just ended in a session.
    pub fn attempt(&self, session: &SessionId) -> Option<&Attempt> {
        self.ladder.attempt(session)
    }

    /// What an invitation is, in words.
    pub fn offer_text(&self, session: &SessionId) -> Option<String> {
        let offered = offer_of(self, session)?;
        let asked = self.ladder.attempted(session);
        Some(match (&offered, asked) {
            (None, false) => {
                "invited, and you did not ask: a customer routed to you, or a consult · a accepts, d declines".into()
            }
            (offered, _) => offer_words(offered.as_ref(), None),
        })
    }
}
