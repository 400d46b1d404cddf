//! Sessions that the person marked, with a note. Kept until they are cleared, also over a restart.

use super::effect::Step;
use super::kept::Flagged;
use super::model::Model;
use super::prompt::{Prompt, Wanted};
use crate::domain::{SessionId, Text};

/// `f`: asks for the note of a session that is not flagged, and takes the flag off one that is.
pub(crate) fn key(model: &mut Model, session: &SessionId, step: &mut Step) {
    let is = |f: &Flagged| f.session == *session;
    if model.kept.flags.iter().any(is) {
        model.keep(|kept| kept.flags.retain(|f| !is(f)), step);
        model.info("the flag is off");
        return;
    }
    model.prompt = Some(Prompt {
        title: format!("flag {}: note (may be empty)", model.label(session)),
        edit: super::LineEdit::default(),
        wanted: Wanted::FlagNote(session.clone()),
    });
}

/// The note was given.
pub(crate) fn set(model: &mut Model, session: SessionId, note: Text, step: &mut Step) {
    let flag = Flagged {
        label: model.label(&session),
        session,
        note,
        at: model.now.wall,
    };
    model.keep(|kept| kept.flags.push(flag), step);
}

impl Model {
    /// The flag of a session.
    pub fn flag_of(&self, session: &SessionId) -> Option<&Flagged> {
        self.kept.flags.iter().find(|f| f.session == *session)
    }
}
