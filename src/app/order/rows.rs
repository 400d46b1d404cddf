//! The rows as the person sees them: in order, or as they stood when the order was paused.

use super::List;
use super::place::Place;
use super::ranks::Ranks;
use crate::domain::{BySession, SessionId};

/// Rows that keep their place.
#[derive(Debug, Default)]
pub(super) struct Held {
    rows: Vec<SessionId>,
    places: BySession<usize>,
    /// Whether the order is another by now.
    pub(super) stirred: bool,
}

impl Held {
    /// The rows as they stand.
    pub(super) fn of(rows: impl Iterator<Item = SessionId>) -> Self {
        let mut held = Self::default();
        rows.for_each(|id| held.add(id));
        held
    }

    /// Whether these are the rows, and they stand so.
    pub(super) fn are<'a>(&self, rows: impl Iterator<Item = &'a SessionId>) -> bool {
        self.rows.iter().eq(rows)
    }

    /// Adds a row at the end, if it is new.
    pub(super) fn add(&mut self, id: SessionId) {
        if !self.places.contains_key(&id) {
            self.places.insert(id.clone(), self.rows.len());
            self.rows.push(id);
        }
    }
}

/// A sequence in which things are found by what they are and by where they stand.
pub(crate) trait Sequence<Id> {
    /// How many there are.
    fn count(&self) -> usize;
    /// What stands at a place.
    fn at(&self, place: usize) -> Option<&Id>;
    /// Where something stands.
    fn find(&self, id: &Id) -> Option<usize>;
}

impl<Id: PartialEq> Sequence<Id> for [Id] {
    fn count(&self) -> usize {
        self.len()
    }

    fn at(&self, place: usize) -> Option<&Id> {
        self.get(place)
    }

    fn find(&self, id: &Id) -> Option<usize> {
        self.iter().position(|one| one == id)
    }
}

/// The rows of the list.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    pub(super) list: &'a List,
}

impl<'a> Rows<'a> {
    /// How many there are.
    pub fn len(self) -> usize {
        match &self.list.held {
            Some(held) => held.rows.len(),
            None => self.list.ranks.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The session at a place.
    pub fn get(self, place: usize) -> Option<&'a SessionId> {
        match &self.list.held {
            Some(held) => held.rows.get(place),
            None => self.list.ranks.get(place).map(Place::id),
        }
    }

    /// At which place a session stands.
    pub fn position(self, id: &SessionId) -> Option<usize> {
        match &self.list.held {
            Some(held) => held.places.get(id).copied(),
            None => {
                let place = self.list.entries.get(id)?.place.as_ref()?;
                self.list.ranks.position(place)
            }
        }
    }

    /// Whether a session has a row.
    pub fn contains(self, id: &SessionId) -> bool {
        match &self.list.held {
            Some(held) => held.places.contains_key(id),
            None => self.list.entries.get(id).is_some_and(|e| e.place.is_some()),
        }
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = &'a SessionId> {
        self.skip(0)
    }

    /// All of them, copied.
    pub fn to_vec(self) -> Vec<SessionId> {
        self.iter().cloned().collect()
    }

    /// Those from a place on, without walking through the ones before.
    pub fn skip(self, place: usize) -> impl Iterator<Item = &'a SessionId> {
        let (held, ranks) = match &self.list.held {
            Some(held) => (held.rows.get(place..), None),
            None => (None, Some(&self.list.ranks)),
        };
        let sorted = ranks.map(|ranks: &Ranks<Place>| ranks.from(place).map(Place::id));
        (held.into_iter().flatten()).chain(sorted.into_iter().flatten())
    }
}

impl Sequence<SessionId> for Rows<'_> {
    fn count(&self) -> usize {
        self.len()
    }

    fn at(&self, place: usize) -> Option<&SessionId> {
        self.get(place)
    }

    fn find(&self, id: &SessionId) -> Option<usize> {
        self.position(id)
    }
}
