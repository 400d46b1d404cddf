//! Whose list is read when (design §5.10). Pure: told the time, it names the next agent.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use crate::domain::UserId;

mod calm;

use calm::Calm;

/// Lists on the screen take at most this share of the requests.
const SEEN_SHARE: f64 = 0.8;
/// Reads leave in bursts, one to the shortest period: what the first has brought into the caches
/// serves the others, and in between the machine sleeps. Most reads of one, however large the budget:
const BURST: usize = 32;
/// Most that are on their way at the same time: the others of a burst follow as these come back.
pub(super) const TOGETHER: usize = 8;
/// What is next to nothing longer.
const LITTLE: f64 = 4.0 / 3.0;
/// How much further a busy server stretches the periods, at most.
const MOST_STRETCH: f64 = 16.0;

#[derive(Clone, Copy, Debug)]
struct Turn {
    last: Option<Instant>,
    out: bool,
    /// Whether its list is on the screen.
    seen: bool,
}

/// The list whose turn it is, of some.
#[derive(Default)]
struct Oldest<'a> {
    /// In periods.
    age: f64,
    id: Option<&'a UserId>,
}

impl<'a> Oldest<'a> {
    fn look_at(&mut self, age: f64, id: &'a UserId) {
        if self.id.is_none() || age > self.age {
            (self.age, self.id) = (age, Some(id));
        }
    }
}

/// The rounds through the agents' lists.
#[derive(Debug)]
pub(super) struct Rounds {
    turns: BTreeMap<UserId, Turn>,
    /// Whose lists are on the screen, known or not.
    seen: HashSet<UserId>,
    /// How many of those are known.
    seen_there: usize,
    per_second: f64,
    shortest: Duration,
    /// By how much a busy server stretches the periods.
    busy: f64,
    /// By how much they are stretched while no list says anything new.
    calm: Calm,
    paused_until: Option<Instant>,
    /// When the newest burst began: what leaves in it counts as left then.
    burst: Option<Instant>,
    /// Up to when the budget is spent: each read costs its share of a second.
    spent: Option<Instant>,
    /// How many reads are owed to the lists that are not on the screen: they go round in a share of
    /// their own.
    owed: f64,
}

impl Rounds {
    pub(super) fn new(per_second: f64, shortest: Duration) -> Self {
        Self {
            turns: BTreeMap::new(),
            seen: HashSet::new(),
            seen_there: 0,
            per_second: per_second.max(0.1),
            shortest,
            busy: 1.0,
            calm: Calm::default(),
            paused_until: None,
            burst: None,
            spent: None,
            owed: 0.0,
        }
    }

    /// Who there is.
    pub(super) fn agents(&mut self, agents: &[UserId]) {
        let there: HashSet<&UserId> = agents.iter().collect();
        self.turns.retain(|id, _| there.contains(id));
        for id in agents {
            self.turns.entry(id.clone()).or_insert_with(|| Turn {
                last: None,
                out: false,
                seen: self.seen.contains(id),
            });
        }
        self.count();
    }

    fn count(&mut self) {
        self.seen_there = self.turns.values().filter(|turn| turn.seen).count();
    }

    /// Every list is old, and what was on its way has been given up.
    pub(super) fn begin_anew(&mut self) {
        for turn in self.turns.values_mut() {
            (turn.last, turn.out) = (None, false);
        }
        self.calm = Calm::default();
    }

    /// Whether the server was busy, and not for long enough ago.
    pub(super) fn is_stretched(&self) -> bool {
        self.busy > 1.0
    }

    /// A list was read. As long as none says anything new they are read more and more rarely; with
    /// the first that does, as often as the budget allows.
    pub(super) fn heard(&mut self, is_new: bool, now: Instant) {
        self.calm.heard(is_new, now);
        if is_new {
            self.be_calm();
        }
    }

    /// What is left of the budget stays what it was.
    fn be_calm(&mut self) {
        let before = self.gap();
        self.calm.begin();
        let after = self.gap();
        self.spent = (self.spent).and_then(|at| (at + after).checked_sub(before));
    }

    /// How much more rarely everything is read than the budget allows.
    fn stretch(&self) -> f64 {
        self.busy * self.calm.stretch()
    }

    /// Whether no list can be read, because no agent is known.
    pub(super) fn nobody_is_there(&self) -> bool {
        self.turns.is_empty()
    }

    /// Whose lists are on the screen.
    pub(super) fn look(&mut self, seen: &[UserId]) {
        self.seen = seen.iter().cloned().collect();
        for (id, turn) in &mut self.turns {
            turn.seen = self.seen.contains(id);
        }
        self.count();
    }

    /// How long from one reading of this agent's list to the next, at present.
    pub(super) fn period(&self, agent: &UserId) -> Duration {
        let (seen, others) = self.periods();
        if self.seen.contains(agent) {
            seen
        } else {
            others
        }
    }

    /// What part of the reads is for the lists that are not on the screen, if all want more.
    fn others_share(&self) -> f64 {
        let shown = self.seen_there as f64 / (self.per_second * self.shortest.as_secs_f64());
        1.0 - shown.min(SEEN_SHARE)
    }

    fn periods(&self) -> (Duration, Duration) {
        let rate = self.per_second / self.stretch();
        let shortest = self.rest().as_secs_f64();
        let seen = self.seen_there as f64;
        let others = self.turns.len() as f64 - seen;
        let seen_period = (seen / (rate * SEEN_SHARE)).max(shortest);
        let other_period = (others / (rate * self.others_share())).max(shortest);
        // A list that does not fit into every burst is not old before it has missed one more.
        let gap = self.gap().as_secs_f64();
        let in_bursts = |period: f64| {
            let bursts = (period / gap - 0.001).ceil();
            Duration::from_secs_f64(period.max((bursts + 1.0) * gap / 2.0))
        };
        (in_bursts(seen_period), in_bursts(other_period))
    }

    /// The next agent whose list is due, or when one will be. `None`, `None`: nobody is there.
    pub(super) fn next(&mut self, now: Instant) -> (Option<UserId>, Option<Instant>) {
        let next = self.due(now);
        if next.0.is_some() || !self.calm.is_to_change() {
            return next;
        }
        self.be_calm();
        self.due(now)
    }

    fn due(&self, now: Instant) -> (Option<UserId>, Option<Instant>) {
        let paused = self.paused_until.filter(|until| *until > now);
        let open = self.open(now).filter(|_| paused.is_none());
        let next_burst = self.burst.map(|at| at + self.gap());
        let from = |at: Option<Instant>| at.into_iter().chain(paused).max().unwrap_or(now);
        let (burst_from, urgent_from) = (from(next_burst), from(self.room_at()));
        let ((seen, others), rest) = (self.periods(), self.rest());
        let mut soonest: Option<Instant> = None;
        // On the screen, and not.
        let (mut shown, mut other) = (Oldest::default(), Oldest::default());
        for (id, turn) in self.turns.iter().filter(|(_, turn)| !turn.out) {
            let period = if turn.seen { seen } else { others };
            let age = turn.last.map_or(f64::INFINITY, |at| {
                now.saturating_duration_since(at).as_secs_f64() / period.as_secs_f64()
            });
            let own = turn.last.map_or(now, |at| at + rest);
            let due = match open {
                // What was due when a burst began leaves in it; all else waits for the next.
                Some(at) if own <= at => now,
                // But one that was never read, or has come on the screen old, for nobody.
                _ if age >= 2.0 && (turn.seen || turn.last.is_none()) => urgent_from,
                _ => own.max(burst_from),
            };
            if due > now {
                soonest = Some(soonest.map_or(due, |at| at.min(due)));
                continue;
            }
            let class = if turn.seen { &mut shown } else { &mut other };
            class.look_at(age, id);
        }
        let turn = if other.age.is_infinite() || self.owed >= 1.0 {
            other.id.or(shown.id)
        } else {
            shown.id.or(other.id)
        };
        (turn.cloned(), soonest.filter(|_| turn.is_none()))
    }

    /// How many leave in a burst: fewer to a busy server.
    fn most(&self) -> usize {
        let budget = self.per_second * self.shortest.as_secs_f64();
        ((budget / self.busy) as usize).clamp(1, BURST)
    }

    /// When the burst began that goes on: as long as the budget has room for more, and some of it
    /// are on their way.
    fn open(&self, now: Instant) -> Option<Instant> {
        let began = self.burst?;
        let goes_on = || now < began + self.gap() && self.turns.values().any(|turn| turn.out);
        let has_room = self.room_at().is_none_or(|at| at <= began);
        (has_room && (began == now || goes_on())).then_some(began)
    }

    /// From when on the budget has room for a read, if it ever was spent.
    fn room_at(&self) -> Option<Instant> {
        // By half a read, so that it is no matter of nanoseconds.
        let ahead = self.gap().saturating_sub(self.cost() / 2);
        self.spent?.checked_sub(ahead)
    }

    /// What a read takes of the budget.
    fn cost(&self) -> Duration {
        Duration::from_secs_f64(self.stretch() / self.per_second)
    }

    /// Whether some list has never been read: the first round goes faster.
    pub(super) fn first_round(&self) -> Vec<UserId> {
        self.turns
            .iter()
            .filter(|(_, t)| t.last.is_none() && !t.out)
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// A reading leaves.
    pub(super) fn sent(&mut self, agent: &UserId, now: Instant) {
        let open = self.open(now);
        if open.is_none() && self.burst.is_none_or(|at| at + self.gap() <= now) {
            self.burst = Some(now);
        }
        let at = open.unwrap_or(now);
        // The first round goes beyond the budget: that is not owed afterwards.
        let spent = self.spent.map_or(at, |spent| spent.max(at)) + self.cost();
        self.spent = Some(spent.min(at + self.gap()));
        let share = self.others_share();
        if let Some(turn) = self.turns.get_mut(agent) {
            turn.last = Some(at);
            turn.out = true;
            let paid = if turn.seen { 0.0 } else { 1.0 };
            self.owed = (self.owed + share - paid).clamp(0.0, BURST as f64);
        }
    }

    /// No list is read again sooner.
    fn rest(&self) -> Duration {
        self.shortest.mul_f64(self.stretch())
    }

    /// From one burst to the next: a whole number of them to the shortest period, if that is next to
    /// nothing longer, or what is due then would have to wait for the burst behind.
    fn gap(&self) -> Duration {
        let budget = self.most() as f64 / self.per_second;
        let shortest = self.shortest.as_secs_f64();
        let whole = shortest / (shortest / budget).floor().max(1.0);
        let gap = if (budget..budget * LITTLE).contains(&whole) {
            whole
        } else {
            budget
        };
        Duration::from_secs_f64(gap * self.stretch())
    }

    /// A reading came back.
    pub(super) fn back(&mut self, agent: &UserId) {
        if let Some(turn) = self.turns.get_mut(agent) {
            turn.out = false;
        }
    }

    /// The server answered well: the periods shrink again, slowly.
    pub(super) fn well(&mut self) {
        self.busy = (self.busy * 0.98).max(1.0);
    }

    /// The server is busy: everything stretches, and nothing is sent for a while. What left before
    /// that pause and is answered in it says the same thing again: it stretches no further.
    pub(super) fn busy(&mut self, now: Instant, retry_after: Option<Duration>) {
        if self.paused_until.is_none_or(|until| until <= now) {
            self.busy = (self.busy * 2.0).min(MOST_STRETCH);
        }
        self.pause(now, retry_after);
    }

    /// The server cannot be reached: nothing is sent for a while. Once it is back the lists are as
    /// old as the outage, so nothing stretches.
    pub(super) fn away(&mut self, now: Instant) {
        self.pause(now, None);
    }

    fn pause(&mut self, now: Instant, wished: Option<Duration>) {
        let pause = wished.unwrap_or(self.shortest).max(self.shortest);
        self.paused_until = self.paused_until.max(Some(now + pause));
    }
}

#[cfg(test)]
mod tests;
