//! Whose list is read when (design §5.10). Pure: told the time, it names the next agent.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use crate::domain::UserId;

/// Lists on the screen take at most this share of the requests.
const SEEN_SHARE: f64 = 0.8;
/// Reads leave together, as many as the budget has for this share of the shortest period: one
/// wake-up serves them all, and what the first has brought into the caches serves the others.
const BURST: f64 = 0.32;
/// Most that leave together.
pub(super) const TOGETHER: usize = 8;
/// How much further a busy server stretches the periods, at most.
const MOST_STRETCH: f64 = 16.0;
/// How much more rarely lists are read that say nothing new, at most. A row counts as old after
/// twice its period: while that grows no row may.
const CALM: f64 = 1.5;
/// That begins after so long without anything new,
const CALM_AFTER: Duration = Duration::from_secs(30);
/// and grows by so much a second.
const CALMER: f64 = 0.02;

#[derive(Clone, Copy, Debug)]
struct Turn {
    last: Option<Instant>,
    out: bool,
    /// Whether its list is on the screen.
    seen: bool,
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
    /// When a list last said something new,
    news: Option<Instant>,
    /// and by how much they are stretched for that.
    calm: f64,
    paused_until: Option<Instant>,
    /// When the last ones left, and how many.
    burst: Option<(Instant, usize)>,
    /// When the next one that is not on the screen may leave: they go round in their own share.
    other_at: Option<Instant>,
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
            news: None,
            calm: 1.0,
            paused_until: None,
            burst: None,
            other_at: None,
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
        (self.news, self.calm) = (None, 1.0);
    }

    /// Whether the server was busy, and not for long enough ago.
    pub(super) fn is_stretched(&self) -> bool {
        self.busy > 1.0
    }

    /// A list was read. As long as none says anything new they are read more and more rarely; with
    /// the first that does, as often as the budget allows.
    pub(super) fn heard(&mut self, is_new: bool, now: Instant) {
        if is_new {
            self.news = Some(now);
        }
        let news = *self.news.get_or_insert(now);
        let quiet = now.saturating_duration_since(news);
        let calm = quiet.saturating_sub(CALM_AFTER).as_secs_f64() * CALMER;
        self.calm = (1.0 + calm).min(CALM);
    }

    /// How much more rarely everything is read than the budget allows.
    fn stretch(&self) -> f64 {
        self.busy * self.calm
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

    fn periods(&self) -> (Duration, Duration) {
        let rate = self.per_second / self.stretch();
        let shortest = self.rest().as_secs_f64();
        let seen = self.seen_there as f64;
        let others = self.turns.len() as f64 - seen;
        let seen_period = (seen / (rate * SEEN_SHARE)).max(shortest);
        let left = (rate - seen / seen_period).max(rate * (1.0 - SEEN_SHARE));
        let other_period = (others / left).max(shortest);
        (
            Duration::from_secs_f64(seen_period),
            Duration::from_secs_f64(other_period),
        )
    }

    /// The next agent whose list is due, or when one will be. `None`, `None`: nobody is there.
    pub(super) fn next(&mut self, now: Instant) -> (Option<UserId>, Option<Instant>) {
        let most = self.together();
        let gap = self.gap();
        let room = self.burst.map(|(at, left)| {
            let open = at == now && left < most;
            if open { now } else { at + gap }
        });
        let earliest = room.into_iter().chain(self.paused_until).max();
        let earliest = earliest.unwrap_or(now);
        let (seen, others) = self.periods();
        let mut soonest: Option<Instant> = None;
        let mut latest: Option<(f64, &UserId)> = None;
        for (id, turn) in self.turns.iter().filter(|(_, turn)| !turn.out) {
            let (period, rest, turn_at) = if turn.seen {
                (seen, seen, None)
            } else {
                (others, self.rest(), self.other_at)
            };
            // One that was never read waits for nobody.
            let own = turn
                .last
                .map_or(now, |at| (at + rest).max(turn_at.unwrap_or(now)));
            let due = own.max(earliest);
            if due > now {
                soonest = Some(soonest.map_or(due, |at| at.min(due)));
                continue;
            }
            // By its own period, so that none on the screen becomes old behind the others.
            let age = turn.last.map_or(f64::INFINITY, |at| {
                (now - at).as_secs_f64() / period.as_secs_f64()
            });
            if latest.is_none_or(|(oldest, _)| age > oldest) {
                latest = Some((age, id));
            }
        }
        match latest {
            Some((_, id)) => (Some(id.clone()), None),
            None => (None, soonest),
        }
    }

    /// How many leave together.
    fn together(&self) -> usize {
        let budget = self.per_second * self.shortest.as_secs_f64() * BURST;
        (budget.round() as usize).clamp(1, TOGETHER)
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
        self.burst = match self.burst {
            Some((at, left)) if at == now => Some((at, left + 1)),
            Some(_) | None => Some((now, 1)),
        };
        let (rest, other_gap) = (self.rest(), self.other_gap());
        let Some(turn) = self.turns.get_mut(agent) else {
            return;
        };
        let first = turn.last.replace(now).is_none();
        turn.out = true;
        if !turn.seen && !first {
            // What could not leave beside those on the screen leaves behind them.
            let owed = now.checked_sub(rest).unwrap_or(now);
            self.other_at = Some(self.other_at.map_or(now, |at| at.max(owed)) + other_gap);
        }
    }

    /// From one list that is not on the screen to the next: evenly through their period, unless
    /// that is the shortest.
    fn other_gap(&self) -> Duration {
        let (_, period) = self.periods();
        let others = self.turns.len() - self.seen_there;
        if period <= self.rest() {
            return Duration::ZERO;
        }
        period.div_f64(others.max(1) as f64)
    }

    /// No list is read again sooner.
    fn rest(&self) -> Duration {
        self.shortest.mul_f64(self.stretch())
    }

    /// From one burst to the next: a whole number of them to the shortest period, if that is next to
    /// nothing longer, or what is due then would have to wait for the burst behind.
    fn gap(&self) -> Duration {
        let budget = self.together() as f64 / self.per_second;
        let shortest = self.shortest.as_secs_f64();
        let bursts = (shortest / budget).floor();
        let gap = if bursts >= 3.0 {
            shortest / bursts
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
mod tests {
    use super::*;

    fn ids(n: usize) -> Vec<UserId> {
        (0..n).map(|i| UserId::new(&format!("u{i:03}"))).collect()
    }

    /// Runs the rounds for `seconds`; returns how often each agent was read.
    fn run(rounds: &mut Rounds, seconds: u64) -> BTreeMap<UserId, u32> {
        let (start, mut count) = (Instant::now(), BTreeMap::new());
        let mut now = start;
        while now < start + Duration::from_secs(seconds) {
            match rounds.next(now) {
                (Some(id), _) => {
                    rounds.sent(&id, now);
                    rounds.back(&id);
                    *count.entry(id).or_default() += 1;
                }
                (None, Some(at)) => now = at,
                (None, None) => break,
            }
        }
        count
    }

    #[test]
    fn few_agents_are_read_every_five_seconds_and_no_oftener() {
        let mut rounds = Rounds::new(5.0, Duration::from_secs(5));
        rounds.agents(&ids(3));
        rounds.look(&ids(3));
        for n in run(&mut rounds, 60).values() {
            assert!((12..=13).contains(n), "{n}");
        }
    }

    #[test]
    fn many_share_the_budget_and_the_screen_comes_first() {
        let mut rounds = Rounds::new(5.0, Duration::from_secs(5));
        rounds.agents(&ids(500));
        rounds.look(&ids(20));
        // The first round is the poller's own, and fast.
        for id in ids(500) {
            rounds.sent(&id, Instant::now());
            rounds.back(&id);
        }
        let count = run(&mut rounds, 600);
        let total: u32 = count.values().sum();
        assert!(total <= 3001, "{total} requests in 600 s are over budget");
        assert_eq!(count.len(), 500, "nobody is forgotten");
        let seen = count[&ids(1)[0]];
        assert!(seen >= 90, "one on the screen was read {seen} times");
    }

    #[test]
    fn no_list_on_the_screen_grows_old_while_all_others_are_due() {
        let mut rounds = Rounds::new(5.0, Duration::from_secs(5));
        rounds.agents(&ids(50));
        rounds.look(&ids(21));
        let start = Instant::now();
        // The first round reads them all at once, so that they are due at once ever after.
        let mut read: BTreeMap<UserId, Instant> = BTreeMap::new();
        for id in ids(50) {
            rounds.sent(&id, start);
            rounds.back(&id);
            read.insert(id, start);
        }
        let mut now = start;
        while now < start + Duration::from_secs(300) {
            match rounds.next(now) {
                (Some(id), _) => {
                    rounds.sent(&id, now);
                    rounds.back(&id);
                    read.insert(id, now);
                }
                (None, Some(at)) => now = at,
                (None, None) => break,
            }
            for (id, at) in &read {
                let (age, period) = (now - *at, rounds.period(id));
                assert!(age < period * 2, "{id:?} is {age:?} old, with {period:?}");
            }
        }
    }

    #[test]
    fn no_list_grows_old_while_they_are_read_more_and_more_rarely() {
        let floors = [3, 12, 50, 120, 300].into_iter();
        for (agents, seen) in floors.flat_map(|n| [1, 5, 20, 40].map(|seen| (n, seen.min(n)))) {
            let mut rounds = Rounds::new(5.0, Duration::from_secs(5));
            rounds.agents(&ids(agents));
            rounds.look(&ids(seen));
            let start = Instant::now();
            // What the app was told with each list: it holds the row to that.
            let mut told: BTreeMap<UserId, Instant> = BTreeMap::new();
            let mut read = |rounds: &mut Rounds, id: UserId, now: Instant| {
                rounds.sent(&id, now);
                rounds.back(&id);
                rounds.heard(false, now);
                let old_at = now + rounds.period(&id) * 2;
                let before = told.insert(id, old_at);
                assert!(before.is_none_or(|old_at| now < old_at), "{agents}, {seen}");
            };
            for id in ids(agents) {
                read(&mut rounds, id, start);
            }
            let mut now = start;
            while now < start + Duration::from_secs(900) {
                match rounds.next(now) {
                    (Some(id), _) => read(&mut rounds, id, now),
                    (None, Some(at)) => now = at,
                    (None, None) => break,
                }
            }
            assert!((rounds.calm - CALM).abs() < 0.001);
            assert!(
                told.values().all(|old_at| now < *old_at),
                "{agents}, {seen}"
            );
        }
    }

    #[test]
    fn somebody_new_is_read_before_all_others() {
        let mut rounds = Rounds::new(5.0, Duration::from_secs(5));
        rounds.agents(&ids(50));
        rounds.look(&ids(21));
        run(&mut rounds, 60);
        let now = Instant::now() + Duration::from_secs(70);
        let new = UserId::new("new");
        rounds.agents(&[ids(50), vec![new.clone()]].concat());
        assert_eq!(rounds.next(now).0, Some(new));
    }

    #[test]
    fn a_busy_server_is_left_alone_for_a_while() {
        let (mut rounds, now) = (Rounds::new(5.0, Duration::from_secs(5)), Instant::now());
        rounds.agents(&ids(3));
        let before = rounds.period(&ids(1)[0]);
        rounds.busy(now, Some(Duration::from_secs(7)));
        assert_eq!(rounds.next(now), (None, Some(now + Duration::from_secs(7))));
        assert_eq!(rounds.period(&ids(1)[0]), before * 2);
    }

    #[test]
    fn lists_that_say_nothing_new_are_read_more_rarely() {
        let (mut rounds, now) = (Rounds::new(5.0, Duration::from_secs(5)), Instant::now());
        rounds.agents(&ids(50));
        let (seconds, usual) = (Duration::from_secs, rounds.period(&ids(1)[0]));
        let stretched = |rounds: &Rounds| {
            let period = rounds.period(&ids(1)[0]);
            period.as_secs_f64() / usual.as_secs_f64()
        };
        rounds.heard(true, now);
        assert!((stretched(&rounds) - 1.0).abs() < 0.001);
        rounds.heard(false, now + seconds(30));
        assert!((stretched(&rounds) - 1.0).abs() < 0.001);
        rounds.heard(false, now + seconds(40));
        assert!((stretched(&rounds) - 1.2).abs() < 0.001);
        rounds.heard(false, now + seconds(500));
        assert!((stretched(&rounds) - CALM).abs() < 0.001);
        assert!(!rounds.is_stretched(), "the server is not busy");
        rounds.heard(true, now + seconds(501));
        assert!((stretched(&rounds) - 1.0).abs() < 0.001);
        rounds.heard(false, now + seconds(600));
        rounds.begin_anew();
        assert!((stretched(&rounds) - 1.0).abs() < 0.001);
    }

    #[test]
    fn the_answers_of_one_burst_stretch_once() {
        let (mut rounds, now) = (Rounds::new(5.0, Duration::from_secs(5)), Instant::now());
        rounds.agents(&ids(8));
        let before = rounds.period(&ids(1)[0]);
        for _ in 0..8 {
            rounds.busy(now, None);
        }
        assert_eq!(rounds.period(&ids(1)[0]), before * 2);
        rounds.busy(now + Duration::from_secs(5), None);
        assert_eq!(rounds.period(&ids(1)[0]), before * 4);
    }

    #[test]
    fn after_an_outage_the_lists_are_read_as_before() {
        let (mut rounds, now) = (Rounds::new(5.0, Duration::from_secs(5)), Instant::now());
        rounds.agents(&ids(8));
        let before = rounds.period(&ids(1)[0]);
        for _ in 0..8 {
            rounds.away(now);
        }
        assert_eq!(rounds.next(now), (None, Some(now + Duration::from_secs(5))));
        assert_eq!(rounds.period(&ids(1)[0]), before);
    }

    #[test]
    fn one_that_is_out_is_not_sent_again() {
        let (mut rounds, now) = (Rounds::new(5.0, Duration::from_secs(5)), Instant::now());
        rounds.agents(&ids(1));
        rounds.sent(&ids(1)[0], now);
        assert_eq!(rounds.next(now + Duration::from_secs(60)), (None, None));
    }
}
