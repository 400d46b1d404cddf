//! Who has waited too long: how long is too long, which sessions that are, and the way from one to
//! the next. Knows nothing of colours: a level has a letter.

use std::time::Duration;

use super::effect::Step;
use super::facts::Facts;
use super::filter::Folded;
use super::floor::Floor;
use super::model::Model;
use crate::domain::{Presence, SessionId, Stamp, UserId};

/// How urgent a customer's waiting is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Longer than critical.
    Overdue,
    /// Longer than warn.
    Soon,
    /// Nobody waits, or not for long, or since when is not known.
    Calm,
}

impl Level {
    /// The letter that stands beside the colour; none for what is calm.
    pub fn letter(self) -> Option<char> {
        match self {
            Self::Overdue => Some('O'),
            Self::Soon => Some('S'),
            Self::Calm => None,
        }
    }
}

/// From when on a wait is soon overdue, and from when on it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// Soon.
    pub warn: Duration,
    /// Overdue.
    pub critical: Duration,
}

impl Default for Limit {
    fn default() -> Self {
        Self {
            warn: Duration::from_secs(180),
            critical: Duration::from_secs(300),
        }
    }
}

/// The limits of every service.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Limits {
    usual: Limit,
    services: Vec<(Folded, Limit)>,
}

impl Limits {
    /// The usual limit, and those of services by the value of their user data, in any case.
    pub fn new(usual: Limit, services: impl IntoIterator<Item = (String, Limit)>) -> Self {
        let services = services.into_iter();
        Self {
            usual,
            services: services.map(|(name, l)| (Folded::new(&name), l)).collect(),
        }
    }

    /// The limit of a session.
    fn of(&self, facts: &Facts<'_>) -> Limit {
        if self.services.is_empty() {
            return self.usual;
        }
        let own = facts.service().and_then(|name| {
            let mut services = self.services.iter();
            services.find(|(known, _)| known.is(name.as_str()))
        });
        own.map_or(self.usual, |(_, limit)| *limit)
    }

    /// How urgent a session is, and when that changes by time alone.
    pub(crate) fn level(&self, facts: &Facts<'_>, wall: Stamp) -> (Level, Option<Stamp>) {
        let Some(since) = facts.customer_waits().and_then(|w| w.since) else {
            return (Level::Calm, None);
        };
        let limit = self.of(facts);
        let after = |long: Duration| {
            let long = i64::try_from(long.as_millis()).unwrap_or(i64::MAX);
            Stamp(since.0.saturating_add(long))
        };
        let (warn, critical) = (after(limit.warn), after(limit.critical));
        if critical <= wall {
            (Level::Overdue, None)
        } else if warn <= wall {
            (Level::Soon, Some(critical))
        } else {
            (Level::Calm, Some(warn.min(critical)))
        }
    }
}

/// The place of a session among all: what needs the person comes first, and of that what has
/// waited longest; the rest by age.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Rank(Group, bool, i64);

/// What a session is to the person, the most urgent first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Group {
    Invited,
    Overdue,
    Soon,
    Waiting,
    Joined,
    NotJoined,
    Ended,
}

impl Rank {
    /// Of a session, at this level.
    pub(crate) fn of(facts: &Facts<'_>, level: Level) -> Self {
        let group = match facts.presence() {
            Some(Presence::Offered) => Group::Invited,
            Some(Presence::In) => match (facts.customer_waits(), level) {
                (None, _) => Group::Joined,
                (Some(_), Level::Overdue) => Group::Overdue,
                (Some(_), Level::Soon) => Group::Soon,
                (Some(_), Level::Calm) => Group::Waiting,
            },
            Some(Presence::LeftAlone) => Group::Joined,
            Some(Presence::Over) => Group::Ended,
            None => Group::NotJoined,
        };
        let since = match group {
            Group::Overdue | Group::Soon | Group::Waiting => {
                facts.customer_waits().and_then(|w| w.since)
            }
            Group::Invited | Group::Joined | Group::NotJoined | Group::Ended => facts.began(),
        };
        Self(group, since.is_none(), since.map_or(0, |s| s.0))
    }

    /// Whether `n` and `N` stop there: an invitation, or a customer who waits.
    pub(crate) fn calls(self) -> bool {
        match self.0 {
            Group::Invited | Group::Overdue | Group::Soon | Group::Waiting => true,
            Group::Joined | Group::NotJoined | Group::Ended => false,
        }
    }
}

/// How a session counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Counts {
    /// It has not ended.
    pub(crate) live: bool,
    /// We are invited.
    pub(crate) offered: bool,
    /// We are in it.
    pub(crate) joined: Option<Joined>,
}

/// A session that we are in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Joined {
    /// Its log was read.
    pub(crate) read: bool,
    /// Older lines of it are not kept.
    pub(crate) in_part: bool,
    /// The customer waits.
    pub(crate) waiting: bool,
    /// How urgently.
    pub(crate) level: Level,
}

/// The numbers of the whole floor, whatever the filter shows of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Sessions that have not ended.
    pub live: usize,
    /// Sessions to which we are invited.
    pub offered: usize,
    /// Sessions we are in.
    pub joined: usize,
    /// Those of them whose log was read.
    pub read: usize,
    /// Those of which older lines are not kept.
    pub in_part: usize,
    /// Customers who wait, of those.
    pub waiting: usize,
    /// Soon overdue.
    pub soon: usize,
    /// Overdue.
    pub overdue: usize,
}

impl Tally {
    /// Counts a session in.
    pub(crate) fn count(&mut self, of: Counts) {
        self.each(of, |number, counts| *number += usize::from(counts));
    }

    /// Takes a session out again that was counted so.
    pub(crate) fn discount(&mut self, of: Counts) {
        self.each(of, |number, counts| *number -= usize::from(counts));
    }

    fn each(&mut self, of: Counts, mut turn: impl FnMut(&mut usize, bool)) {
        turn(&mut self.live, of.live);
        turn(&mut self.offered, of.offered);
        let Some(joined) = of.joined else { return };
        turn(&mut self.joined, true);
        turn(&mut self.read, joined.read);
        turn(&mut self.in_part, joined.in_part);
        turn(&mut self.waiting, joined.waiting);
        turn(&mut self.soon, joined.level == Level::Soon);
        turn(&mut self.overdue, joined.level == Level::Overdue);
    }
}

/// Which way to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Way {
    Next,
    Previous,
}

/// `n` and `N`: to the next or previous of those who need the person, of what the list shows, by
/// urgency whatever the list is sorted by. Round at the ends; from elsewhere to the most urgent,
/// or the least. Sends nothing; shows it if a session is shown.
pub(crate) fn go(model: &mut Model, way: Way, step: &mut Step) {
    let calling: Vec<&SessionId> = model.list.calling().collect();
    let from = model.target();
    let here = (calling.iter()).position(|id| Some(*id) == from.as_ref());
    let last = calling.len().saturating_sub(1);
    let to = match (way, here) {
        (Way::Next, None) => 0,
        (Way::Next, Some(at)) if at == last => 0,
        (Way::Next, Some(at)) => at + 1,
        (Way::Previous, None | Some(0)) => last,
        (Way::Previous, Some(at)) => at - 1,
    };
    let Some(id) = calling.get(to) else {
        model.info("nobody waits in what is shown and was read");
        return;
    };
    let id = (*id).clone();
    model.cursor.go(&id);
    if model.opened.is_some() {
        model.open(&id, step);
    }
}

impl Floor {
    /// How urgent a session is now.
    fn level(&self, id: &SessionId, me: &UserId, limits: &Limits, wall: Stamp) -> Level {
        Facts::of(self, id, me).map_or(Level::Calm, |facts| limits.level(&facts, wall).0)
    }
}

impl Model {
    /// How urgent a session is now.
    pub fn level(&self, id: &SessionId) -> Level {
        let wall = self.wall();
        self.floor
            .level(id, &self.me(), &self.settings.urgency, wall)
    }

    /// The numbers of the floor, as of the last [`Model::settle`].
    pub fn tally(&self) -> Tally {
        self.list.tally
    }
}
