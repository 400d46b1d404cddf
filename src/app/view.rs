//! What the screen reads of the model beyond its nouns. Only looks; changes nothing.

use super::clock;
use super::draft::Audience;
use super::edit::LineEdit;
use super::filter::Complaint;
use super::keymap::Keymap;
use super::message::{Moment, Seen};
use super::model::{Model, Pane};
use super::screen::Screen;
use super::scroll::Scroll;
use super::sign_in::SignIn;
use crate::domain::{SessionId, SignOn};

impl Model {
    /// The moment of the last message: every age on the screen is measured from it.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Who we are and where; `None` before the first sign-in.
    pub fn sign_on(&self) -> Option<&SignOn> {
        self.sign_on.as_ref()
    }

    /// The transport in use; empty before there is one.
    pub fn transport(&self) -> &'static str {
        self.transport
    }

    /// How many agents the server has, and how many arrived, when these differ.
    pub fn short_roster(&self) -> Option<(u64, u64)> {
        self.floor.short_roster
    }

    /// Whether the feed did not bring what the server's list shows.
    pub fn misses_events(&self) -> bool {
        self.misses_events
    }

    /// How far this machine's clock is from the server's, in words, where it is too far.
    pub fn clock_note(&self) -> Option<String> {
        clock::note(self.skew)
    }

    /// Whether a service is configured to be shown at all.
    pub fn shows_service(&self) -> bool {
        !self.settings.service_keys.is_empty()
    }

    /// The screen that fills the middle. An open composer is always in sight: it has the keys.
    pub fn screen(&self) -> Screen {
        if self.composer.is_some() {
            Screen::Floor
        } else {
            self.screen
        }
    }

    /// The keys in force.
    pub fn keymap(&self) -> &Keymap {
        &self.settings.keymap
    }

    /// The pane that hears the keys.
    pub fn pane(&self) -> Pane {
        self.pane
    }

    /// The reader's place in the transcript.
    pub fn scroll(&self) -> Scroll {
        self.scroll
    }

    /// The first line of the help that is shown, while help is open.
    pub fn help(&self) -> Option<usize> {
        self.help
    }

    /// The filter's text, and whether it is being typed.
    pub fn filter(&self) -> (&LineEdit, Typing) {
        let typing = if self.filter.typing {
            Typing::Yes
        } else {
            Typing::No
        };
        (&self.filter.edit, typing)
    }

    /// What of the filter's line does not count, and why; as of the last [`Model::settle`].
    pub fn filter_complaints(&self) -> &[Complaint] {
        &self.filter.filter().complaints
    }

    /// The line under the person's hands for a session and an audience.
    pub fn draft_line(&self, session: &SessionId, audience: Audience) -> Option<&LineEdit> {
        self.works
            .get(&(session.clone(), audience))
            .map(|work| &work.edit)
    }

    /// The open password prompt.
    pub fn sign_in(&self) -> Option<&SignIn> {
        self.sign_in.as_ref()
    }

    /// What the last frame showed.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Whether any agent is watched, as far as we asked.
    pub fn watches_somebody(&self) -> bool {
        self.watches.count() > 0
    }
}

/// Whether the filter takes the keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typing {
    /// It does.
    Yes,
    /// It stands as it is.
    No,
}
