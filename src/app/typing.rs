//! Typing notices: others are told that we write only while the open composer's audience is theirs,
//! and in the mode that is confirmed. Nothing is repeated, and a refusal ends them for the session.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::draft::{Audience, Draft};
use super::effect::Step;
use super::model::{Awaited, Model};
use crate::domain::policy;
use crate::domain::{
    Call, Capability, CustomerTyping, Entry, Fault, Link, Presence, Reply, SessionId, TypingNotice,
};

/// Without a key for so long, the hand has stopped.
const STILL: Duration = Duration::from_secs(10);

/// What others have been told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    now: Option<Hand>,
    /// Where the server has refused it.
    refused: BTreeSet<SessionId>,
}

#[derive(Debug)]
struct Hand {
    session: SessionId,
    audience: Audience,
    until: Instant,
}

impl Told {
    /// A session is no longer there.
    pub(crate) fn forget(&mut self, session: &SessionId) {
        self.refused.remove(session);
    }

    /// When the hand counts as still.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.now.as_ref().map(|hand| hand.until)
    }
}

/// After a key: tells what has changed.
pub(crate) fn follow(model: &mut Model, step: &mut Step) {
    let wanted = writing(model);
    let until = model.now.mono + STILL;
    match (&mut model.told.now, wanted) {
        (Some(hand), Some((session, audience)))
            if hand.session == session && hand.audience == audience =>
        {
            hand.until = until;
        }
        (_, wanted) => {
            stop(model, step);
            if let Some((session, audience)) = wanted
                && tell(model, &session, audience, TypingNotice::Started, step)
            {
                model.told.now = Some(Hand {
                    session,
                    audience,
                    until,
                });
            }
        }
    }
}

/// The time is over in which the hand was expected to go on.
pub(crate) fn ring(model: &mut Model, step: &mut Step) {
    if model.told.due().is_some_and(|due| due <= model.now.mono) {
        stop(model, step);
    }
}

/// Words have left: they say that the hand has stopped.
pub(crate) fn sent(model: &mut Model, session: &SessionId, audience: Audience) {
    let same = |hand: &mut Hand| hand.session == *session && hand.audience == audience;
    model.told.now.take_if(same);
}

/// The answer. A server that does not want them gets no more of them there.
pub(crate) fn answered(model: &mut Model, session: &SessionId, outcome: &Result<Reply, Fault>) {
    if outcome.is_err() {
        if model.floor.mine(session).is_some() {
            model.told.refused.insert(session.clone());
        }
        model.told.now.take_if(|hand| hand.session == *session);
    }
}

/// What is being written now, and for whom.
fn writing(model: &Model) -> Option<(SessionId, Audience)> {
    if !model.settings.typing_notices || model.lock.is_some() {
        return None;
    }
    let open = model.composer.as_ref()?;
    let place = (open.session.clone(), open.audience);
    let work = model.works.get(&place)?;
    let going_on = match work.draft {
        Draft::Writing | Draft::Held { .. } => !work.edit.is_blank(),
        Draft::Sending { .. } | Draft::Failed(_) => false,
    };
    going_on.then_some(place)
}

fn stop(model: &mut Model, step: &mut Step) {
    if let Some(hand) = model.told.now.take() {
        tell(
            model,
            &hand.session,
            hand.audience,
            TypingNotice::Stopped,
            step,
        );
    }
}

/// Tells it, if it may be told now; says whether it was.
fn tell(
    model: &mut Model,
    session: &SessionId,
    audience: Audience,
    notice: TypingNotice,
    step: &mut Step,
) -> bool {
    if model.told.refused.contains(session) {
        return false;
    }
    let Some(mine) = model.floor.mine(session) else {
        return false;
    };
    let offers = |capability| mine.session.capabilities().has(&capability);
    let call = match audience {
        Audience::Agents => {
            let may = policy::may_reach_agents(&mine.session, &model.trusted_link()).is_ok();
            (may && offers(Capability::TypingToAgents)).then(|| Call::TypingToAgents {
                session: session.clone(),
                notice,
            })
        }
        Audience::Customer => super::send::permit(model, session)
            .ok()
            .filter(|_| offers(Capability::TypingToAll))
            .map(|permit| Call::TypingToAll(CustomerTyping::new(permit, notice))),
    };
    let Some(call) = call else {
        return false;
    };
    model.call(call, Awaited::Typing(session.clone()), step);
    true
}

impl Model {
    /// Who else is typing in a session that we are in, as far as we hear of it now.
    pub fn typing(&self, session: &SessionId) -> Option<&Entry> {
        if matches!(self.link, Link::Offline { .. }) {
            return None;
        }
        let (me, mine) = (&self.sign_on.as_ref()?.me, self.floor.mine(session)?);
        if mine.session.presence() != Presence::In {
            return None;
        }
        let people = mine.session.participants().iter();
        let ours = people.filter(|p| p.user.as_ref() == Some(me));
        let ids: Vec<_> = ours.filter_map(|p| p.id.clone()).collect();
        self.floor.log(session)?.typing(me, &ids)
    }
}
