//! Which sessions are not as they were when the list was last put in order. Noted here, where the
//! floor changes, so that nobody else can forget it.

use std::collections::HashSet;

use super::Floor;
use crate::domain::SessionId;

/// What has changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Changed {
    /// These sessions, perhaps; no others.
    These(HashSet<SessionId>),
    /// Any.
    All,
}

impl Default for Changed {
    fn default() -> Self {
        Self::These(HashSet::new())
    }
}

impl Changed {
    /// One session.
    pub(super) fn one(&mut self, id: &SessionId) {
        match self {
            Self::These(ids) => {
                if !ids.contains(id) {
                    ids.insert(id.clone());
                }
            }
            Self::All => {}
        }
    }

    /// Any of them.
    pub(super) fn all(&mut self) {
        *self = Self::All;
    }
}

impl Floor {
    /// What has changed since this was last asked.
    pub(crate) fn take_changed(&mut self) -> Changed {
        std::mem::take(&mut self.changed)
    }
}
