//! What is hidden of text from outside, and for how long it is shown. Screens never decide that:
//! rows come hidden, and a transcript's words come through a [`Veil`].

use std::borrow::Cow;
use std::time::{Duration, Instant};

use super::effect::{Effect, Redraw, Step};
use super::lock::Passphrase;
use super::model::Model;
use super::record;
use super::tell::Tell;
use crate::domain::{Note, Noticed, SessionId, Text, mask};

/// What is hidden, and when the screen locks itself.
#[derive(Clone, Debug)]
pub struct Privacy {
    /// Telephone numbers, cards and other long runs of digits.
    pub numbers: Numbers,
    /// User-data keys whose values are hidden whole.
    pub keys: Vec<String>,
    /// How long a session's numbers are shown once they are asked for.
    pub reveal: Duration,
    /// After how long without a key the screen locks itself; `None`: by key only.
    pub lock_after: Option<Duration>,
    /// What unlocks it; without one it cannot be locked.
    pub passphrase: Option<Passphrase>,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            numbers: Numbers::Masked,
            keys: Vec::new(),
            reveal: Duration::from_secs(30),
            lock_after: None,
            passphrase: None,
        }
    }
}

/// Whether long numbers are hidden.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Numbers {
    /// They are, but for their last digits.
    #[default]
    Masked,
    /// They are not.
    Shown,
}

/// How text of one session is shown now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Veil {
    /// Numbers are hidden, and the values of the configured keys.
    Masked,
    /// Only the values of the configured keys are.
    KeysMasked,
    /// Nothing is: the person asked for it, and it is on record.
    Clear,
}

impl Veil {
    /// Text as it is shown. What is hidden keeps its width.
    pub fn over(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Masked => mask::numbers(text),
            Self::KeysMasked | Self::Clear => Cow::Borrowed(text),
        }
    }

    /// The same, of text that is kept.
    #[must_use]
    pub fn text(self, text: &Text) -> Text {
        match self {
            Self::Masked => text.masked(),
            Self::KeysMasked | Self::Clear => text.clone(),
        }
    }

    /// A value of user data as it is shown; `hidden` is what stands for it while its key is hidden.
    pub(crate) fn value(self, value: Option<&Text>, hidden: Option<&Text>) -> Option<Text> {
        match (self, hidden) {
            (Self::Masked | Self::KeysMasked, Some(hidden)) => Some(hidden.clone()),
            (Self::Clear, _) | (_, None) => value.map(|value| self.text(value)),
        }
    }
}

/// A session whose numbers are shown for a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Revealed {
    pub(crate) session: SessionId,
    pub(crate) until: Instant,
}

/// `p`: shows the numbers of the opened session, or hides them again.
pub(crate) fn key(model: &mut Model, step: &mut Step) {
    step.redraw(Redraw::Now);
    let Some(session) = model.opened.clone() else {
        model.info("no session is opened: Enter opens the highlighted one, p shows its numbers");
        return;
    };
    if model.revealed.take().is_some() {
        model.info("numbers are hidden again");
        return;
    }
    if model.veil(&session) == Veil::KeysMasked && model.settings.privacy.keys.is_empty() {
        model.info("nothing is hidden ([privacy] mask_numbers is false)");
        return;
    }
    // Showing them sends nothing, and is itself what is to stand on record.
    if let Some(why) = record::unrecorded(model, Noticed::Seen) {
        model.warn(&why);
        return;
    }
    let shown = model.settings.privacy.reveal;
    model.info(&format!(
        "the numbers of this session are shown for {} s, or until it is closed; p hides them",
        shown.as_secs()
    ));
    record::note(
        model,
        Note::Revealed {
            session: session.clone(),
        },
        step,
    );
    model.revealed = Some(Revealed {
        session,
        until: model.now.mono + shown,
    });
}

/// After every message: what is no longer opened is no longer revealed, and what goes to the
/// clipboard or the desktop is no clearer than the screen.
pub(crate) fn settle(model: &mut Model, step: &mut Step) {
    let over = model
        .revealed
        .as_ref()
        .is_some_and(|r| model.opened.as_ref() != Some(&r.session) || r.until <= model.now.mono);
    if over {
        model.revealed = None;
        step.redraw(Redraw::Soon);
    }
    let clear = model.opened.as_ref().map(|id| model.veil(id));
    let mut hides = false;
    for effect in &mut step.effects {
        match effect {
            Effect::Tell(Tell::Copy { text }) => {
                let shown = clear.unwrap_or_else(|| model.usual_veil()).text(text);
                hides |= shown != *text;
                *text = shown;
            }
            Effect::Tell(Tell::Notify { title }) => {
                *title = if model.lock.is_some() {
                    Text::line("floorwalk")
                } else {
                    model.usual_veil().text(title)
                };
            }
            _ => {}
        }
    }
    if hides {
        model.info("sent to the terminal with its numbers hidden: p shows them first");
    }
}

impl Model {
    /// How text of a session is shown now.
    pub fn veil(&self, session: &SessionId) -> Veil {
        let revealed = self.revealed.as_ref().is_some_and(|r| {
            r.session == *session
                && r.until > self.now.mono
                && self.opened.as_ref() == Some(session)
        });
        if revealed {
            Veil::Clear
        } else {
            self.usual_veil()
        }
    }

    /// How text is shown of which nobody asked for more.
    pub(crate) fn usual_veil(&self) -> Veil {
        match self.settings.privacy.numbers {
            Numbers::Masked => Veil::Masked,
            Numbers::Shown => Veil::KeysMasked,
        }
    }

    /// What is left of the time for which the opened session's numbers are shown.
    pub fn revealed_for(&self) -> Option<Duration> {
        let revealed = self.revealed.as_ref()?;
        (self.veil(&revealed.session) == Veil::Clear)
            .then(|| revealed.until.saturating_duration_since(self.now.mono))
    }
}
