//! The rows of the list in their order: narrowed by the filter, sorted, and kept in place while
//! re-ordering is paused. Counts the floor on the way, so that no frame has to.

use std::collections::BTreeSet;

use super::filter::Beside;
use super::model::Model;
use super::pause::Pause;
use super::sort::{Key, Run, Sort, SortBy};
use super::urgency::{Rank, Tally};
use crate::domain::{Presence, SessionId, Stamp};

/// What decides the order, and what was found on the way to it.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) sort: Sort,
    pub(crate) pause: Pause,
    /// The person changed filter or sort: the next order is made anew even while paused.
    pub(crate) afresh: bool,
    pub(crate) tally: Tally,
    /// Sessions that have not ended, and those of them that match.
    pub(crate) total: usize,
    pub(crate) matching: usize,
    /// When time alone changes something: a wait becomes long, a filter's duration is reached.
    pub(crate) until: Option<Stamp>,
}

struct Placed<'a> {
    key: Key,
    rank: Rank,
    id: &'a SessionId,
}

/// Puts the rows in order. Called when something has changed, before keys and frames.
pub(crate) fn renew(model: &mut Model) {
    let me = model.me();
    let wall = model.wall();
    let flagged: BTreeSet<&SessionId> = model.kept.flags.iter().map(|f| &f.session).collect();
    let limits = &model.settings.urgency;
    let beside = Beside {
        flagged: &flagged,
        watches: &model.watches,
        limits,
        wall,
    };
    let (filter, sort) = (model.filter.filter(), model.list.sort);
    let (mut tally, mut until) = (Tally::default(), None::<Stamp>);
    let (mut total, mut matching) = (0, 0);
    let mut rows: Vec<Placed<'_>> = Vec::with_capacity(model.order.len());
    for facts in model.floor.each(&me) {
        let (level, changes) = limits.level(&facts, wall);
        tally.count(&facts, level);
        let sifted = filter.sift(&facts, &beside);
        until = [until, changes, sifted.until].into_iter().flatten().min();
        let live = usize::from(facts.presence() != Some(Presence::Over));
        total += live;
        if sifted.matches {
            matching += live;
            rows.push(Placed {
                key: sort.by.key(&facts, &model.watches),
                rank: Rank::of(&facts, level),
                id: facts.id(),
            });
        }
    }
    arrange(&mut rows, sort);
    let fresh: Vec<SessionId> = rows.into_iter().map(|row| row.id.clone()).collect();
    if model.list.afresh || !model.order_is_paused() {
        model.order = fresh;
        model.list.pause.moved = 0;
    } else {
        model.list.pause.moved = super::pause::hold(&mut model.order, &fresh);
    }
    model.list = List {
        afresh: false,
        tally,
        total,
        matching,
        until,
        ..std::mem::take(&mut model.list)
    };
}

/// Equals go by urgency, whatever the list is sorted by.
fn arrange(rows: &mut [Placed<'_>], sort: Sort) {
    let rank = |one: &Placed<'_>, two: &Placed<'_>| (one.rank, one.id).cmp(&(two.rank, two.id));
    match sort.by {
        SortBy::Urgency => match sort.run {
            Run::Forward => rows.sort_unstable_by(rank),
            Run::Backward => rows.sort_unstable_by(|one, two| rank(two, one)),
        },
        SortBy::Agent
        | SortBy::State
        | SortBy::Watch
        | SortBy::Customer
        | SortBy::Service
        | SortBy::Wait
        | SortBy::Mode
        | SortBy::Age
        | SortBy::Unread
        | SortBy::Last => rows.sort_unstable_by(|one, two| {
            sort.compare(&one.key, &two.key)
                .then_with(|| rank(one, two))
        }),
    }
}

/// What a number on the screen rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Basis {
    /// Sessions that match the filter.
    pub matching: usize,
    /// Sessions there are.
    pub total: usize,
    /// Sessions whose conversation was read; `None` where the filter does not ask for it.
    pub read: Option<usize>,
}

impl Model {
    /// How the list is sorted.
    pub fn sort(&self) -> Sort {
        self.list.sort
    }

    /// Sorts the list otherwise.
    pub(crate) fn sort_by(&mut self, sort: Sort) {
        self.list.sort = sort;
        self.list.afresh = true;
        self.order_is_old = true;
    }

    /// What the filtered list rests on; `None` without a filter.
    pub fn basis(&self) -> Option<Basis> {
        let filter = self.filter.filter();
        (!filter.terms.is_empty()).then(|| Basis {
            matching: self.list.matching,
            total: self.list.total,
            read: filter.rests_on_reading().then_some(self.list.tally.read),
        })
    }

    /// How many sessions there are that have not ended, as of the last [`Model::settle`].
    pub fn session_count(&self) -> usize {
        self.list.total
    }
}
