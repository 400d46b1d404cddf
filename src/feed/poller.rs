//! Reads the roster and the agents' lists within the budget, in a task of its own, so that nothing
//! else ever waits for a list.

use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::prints::Prints;
use super::rounds::{Rounds, TOGETHER};
use super::suspend::Suspend;
use super::{Order, Plan, Tempo};
use crate::domain::{Event, Fault, Listed, PolledSession, Roster, UserId};
use crate::gws::{Api, Print, Reading};

/// What the engine wants read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    /// Nothing is read while the sign-in or the first snapshot is missing.
    pub(super) running: bool,
    /// Whom.
    pub(super) agents: Vec<UserId>,
    /// Whose lists are on the screen.
    pub(super) seen: Vec<UserId>,
    /// How often the machine was suspended: every list is as old as that, and read anew.
    pub(super) resumes: u64,
    /// How often the engine itself has read the roster and told it.
    pub(super) rosters: u64,
}

pub(super) struct Poller {
    api: Api,
    names: Vec<String>,
    tempo: Tempo,
    rounds: Rounds,
    prints: Prints,
    /// Whom the engine named last: the roster may know better meanwhile.
    named: Vec<UserId>,
    resumes: u64,
    rosters: u64,
    suspend: Suspend,
    view: watch::Receiver<View>,
    tell: mpsc::Sender<Event>,
    orders: mpsc::Sender<Order>,
    reads: JoinSet<Read>,
    next_roster: Instant,
    fast: bool,
}

enum Read {
    List {
        agent: UserId,
        under: u64,
        took: Duration,
        outcome: Result<Reading<Vec<PolledSession>>, Fault>,
    },
    Roster {
        under: u64,
        known: Option<Print>,
        outcome: Result<Reading<Roster>, Fault>,
    },
}

impl Poller {
    pub(super) fn new(
        api: Api,
        plan: &Plan,
        view: watch::Receiver<View>,
        tell: mpsc::Sender<Event>,
        orders: mpsc::Sender<Order>,
    ) -> Self {
        Self {
            api,
            names: plan.agents.clone(),
            tempo: plan.tempo,
            rounds: Rounds::new(
                plan.polls_per_second * 5.0 / plan.tempo.list.as_secs_f64().max(0.001),
                plan.tempo.list,
            ),
            prints: Prints::default(),
            named: Vec::new(),
            resumes: 0,
            rosters: 0,
            suspend: plan.suspend.clone(),
            view,
            tell,
            orders,
            reads: JoinSet::new(),
            next_roster: Instant::now() + plan.tempo.roster,
            fast: true,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            let wake = self.send_due();
            let sleep = async {
                match wake {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = self.view.changed() => match changed {
                    Ok(()) => self.look(),
                    Err(_) => return,
                },
                Some(read) = self.reads.join_next(), if !self.reads.is_empty() => {
                    // A read that panicked has said nothing; its turn comes again.
                    if let Ok(read) = read && self.take(read).await.is_err() {
                        return;
                    }
                }
                () = sleep => {}
            }
            if self.look_at_the_clocks().await.is_err() {
                return;
            }
        }
    }

    /// On every wake-up, as the engine does it: where the platform tells nobody of a resume, this
    /// is what wakes most often.
    async fn look_at_the_clocks(&self) -> Result<(), mpsc::error::SendError<Order>> {
        let Some(jump) = self.suspend.noticed() else {
            return Ok(());
        };
        self.api.give_up_connections();
        self.orders.send(Order::Woke(jump)).await
    }

    fn look(&mut self) {
        let view = self.view.borrow_and_update().clone();
        if view.agents != self.named {
            self.agents(&view.agents);
            self.named = view.agents;
        }
        self.rounds.look(&view.seen);
        if std::mem::replace(&mut self.rosters, view.rosters) != view.rosters {
            // What was told last is not what was read here.
            self.prints.forget_roster();
        }
        if std::mem::replace(&mut self.resumes, view.resumes) != view.resumes {
            // What is on its way is on a connection that may be dead.
            self.reads.abort_all();
            self.rounds.begin_anew();
            self.prints.clear();
            self.fast = !self.rounds.is_stretched();
            self.next_roster = Instant::now();
        }
    }

    fn agents(&mut self, there: &[UserId]) {
        self.rounds.agents(there);
        self.prints.agents(there);
    }

    /// Sends what is due; says when something will be.
    fn send_due(&mut self) -> Option<Instant> {
        if !self.view.borrow().running {
            return None;
        }
        let now = Instant::now();
        if self.next_roster <= now {
            self.next_roster = now + self.tempo.roster;
            let (api, names, under) = (self.api.clone(), self.names.clone(), self.api.renewals());
            let known = self.prints.of_roster(now);
            self.reads.spawn(async move {
                let outcome = api.roster_again(&names, known).await;
                Read::Roster {
                    under,
                    known,
                    outcome,
                }
            });
        }
        if self.fast {
            let first = self.rounds.first_round();
            self.fast =
                !first.is_empty() || !self.reads.is_empty() || self.rounds.nobody_is_there();
            for agent in first
                .into_iter()
                .take(TOGETHER.saturating_sub(self.reads.len()))
            {
                self.send(agent, now);
            }
            if self.fast {
                return Some(self.next_roster);
            }
        }
        let mut wake = self.next_roster;
        while self.reads.len() < TOGETHER {
            match self.rounds.next(now) {
                (Some(agent), _) => self.send(agent, now),
                (None, due) => {
                    wake = due.map_or(wake, |at| at.min(wake));
                    break;
                }
            }
        }
        Some(wake)
    }

    fn send(&mut self, agent: UserId, now: Instant) {
        self.rounds.sent(&agent, now);
        let (api, under) = (self.api.clone(), self.api.renewals());
        let known = self.prints.of(&agent, now);
        self.reads.spawn(async move {
            let outcome = api.agent_sessions(&agent, known).await;
            Read::List {
                agent,
                under,
                took: now.elapsed(),
                outcome,
            }
        });
    }

    async fn take(&mut self, read: Read) -> Result<(), mpsc::error::SendError<Event>> {
        let now = Instant::now();
        match read {
            Read::Roster {
                outcome: Ok(Reading::Is { what, print }),
                ..
            } => {
                let mut roster = what;
                let ids: Vec<UserId> = roster.agents.iter().map(|a| a.id.clone()).collect();
                self.agents(&ids);
                self.prints.read_roster(print, now);
                // Said once at the start; every ten seconds would be noise.
                roster.missing.clear();
                self.tell.send(Event::Roster(roster)).await
            }
            Read::Roster {
                known,
                outcome: Ok(Reading::Same),
                ..
            } => {
                if !self.prints.is_roster(known) {
                    // Another one has been told since. The next is read in full.
                    return Ok(());
                }
                self.tell.send(Event::RosterAgain).await
            }
            Read::Roster {
                under,
                outcome: Err(fault),
                ..
            } => {
                self.heed(&fault, under, now);
                self.tell.send(Event::RosterFailed(fault)).await
            }
            Read::List {
                agent,
                under,
                took,
                outcome,
            } => {
                self.rounds.back(&agent);
                if took > self.tempo.slow {
                    self.fast = false;
                }
                let is_new = match &outcome {
                    Ok(Reading::Same) => Some(false),
                    Ok(Reading::Is { print, .. }) => Some(self.prints.read(&agent, *print, now)),
                    Err(_) => None,
                };
                if let Some(is_new) = is_new {
                    self.rounds.well();
                    self.rounds.heard(is_new, now);
                }
                let (at, period) = (now, self.rounds.period(&agent));
                match outcome {
                    Ok(Reading::Same) => {
                        self.tell
                            .send(Event::ListedAgain { agent, at, period })
                            .await
                    }
                    Ok(Reading::Is { what: sessions, .. }) => {
                        self.tell
                            .send(Event::Listed(Listed {
                                agent,
                                sessions,
                                at,
                                period,
                            }))
                            .await
                    }
                    Err(fault) => {
                        self.heed(&fault, under, now);
                        self.prints.forget(&agent);
                        self.tell.send(Event::ListFailed { agent, fault }).await
                    }
                }
            }
        }
    }

    /// What a failure means for the rounds; `under` is the sign-in under which it was asked.
    fn heed(&mut self, fault: &Fault, under: u64, now: Instant) {
        match fault {
            Fault::Busy { retry_after, .. } => {
                self.fast = false;
                self.rounds.busy(now, *retry_after);
            }
            Fault::SignIn { .. } => {
                // The engine signs in again and stops these reads meanwhile.
                if self.orders.try_send(Order::SignedOut(under)).is_err() {
                    tracing::debug!("sign-out not reported: others did");
                }
            }
            Fault::NotSent { .. } | Fault::Unknown { .. } => {
                self.fast = false;
                self.rounds.away(now);
            }
            Fault::Refused { .. } | Fault::Http { .. } | Fault::NotGws { .. } => {}
        }
    }
}
