//! Writing. Two composers, never one with a switch: each has its own draft, its own prompt and its
//! own operation. Words for a customer leave only with a permit made in the same breath.

use std::time::Duration;

use super::ask::{self, Ask};
use super::draft::{Audience, Composer, Draft};
use super::effect::{Redraw, Step};
use super::enter;
use super::key::{Key, Press};
use super::model::{Awaited, Model};
use super::{record, snippets, typing};
use crate::domain::policy::{self, Refusal};
use crate::domain::{Call, CustomerText, Fault, Noticed, Presence, Reply, SessionId, Text};

/// A text for a customer that is due for longer than this does not leave: the program slept.
const OVERSLEPT: Duration = Duration::from_secs(5);

/// `i`: write to the agents.
pub(crate) fn to_agents(model: &mut Model, session: &SessionId, step: &mut Step) {
    let Some(mine) = model
        .floor
        .mine(session)
        .filter(|m| m.session.presence() == Presence::In)
    else {
        model.warn("you are not in this session: m, c or b first");
        return;
    };
    match policy::may_reach_agents(&mine.session, &model.trusted_link()) {
        Ok(()) => compose(model, session, Audience::Agents, step),
        Err(Refusal::Silent) => {
            model.open(session, step);
            ask::open(
                model,
                Ask::CoachToWrite {
                    session: session.clone(),
                },
            );
        }
        Err(Refusal::UnknownMode) if !model.unconfirmed_ok.contains(session) => {
            model.open(session, step);
            ask::open(
                model,
                Ask::WriteUnconfirmed {
                    session: session.clone(),
                },
            );
        }
        Err(Refusal::UnknownMode) => compose(model, session, Audience::Agents, step),
        Err(refusal) => model.warn(&refusal.to_string()),
    }
}

/// `s`: write to the customer.
pub(crate) fn to_customer(model: &mut Model, session: &SessionId, step: &mut Step) {
    if model
        .floor
        .mine(session)
        .is_none_or(|m| m.session.presence() != Presence::In)
    {
        model.warn("you are not in this session: b first");
        return;
    }
    match permit(model, session) {
        // The permit is not kept: another is made when the text leaves.
        Ok(_) => compose(model, session, Audience::Customer, step),
        Err(refusal) => model.warn(&refusal.to_string()),
    }
}

/// Opens a composer under the session it writes to.
pub(crate) fn compose(model: &mut Model, session: &SessionId, audience: Audience, step: &mut Step) {
    model.open(session, step);
    model.composer = Some(Composer {
        session: session.clone(),
        audience,
    });
    model.works.entry((session.clone(), audience)).or_default();
    step.redraw(Redraw::Now);
}

/// A key for the open composer.
pub(crate) fn key(model: &mut Model, press: &Press, step: &mut Step) {
    step.redraw(Redraw::Now);
    let key = press.key;
    enter::before(model, press, step);
    let Some(composer) = model.composer.clone() else {
        return;
    };
    let place = (composer.session.clone(), composer.audience);
    let work = model.works.entry(place).or_default();
    match (&work.draft, key) {
        (Draft::Held { .. }, Key::Esc) => {
            work.draft = Draft::Writing;
            model.info("taken back; nothing was sent");
        }
        (Draft::Held { .. }, Key::Char(_) | Key::Enter | Key::Backspace) => {}
        (Draft::Sending { .. }, Key::Enter) => {
            model.info("the text before it is still being sent");
        }
        // The next text can be begun while the one before is on its way.
        (Draft::Sending { bytes, .. }, Key::Char(_) | Key::Backspace) => {
            let bytes = *bytes;
            work.edit.write_on(key, bytes);
        }
        (_, Key::Esc) => {
            if work.edit.is_blank() && !matches!(work.draft, Draft::Sending { .. }) {
                model.works.remove(&(composer.session, composer.audience));
            }
            model.composer = None;
        }
        (_, Key::Enter) => enter::press(model, press, step),
        (Draft::Writing | Draft::Failed(_), Key::Ctrl('t')) => snippets::open(model),
        (_, Key::PageUp) => super::acts::scroll_page(model, -1),
        (_, Key::PageDown) => super::acts::scroll_page(model, 1),
        (Draft::Held { .. } | Draft::Sending { .. }, _) => {}
        (_, other) => {
            if work.edit.key(other) {
                work.draft = Draft::Writing;
            }
        }
    }
}

/// Puts pasted text into the open composer; never sends.
pub(crate) fn insert(model: &mut Model, text: &str) {
    let Some(composer) = model.composer.clone() else {
        return;
    };
    let work = model
        .works
        .entry((composer.session, composer.audience))
        .or_default();
    if matches!(work.draft, Draft::Writing | Draft::Failed(_)) {
        let one_line = text
            .lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join(" ");
        work.edit.insert(&one_line);
        work.draft = Draft::Writing;
    }
}

/// The person's Enter.
pub(crate) fn send(model: &mut Model, composer: &Composer, step: &mut Step) {
    let place = (composer.session.clone(), composer.audience);
    let Some(work) = model.works.get_mut(&place).filter(|w| !w.edit.is_blank()) else {
        return;
    };
    work.blanks.retain(|blank| work.edit.text().contains(blank));
    if let Some(blank) = work.blanks.first() {
        let line = format!("not sent: {blank} is still to be filled in");
        model.warn(&line);
        return;
    }
    if let Some(why) = record::refusal(model, Noticed::Seen) {
        keep(model, &composer.session, composer.audience, &why);
        return;
    }
    match composer.audience {
        Audience::Agents => send_to_agents(model, &composer.session, step),
        Audience::Customer => {
            let allowed = permit(model, &composer.session).map(|_| ());
            let until = model.now.mono + model.settings.send_delay;
            match allowed {
                Ok(()) => set_draft(
                    model,
                    &composer.session,
                    Audience::Customer,
                    Draft::Held { until },
                ),
                Err(refusal) => keep(
                    model,
                    &composer.session,
                    Audience::Customer,
                    &refusal.to_string(),
                ),
            }
            // With no delay set it leaves at once.
            release(model, step);
        }
    }
}

fn send_to_agents(model: &mut Model, session: &SessionId, step: &mut Step) {
    let Some(mine) = model.floor.mine(session) else {
        keep(model, session, Audience::Agents, "this session is gone");
        return;
    };
    match policy::may_reach_agents(&mine.session, &model.trusted_link()) {
        Ok(()) => {}
        Err(Refusal::UnknownMode) if model.unconfirmed_ok.contains(session) => {}
        Err(refusal) => {
            keep(model, session, Audience::Agents, &refusal.to_string());
            return;
        }
    }
    let text = text_of(model, session, Audience::Agents);
    let call = Call::SendToAgents {
        session: session.clone(),
        text,
    };
    let call = model.call(call, Awaited::Send(session.clone(), Audience::Agents), step);
    typing::sent(model, session, Audience::Agents);
    let bytes = length(model, session, Audience::Agents);
    set_draft(
        model,
        session,
        Audience::Agents,
        Draft::Sending { call, bytes },
    );
}

pub(crate) fn permit(
    model: &Model,
    session: &SessionId,
) -> Result<policy::CustomerPermit, Refusal> {
    let mine = model
        .floor
        .mine(session)
        .ok_or_else(|| Refusal::NotChatting("gone".into()))?;
    policy::may_reach_customer(
        &mine.session,
        &model.trusted_link(),
        model.unanswered(session),
    )
}

/// Texts for a customer whose time to be taken back is over: the permit is made here, and used here.
pub(crate) fn release(model: &mut Model, step: &mut Step) {
    let now = model.now.mono;
    let due: Vec<(SessionId, Duration)> = model
        .works
        .iter()
        .filter_map(|((id, _), w)| match w.draft {
            Draft::Held { until } => Some((id.clone(), now.checked_duration_since(until)?)),
            Draft::Writing | Draft::Sending { .. } | Draft::Failed(_) => None,
        })
        .collect();
    for (session, late) in due {
        if late > OVERSLEPT {
            // Whoever wrote it could not take it back, and what it answers may be long past.
            let why = "not sent: the program was stopped while it waited";
            keep(model, &session, Audience::Customer, why);
            step.redraw(Redraw::Now);
            continue;
        }
        match permit(model, &session) {
            Ok(permit) => {
                let text = CustomerText::new(permit, text_of(model, &session, Audience::Customer));
                let awaited = Awaited::Send(session.clone(), Audience::Customer);
                let call = model.call(Call::SendMessage(text), awaited, step);
                typing::sent(model, &session, Audience::Customer);
                let bytes = length(model, &session, Audience::Customer);
                let sending = Draft::Sending { call, bytes };
                set_draft(model, &session, Audience::Customer, sending);
            }
            Err(refusal) => keep(
                model,
                &session,
                Audience::Customer,
                &format!("not sent: {refusal}"),
            ),
        }
        step.redraw(Redraw::Now);
    }
}

/// The answer to a send. A draft survives everything but success.
pub(crate) fn answered(
    model: &mut Model,
    session: &SessionId,
    audience: Audience,
    outcome: Result<Reply, Fault>,
) {
    match outcome {
        Ok(_) => {
            if let Some(work) = model.works.get_mut(&(session.clone(), audience)) {
                if let Draft::Sending { bytes, .. } = work.draft {
                    work.edit.take_front(bytes);
                }
                work.draft = Draft::Writing;
            }
            let open = model
                .composer
                .as_ref()
                .is_some_and(|c| c.session == *session && c.audience == audience);
            let place = (session.clone(), audience);
            if !open && model.works.get(&place).is_some_and(|w| w.edit.is_blank()) {
                model.works.remove(&place);
            }
        }
        Err(fault) if fault.is_certain() => {
            keep(model, session, audience, &format!("not sent: {fault}"));
        }
        Err(fault) => keep(
            model,
            session,
            audience,
            &format!("{fault}: look at the transcript before sending it again"),
        ),
    }
}

fn text_of(model: &Model, session: &SessionId, audience: Audience) -> String {
    model
        .works
        .get(&(session.clone(), audience))
        .map(|w| w.edit.text().trim().to_owned())
        .unwrap_or_default()
}

fn length(model: &Model, session: &SessionId, audience: Audience) -> usize {
    let work = model.works.get(&(session.clone(), audience));
    work.map_or(0, |w| w.edit.text().len())
}

fn set_draft(model: &mut Model, session: &SessionId, audience: Audience, draft: Draft) {
    model
        .works
        .entry((session.clone(), audience))
        .or_default()
        .draft = draft;
}

fn keep(model: &mut Model, session: &SessionId, audience: Audience, why: &str) {
    set_draft(model, session, audience, Draft::Failed(Text::line(why)));
    model.warn(why);
}
