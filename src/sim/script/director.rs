//! Lets the floor live: one thing happens at each tick, and all of it comes
//! from the seed and the floor itself.

use std::collections::{BTreeMap, HashMap};

use super::forgotten::Forgotten;
use super::incidents::{Incidents, OLD};
use super::said::{Said, is_supervised, last_of_supervisor};
use super::topics::{Line, TOPICS, Topic};
use super::visitor::Visitor;
use super::words::{ASIDES, CLOSING, GIVING_UP, HELLO_SUPERVISOR, NAGS, THANKS_FOR_HINT};
use super::{greeting, people, user_data};
use crate::sim::world::{AgentState, Kind, Role, Session, Visibility, World};

/// How often a customer asks again before giving up.
const PATIENCE: u8 = 3;

/// Milliseconds between two lines of what has been said before the start.
const EARLIER: i64 = 23_000;

/// How far a session's dialogue has come.
#[derive(Debug, Clone, Default)]
struct Plot {
    topic: usize,
    next: usize,
    nags: u8,
    /// Where in the list of nags this customer begins.
    temper: usize,
    typing: bool,
}

/// The director.
#[derive(Debug)]
pub(crate) struct Director {
    rng: fastrand::Rng,
    wanted: usize,
    plots: BTreeMap<String, Plot>,
    opened: usize,
    visitor: Visitor,
    incidents: Incidents,
    forgotten: Forgotten,
}

impl Director {
    pub(crate) fn new(seed: u64, sessions: usize) -> Self {
        Self {
            rng: fastrand::Rng::with_seed(seed ^ 0xD12E_C702),
            wanted: sessions,
            plots: BTreeMap::new(),
            opened: 0,
            visitor: Visitor::new(seed),
            incidents: Incidents::new(seed),
            forgotten: Forgotten::default(),
        }
    }

    /// Opens the wanted sessions, each somewhere in its dialogue, as if they
    /// had begun before `now` (milliseconds since 1970).
    pub(crate) fn open_floor(&mut self, world: &mut World, now: i64) {
        // Counted once and then counted on: nobody leaves meanwhile, and a large floor would
        // otherwise be counted anew for each of its sessions.
        let mut loads = world.loads();
        for _ in 0..self.wanted {
            let said = self.rng.usize(1..7);
            let lines = i64::try_from(said).unwrap_or(1);
            let mut then = now - EARLIER * lines - self.rng.i64(0..EARLIER);
            // The first one is an old case.
            let begun = if self.opened == 0 { now - OLD } else { then };
            world.at(begun);
            let Some(session) = self.begin(world, &mut loads) else {
                return;
            };
            for _ in 0..said {
                then += EARLIER;
                world.at(then);
                self.next_line(world, &session);
            }
        }
        world.at(now);
    }

    /// One thing happens.
    pub(crate) fn tick(&mut self, world: &mut World, now: i64) {
        self.plots.retain(|id, _| world.session(id).is_some());
        if self.wanted == 0 {
            return;
        }
        self.visitor.tick(world);
        self.incidents.tick(world, now);
        if let Some((agent, service)) = self.forgotten.due(world) {
            self.forget(world, &agent, service);
            return;
        }
        if self.rng.usize(..30) == 0 {
            self.change_state(world);
        }
        if self.plots.len() < self.wanted || self.rng.usize(..60) == 0 {
            let mut loads = world.loads();
            self.begin(world, &mut loads);
            return;
        }
        if let Some(session) = self.choose(world) {
            self.go_on(world, &session);
        }
    }

    /// The session that goes on: any, but often one that a supervisor is in,
    /// and soon one in which a supervisor waits for an answer.
    fn choose(&mut self, world: &World) -> Option<String> {
        let mine = |session: &&Session| self.plots.contains_key(&session.id);
        let pick = |place: usize, among: Vec<&Session>| {
            let place = place.checked_rem(among.len())?;
            among.get(place).map(|session| session.id.clone())
        };
        let (dice, place) = (self.rng.usize(..6), self.rng.usize(..));
        let chosen = match dice {
            0..3 => world
                .sessions()
                .filter(mine)
                .filter(|session| last_of_supervisor(session).is_some())
                .collect(),
            3 => world
                .sessions()
                .filter(mine)
                .filter(|session| is_supervised(session))
                .collect(),
            _ => Vec::new(),
        };
        pick(place, chosen).or_else(|| pick(place, world.sessions().filter(mine).collect()))
    }

    /// A customer comes. `loads` says how many sessions each agent has, and is told of this one.
    fn begin(&mut self, world: &mut World, loads: &mut HashMap<String, usize>) -> Option<String> {
        let [least, next] = least_busy(world, loads);
        // One of the two with the least to do.
        let second = self.rng.usize(..2) == 1;
        let agent = if second { next.or(least) } else { least }?;
        let topic = (self.opened + self.rng.usize(..2)) % TOPICS.len();
        self.opened += 1;
        let about = &TOPICS[topic];
        let customer = people::customer(&mut self.rng);
        let data = user_data(about, customer, self.rng.usize(100..90_000));
        let session = world.open(&agent, customer, data, &greeting(about))?;
        *loads.entry(agent).or_default() += 1;
        let plot = Plot {
            topic,
            temper: self.rng.usize(..NAGS.len()),
            ..Plot::default()
        };
        self.plots.insert(session.clone(), plot);
        Some(session)
    }

    /// A session begins in which nobody answers for a while.
    fn forget(&mut self, world: &mut World, agent: &str, service: &str) {
        let topic = TOPICS.iter().position(|t| t.service == service);
        let topic = topic.unwrap_or_default();
        let customer = people::customer(&mut self.rng);
        let data = user_data(&TOPICS[topic], customer, self.rng.usize(100..90_000));
        let Some(session) = world.open(agent, customer, data, &greeting(&TOPICS[topic])) else {
            return;
        };
        let plot = Plot {
            topic,
            // They write at once, without typing first.
            typing: true,
            ..Plot::default()
        };
        self.plots.insert(session.clone(), plot);
        self.forgotten.begun(&session, world);
        self.next_line(world, &session);
    }

    fn change_state(&mut self, world: &mut World) {
        let agents: Vec<(String, AgentState)> = world
            .users()
            .iter()
            .filter(|user| user.role == Role::Agent)
            .skip(1)
            .map(|user| (user.id.clone(), user.state))
            .collect();
        if agents.is_empty() {
            return;
        }
        let (id, state) = &agents[self.rng.usize(..agents.len())];
        let next = match (state, self.rng.usize(..4)) {
            (AgentState::Ready, 0) if world.sessions_of(id).is_empty() => AgentState::LoggedOut,
            (AgentState::Ready, 0 | 1) => AgentState::NotReady,
            // Most of the time most people work.
            (AgentState::Ready, _) => return,
            (AgentState::NotReady | AgentState::LoggedOut, _) => AgentState::Ready,
        };
        world.set_state(id, next);
    }

    /// The session goes on: an answer to a supervisor, the next line, waiting.
    fn go_on(&mut self, world: &mut World, session: &str) {
        let Some(known) = world.session(session) else {
            return;
        };
        if known.the_customer().is_none() {
            world.complete(session);
            return;
        }
        if self.forgotten.is(session, world) && last_of_supervisor(known).is_none() {
            return;
        }
        if let Some(said) = last_of_supervisor(known) {
            self.answer_supervisor(world, session, &said);
            return;
        }
        let served = known.first_agent().is_some();
        let next = self.plots.get(session).cloned().unwrap_or_default();
        let line = topic(&next).lines.get(next.next);
        match line {
            _ if !served => self.wait(world, session),
            Some(Line::Agent(_) | Line::Link(_)) if self.rng.usize(..10) < 4 => {
                self.wait(world, session);
            }
            Some(_) => self.next_line(world, session),
            None => self.finish(world, session),
        }
    }

    /// The next line of the dialogue, or somebody begins to type it.
    fn next_line(&mut self, world: &mut World, session: &str) {
        let Some(plot) = self.plots.get_mut(session) else {
            return;
        };
        let Some(line) = topic(plot).lines.get(plot.next) else {
            return;
        };
        match line {
            Line::Customer(text) => {
                if !plot.typing && self.rng.usize(..3) == 0 {
                    plot.typing = true;
                    let half = text.chars().count() / 2;
                    let preview: String = text.chars().take(half).collect();
                    world.customer_types(session, &preview);
                    return;
                }
                world.customer_says(session, text);
            }
            Line::Agent(text) => {
                if !plot.typing {
                    plot.typing = true;
                    world.agent_types(session, Kind::TypingStarted);
                    return;
                }
                world.agent_says(session, text, Visibility::All);
                world.agent_types(session, Kind::TypingStopped);
            }
            Line::Link(url) => world.agent_links(session, url),
        }
        plot.typing = false;
        plot.nags = 0;
        plot.next += 1;
    }

    /// The agent lets the customer wait: who asks again, and at last gives up.
    fn wait(&mut self, world: &mut World, session: &str) {
        let supervised = world.session(session).is_some_and(is_supervised);
        if supervised && self.rng.usize(..4) == 0 {
            let aside = ASIDES[self.rng.usize(..ASIDES.len())];
            world.agent_says(session, aside, Visibility::Agents);
            return;
        }
        let nags = self.plots.get(session).map_or(0, |plot| plot.nags);
        if nags >= PATIENCE {
            let words = GIVING_UP[self.rng.usize(..GIVING_UP.len())];
            world.customer_says(session, words);
            world.customer_leaves(session);
            return;
        }
        // Most waiting is silent.
        if self.rng.usize(..3) > 0 {
            return;
        }
        if let Some(plot) = self.plots.get_mut(session) {
            world.customer_says(session, NAGS[plot.temper % NAGS.len()]);
            plot.temper += 1;
            plot.nags += 1;
        }
    }

    fn answer_supervisor(&mut self, world: &mut World, session: &str, said: &Said) {
        match said.visibility {
            Visibility::All => {
                let words = HELLO_SUPERVISOR[self.rng.usize(..HELLO_SUPERVISOR.len())];
                world.customer_says(session, &words.replace("{}", &said.nickname));
            }
            Visibility::Agents | Visibility::Supervisors => {
                let words = THANKS_FOR_HINT[self.rng.usize(..THANKS_FOR_HINT.len())];
                world.agent_says(session, words, Visibility::Agents);
            }
        }
    }

    fn finish(&mut self, world: &mut World, session: &str) {
        let words = CLOSING[self.rng.usize(..CLOSING.len())];
        world.agent_says(session, words, Visibility::All);
        // Some go to a queue for later, which ends them here as well.
        world.complete(session);
    }
}

/// The user ids of the two ready agents with the least to do, the first first.
fn least_busy(world: &World, loads: &HashMap<String, usize>) -> [Option<String>; 2] {
    let mut two: [Option<(usize, &str)>; 2] = [None, None];
    for user in world.users() {
        if user.role != Role::Agent || user.state != AgentState::Ready {
            continue;
        }
        let this = (loads.get(&user.id).copied().unwrap_or(0), user.id.as_str());
        if two[0].is_none_or(|first| this < first) {
            two = [Some(this), two[0]];
        } else if two[1].is_none_or(|second| this < second) {
            two[1] = Some(this);
        }
    }
    two.map(|one| one.map(|(_, id)| id.to_owned()))
}

fn topic(plot: &Plot) -> &'static Topic {
    &TOPICS[plot.topic % TOPICS.len()]
}
