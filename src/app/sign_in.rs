//! The password prompt of a running program. The password is in no `Debug`, no history and no log.

use std::fmt;

use secrecy::SecretString;

use super::edit::LineEdit;
use super::effect::{Effect, Redraw, Step};
use super::key::Key;
use super::model::Model;

/// The open prompt.
#[derive(Default)]
pub struct SignIn {
    edit: LineEdit,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignIn(…)")
    }
}

impl SignIn {
    /// How many characters were typed, for the dots.
    pub fn typed(&self) -> usize {
        self.edit.text().chars().count()
    }
}

/// A key for the open prompt.
pub(crate) fn key(model: &mut Model, key: Key, step: &mut Step) {
    step.redraw(Redraw::Now);
    let Some(prompt) = &mut model.sign_in else {
        return;
    };
    match key {
        Key::Esc => model.sign_in = None,
        Key::Enter if prompt.typed() > 0 => {
            let password = SecretString::from(prompt.edit.text().to_owned());
            model.sign_in = None;
            step.push(Effect::SignIn(password));
            model.info("signing in");
        }
        other => {
            prompt.edit.key(other);
        }
    }
}

/// Pasted text goes into the prompt, its line break left out.
pub(crate) fn paste(prompt: &mut SignIn, text: &str) {
    prompt.edit.insert(text.trim_end_matches(['\r', '\n']));
}
