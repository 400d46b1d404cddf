//! Rows that keep their place: re-ordering is paused by key, and by itself while something is open
//! that the person answers or writes. What is new goes to the end; what is gone keeps its line, and
//! is said to be gone, until the pause ends: nothing moves under the highlight.

use super::model::Model;

/// Whether the order stands still.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Pause {
    by_key: bool,
}

/// Why the order stands still, for the head of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paused {
    /// By key.
    ByKey,
    /// While something is open, and there is something to be put in order after it.
    Meanwhile,
}

/// `o`.
pub(crate) fn key(model: &mut Model) {
    model.list.pause.by_key = !model.list.pause.by_key;
    if model.list.pause.by_key {
        model.info("order paused: rows keep their place, new ones go to the end");
    } else {
        model.info("the order is kept up again");
    }
}

impl Model {
    /// Whether the order stands still now.
    pub(crate) fn order_is_paused(&self) -> bool {
        self.list.pause.by_key
            || self.question.is_some()
            || self.prompt.is_some()
            || self.chooser.is_some()
            || self.composer.is_some()
            || self.sign_in.is_some()
    }

    /// What to say of the order, if it stands still.
    pub fn paused(&self) -> Option<Paused> {
        if self.list.pause.by_key {
            Some(Paused::ByKey)
        } else if self.order_is_paused() && self.list.stirred() {
            Some(Paused::Meanwhile)
        } else {
            None
        }
    }
}
