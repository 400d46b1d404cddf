//! The rounds, alone and with a poller that does at them what the real one does.

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
        assert!((rounds.calm.stretch() - calm::MOST).abs() < 0.001);
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
    // All of a burst leave, and bring what they brought before.
    let alike = |rounds: &mut Rounds, at: Instant| {
        let before = stretched(rounds);
        while let (Some(id), _) = rounds.next(at) {
            assert!((stretched(rounds) - before).abs() < 0.001, "within a burst");
            rounds.sent(&id, at);
            rounds.back(&id);
            rounds.heard(false, at);
        }
    };
    rounds.heard(true, now);
    assert!((stretched(&rounds) - 1.0).abs() < 0.001);
    alike(&mut rounds, now + seconds(30));
    assert!((stretched(&rounds) - 1.0).abs() < 0.001);
    alike(&mut rounds, now + seconds(40));
    assert!((stretched(&rounds) - 1.2).abs() < 0.001);
    alike(&mut rounds, now + seconds(500));
    assert!((stretched(&rounds) - calm::MOST).abs() < 0.001);
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

/// The poller at these rounds, answers and all: every read takes 30 ms.
struct Desk {
    rounds: Rounds,
    start: Instant,
    now: Instant,
    out: Vec<(Instant, UserId)>,
    /// What has left, and when.
    left: Vec<(Instant, UserId)>,
    /// When each list becomes old, by what was told with it.
    old_at: BTreeMap<UserId, Instant>,
    grew_old: Vec<UserId>,
}

const TAKES: Duration = Duration::from_millis(30);

impl Desk {
    fn new(per_second: f64, agents: usize, seen: usize) -> Self {
        let mut rounds = Rounds::new(per_second, Duration::from_secs(5));
        rounds.agents(&ids(agents));
        rounds.look(&ids(seen));
        let now = Instant::now();
        let mut desk = Self {
            rounds,
            start: now,
            now,
            out: Vec::new(),
            left: Vec::new(),
            old_at: BTreeMap::new(),
            grew_old: Vec::new(),
        };
        for id in desk.rounds.first_round() {
            desk.rounds.sent(&id, now);
            desk.take(&id, false);
        }
        desk
    }

    fn take(&mut self, id: &UserId, is_new: bool) {
        self.rounds.back(id);
        self.rounds.heard(is_new, self.now);
        let old_at = self.now + self.rounds.period(id) * 2;
        let before = self.old_at.insert(id.clone(), old_at);
        if before.is_some_and(|old_at| old_at <= self.now) {
            self.grew_old.push(id.clone());
        }
    }

    /// Until so many seconds after the start; each read of a list in `new` brings something new.
    fn run(&mut self, seconds: u64, new: impl Fn(Duration) -> bool) {
        let end = self.start + Duration::from_secs(seconds);
        while self.now < end {
            let mut wake = None;
            while self.out.len() < TOGETHER {
                match self.rounds.next(self.now) {
                    (Some(id), _) => {
                        self.rounds.sent(&id, self.now);
                        self.left.push((self.now, id.clone()));
                        self.out.push((self.now + TAKES, id));
                    }
                    (None, due) => {
                        wake = due;
                        break;
                    }
                }
            }
            let answer = self.out.first().map(|(at, _)| *at);
            let Some(at) = answer.into_iter().chain(wake).min() else {
                break;
            };
            assert!(at > self.now || answer == Some(at), "it turns on the spot");
            self.now = at.min(end);
            if self.now == end {
                break;
            }
            // One at a time, and after each the next may leave.
            if answer == Some(at) {
                let (_, id) = self.out.remove(0);
                self.take(&id, new(self.now - self.start));
            }
        }
    }

    /// How many left in that time.
    fn left_within(&self, from: u64, to: u64) -> Vec<&UserId> {
        let [from, to] = [from, to].map(|s| self.start + Duration::from_secs(s));
        let within = self.left.iter().filter(|(at, _)| (from..to).contains(at));
        within.map(|(_, id)| id).collect()
    }
}

#[test]
fn whatever_the_budget_it_is_kept_and_used_and_no_list_grows_old() {
    for per_second in [1.0, 2.0, 5.0, 20.0, 100.0] {
        for (agents, seen) in [(3, 3), (21, 21), (50, 21), (50, 40), (200, 1), (450, 20)] {
            let case = format!("{per_second} a second, {agents} agents, {seen} seen");
            let mut desk = Desk::new(per_second, agents, seen);
            // News now and then: what is calm is so for a while, and not any more.
            desk.run(600, |at| at.as_secs() % 200 < 2);
            assert_eq!(desk.grew_old, [], "{case}");
            let budget = per_second * 5.0;
            let seconds = desk.left.iter().map(|(at, _)| (*at - desk.start).as_secs());
            let mut each = [0.0; 601];
            seconds.for_each(|second| each[second as usize] += 1.0);
            for five in each.windows(5) {
                assert!(five.iter().sum::<f64>() <= budget * 2.0, "{case}: {five:?}");
            }
            let all = desk.left.len() as f64;
            let wanted = (agents as f64 / 5.0).min(per_second) * 600.0;
            assert!(all <= wanted * 1.01 + budget, "{case}: {all} of {wanted}");
            // Stretched by half most of the time.
            assert!(
                all >= wanted / calm::MOST * 0.95,
                "{case}: {all} of {wanted}"
            );
        }
    }
}

#[test]
fn reads_leave_in_bursts_one_behind_the_other() {
    let mut desk = Desk::new(5.0, 50, 20);
    desk.run(60, |_| true);
    let mut moments: Vec<Instant> = desk.left.iter().map(|(at, _)| *at).collect();
    moments.dedup_by(|next, before| *next - *before < Duration::from_secs(1));
    let gaps: Vec<u64> = (moments.windows(2).map(|w| (w[1] - w[0]).as_secs())).collect();
    assert!(gaps.iter().all(|gap| *gap >= 4), "{gaps:?}");
    let seen = ids(20);
    for from in [10, 20, 30] {
        let left = desk.left_within(from, from + 5);
        assert!(seen.iter().all(|id| left.contains(&id)), "{left:?}");
        assert_eq!(left.len(), 25, "and five of the others");
    }
}

#[test]
fn what_comes_on_the_screen_old_does_not_wait_for_a_burst() {
    let mut desk = Desk::new(5.0, 500, 20);
    desk.run(301, |_| true);
    let last = &ids(500)[480..];
    desk.rounds.look(last);
    let from = desk.left.len();
    desk.run(302, |_| true);
    let left = &desk.left[from..];
    assert!(left.len() >= 4, "{left:?}");
    assert!(left.iter().all(|(_, id)| last.contains(id)), "{left:?}");
    desk.run(307, |_| true);
    let left: HashSet<&UserId> = desk.left[from..].iter().map(|(_, id)| id).collect();
    assert!(last.iter().all(|id| left.contains(id)));
    let all = desk.left_within(280, 307).len();
    assert!(all <= 27 * 5 + 25, "the budget is kept: {all}");
}

#[test]
fn a_busy_server_gets_smaller_bursts() {
    let (mut rounds, now) = (Rounds::new(5.0, Duration::from_secs(5)), Instant::now());
    rounds.agents(&ids(100));
    let burst = |rounds: &mut Rounds, at: Instant| {
        let mut left = 0;
        while let (Some(id), _) = rounds.next(at) {
            rounds.sent(&id, at);
            rounds.back(&id);
            left += 1;
        }
        left
    };
    assert_eq!(burst(&mut rounds, now), 25);
    rounds.busy(now, None);
    let smaller = burst(&mut rounds, now + Duration::from_secs(10));
    assert!((12..=13).contains(&smaller), "{smaller}");
}
