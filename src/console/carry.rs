//! Effects become tasks here. Nothing is repeated, and nothing is waited for by the loop.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use super::kept::Keeper;
use super::shell::Hands;
use crate::app::{Effect, Msg};
use crate::domain::{About, Call, Fault, Record, SessionId, Text};
use crate::feed::{Order, Suspend};
use crate::gws::Api;

/// So many calls are under way at once; the others wait their turn.
const TOGETHER: usize = 8;

/// What the app knew of a session when it last asked something of it.
pub(super) type Abouts = BTreeMap<SessionId, About>;

/// Carries out what the app asks for. Dropping it gives up waiting for answers.
#[derive(Debug)]
pub(super) struct Carry {
    api: Api,
    feed: mpsc::Sender<Order>,
    suspend: Suspend,
    answers: mpsc::Sender<Msg>,
    turns: Arc<Semaphore>,
    calls: JoinSet<()>,
    keeper: Option<Keeper>,
    /// What the app knew of a session when it last asked something of it.
    abouts: Abouts,
}

impl Carry {
    pub(super) fn new(
        api: Api,
        feed: mpsc::Sender<Order>,
        suspend: Suspend,
        answers: mpsc::Sender<Msg>,
        keeper: Option<Keeper>,
    ) -> Self {
        let mut calls = JoinSet::new();
        if let Some(clerk) = api.clerk() {
            calls.spawn(news_of_the_record(clerk.record(), answers.clone()));
        }
        Self {
            api,
            feed,
            suspend,
            answers,
            turns: Arc::new(Semaphore::new(TOGETHER)),
            calls,
            keeper,
            abouts: BTreeMap::new(),
        }
    }

    /// What the app knew of the sessions that it asked something of.
    pub(super) fn abouts(&mut self) -> Abouts {
        std::mem::take(&mut self.abouts)
    }

    /// Gives up waiting for answers; what is to be kept is written first.
    pub(super) async fn end(self) {
        // What is left on the way out must not be left on a connection that is dead.
        if self.suspend.noticed().is_some() {
            self.api.give_up_connections();
        }
        let Self { keeper, calls, .. } = self;
        drop(calls);
        if let Some(keeper) = keeper {
            keeper.finish().await;
        }
    }

    fn order(&self, order: Order) {
        if let Err(e) = self.feed.try_send(order) {
            tracing::warn!("the feed did not take an order: {e}");
        }
    }

    fn call(&mut self, id: crate::domain::CallId, call: Call) {
        let (api, answers, feed) = (self.api.clone(), self.answers.clone(), self.feed.clone());
        let turns = Arc::clone(&self.turns);
        let kind = call.kind();
        let known = call.session().and_then(|id| self.abouts.get(id));
        let about = known.cloned().unwrap_or_default();
        if let Some(about) = call.about() {
            tracing::info!("asking: {kind}, {about} (call {})", id.0);
        }
        // The first key after a suspend may be quicker than anything that tells of it, and must
        // not go out on a connection that is dead.
        let woke = self.suspend.noticed();
        if woke.is_some() {
            api.give_up_connections();
        }
        let is_stale = kind.is_for_customer() && self.suspend.is_drowsy();
        // Finished ones are taken away here, so that the set does not grow over a shift.
        while self.calls.try_join_next().is_some() {}
        self.calls.spawn(async move {
            if let Some(jump) = woke
                && feed.send(Order::Woke(jump)).await.is_err()
            {
                tracing::debug!("the feed has ended");
            }
            let turn = turns.acquire_owned().await;
            crate::drill::panic("call");
            let under = api.renewals();
            // A customer's text is carried out at once or not at all: its permit is for now.
            let outcome = match turn {
                _ if is_stale => Err(Fault::NotSent {
                    why: Text::line(
                        "this machine was suspended meanwhile, and what the customer said since \
                         is not on the screen yet; nothing was sent, read on and send it again",
                    ),
                }),
                Ok(_turn) => api.carry_out_about(call, &about).await,
                Err(_) => Err(Fault::NotSent {
                    why: Text::line("the program is ending"),
                }),
            };
            match &outcome {
                Ok(_) => tracing::info!("answered: {kind} passed on (call {})", id.0),
                Err(fault) => tracing::warn!("answered: {kind}: {fault} (call {})", id.0),
            }
            if matches!(outcome, Err(Fault::SignIn { .. }))
                && feed.send(Order::SignedOut(under)).await.is_err()
            {
                tracing::debug!("the feed has ended");
            }
            // The loop may have ended meanwhile.
            let _ = answers.send(Msg::Answer { call: id, outcome }).await;
        });
    }
}

impl Hands for Carry {
    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Call { id, call } => self.call(id, call),
            Effect::About { session, about } => {
                self.abouts.insert(session, about);
            }
            Effect::Note(note) => {
                if let Some(clerk) = self.api.clerk() {
                    clerk.note(&note);
                }
            }
            Effect::Resync => self.order(Order::Resync),
            Effect::Retry => self.order(Order::Retry),
            Effect::SignIn(password) => self.order(Order::SignIn(password)),
            Effect::Look(agents) => self.order(Order::Look(agents)),
            Effect::Watches(agents) => self.order(Order::Watches(agents)),
            Effect::Keep(kept) => {
                if let Some(keeper) = &self.keeper {
                    keeper.keep(kept);
                }
            }
            // The loop itself sees to these.
            Effect::Tell(_) | Effect::Repaint | Effect::Suspend | Effect::Quit(_) => {}
        }
    }
}

/// Tells the app whether what is done is written down, as it changes.
async fn news_of_the_record(mut record: watch::Receiver<Record>, tell: mpsc::Sender<Msg>) {
    while record.changed().await.is_ok() {
        let now = record.borrow_and_update().clone();
        if tell.send(Msg::Record(now)).await.is_err() {
            return;
        }
    }
}

/// Leaves sessions together, within the budget. Returns those whose leaving was not confirmed.
pub(super) async fn leave_all(
    api: &Api,
    sessions: &[SessionId],
    abouts: &Abouts,
    budget: Duration,
) -> Vec<SessionId> {
    let mut leaving = JoinSet::new();
    for session in sessions {
        let (api, session) = (api.clone(), session.clone());
        let about = abouts.get(&session).cloned().unwrap_or_default();
        leaving.spawn(async move {
            let leave = Call::Leave {
                session: session.clone(),
            };
            let left = api.carry_out_about(leave, &about).await;
            (session, left)
        });
    }
    let mut open: Vec<SessionId> = sessions.to_vec();
    let all = async {
        while let Some(left) = leaving.join_next().await {
            if let Ok((session, Ok(_))) = left {
                open.retain(|id| *id != session);
            }
        }
    };
    // What is not answered by then may still be carried out, but is not known to be.
    let _ = tokio::time::timeout(budget, all).await;
    open
}
