//! All logs, within a bound: where there is too much, the log that was looked at least recently lets
//! its older entries go first. Knows nothing of the screen; who must not be touched it is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{BySession, Entry, SessionId, Transcript};

/// What may be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Bounds {
    /// Entries of all logs together.
    pub(super) all: usize,
    /// Entries that each log keeps all the same: the newest.
    pub(super) each: usize,
    /// Logs of sessions without a row.
    pub(super) strays: usize,
}

impl Default for Bounds {
    /// An entry with 80 letters takes about 450 bytes in all: this is 4.5 MB. With 500 sessions that
    /// nobody looks at each has its newest 20, and one log of full length always fits.
    fn default() -> Self {
        Self {
            all: 10_000,
            each: 20,
            strays: 256,
        }
    }
}

/// Whether a session has a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HasRow {
    Yes,
    No,
}

/// One log.
#[derive(Debug, Default)]
struct Filed {
    log: Transcript,
    /// When somebody looked at it last, as a count; 0 is never.
    viewed: u64,
    /// Its place among those without a row.
    stray: Option<u64>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Archive {
    bounds: Bounds,
    logs: BySession<Filed>,
    /// Logs that have something to let go, by when they were looked at.
    long: BTreeSet<(u64, SessionId)>,
    /// Logs without a row (one may arrive before its session), the oldest of them first.
    strays: BTreeMap<u64, SessionId>,
    /// Entries of all of them.
    entries: usize,
    /// Counts looks and strays.
    count: u64,
}

impl Archive {
    pub(super) fn get(&self, id: &SessionId) -> Option<&Transcript> {
        self.logs.get(id).map(|filed| &filed.log)
    }

    /// For what takes nothing away from a log and adds nothing.
    pub(super) fn get_mut(&mut self, id: &SessionId) -> Option<&mut Transcript> {
        self.logs.get_mut(id).map(|filed| &mut filed.log)
    }

    pub(super) fn contains(&self, id: &SessionId) -> bool {
        self.logs.contains_key(id)
    }

    /// Merges lines; returns how many are new.
    pub(super) fn merge(&mut self, id: &SessionId, entries: Vec<Entry>, row: HasRow) -> usize {
        let filed = self.logs.entry(id.clone()).or_default();
        let before = filed.log.len();
        let fresh = filed.log.merge(entries);
        let after = filed.log.len();
        let key = (before <= self.bounds.each).then_some(filed.viewed);
        self.entries = self.entries + after - before;
        if let Some(viewed) = key.filter(|_| after > self.bounds.each) {
            self.long.insert((viewed, id.clone()));
        }
        if row == HasRow::No {
            self.row_went(id);
        }
        fresh
    }

    /// Somebody looks at a log, or did until now.
    pub(super) fn viewed(&mut self, id: &SessionId) {
        if let Some(filed) = self.logs.get_mut(id) {
            self.count += 1;
            let before = std::mem::replace(&mut filed.viewed, self.count);
            if self.long.remove(&(before, id.clone())) {
                self.long.insert((self.count, id.clone()));
            }
        }
    }

    /// Lets go what is too much, but nothing of the logs that are spared. Returns whose entries
    /// went.
    pub(super) fn let_go(&mut self, spared: impl Fn(&SessionId) -> bool) -> Vec<SessionId> {
        let mut lessened = Vec::new();
        while self.entries > self.bounds.all {
            let first = self.long.iter().find(|(_, id)| !spared(id)).cloned();
            let Some(first) = first else { break };
            self.long.remove(&first);
            if let Some(filed) = self.logs.get_mut(&first.1) {
                self.entries -= filed.log.let_go(self.bounds.each);
            }
            lessened.push(first.1);
        }
        lessened
    }

    /// A session has a row now.
    pub(super) fn row_came(&mut self, id: &SessionId) {
        let filed = self.logs.get_mut(id);
        if let Some(place) = filed.and_then(|filed| filed.stray.take()) {
            self.strays.remove(&place);
        }
    }

    /// A session has no row (any more). The log that has been without one for longest is forgotten
    /// where there are too many.
    pub(super) fn row_went(&mut self, id: &SessionId) {
        let Some(filed) = self.logs.get_mut(id).filter(|f| f.stray.is_none()) else {
            return;
        };
        self.count += 1;
        filed.stray = Some(self.count);
        self.strays.insert(self.count, id.clone());
        if self.strays.len() > self.bounds.strays
            && let Some((_, oldest)) = self.strays.pop_first()
            && let Some(filed) = self.logs.remove(&oldest)
        {
            self.entries -= filed.log.len();
            self.long.remove(&(filed.viewed, oldest));
        }
    }
}

#[cfg(test)]
mod tests;
