//! A sorted sequence whose items have places: what stands at a place, and at which place an item
//! stands, without walking through all of it. Knows no session.
//!
//! Kept in chunks. An item is found by two binary searches, a place by counting over the chunks,
//! and an insertion moves at most one chunk's items.

use std::cmp::Ordering;

/// Items of one chunk at most; twice as many as a split leaves.
const CHUNK: usize = 256;

/// The sequence. Equal items stand in it once.
#[derive(Clone, Debug)]
pub(super) struct Ranks<T> {
    /// None of them is empty.
    chunks: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Ranks<T> {
    fn default() -> Self {
        let chunks = Vec::new();
        Self { chunks, len: 0 }
    }
}

impl<T: Ord> Ranks<T> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Adds one.
    pub(super) fn insert(&mut self, item: T) {
        let at = self
            .chunk_of(&item)
            .min(self.chunks.len().saturating_sub(1));
        let Some(chunk) = self.chunks.get_mut(at) else {
            self.chunks.push(vec![item]);
            self.len = 1;
            return;
        };
        if let Err(place) = chunk.binary_search(&item) {
            chunk.insert(place, item);
            self.len += 1;
            if chunk.len() > CHUNK {
                let half = chunk.split_off(CHUNK / 2);
                self.chunks.insert(at + 1, half);
            }
        }
    }

    /// Takes one away.
    pub(super) fn remove(&mut self, item: &T) {
        let at = self.chunk_of(item);
        let Some(chunk) = self.chunks.get_mut(at) else {
            return;
        };
        if let Ok(place) = chunk.binary_search(item) {
            chunk.remove(place);
            self.len -= 1;
            if chunk.is_empty() {
                self.chunks.remove(at);
            }
        }
    }

    /// What stands at a place.
    pub(super) fn get(&self, place: usize) -> Option<&T> {
        self.from(place).next()
    }

    /// At which place an item stands.
    pub(super) fn position(&self, item: &T) -> Option<usize> {
        let at = self.chunk_of(item);
        let place = self.chunks.get(at)?.binary_search(item).ok()?;
        Some(self.chunks.iter().take(at).map(Vec::len).sum::<usize>() + place)
    }

    /// Everything from a place on.
    pub(super) fn from(&self, place: usize) -> impl Iterator<Item = &T> {
        let (mut skip, mut at) = (place, 0);
        while let Some(chunk) = self.chunks.get(at).filter(|c| c.len() <= skip) {
            skip -= chunk.len();
            at += 1;
        }
        self.chunks.iter().skip(at).flatten().skip(skip)
    }

    /// The first chunk that ends with this item or a later one.
    fn chunk_of(&self, item: &T) -> usize {
        self.chunks.partition_point(|chunk| {
            chunk
                .last()
                .is_some_and(|last| last.cmp(item) == Ordering::Less)
        })
    }
}

impl<T: Ord> FromIterator<T> for Ranks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items: Vec<T> = items.into_iter().collect();
        items.sort_unstable();
        items.dedup();
        let len = items.len();
        let mut chunks = Vec::with_capacity(len / (CHUNK / 2) + 1);
        let mut items = items.into_iter();
        loop {
            let chunk: Vec<T> = items.by_ref().take(CHUNK / 2).collect();
            if chunk.is_empty() {
                return Self { chunks, len };
            }
            chunks.push(chunk);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_sorted_set_with_places(
            first in prop::collection::vec(0_u32..5_000, 0..2_000),
            then in prop::collection::vec((any::<bool>(), 0_u32..5_000), 0..2_000),
        ) {
            let mut set: BTreeSet<u32> = first.iter().copied().collect();
            let mut ranks: Ranks<u32> = first.into_iter().collect();
            for (adds, item) in then {
                if adds {
                    ranks.insert(item);
                    set.insert(item);
                } else {
                    ranks.remove(&item);
                    set.remove(&item);
                }
                prop_assert_eq!(ranks.len(), set.len());
            }
            prop_assert!(ranks.from(0).eq(set.iter()));
            for (place, item) in set.iter().enumerate().step_by(7) {
                prop_assert_eq!(ranks.get(place), Some(item));
                prop_assert_eq!(ranks.position(item), Some(place));
                prop_assert!(ranks.from(place).eq(set.range(item..)));
            }
            prop_assert_eq!(ranks.get(set.len()), None);
            prop_assert_eq!(ranks.position(&5_000), None);
            prop_assert!(ranks.chunks.iter().all(|c| (1..=CHUNK).contains(&c.len())));
        }
    }
}
