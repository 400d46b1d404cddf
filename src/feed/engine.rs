//! The one task that owns the connection's state: what happened on the wire goes in, facts for
//! the app go out, in the order of design §5.

mod client;
mod orders;
mod sign_in;
mod tell;
mod time;
mod wire;

use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use super::errand::{self, Again, Done, Opened, Wanted};
use super::health::Health;
use super::poller::{Poller, View};
use super::truth::{Truth, Verdict};
use super::{Order, Plan, Remembered};
use crate::domain::{Epoch, Event, Fault, Link, Text};
use crate::gws::Api;
use client::Client;

/// Nobody listens any more.
struct Deaf;

type Told = Result<(), Deaf>;

pub(super) struct Engine {
    api: Api,
    plan: Plan,
    tell: mpsc::Sender<Event>,
    health: Health,
    shown: Option<Link>,
    truth: Truth,
    epoch: Epoch,
    client: Option<Client>,
    errands: JoinSet<Done>,
    sign_in: SignIn,
    /// Whether this HTTP session still has to be opened: start, roster, watching.
    unopened: bool,
    wanted: Wanted,
    view: watch::Sender<View>,
    retry: Retry,
    node: Node,
    check_at: Option<Instant>,
    judge_at: Option<Instant>,
    /// How often the CometD endpoint refused us since it last let us in.
    refusals: u32,
    /// Room for what is told in one go.
    facts: Vec<Event>,
    /// The machine was suspended, and nothing has been read since: no acknowledgement makes up
    /// for that.
    woke: bool,
    _poller: AbortOnDrop,
}

/// Where the sign-in is.
#[derive(Debug, PartialEq, Eq)]
enum SignIn {
    /// `GET /me` is on its way; whether somebody was signed in before.
    Asking {
        first: bool,
    },
    Done,
    /// Refused: waits for a password.
    Refused,
}

/// A snapshot or sign-in that failed and is tried again.
#[derive(Debug, Default)]
struct Retry {
    at: Option<Instant>,
    tries: u32,
}

/// How the node in use is doing: it is kept until it is down, and then the next one is tried.
#[derive(Debug, Default)]
struct Node {
    /// Attempts that found it down since it was last well.
    failures: u32,
    /// Nodes tried at the very start.
    tried: usize,
}

/// So many failed attempts in a row make a node down.
const NODE_DOWN: u32 = 2;

struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Engine {
    pub(super) fn new(
        api: Api,
        plan: Plan,
        remembered: Remembered,
        tell: mpsc::Sender<Event>,
        orders: mpsc::Sender<Order>,
    ) -> Self {
        let (view, viewed) = watch::channel(View::default());
        let poller = Poller::new(api.clone(), &plan, viewed, tell.clone(), orders);
        let poller = tokio::spawn(poller.run());
        let mut errands = JoinSet::new();
        errands.spawn(errand::sign_on(api.clone(), Again::First));
        Self {
            api,
            plan,
            tell,
            health: Health::new(Instant::now()),
            shown: None,
            truth: Truth::default(),
            epoch: Epoch(0),
            client: None,
            errands,
            sign_in: SignIn::Asking { first: true },
            unopened: true,
            wanted: Wanted::First(remembered),
            view,
            retry: Retry::default(),
            node: Node::default(),
            check_at: None,
            judge_at: None,
            refusals: 0,
            facts: Vec::new(),
            woke: false,
            _poller: AbortOnDrop(poller.abort_handle()),
        }
    }

    pub(super) async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut disturbed = self.plan.suspend.disturbed();
        let mut skew = self.api.skew();
        loop {
            if self.look_at_the_clocks().await.is_err() || self.show_link().await.is_err() {
                return;
            }
            let wake = [self.retry.at, self.check_at, self.judge_at]
                .into_iter()
                .flatten()
                .min();
            let sleep = async {
                match wake {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            let happening = async {
                match &mut self.client {
                    Some(client) => client.hears().await,
                    None => std::future::pending().await,
                }
            };
            let told = tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Stop(budget, done)) => return self.stop(budget, done).await,
                    Some(order) => self.order(order).await,
                    None => return,
                },
                happened = happening => match happened {
                    true => self.happenings().await,
                    // The client never ends by itself; without it there is no feed.
                    false => return,
                },
                Some(done) = self.errands.join_next(), if !self.errands.is_empty() => match done {
                    Ok(done) => self.done(done).await,
                    Err(e) => { tracing::error!("an errand crashed: {e}"); return }
                },
                () = sleep => self.ring().await,
                // The API lives as long as we do.
                Ok(()) = skew.changed() => {
                    let skew = *skew.borrow_and_update();
                    self.tell(Event::Skew(skew)).await
                }
                // Looked for anew before the clocks are read: nothing falls between.
                () = &mut disturbed => { disturbed = self.plan.suspend.disturbed(); Ok(()) }
            };
            if told.is_err() {
                return;
            }
        }
    }

    async fn tell(&mut self, event: Event) -> Told {
        self.truth.saw(&event);
        tell::one(&self.tell, event).await
    }

    /// The same of several: first all are noted, then all are passed on, each with less between.
    async fn tell_all(&mut self, events: &mut Vec<Event>) -> Told {
        for event in &*events {
            self.truth.saw(event);
        }
        tell::all(&self.tell, events).await
    }

    async fn show_link(&mut self) -> Told {
        let link = self.health.link();
        if self.shown.as_ref() != Some(&link) {
            self.shown = Some(link.clone());
            self.tell(Event::Link(link)).await?;
        }
        Ok(())
    }

    async fn stop(self, budget: Duration, done: oneshot::Sender<()>) {
        if let Some(client) = &self.client {
            client.handle.stop(budget).await;
        }
        // The other side may have stopped waiting.
        let _ = done.send(());
    }

    /// What comes next, once the topics are granted: opening the HTTP session, or the snapshot.
    fn proceed(&mut self) -> Told {
        if !self.health.all_granted() || self.sign_in != SignIn::Done {
            return Ok(());
        }
        if self.unopened {
            self.unopened = false;
            let wanted = self.wanted.clone();
            self.errands
                .spawn(errand::open(self.api.clone(), self.plan.clone(), wanted));
        } else {
            self.read();
        }
        Ok(())
    }

    async fn begin(&mut self) -> Told {
        self.epoch = Epoch(self.epoch.0 + 1);
        self.health.began(Instant::now());
        if self.sign_in == SignIn::Done {
            self.retry.at = None;
        }
        self.judge_at = None;
        self.check_at = None;
        self.woke = false;
        self.tell(Event::Began(self.epoch)).await
    }

    fn read(&mut self) {
        self.errands
            .spawn(errand::snapshot(self.api.clone(), self.epoch));
    }

    // --- what errands bring --------------------------------------------------------------------

    async fn done(&mut self, done: Done) -> Told {
        match done {
            Done::SignedOn(outcome) => self.signed_on(outcome).await,
            Done::Opened(opened) => self.opened(opened).await,
            Done::Snapshot(epoch, outcome) if epoch == self.epoch => self.snapshot(outcome).await,
            Done::Snapshot(..) => Ok(()),
            Done::Check(Ok(reports)) => {
                if self.truth.listed(&reports) {
                    self.judge_at = Some(Instant::now() + self.plan.tempo.grace);
                }
                Ok(())
            }
            Done::Reread(Ok(reports)) => {
                for report in self.truth.cures(reports) {
                    self.tell(Event::Put(report)).await?;
                }
                Ok(())
            }
            Done::Check(Err(fault)) | Done::Reread(Err(fault)) => {
                if matches!(fault, Fault::SignIn { .. }) {
                    self.signed_out().await?;
                }
                Ok(())
            }
        }
    }

    async fn opened(&mut self, opened: Opened) -> Told {
        for event in opened.facts {
            self.tell(event).await?;
        }
        let agents = opened.agents;
        self.view.send_modify(|view| {
            view.agents = agents;
            view.rosters += 1;
        });
        if opened.signed_out {
            return self.signed_out().await;
        }
        if self.health.all_granted() {
            self.read();
        }
        Ok(())
    }

    async fn snapshot(
        &mut self,
        outcome: Result<Vec<crate::domain::SessionReport>, Fault>,
    ) -> Told {
        match outcome {
            Ok(reports) => {
                self.retry = Retry::default();
                for report in reports {
                    self.tell(Event::Row(self.epoch, report)).await?;
                }
                self.tell(Event::Ended(self.epoch)).await?;
                self.health.ended();
                self.poll(self.sign_in == SignIn::Done);
                self.check_at = Some(Instant::now() + self.plan.tempo.check);
                Ok(())
            }
            Err(Fault::SignIn { .. }) => self.signed_out().await,
            Err(fault) => {
                self.retry_later(&fault);
                let line = format!("my sessions could not be read: {fault}");
                self.tell(Event::Notice(Text::line(&line))).await
            }
        }
    }

    fn poll(&self, running: bool) {
        self.view
            .send_if_modified(|v| std::mem::replace(&mut v.running, running) != running);
    }
}
