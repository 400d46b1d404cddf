//! Whether what the person does is written down, and whether anything may leave at all. What may
//! not is answered here, before it is asked: a draft stays, and the reason is said.

use super::effect::{Effect, Redraw, Step};
use super::model::Model;
use super::screen::Screen;
use super::world;
use crate::domain::{
    About, Access, Call, Fault, ModeWord, Note, Noticed, Presence, Record, SessionId, Text,
    Unrecorded,
};

/// The clerk says how it stands.
pub(crate) fn heard(model: &mut Model, record: Record, step: &mut Step) {
    let broke = |r: &Record| matches!(r, Record::Broken { .. });
    match (broke(&model.record), &record) {
        (false, Record::Broken { why, rule }) => {
            let line = match rule {
                Unrecorded::Refused => format!(
                    "Coach, Barge and writing are refused, monitoring goes on: the audit cannot be \
                     written ({why})"
                ),
                Unrecorded::Allowed => {
                    format!("not on record: the audit cannot be written ({why})")
                }
            };
            model.warn(&line);
            step.redraw(Redraw::Now);
        }
        (true, Record::Kept { .. }) => {
            model.info("the audit is written again");
            step.redraw(Redraw::Now);
        }
        // Only the Log screen shows the head.
        _ if model.screen == Screen::Log => step.redraw(Redraw::Soon),
        _ => {}
    }
    model.record = record;
}

/// Why something so noticeable is not asked now; `None`: it may be.
pub(crate) fn refusal(model: &Model, noticed: Noticed) -> Option<String> {
    match (model.settings.access, noticed) {
        (_, Noticed::Reads) | (Access::Full, Noticed::Silent) => None,
        (Access::ReadOnly, Noticed::Silent | Noticed::Seen) => {
            Some("READ-ONLY: nothing is sent (started with --read-only or read_only)".into())
        }
        (Access::Full, Noticed::Seen) => unrecorded(model, noticed),
    }
}

/// Why something is not done that would have to be on record.
pub(crate) fn unrecorded(model: &Model, noticed: Noticed) -> Option<String> {
    match (&model.record, noticed) {
        (
            Record::Broken {
                why,
                rule: Unrecorded::Refused,
            },
            Noticed::Seen,
        ) => Some(format!(
            "refused: the audit cannot be written ({why}), and [audit] required is true"
        )),
        _ => None,
    }
}

/// Asks the server, unless it may not be asked: then the answer is that nothing was sent. It comes
/// when whoever asks is done, as any other answer.
pub(crate) fn ask(model: &mut Model, id: crate::domain::CallId, call: Call, step: &mut Step) {
    let about = about(model, &call);
    let noticed = call.noticed(about.asked);
    if let Some(why) = refusal(model, noticed) {
        let why = Text::line(&why);
        model.refused.push((id, Fault::NotSent { why }));
        return;
    }
    if noticed != Noticed::Reads
        && model.record != Record::NotKept
        && let Some(session) = call.session().cloned()
    {
        step.push(Effect::About { session, about });
    }
    step.push(Effect::Call { id, call });
}

/// Answers what was refused meanwhile.
pub(crate) fn settle(model: &mut Model, step: &mut Step) {
    for (id, fault) in std::mem::take(&mut model.refused) {
        world::answer(model, id, Err(fault), step);
    }
}

/// What is known of the session that a call is about.
fn about(model: &Model, call: &Call) -> About {
    let Some(session) = call.session() else {
        return About::default();
    };
    let mut about = known(model, session);
    let offered = || {
        let mine = model.floor.mine(session)?;
        let offer = (mine.session.presence() == Presence::Offered).then(|| mine.session.offered());
        offer.flatten().and_then(ModeWord::known)
    };
    about.asked = call.mode().or_else(|| match call {
        // What the offer says counts, not what was asked for.
        Call::Accept { .. } => offered(),
        _ => None,
    });
    about
}

/// What is known of a session.
pub(crate) fn known(model: &Model, session: &SessionId) -> About {
    About {
        agent: model.floor.agent_of(session, &model.me()),
        asked: model.ladder.attempt(session).and_then(|a| a.want),
        confirmed: model
            .floor
            .mine(session)
            .and_then(|m| m.session.confirmed()),
    }
}

/// Has something written down, where anything is.
pub(crate) fn note(model: &Model, note: Note, step: &mut Step) {
    if model.record != Record::NotKept {
        step.push(Effect::Note(note));
    }
}

/// A session was heard of: if the server confirms another mode than before, it is written down.
pub(crate) fn confirmed(model: &mut Model, session: &SessionId, step: &mut Step) {
    if model.record == Record::NotKept {
        return;
    }
    if model.floor.goes_on_record(session) {
        let about = known(model, session);
        let session = session.clone();
        note(model, Note::Confirmed { session, about }, step);
    }
}

impl Model {
    /// Whether what is done is written down.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The file of the audit and the hash of its newest line: against this hash alone it is found
    /// that the end of the file was cut off or written anew.
    pub fn audit_head(&self) -> Option<(&Text, &Text)> {
        match &self.record {
            Record::Kept { file, head } => Some((file, head)),
            Record::NotKept | Record::Broken { .. } => None,
        }
    }

    /// What stands on every screen while nothing is written down.
    pub fn record_banner(&self) -> Option<String> {
        match &self.record {
            Record::NotKept | Record::Kept { .. } => None,
            Record::Broken {
                why,
                rule: Unrecorded::Refused,
            } => Some(format!(
                "AUDIT CANNOT BE WRITTEN: Coach, Barge and writing are refused ({why})"
            )),
            Record::Broken {
                why,
                rule: Unrecorded::Allowed,
            } => Some(format!(
                "NOT ON RECORD: the audit cannot be written ({why})"
            )),
        }
    }

    /// Whether requests that change something may leave.
    pub fn access(&self) -> Access {
        self.settings.access
    }
}
