//! Which sessions are not as they were when the list was last put in order. Noted here, where the
//! floor changes, so that nobody else can forget it.

use super::Floor;
use crate::domain::{SessionId, SessionSet};

/// What has changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Changed {
    /// These sessions, perhaps; no others.
    These(SessionSet),
    /// Any.
    All,
}

impl Default for Changed {
    fn default() -> Self {
        Self::These(SessionSet::default())
    }
}

impl Changed {
    /// One session.
    pub(super) fn one(&mut self, id: &SessionId) {
        match self {
            Self::These(ids) => ids.insert(id),
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
