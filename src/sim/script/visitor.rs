//! The other supervisor: now and then they come into a session in which a supervisor is, change
//! their mode, and go again. Where no supervisor is they do nothing.

use crate::sim::world::{Mode, Part, Session, World};

/// Who it is.
const NAME: &str = "supervisor2";
/// One tick in so many, on average, brings them in; so many while they are in move them on.
const COMES: usize = 40;
const MOVES: usize = 25;

/// The visitor, with dice of their own: what else happens does not depend on them.
#[derive(Debug)]
pub(super) struct Visitor {
    rng: fastrand::Rng,
    within: Option<String>,
}

impl Visitor {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            rng: fastrand::Rng::with_seed(seed ^ 0x0DD0_5E75),
            within: None,
        }
    }

    /// One moment passes.
    pub(super) fn tick(&mut self, world: &mut World) {
        let Some(me) = world.user(NAME).map(|user| user.id.clone()) else {
            return;
        };
        let there = self.within.as_ref().and_then(|id| world.session(id));
        match there.filter(|session| session.of_user(&me).is_some()) {
            None => {
                self.within = None;
                if self.rng.usize(..COMES) == 0 {
                    self.come(world, &me);
                }
            }
            Some(session) => {
                let id = session.id.clone();
                if self.rng.usize(..MOVES) == 0 {
                    match self.rng.usize(..3) {
                        0 => world.supervisor_goes(NAME, &id),
                        1 => world.supervisor_switches(NAME, &id, Mode::Coach),
                        _ => world.supervisor_switches(NAME, &id, Mode::Monitor),
                    }
                }
            }
        }
    }

    fn come(&mut self, world: &mut World, me: &str) {
        let supervised: Vec<String> = world
            .sessions()
            .filter(|session| is_open_to(session, me))
            .map(|session| session.id.clone())
            .collect();
        if supervised.is_empty() {
            return;
        }
        let session = &supervised[self.rng.usize(..supervised.len())];
        let mode = if self.rng.bool() {
            Mode::Monitor
        } else {
            Mode::Coach
        };
        world.come_in(NAME, session, mode);
        self.within = Some(session.clone());
    }
}

fn is_open_to(session: &Session, me: &str) -> bool {
    let supervised = (session.participants.iter()).any(|person| person.part == Part::Supervisor);
    supervised && session.first_agent().is_some() && session.of_user(me).is_none()
}
