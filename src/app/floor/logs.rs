//! The logs of the floor's sessions. A log opens no row and reopens none.

use super::{Floor, ORPHANS};
use crate::domain::{Entry, Presence, SessionId, Transcript};

/// Whether the person sees a session's lines as they come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shown {
    Yes,
    No,
}

impl Floor {
    /// Merges lines; returns how many are new. Opens no row and reopens none.
    pub(crate) fn said(&mut self, id: &SessionId, entries: Vec<Entry>, shown: Shown) -> usize {
        if !self.logs.contains_key(id) && !self.has_row(id) && self.orphans() >= ORPHANS {
            return 0;
        }
        let fresh = self.logs.entry(id.clone()).or_default().merge(entries);
        self.changed.one(id);
        if let Some(mine) = self.mine.get_mut(id)
            && shown == Shown::No
        {
            mine.unread += fresh;
        }
        fresh
    }

    fn orphans(&self) -> usize {
        self.logs.keys().filter(|id| !self.has_row(id)).count()
    }

    /// The first unasked hole in the log of a session we are in.
    pub(crate) fn hole(&mut self, id: &SessionId) -> Option<u32> {
        let joined = self
            .mine
            .get(id)
            .is_some_and(|m| m.session.presence() == Presence::In);
        if joined {
            self.logs.get_mut(id).and_then(Transcript::hole)
        } else {
            None
        }
    }

    /// The log of a session was read.
    pub(crate) fn was_read(&mut self, id: &SessionId) {
        if let Some(log) = self.logs.get_mut(id) {
            log.was_read();
            self.changed.one(id);
        }
    }

    pub(crate) fn mark_gap(&mut self, id: &SessionId, from: u32, gap: crate::domain::Gap) {
        if let Some(log) = self.logs.get_mut(id) {
            log.mark_gap(from, gap);
            self.changed.one(id);
        }
    }

    /// The log of a session.
    pub fn log(&self, id: &SessionId) -> Option<&Transcript> {
        self.logs.get(id)
    }

    /// Whether the log should be read now: ours, and never asked for.
    pub(crate) fn wants_log(&mut self, id: &SessionId) -> bool {
        match self.mine.get_mut(id) {
            Some(m) if m.session.presence() == Presence::In && !m.log_asked => {
                m.log_asked = true;
                true
            }
            _ => false,
        }
    }

    pub(crate) fn log_failed(&mut self, id: &SessionId) {
        if let Some(mine) = self.mine.get_mut(id) {
            mine.log_asked = false;
        }
    }

    pub(crate) fn read_by_person(&mut self, id: &SessionId) {
        if let Some(mine) = self.mine.get_mut(id) {
            mine.unread = 0;
            self.changed.one(id);
        }
    }
}
