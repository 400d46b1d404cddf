//! Sessions that the person marked, with a note. Kept until they are cleared, also over a restart,
//! and also when the session has long gone.

use std::time::Duration;

use super::LineEdit;
use super::age;
use super::chooser::{Choice, Chooser, Pick};
use super::effect::Step;
use super::kept::Flagged;
use super::model::Model;
use super::prompt::{Prompt, Wanted};
use crate::domain::{SessionId, Text};

/// `f`: asks for the note of a session that is not flagged; else what to do with its flag, so that
/// no slip of a key takes a note away.
pub(crate) fn key(model: &mut Model, session: &SessionId) {
    if model.flag_of(session).is_some() {
        about(model, session);
    } else if model.floor.has_row(session) {
        ask(model, session);
    } else {
        model.warn("this session is gone");
    }
}

/// Asks for the note; what it was stands there already.
pub(crate) fn ask(model: &mut Model, session: &SessionId) {
    let flag = model.flag_of(session);
    let label = flag.map_or_else(|| model.label(session), |f| f.label.clone());
    let mut edit = LineEdit::default();
    if let Some(flag) = flag {
        edit.insert(flag.note.as_str());
    }
    model.prompt = Some(Prompt {
        title: format!("flag {label}: note (may be empty)"),
        edit,
        wanted: Wanted::FlagNote(session.clone()),
    });
}

/// The note was given.
pub(crate) fn set(model: &mut Model, session: SessionId, note: Text, step: &mut Step) {
    let flag = match model.flag_of(&session) {
        // Who was in it then, and since when it is flagged, stay.
        Some(flag) => Flagged {
            note,
            ..flag.clone()
        },
        None => Flagged {
            label: model.label(&session),
            session,
            note,
            at: model.now.wall,
        },
    };
    let place = (model.kept.flags.iter()).position(|f| f.session == flag.session);
    model.keep(
        |kept| match place.and_then(|at| kept.flags.get_mut(at)) {
            Some(old) => *old = flag,
            None => kept.flags.push(flag),
        },
        step,
    );
    model.order_is_old = true;
}

/// Takes the flag off. The note is shown once more.
pub(crate) fn clear(model: &mut Model, session: &SessionId, step: &mut Step) {
    let Some(flag) = model.flag_of(session).cloned() else {
        return;
    };
    model.keep(|kept| kept.flags.retain(|f| f.session != *session), step);
    model.order_is_old = true;
    if flag.note.is_empty() {
        model.info("the flag is off");
    } else {
        model.info(&format!("the flag is off; its note was: {}", flag.note));
    }
}

/// `F`: every flag, the newest first, whether its session is still there or not.
pub(crate) fn open(model: &mut Model) {
    if model.kept.flags.is_empty() {
        model.info("nothing is flagged: f flags the highlighted session");
        return;
    }
    let choices = model.kept.flags.iter().rev().map(|flag| {
        let there = if model.floor.has_row(&flag.session) {
            ""
        } else {
            "gone · "
        };
        let age = Duration::from_millis(flag.at.until(model.now.wall));
        Choice {
            label: flag.label.clone(),
            detail: Text::line(&format!("{there}flagged {}: {}", age::ago(age), flag.note)),
            pick: Pick::Flag(flag.session.clone()),
        }
    });
    model.chooser = Some(Chooser::new("flagged", choices.collect()));
}

/// What to do with one flag.
pub(crate) fn about(model: &mut Model, session: &SessionId) {
    let Some(flag) = model.flag_of(session) else {
        return;
    };
    let choice = |label: &str, pick: Pick| Choice {
        label: Text::line(label),
        detail: Text::default(),
        pick,
    };
    let mut choices = vec![
        Choice {
            detail: flag.note.clone(),
            ..choice("change the note", Pick::FlagNote(session.clone()))
        },
        choice("take the flag off", Pick::FlagOff(session.clone())),
    ];
    if model.floor.has_row(session) && model.target().as_ref() != Some(session) {
        let go = choice("go to the session", Pick::Session(session.clone()));
        choices.insert(0, go);
    }
    model.chooser = Some(Chooser::new("flag", choices));
}

impl Model {
    /// The flag of a session.
    pub fn flag_of(&self, session: &SessionId) -> Option<&Flagged> {
        self.kept.flags.iter().find(|f| f.session == *session)
    }

    /// Whether anything is flagged.
    pub fn has_flags(&self) -> bool {
        !self.kept.flags.is_empty()
    }
}
