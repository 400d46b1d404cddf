//! What outlives a run, for one person at one server: whom they watch, and what they flagged.

use super::effect::{Effect, Step};
use super::model::Model;
use crate::domain::{SessionId, Stamp, Text, UserId};

/// All of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// Whom we watch silently.
    pub watched: Vec<Watched>,
    /// Whom the person has stopped watching: the config file does not begin it again.
    pub stopped: Vec<UserId>,
    /// Sessions with a note.
    pub flags: Vec<Flagged>,
}

/// An agent who is watched as Monitor, every next session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watched {
    /// Whom.
    pub agent: UserId,
    /// Their name when it was kept: for a start at which the agent is not listed yet.
    pub name: Text,
}

/// A session that the person marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flagged {
    /// Which.
    pub session: SessionId,
    /// Who was in it, in words, when it was flagged.
    pub label: Text,
    /// Why; may be empty.
    pub note: Text,
    /// When, by the wall clock.
    pub at: Stamp,
}

impl Model {
    /// Changes what is kept, and has it written down.
    pub(crate) fn keep(&mut self, change: impl FnOnce(&mut Kept), step: &mut Step) {
        change(&mut self.kept);
        step.push(Effect::Keep(self.kept.clone()));
    }

    /// What outlives this run.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }
}
