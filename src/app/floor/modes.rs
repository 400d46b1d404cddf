//! What is forgotten of the modes, and when; and which of them stand on record.

use super::{Floor, Mine};
use crate::domain::SessionId;

impl Mine {
    /// Whether another mode is confirmed than what stands on record.
    pub(crate) fn is_unrecorded(&self) -> bool {
        self.session.confirmed() != self.on_record
    }
}

impl Floor {
    /// Forgets every confirmed mode.
    pub(crate) fn forget_modes(&mut self) {
        self.changed.all();
        for (_, mine) in self.rows.all_mine_mut() {
            mine.session.forget_mode();
        }
    }

    /// Whether another mode is confirmed than what stands on record, where this now stands.
    pub(crate) fn goes_on_record(&mut self, id: &SessionId) -> bool {
        self.rows.mine_mut(id).is_some_and(|mine| {
            let goes = mine.is_unrecorded();
            mine.on_record = mine.session.confirmed();
            goes
        })
    }

    /// Forgets what was asked for: somebody else is signed in.
    pub(crate) fn forget_asked(&mut self) {
        self.changed.all();
        for (_, mine) in self.rows.all_mine_mut() {
            mine.asked = None;
        }
    }
}
