//! The rows of the list in their order: narrowed by the filter, sorted, and kept in place while
//! re-ordering is paused. Counts the floor on the way, so that no frame has to.
//!
//! Only sessions that have changed are looked at, and those for which a moment has come: a large
//! floor costs no more than a small one on which as much happens. What decides about every session
//! at once (filter, sort, watches, whose eyes, a clock that was set) has all of them looked at.

mod entry;
mod list;
mod place;
mod ranks;
mod rows;

pub(crate) use list::List;
pub use rows::Rows;
pub(crate) use rows::Sequence;

use std::collections::BTreeSet;
use std::time::Instant;

use super::filter::Beside;
use super::floor::Changed;
use super::model::Model;
use super::sort::Sort;
use crate::domain::{BySession, SessionId, Stamp, UserId};
use entry::{Entry, Rules};
use list::Inputs;
use place::Place;
use ranks::Ranks;

/// What was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Looked {
    Nowhere,
    AtSome,
}

/// Puts in order what has changed. Called before keys and frames.
pub(crate) fn settle(model: &mut Model) -> Looked {
    let paused = model.order_is_paused();
    let mut list = std::mem::take(&mut model.list);
    let wall = model.wall();
    let inputs = Inputs {
        me: model.sign_on.as_ref().map(|s| s.me.clone()),
        skew: model.skew,
        watches: model.watches.revision(),
        wall,
    };
    let others = Inputs {
        wall: list.inputs.wall,
        ..inputs.clone()
    } != list.inputs;
    // A clock that was set back makes moments come again that had passed.
    let back = wall < list.inputs.wall;
    let changed = model.floor.take_changed();
    let all = std::mem::take(&mut model.order_is_old) || others || back;
    list.inputs = inputs;
    let changed = if all { Changed::All } else { changed };
    if !paused {
        list.held = None;
    } else if list.held.is_none() {
        list.hold();
    }
    let looked = list.look(model, changed, wall);
    if std::mem::take(&mut list.afresh) && paused {
        list.hold();
    }
    model.list = list;
    if cfg!(debug_assertions) {
        audit(model);
    }
    looked
}

fn rules<'a>(
    model: &'a Model,
    sort: Sort,
    me: &'a UserId,
    flagged: &'a BTreeSet<&'a SessionId>,
    wall: Stamp,
) -> Rules<'a> {
    Rules {
        filter: model.filter.filter(),
        sort,
        beside: Beside {
            flagged,
            watches: &model.watches,
            limits: &model.settings.urgency,
            wall,
        },
        me,
    }
}

/// Most sessions of a floor that is looked at twice where debug assertions are on.
const AUDITED: usize = 200;

/// A list that is silently stale is one of the two worst things that can happen. So every test, and
/// every debug build, looks at the whole floor again and finds the same.
fn audit(model: &Model) {
    if model.list.entries.len() > AUDITED {
        return;
    }
    let me = model.me();
    let flagged: BTreeSet<&SessionId> = model.kept.flags.iter().map(|f| &f.session).collect();
    let rules = rules(
        model,
        model.list.sort,
        &me,
        &flagged,
        model.list.inputs.wall,
    );
    let each = model.floor.each(&me);
    let fresh: BySession<Entry> = each
        .map(|facts| (facts.id().clone(), Entry::of(&facts, &rules)))
        .collect();
    let ranks: Ranks<Place> = (fresh.unordered())
        .filter_map(|(_, e)| e.place.clone())
        .collect();
    debug_assert_eq!(model.list.entries, fresh, "a session changed unnoticed");
    debug_assert!(
        model.list.ranks.from(0).eq(ranks.from(0)),
        "the order is another"
    );
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
    /// Those of which older lines are not kept, where the filter asks for every line.
    pub in_part: usize,
}

/// Sessions side by side.
#[derive(Clone, Copy, Debug)]
pub struct Tabs<'a>(&'a Ranks<(Instant, SessionId)>);

impl<'a> Tabs<'a> {
    /// How many.
    pub fn count(self) -> usize {
        self.0.len()
    }

    /// The one at a place.
    pub fn get(self, place: usize) -> Option<&'a SessionId> {
        self.0.get(place).map(|(_, id)| id)
    }

    /// The place of one that became mine at this moment.
    pub(crate) fn place(self, since: Instant, id: &SessionId) -> Option<usize> {
        self.0.position(&(since, id.clone()))
    }
}

impl Model {
    /// The sessions in the order of the list, as of the last [`Model::settle`].
    pub fn order(&self) -> Rows<'_> {
        self.list.rows()
    }

    /// The sessions I am in, in the order in which they became mine, as of the last
    /// [`Model::settle`].
    pub fn tabs(&self) -> Tabs<'_> {
        Tabs(&self.list.joined)
    }

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
            total: self.list.tally.live,
            read: filter.rests_on_reading().then_some(self.list.tally.read),
            in_part: if filter.rests_on_every_line() {
                self.list.tally.in_part
            } else {
                0
            },
        })
    }

    /// How many sessions there are that have not ended, as of the last [`Model::settle`].
    pub fn session_count(&self) -> usize {
        self.list.tally.live
    }

    /// Sessions about which there may be something that the person must not forget, as of the last
    /// [`Model::settle`]: a customer reads us, or has nobody else, or the mode is another than the
    /// one asked for.
    pub fn noted(&self) -> impl Iterator<Item = &SessionId> {
        self.list.noted.iter()
    }
}
