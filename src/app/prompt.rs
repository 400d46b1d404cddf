//! One line asked of the person. Enter gives it, Esc closes. Nothing that is given here is sent to
//! anybody.

use super::edit::LineEdit;
use super::effect::Step;
use super::key::Key;
use super::model::Model;
use crate::domain::SessionId;

/// What the line is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// The note of a flag.
    FlagNote(SessionId),
}

/// An open prompt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prompt {
    /// What is asked.
    pub title: String,
    /// What was typed.
    pub edit: LineEdit,
    /// What for.
    pub wanted: Wanted,
}

/// A key for the open prompt.
pub(crate) fn key(model: &mut Model, key: Key, step: &mut Step) {
    match key {
        Key::Esc => model.prompt = None,
        Key::Enter => {
            if let Some(prompt) = model.prompt.take() {
                given(model, prompt, step);
            }
        }
        other => {
            if let Some(prompt) = &mut model.prompt {
                prompt.edit.key(other);
            }
        }
    }
}

fn given(model: &mut Model, prompt: Prompt, step: &mut Step) {
    let note = crate::domain::Text::line(prompt.edit.text().trim());
    match prompt.wanted {
        Wanted::FlagNote(session) => super::flags::set(model, session, note, step),
    }
}

impl Model {
    /// The open prompt.
    pub fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }
}
