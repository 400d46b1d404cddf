//! What goes wrong on a floor and wants a supervisor: somebody asks for help, a customer loses
//! patience, one waited in the queue for long, an agent steps away, an agent hands over. Counts
//! the script's steps; happens only where a supervisor can see it.

use std::collections::BTreeMap;

use super::{greeting, people, user_data};
use crate::sim::script::topics::TOPICS;
use crate::sim::world::{AgentState, Part, Role, Session, Visibility, World};

/// Steps between two incidents of the first round, so that a short visit sees each.
const FIRST: u64 = 12;
/// Steps between two later ones.
const LATER: u64 = 150;
/// Steps that an agent stays away, and that a customer from the queue is left waiting.
const STAYS: u64 = 110;
/// Steps after which an agent leaves a session to a supervisor who serves the customer too, and
/// after which the next agent takes it over.
const HANDS_OVER: u64 = 70;
const TAKES_OVER: u64 = 50;
/// How long ago the oldest session on the floor began, in milliseconds.
pub(super) const OLD: i64 = 260 * 60_000;
/// Steps between two looks at the whole floor.
const LOOKS: u64 = 5;
/// How long ago a customer from the queue has written, in milliseconds.
const QUEUED: i64 = 16 * 60_000;

const HELP: [&str; 3] = [
    "#help can somebody look at this one? I am out of ideas.",
    "#help the customer wants a discount that I may not give.",
    "Second time this week that this fails. #help please",
];

const TROUBLE: [&str; 4] = [
    "This is ridiculous. I want a refund, today.",
    "Let me talk to your supervisor, please.",
    "I will cancel everything if this is not solved by tonight.",
    "Where can I send a complaint?",
];

const SORRY: &str = "Sorry that this took so long, I am here now. I have passed it on as urgent.";

/// What happens next.
#[derive(Debug, Clone, Copy)]
enum Incident {
    Queue,
    Help,
    Trouble,
    Away,
}

const ROUND: [Incident; 4] = [
    Incident::Queue,
    Incident::Help,
    Incident::Trouble,
    Incident::Away,
];

/// The incidents of a floor.
#[derive(Debug)]
pub(super) struct Incidents {
    rng: fastrand::Rng,
    step: u64,
    done: usize,
    due: u64,
    /// Agents who have stepped away, and when they come back.
    away: BTreeMap<String, u64>,
    /// Sessions from the queue, and when they are looked after.
    queued: BTreeMap<String, u64>,
    /// Sessions in which a supervisor serves the customer, since when.
    served: BTreeMap<String, u64>,
}

impl Incidents {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            rng: fastrand::Rng::with_seed(seed ^ 0x1AC1_DE57),
            step: 0,
            done: 0,
            due: FIRST,
            away: BTreeMap::new(),
            queued: BTreeMap::new(),
            served: BTreeMap::new(),
        }
    }

    /// One step of the script has been made.
    pub(super) fn tick(&mut self, world: &mut World, now: i64) {
        self.step += 1;
        self.mend(world);
        self.hand_over(world);
        if self.step < self.due {
            return;
        }
        let next = ROUND[self.done % ROUND.len()];
        let happened = match next {
            Incident::Queue => self.queue(world, now),
            Incident::Help => {
                let words = HELP[self.rng.usize(..HELP.len())];
                let session = self.session(world, |s| s.first_agent().is_some());
                session.map(|id| world.agent_says(&id, words, Visibility::Agents))
            }
            Incident::Trouble => {
                let words = TROUBLE[self.rng.usize(..TROUBLE.len())];
                let session = self.session(world, |s| s.the_customer().is_some());
                session.map(|id| world.customer_says(&id, words))
            }
            Incident::Away => self.step_away(world),
        };
        // What cannot happen now happens as soon as it can.
        if happened.is_some() {
            self.done += 1;
            let pause = if self.done < ROUND.len() {
                FIRST
            } else {
                LATER
            };
            self.due = self.step + pause;
        }
    }

    /// A session that a supervisor sees.
    fn session(&mut self, world: &World, is: impl Fn(&Session) -> bool) -> Option<String> {
        let seen: Vec<&Session> = world
            .sessions()
            .filter(|s| s.participants.iter().any(|p| p.part == Part::Supervisor) && is(s))
            .collect();
        let place = self.rng.usize(..).checked_rem(seen.len())?;
        seen.get(place).map(|s| s.id.clone())
    }

    fn agent(&mut self, world: &World, is: impl Fn(&str) -> bool) -> Option<String> {
        let ready = |id: &str| world.user(id).is_some_and(|u| u.state == AgentState::Ready);
        let mut watched = world.watched();
        watched.retain(|id| ready(id) && is(id));
        let place = self.rng.usize(..).checked_rem(watched.len())?;
        watched.get(place).cloned()
    }

    /// A customer who wrote long ago gets to an agent, who has no time yet.
    fn queue(&mut self, world: &mut World, now: i64) -> Option<()> {
        let agent = self.agent(world, |_| true)?;
        let about = &TOPICS[self.rng.usize(..TOPICS.len())];
        let customer = people::customer(&mut self.rng);
        let data = user_data(about, customer, self.rng.usize(100..90_000));
        world.at(now - QUEUED);
        let session = world.open(&agent, customer, data, &greeting(about));
        let question = format!("Hello, it is about: {}. Can you help me?", about.subject);
        if let Some(session) = session {
            world.customer_says(&session, &question);
            self.queued.insert(session, self.step + STAYS);
        }
        world.at(now);
        Some(())
    }

    /// A watched agent with sessions takes no more.
    fn step_away(&mut self, world: &mut World) -> Option<()> {
        let busy = |id: &str| !world.sessions_of(id).is_empty();
        let agent = self.agent(world, busy)?;
        world.set_state(&agent, AgentState::NotReady);
        self.away.insert(agent, self.step + STAYS);
        Some(())
    }

    /// What has lasted long enough ends.
    fn mend(&mut self, world: &mut World) {
        let step = self.step;
        for agent in over(&mut self.away, step) {
            world.set_state(&agent, AgentState::Ready);
        }
        for session in over(&mut self.queued, step) {
            world.agent_says(&session, SORRY, Visibility::All);
            world.complete(&session);
        }
    }

    /// An agent leaves a session to a supervisor who serves the customer too; later another one
    /// takes it over.
    fn hand_over(&mut self, world: &mut World) {
        // Looking at everybody at each step would be dear on a large floor.
        if !self.step.is_multiple_of(LOOKS) {
            return;
        }
        let serves = |s: &&Session| {
            let mut people = s.participants.iter();
            s.the_customer().is_some()
                && people.any(|p| p.part == Part::Supervisor && p.visibility == Visibility::All)
        };
        let now: Vec<(String, bool)> = (world.sessions().filter(serves))
            .map(|s| (s.id.clone(), s.first_agent().is_some()))
            .collect();
        self.served.retain(|id, _| now.iter().any(|(n, _)| n == id));
        for (session, has_agent) in now {
            let since = *self.served.entry(session.clone()).or_insert(self.step);
            let for_steps = self.step - since;
            if has_agent && (HANDS_OVER..HANDS_OVER + LOOKS).contains(&for_steps) {
                world.agent_leaves(&session);
            } else if !has_agent && for_steps >= HANDS_OVER + TAKES_OVER {
                let next = world
                    .users()
                    .iter()
                    .find(|user| user.role == Role::Agent && user.state == AgentState::Ready);
                if let Some(next) = next.map(|user| user.id.clone()) {
                    world.come_to_serve(&next, &session);
                }
            }
        }
    }
}

/// Takes those whose step has come.
fn over(until: &mut BTreeMap<String, u64>, step: u64) -> Vec<String> {
    let mut over = Vec::new();
    until.retain(|id, at| {
        let stays = *at > step;
        if !stays {
            over.push(id.clone());
        }
        stays
    });
    over
}
