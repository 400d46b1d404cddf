//! What is forgotten of the modes, and when.

use super::Floor;

impl Floor {
    /// Forgets every confirmed mode.
    pub(crate) fn forget_modes(&mut self) {
        self.changed.all();
        for mine in self.mine.unordered_mut().map(|(_, m)| m) {
            mine.session.forget_mode();
        }
    }

    /// Forgets what was asked for: somebody else is signed in.
    pub(crate) fn forget_asked(&mut self) {
        self.changed.all();
        for mine in self.mine.unordered_mut().map(|(_, m)| m) {
            mine.asked = None;
        }
    }
}
