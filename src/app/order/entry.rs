//! What the list knows of one session beside its row: where it stands, how it counts, and when time
//! alone changes that. Made anew whenever the session has changed.

use std::time::Instant;

use super::place::Place;
use crate::app::facts::Facts;
use crate::app::filter::{Beside, Filter};
use crate::app::sort::Sort;
use crate::app::urgency::{Counts, Joined, Rank};
use crate::domain::{Mode, Presence, Stamp, UserId};

/// One session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// Where it stands, if the filter shows it.
    pub(super) place: Option<Place>,
    pub(super) counts: Counts,
    /// Where `n` stops, and before whom: somebody who needs the person.
    pub(super) calls: Option<Rank>,
    pub(super) ours: Ours,
    /// Whether it may have a line of its own that the person must not forget.
    pub(super) noted: bool,
    /// When time alone changes any of this.
    pub(super) until: Option<Stamp>,
}

/// Whether it is one of mine, and since when. One that is over may be in an agent's list again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ours {
    /// We are in it.
    In(Instant),
    /// It is over for us.
    Over(Instant),
    /// Neither.
    No,
}

/// What beside the session decides all that.
pub(super) struct Rules<'a> {
    pub(super) filter: &'a Filter,
    pub(super) sort: Sort,
    pub(super) beside: Beside<'a>,
    pub(super) me: &'a UserId,
}

impl Entry {
    /// Of a session as it is now.
    pub(super) fn of(facts: &Facts<'_>, rules: &Rules<'_>) -> Self {
        let beside = &rules.beside;
        let (level, changes) = beside.limits.level(facts, beside.wall);
        let sifted = rules.filter.sift(facts, beside);
        let rank = Rank::of(facts, level);
        let place = sifted.matches.then(|| {
            let key = rules.sort.by.key(facts, beside.watches);
            Place::of(rules.sort, key, rank, facts.id().clone())
        });
        let presence = facts.presence();
        let joined = (presence == Some(Presence::In)).then(|| Joined {
            read: facts.log().is_some(),
            in_part: facts.log().is_some_and(|log| !log.is_whole()),
            waiting: facts.customer_waits().is_some(),
            level,
        });
        let mine = facts.mine();
        Self {
            place,
            counts: Counts {
                live: presence != Some(Presence::Over),
                offered: presence == Some(Presence::Offered),
                joined,
            },
            calls: rank.calls().then_some(rank),
            ours: match mine {
                Some(mine) if joined.is_some() => Ours::In(mine.since),
                Some(mine) => mine.over.map_or(Ours::No, Ours::Over),
                None => Ours::No,
            },
            noted: joined.is_some() && mine.is_some_and(|m| is_noted(m, rules.me)),
            until: [changes, sifted.until].into_iter().flatten().min(),
        }
    }
}

impl Entry {
    /// Whether only its place among the rows is another.
    pub(super) fn is_but_for_its_place(&self, other: &Self) -> bool {
        let Self {
            place: _,
            counts,
            calls,
            ours,
            noted,
            until,
        } = self;
        let theirs = (&other.counts, &other.calls, &other.ours);
        (counts, calls, ours) == theirs && *noted == other.noted && *until == other.until
    }

    /// Whether it counts among the sessions that match.
    pub(super) fn matches_live(&self) -> bool {
        self.counts.live && self.place.is_some()
    }
}

/// A customer reads us, or has nobody else, or the mode is not the one that was asked for.
fn is_noted(mine: &crate::app::floor::Mine, me: &UserId) -> bool {
    let confirmed = mine.session.confirmed();
    confirmed == Some(Mode::BargeIn)
        || mine.session.alone_with_customer(me)
        || (mine.asked.is_some() && mine.asked != confirmed)
}
