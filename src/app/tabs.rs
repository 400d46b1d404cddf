//! My sessions side by side: which they are, and going from one to the next.

use super::effect::Step;
use super::floor::Floor;
use super::model::{Model, Pane};
use super::screen::Screen;
use super::urgency::Way;
use crate::domain::{Presence, SessionId};

/// Shows the next or previous of my sessions; after the last comes the first.
pub(crate) fn go(model: &mut Model, way: Way, step: &mut Step) {
    let Some(last) = model.tabs().count().checked_sub(1) else {
        model.info("you are in no session: m, c or b on one");
        return;
    };
    let to = match (way, model.shown_tab()) {
        (Way::Next, Some(here)) if here < last => here + 1,
        (Way::Next, _) => 0,
        (Way::Previous, Some(here)) if here > 0 => here - 1,
        (Way::Previous, _) => last,
    };
    let Some(session) = model.tabs().get(to).cloned() else {
        return;
    };
    model.screen = Screen::Floor;
    if model.order().contains(&session) {
        model.cursor.go(&session);
    } else {
        // The filter hides its row: the keys are to go where the eyes are all the same.
        model.pane = Pane::Transcript;
    }
    model.open(&session, step);
}

/// The sessions I am in, in the order in which they became mine, as the floor has them now.
pub(crate) fn mine(floor: &Floor) -> Vec<SessionId> {
    let mut mine: Vec<_> = (floor.all_mine())
        .filter(|(_, m)| m.session.presence() == Presence::In)
        .map(|(id, m)| (m.since, id))
        .collect();
    mine.sort_unstable();
    mine.into_iter().map(|(_, id)| id.clone()).collect()
}

impl Model {
    /// The place of the shown session among [`Model::tabs`].
    pub fn shown_tab(&self) -> Option<usize> {
        let id = self.opened()?;
        let since = self.floor.mine(id)?.since;
        self.tabs().place(since, id)
    }
}
