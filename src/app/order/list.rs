//! The list as it was last put in order, and how it takes a session in and out again.

use std::collections::BTreeSet;
use std::time::Instant;

use super::entry::{Entry, Ours};
use super::place::Place;
use super::ranks::Ranks;
use super::rows::{Held, Rows};
use super::{Looked, rules};
use crate::app::facts::Facts;
use crate::app::floor::Changed;
use crate::app::model::Model;
use crate::app::pause::Pause;
use crate::app::sort::Sort;
use crate::app::urgency::{Rank, Tally};
use crate::domain::{BySession, SessionId, SessionSet, Skew, Stamp, UserId};

/// What decides the order, and what was found on the way to it.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) sort: Sort,
    pub(crate) pause: Pause,
    /// The person changed filter or sort: the next order is made anew even while paused.
    pub(crate) afresh: bool,
    pub(crate) tally: Tally,
    pub(super) entries: BySession<Entry>,
    pub(super) ranks: Ranks<Place>,
    /// The rows as they stand while the order is paused.
    pub(super) held: Option<Held>,
    /// When time alone changes something of a session: a wait becomes long, a filter's duration is
    /// reached.
    due: BTreeSet<(Stamp, SessionId)>,
    /// Who needs the person, by urgency.
    calls: BTreeSet<(Rank, SessionId)>,
    /// The sessions I am in, by when each became mine.
    pub(super) joined: Ranks<(Instant, SessionId)>,
    over: BTreeSet<(Instant, SessionId)>,
    pub(super) noted: BTreeSet<SessionId>,
    /// Sessions that have not ended and match the filter.
    pub(super) matching: usize,
    pub(super) inputs: Inputs,
}

/// What decides about every session at once, as of the last look.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Inputs {
    pub(super) me: Option<UserId>,
    pub(super) skew: Skew,
    pub(super) watches: u64,
    pub(super) wall: Stamp,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            me: None,
            skew: Skew::default(),
            watches: 0,
            wall: Stamp(i64::MIN),
        }
    }
}

impl List {
    pub(super) fn look(&mut self, model: &Model, changed: Changed, wall: Stamp) -> Looked {
        let mut some = match changed {
            Changed::All => None,
            Changed::These(ids) => Some(ids),
        };
        while let Some((at, _)) = self.due.first()
            && *at <= wall
        {
            if let (Some((_, id)), Some(some)) = (self.due.pop_first(), &mut some) {
                some.insert(&id);
            }
        }
        if some.as_ref().is_some_and(SessionSet::is_empty) {
            return Looked::Nowhere;
        }
        let me = model.me();
        let flagged: BTreeSet<&SessionId> = model.kept.flags.iter().map(|f| &f.session).collect();
        let rules = rules(model, self.sort, &me, &flagged, wall);
        let mut new: Vec<Place> = Vec::new();
        match some {
            None => {
                let (mut ranks, known) = (Vec::new(), self.held.is_some());
                self.ranks = Ranks::default();
                let mut there = 0;
                for facts in model.floor.each(&me) {
                    let entry = Entry::of(&facts, &rules);
                    there += 1;
                    ranks.extend(entry.place.clone());
                    self.put(facts.id(), entry);
                }
                if self.entries.len() > there {
                    self.drop_those_without_a_row(|id| model.floor.has_row(id));
                }
                self.ranks = ranks.into_iter().collect();
                if known {
                    new = self.ranks.from(0).cloned().collect();
                }
            }
            Some(ids) => {
                for id in ids.unordered() {
                    let entry = Facts::of(&model.floor, &id, &me).map(|f| Entry::of(&f, &rules));
                    if self.entries.get(&id) == entry.as_ref() {
                        // Taken from the moments when its own had come.
                        self.await_moment(&id, entry.as_ref().filter(|e| e.until <= Some(wall)));
                        continue;
                    }
                    let place = entry.as_ref().and_then(|e| e.place.clone());
                    match entry {
                        Some(entry) => self.put(&id, entry),
                        None => self.take_away(&id),
                    }
                    if let Some(place) = place {
                        if self.held.is_some() {
                            new.push(place.clone());
                        }
                        self.ranks.insert(place);
                    }
                }
                new.sort_unstable();
            }
        }
        if let Some(held) = &mut self.held {
            new.into_iter()
                .for_each(|place| held.add(place.id().clone()));
            held.stirred = !held.are(self.ranks.from(0).map(Place::id));
        }
        Looked::AtSome
    }

    /// Puts a session's entry in the place of its former one; the ranks get its place from whoever
    /// calls this. A filter that is typed changes places alone, and those of all sessions.
    fn put(&mut self, id: &SessionId, entry: Entry) {
        let Some(before) = self.entries.get_mut(id) else {
            return self.add(id, entry);
        };
        if !before.is_but_for_its_place(&entry) {
            self.take_away(id);
            self.add(id, entry);
            return;
        }
        self.matching -= usize::from(before.matches_live());
        self.matching += usize::from(entry.matches_live());
        if let Some(place) = std::mem::replace(&mut before.place, entry.place) {
            self.ranks.remove(&place);
        }
        // Taken from the moments when its own had come.
        if let Some(at) = before.until {
            self.due.insert((at, id.clone()));
        }
    }

    fn drop_those_without_a_row(&mut self, has_row: impl Fn(&SessionId) -> bool) {
        let gone = (self.entries.unordered())
            .map(|(id, _)| id)
            .filter(|id| !has_row(id));
        let gone: Vec<SessionId> = gone.cloned().collect();
        gone.iter().for_each(|id| self.take_away(id));
    }

    fn await_moment(&mut self, id: &SessionId, entry: Option<&Entry>) {
        if let Some(at) = entry.and_then(|e| e.until) {
            self.due.insert((at, id.clone()));
        }
    }

    /// Counts a session in; its place is in the ranks already.
    fn add(&mut self, id: &SessionId, entry: Entry) {
        self.tally.count(entry.counts);
        self.matching += usize::from(entry.matches_live());
        self.await_moment(id, Some(&entry));
        if let Some(rank) = entry.calls {
            self.calls.insert((rank, id.clone()));
        }
        match entry.ours {
            Ours::In(since) => self.joined.insert((since, id.clone())),
            Ours::Over(at) => _ = self.over.insert((at, id.clone())),
            Ours::No => {}
        }
        if entry.noted {
            self.noted.insert(id.clone());
        }
        self.entries.insert(id.clone(), entry);
    }

    fn take_away(&mut self, id: &SessionId) {
        let Some(entry) = self.entries.remove(id) else {
            return;
        };
        self.tally.discount(entry.counts);
        self.matching -= usize::from(entry.matches_live());
        if let Some(place) = &entry.place {
            self.ranks.remove(place);
        }
        if let Some(at) = entry.until {
            self.due.remove(&(at, id.clone()));
        }
        if let Some(rank) = entry.calls {
            self.calls.remove(&(rank, id.clone()));
        }
        match entry.ours {
            Ours::In(since) => self.joined.remove(&(since, id.clone())),
            Ours::Over(at) => _ = self.over.remove(&(at, id.clone())),
            Ours::No => {}
        }
        if entry.noted {
            self.noted.remove(id);
        }
    }

    /// From now on the rows keep the places that they have in order.
    pub(super) fn hold(&mut self) {
        self.held = Some(Held::of(self.ranks.from(0).map(Place::id).cloned()));
    }

    /// The rows.
    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows { list: self }
    }

    /// When time alone changes something.
    pub(crate) fn until(&self) -> Option<Stamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Sessions that are over for us, the longest first, and since when.
    pub(crate) fn over(&self) -> impl Iterator<Item = &(Instant, SessionId)> {
        self.over.iter()
    }

    /// Who needs the person, of those with a row, the most urgent first.
    pub(crate) fn calling(&self) -> impl Iterator<Item = &SessionId> {
        let rows = self.rows();
        let ids = self.calls.iter().map(|(_, id)| id);
        ids.filter(move |id| rows.contains(id))
    }

    /// Whether rows that keep their place would stand elsewhere.
    pub(crate) fn stirred(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.stirred)
    }
}
