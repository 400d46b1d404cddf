//! Maps and sets by session, for what is looked up with every message and walked through rarely:
//! found by hash, walked in the order of the ids, so that nothing ever depends on chance.
//!
//! Ids are the server's own, and a message looks a dozen of them up: the hash is one for tables
//! (seeded anew in every run) and not one against whoever chooses the keys.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::SessionId;

/// The map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BySession<V>(HashMap<SessionId, V, RandomState>);

impl<V> Default for BySession<V> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

/// The set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SessionSet(HashSet<SessionId, RandomState>);

impl SessionSet {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is one of them.
    pub fn contains(&self, id: &SessionId) -> bool {
        self.0.contains(id)
    }

    /// Adds it.
    pub fn insert(&mut self, id: &SessionId) {
        // Mostly new: to copy an id costs less than to look twice.
        self.0.insert(id.clone());
    }

    /// Takes all of them away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// All of them, in no order: for what does not depend on one.
    pub fn unordered(self) -> impl Iterator<Item = SessionId> {
        self.0.into_iter()
    }
}

impl<V> BySession<V> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What there is of a session.
    pub fn get(&self, id: &SessionId) -> Option<&V> {
        self.0.get(id)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, id: &SessionId) -> Option<&mut V> {
        self.0.get_mut(id)
    }

    /// Whether there is something.
    pub fn contains_key(&self, id: &SessionId) -> bool {
        self.0.contains_key(id)
    }

    /// Its entry, present or not.
    pub fn entry(&mut self, id: SessionId) -> Entry<'_, SessionId, V> {
        self.0.entry(id)
    }

    /// Puts something there; returns what was there before.
    pub fn insert(&mut self, id: SessionId, value: V) -> Option<V> {
        self.0.insert(id, value)
    }

    /// Takes it away.
    pub fn remove(&mut self, id: &SessionId) -> Option<V> {
        self.0.remove(id)
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps what is wanted.
    pub fn retain(&mut self, keep: impl FnMut(&SessionId, &mut V) -> bool) {
        self.0.retain(keep);
    }

    /// Everything, in the order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = (&SessionId, &V)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        all.into_iter()
    }

    /// The sessions, in the order of their ids.
    pub fn keys(&self) -> impl Iterator<Item = &SessionId> {
        self.iter().map(|(id, _)| id)
    }

    /// Everything, in no order: for what does not depend on one.
    pub fn unordered(&self) -> impl Iterator<Item = (&SessionId, &V)> {
        self.0.iter()
    }

    /// The same, to be changed.
    pub fn unordered_mut(&mut self) -> impl Iterator<Item = (&SessionId, &mut V)> {
        self.0.iter_mut()
    }
}

impl<V> FromIterator<(SessionId, V)> for BySession<V> {
    fn from_iter<I: IntoIterator<Item = (SessionId, V)>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl<V> Extend<(SessionId, V)> for BySession<V> {
    fn extend<I: IntoIterator<Item = (SessionId, V)>>(&mut self, iter: I) {
        self.0.extend(iter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_walked_in_the_order_of_the_ids() {
        let mut map = BySession::default();
        for name in ["c", "a", "d", "b"] {
            map.insert(SessionId::new(name), name);
        }
        assert!(map.keys().map(SessionId::as_str).eq(["a", "b", "c", "d"]));
        assert_eq!(map.unordered().count(), map.len());
    }
}
