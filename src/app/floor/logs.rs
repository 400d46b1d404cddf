//! The logs of the floor's sessions. A log opens no row and reopens none.

use super::Floor;
use super::archive::HasRow;
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
        let row = if self.has_row(id) {
            HasRow::Yes
        } else {
            HasRow::No
        };
        let fresh = self.logs.merge(id, entries, row);
        self.changed.one(id);
        if let Some(mine) = self.rows.mine_mut(id)
            && shown == Shown::No
        {
            mine.unread += fresh;
        }
        fresh
    }

    /// Keeps all logs together within their bound. Those that are spared are left as they are.
    pub(crate) fn bound_logs(&mut self, spared: impl Fn(&SessionId) -> bool) {
        for id in self.logs.let_go(spared) {
            self.changed.one(&id);
        }
    }

    /// The person looks at a log, or did until now.
    pub(crate) fn viewed(&mut self, id: &SessionId) {
        self.logs.viewed(id);
    }

    /// The first unasked hole in the log of a session we are in.
    pub(crate) fn hole(&mut self, id: &SessionId) -> Option<u32> {
        if self.is_in(id) {
            self.logs.get_mut(id).and_then(Transcript::hole)
        } else {
            None
        }
    }

    fn is_in(&self, id: &SessionId) -> bool {
        let mine = self.rows.mine(id);
        mine.is_some_and(|m| m.session.presence() == Presence::In)
    }

    /// The log of a session was read, from here to its end.
    pub(crate) fn was_read(&mut self, id: &SessionId, from: u32) {
        if let Some(log) = self.logs.get_mut(id) {
            log.was_read(from);
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
        match self.rows.mine_mut(id) {
            Some(m) if m.session.presence() == Presence::In && !m.log_asked => {
                m.log_asked = true;
                if let Some(log) = self.logs.get_mut(id) {
                    log.reading();
                }
                true
            }
            _ => false,
        }
    }

    /// From where the log of a session we are in should be read now, because its older lines were
    /// let go.
    pub(crate) fn wants_older(&mut self, id: &SessionId) -> Option<u32> {
        if self.is_in(id) {
            self.logs.get_mut(id).and_then(Transcript::read_again)
        } else {
            None
        }
    }

    /// A reading failed: all of the log is wanted again.
    pub(crate) fn log_failed(&mut self, id: &SessionId) {
        if let Some(log) = self.logs.get_mut(id) {
            log.not_read();
        }
        if let Some(mine) = self.rows.mine_mut(id) {
            mine.log_asked = false;
        }
    }

    pub(crate) fn read_by_person(&mut self, id: &SessionId) {
        if let Some(mine) = self.rows.mine_mut(id) {
            mine.unread = 0;
            self.changed.one(id);
        }
    }
}
