//! What the hub owns, and how the parts play together in one step.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::ledger::Ledger;
use super::trouble::{Fate, Trouble};
use crate::sim::cometd::{Comet, Delivery};
use crate::sim::options::{NotificationTiming, Options};
use crate::sim::script::{Director, cast};
use crate::sim::wire::Logins;
use crate::sim::world::{Answer, Notice, Request, Role, World};

/// Notices that wait for their moment; older ones go.
const OUTBOUND: usize = 100_000;

/// Everything.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) director: Director,
    pub(crate) logins: Logins,
    pub(crate) comet: Comet,
    pub(crate) requests: Ledger,
    pub(crate) ledger: Ledger,
    outbound: VecDeque<(Instant, Notice)>,
    pub(crate) outlets: u64,
    roles: HashMap<String, Role>,
    offer_life: Option<Duration>,
    clock_ahead: i64,
    pub(crate) trouble: Trouble,
}

impl State {
    pub(super) fn new(options: &Options) -> Self {
        let people = cast(options.seed, options.agents);
        let roles = people
            .iter()
            .map(|user| (user.id.clone(), user.role))
            .collect();
        let mut world = World::new(options, people);
        let mut director = Director::new(options.seed, options.sessions);
        director.open_floor(&mut world, super::now(options.clock_ahead));
        let mut state = Self {
            world,
            director,
            logins: Logins::new(),
            comet: Comet::new(options),
            requests: Ledger::new(options.memory),
            ledger: Ledger::new(options.memory),
            outbound: VecDeque::new(),
            outlets: 0,
            roles,
            offer_life: options.offer_life,
            clock_ahead: options.clock_ahead,
            trouble: Trouble::default(),
        };
        state.gather(Instant::now());
        state
    }

    /// Carries out a REST request.
    pub(crate) fn perform(
        &mut self,
        user: &str,
        request: &Request,
        fact: Value,
        timing: NotificationTiming,
    ) -> Answer {
        self.world.at(super::now(self.clock_ahead));
        let answer = self.world.perform(user, request);
        if request.is_operation() {
            let mut carried = json!({ "user": user, "statusCode": answer.code() });
            carried["request"] = fact;
            self.ledger.add(carried);
        }
        match timing {
            NotificationTiming::AfterAnswer => self.gather(super::Hub::after_answer()),
            NotificationTiming::BeforeAnswer => {
                self.gather(Instant::now());
                self.pump(Instant::now());
            }
        }
        answer
    }

    /// Takes what the world has to say.
    pub(super) fn gather(&mut self, due: Instant) {
        for fact in self.world.take_facts() {
            self.ledger.add(fact);
        }
        for notice in self.world.take_notices() {
            if self.outbound.len() == OUTBOUND {
                self.outbound.pop_front();
            }
            self.outbound.push_back((due, notice));
        }
    }

    /// Publishes what is due, in order, and looks after held connects.
    /// Returns when there is something to do next.
    pub(super) fn pump(&mut self, now: Instant) -> Option<Instant> {
        let offer = self.expire_offers(now);
        while self.outbound.front().is_some_and(|(due, _)| *due <= now) {
            if let Some((_, notice)) = self.outbound.pop_front() {
                self.publish(&notice, now);
            }
        }
        let comet = self.comet.expire(now);
        let due = self.outbound.front().map(|(due, _)| *due);
        [comet, due, offer].into_iter().flatten().min()
    }

    /// Withdraws offers that nobody answered. Returns when to look again.
    fn expire_offers(&mut self, now: Instant) -> Option<Instant> {
        let life = i64::try_from(self.offer_life?.as_millis()).unwrap_or(i64::MAX);
        let time = super::now(self.clock_ahead);
        self.world.at(time);
        self.world.withdraw_old(life);
        self.gather(now);
        let left = self.world.oldest_offer()?.saturating_add(life) - time;
        Some(now + Duration::from_millis(u64::try_from(left).unwrap_or_default()))
    }

    fn publish(&mut self, notice: &Notice, now: Instant) {
        let supervisor = self.roles.get(&notice.user) == Some(&Role::Supervisor);
        let fate = if supervisor {
            self.trouble.fate()
        } else {
            Fate::Once
        };
        let times = match fate {
            Fate::Once => 1,
            Fate::Twice => 2,
            Fate::Lost => 0,
        };
        let mut delivery = Delivery::Lost;
        for _ in 0..times {
            delivery = self
                .comet
                .publish(&notice.user, notice.channel, &notice.data, now);
        }
        if delivery == Delivery::Lost || !supervisor {
            return;
        }
        let session = &notice.data["smssession"];
        if let Some(participants) = session.get("participants") {
            self.ledger.add(json!({
                "told": notice.user,
                "session": session["id"],
                "state": session["state"],
                "supervisorMode": session["supervisorMode"],
                "participants": participants,
                "how": "pushed",
            }));
        }
    }

    /// One step of the script.
    pub(super) fn tick(&mut self) {
        self.director.tick(&mut self.world);
    }

    /// Steps of the script, for the tests.
    pub(crate) fn ticks(&mut self, count: usize) {
        for _ in 0..count {
            self.tick();
        }
    }
}
