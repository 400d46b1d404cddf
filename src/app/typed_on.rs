//! Words that were meant for a composer that did not open. `i` and `s` can be refused, and whoever
//! types on would leave, coach or accept with the letters: they do nothing until the hand pauses.

use std::time::{Duration, Instant};

use super::action::OnSession;
use super::key::Key;
use super::model::Model;

/// Without a letter for so long, the next one is meant as a key. People type four to ten letters a
/// second.
const PAUSE: Duration = Duration::from_millis(600);

const SAID: &str = " · letters typed on were ignored";

/// Until when letters do nothing.
#[derive(Debug, Default)]
pub(crate) struct TypedOn(Option<Instant>);

impl TypedOn {
    /// Whether letters do nothing now.
    pub(crate) fn is_on(&self, now: Instant) -> bool {
        self.0.is_some_and(|until| now < until)
    }
}

/// After a key to do something in a session: whether a composer was wanted and nothing opened.
pub(crate) fn after(model: &mut Model, what: OnSession) {
    let wanted = matches!(what, OnSession::WriteAgent | OnSession::WriteCustomer);
    let opened = model.composer.is_some() || model.question.is_some();
    if wanted && !opened {
        model.typed_on = TypedOn(Some(model.now.mono + PAUSE));
    }
}

/// Whether a key is a letter of such words. Any other key ends them.
pub(crate) fn swallows(model: &mut Model, key: Key) -> bool {
    let is_on = model.typed_on.is_on(model.now.mono);
    if !is_on || !matches!(key, Key::Char(_)) {
        model.typed_on = TypedOn(None);
        return false;
    }
    model.typed_on = TypedOn(Some(model.now.mono + PAUSE));
    if let Some(notice) = model.notices.current() {
        let said = notice.text.to_string();
        if !said.ends_with(SAID) {
            model.warn(&format!("{said}{SAID}"));
        }
    }
    true
}
