//! The alerts that are so, and the newest that were. Both are bounded.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use super::alert::{Alert, Standing, Subject};
use crate::domain::Stamp;

/// Most alerts of one rule that are so at a time: a rule that holds everywhere drowns no other.
const MOST: usize = 200;
/// Most alerts kept that are over.
const KEPT: usize = 500;

/// A rule by its place.
pub(super) type Place = usize;

/// All of them.
#[derive(Debug, Default)]
pub(super) struct History {
    standing: BTreeMap<u64, Alert>,
    by_subject: BTreeMap<(Subject, Place), u64>,
    /// How many there are of each rule.
    counts: BTreeMap<Place, usize>,
    over: VecDeque<Alert>,
    numbers: u64,
}

impl History {
    /// Takes a new one, about a subject by a rule, and numbers it; `None` if that rule has too
    /// many already.
    pub(super) fn add(&mut self, alert: Alert, key: Option<(Subject, Place)>) -> Option<u64> {
        if let Some((subject, place)) = key {
            if self.is_full(place) {
                return None;
            }
            *self.counts.entry(place).or_default() += 1;
            self.by_subject.insert((subject, place), self.numbers + 1);
        }
        self.numbers += 1;
        let number = self.numbers;
        self.standing.insert(number, Alert { number, ..alert });
        Some(number)
    }

    /// Whether a rule holds anywhere: most hold nowhere at most times.
    pub(super) fn has(&self, place: Place) -> bool {
        self.counts.contains_key(&place)
    }

    /// Whether a rule has as many as are kept.
    pub(super) fn is_full(&self, place: Place) -> bool {
        self.counts.get(&place).is_some_and(|n| *n >= MOST)
    }

    /// The one of this rule about this subject.
    pub(super) fn of(&self, subject: &Subject, place: Place) -> Option<&Alert> {
        let number = self.by_subject.get(&(subject.clone(), place))?;
        self.standing.get(number)
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Alert> {
        self.standing.get_mut(&number)
    }

    /// Those about a subject.
    pub(super) fn about(&self, subject: &Subject) -> impl Iterator<Item = &Alert> {
        self.by_subject
            .range((subject.clone(), 0)..=(subject.clone(), Place::MAX))
            .filter_map(|(_, number)| self.standing.get(number))
    }

    /// The places of the rules that hold about a subject.
    pub(super) fn places(&self, subject: &Subject) -> Vec<Place> {
        self.by_subject
            .range((subject.clone(), 0)..=(subject.clone(), Place::MAX))
            .map(|((_, place), _)| *place)
            .collect()
    }

    /// It is no longer so.
    pub(super) fn end(&mut self, subject: &Subject, place: Place, at: Stamp) {
        if !self.has(place) {
            return;
        }
        if let Some(number) = self.by_subject.remove(&(subject.clone(), place)) {
            if let Entry::Occupied(mut count) = self.counts.entry(place) {
                *count.get_mut() -= 1;
                if *count.get() == 0 {
                    count.remove();
                }
            }
            self.end_number(number, at);
        }
    }

    /// The same for one that no rule holds.
    pub(super) fn end_number(&mut self, number: u64, at: Stamp) {
        let Some(mut alert) = self.standing.remove(&number) else {
            return;
        };
        let seen = alert.standing == Standing::Acknowledged;
        alert.standing = Standing::Over { at, seen };
        self.over.push_back(alert);
        if self.over.len() > KEPT {
            self.over.pop_front();
        }
    }

    /// Forgets which subject each is about: the rules have changed.
    pub(super) fn forget_subjects(&mut self) {
        self.by_subject.clear();
        self.counts.clear();
    }

    /// Those that are so, oldest first.
    pub(super) fn standing(&self) -> impl DoubleEndedIterator<Item = &Alert> {
        self.standing.values()
    }

    /// Those that are over, oldest first.
    pub(super) fn over(&self) -> impl DoubleEndedIterator<Item = &Alert> {
        self.over.iter()
    }
}
