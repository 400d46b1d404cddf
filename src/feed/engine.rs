//! The one task that owns the connection's state: what happened on the wire goes in, facts for
//! the app go out, in the order of design §5.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use super::errand::{self, Again, Done, Opened};
use super::health::{self, Health};
use super::poller::{Poller, View};
use super::truth::{Truth, Verdict};
use super::{Order, Plan, door::Door};
use crate::bayeux::{self, Happening, Transport};
use crate::domain::{Epoch, Event, Fault, Link, OfflineWhy, Step, Text, UserId};
use crate::gws::{Api, notice};

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
    client: Option<(bayeux::Handle, mpsc::Receiver<Happening>)>,
    errands: JoinSet<Done>,
    sign_in: SignIn,
    /// Whether this HTTP session still has to be opened: start, roster, watching.
    unopened: bool,
    watched: Option<Vec<UserId>>,
    view: watch::Sender<View>,
    retry: Retry,
    node: Node,
    check_at: Option<Instant>,
    judge_at: Option<Instant>,
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
            watched: None,
            view,
            retry: Retry::default(),
            node: Node::default(),
            check_at: None,
            judge_at: None,
            _poller: AbortOnDrop(poller.abort_handle()),
        }
    }

    pub(super) async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        loop {
            if self.show_link().await.is_err() {
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
                    Some((_, happenings)) => happenings.recv().await,
                    None => std::future::pending().await,
                }
            };
            let told = tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Stop(budget, done)) => return self.stop(budget, done).await,
                    Some(order) => self.order(order).await,
                    None => return,
                },
                happening = happening => match happening {
                    Some(happening) => self.happening(happening).await,
                    // The client never ends by itself; without it there is no feed.
                    None => return,
                },
                Some(done) = self.errands.join_next(), if !self.errands.is_empty() => match done {
                    Ok(done) => self.done(done).await,
                    Err(e) => { tracing::error!("an errand crashed: {e}"); return }
                },
                () = sleep => self.ring().await,
            };
            if told.is_err() {
                return;
            }
        }
    }

    async fn tell(&mut self, event: Event) -> Told {
        self.truth.saw(&event);
        self.tell.send(event).await.map_err(|_| Deaf)
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
        if let Some((client, _happenings)) = &self.client {
            client.stop(budget).await;
        }
        // The other side may have stopped waiting.
        let _ = done.send(());
    }

    async fn order(&mut self, order: Order) -> Told {
        match order {
            Order::Resync => {
                if self.sign_in == SignIn::Done && self.health.all_granted() {
                    self.begin().await?;
                    self.read();
                }
                Ok(())
            }
            Order::Retry => {
                if let Some((client, _)) = &self.client {
                    client.retry_now();
                }
                if self.retry.at.is_some() {
                    self.retry.at = Some(Instant::now());
                }
                Ok(())
            }
            Order::SignedOut => self.signed_out().await,
            Order::SignIn(password) => {
                if self.sign_in == SignIn::Refused {
                    self.sign_on(Again::NewPassword(password));
                }
                Ok(())
            }
            Order::Look(seen) => {
                self.view
                    .send_if_modified(|v| std::mem::replace(&mut v.seen, seen) != v.seen);
                Ok(())
            }
            Order::Watches(agents) => {
                self.watched = Some(agents);
                Ok(())
            }
            Order::Stop(..) => Ok(()),
        }
    }

    // --- signing in ----------------------------------------------------------------------------

    fn sign_on(&mut self, again: Again) {
        let first = matches!(self.sign_in, SignIn::Asking { first: true });
        self.sign_in = SignIn::Asking { first };
        self.unopened = true;
        self.poll(false);
        self.retry.at = None;
        self.health
            .signed_out(OfflineWhy::Busy(Step::Connecting), None, Instant::now());
        self.errands.spawn(errand::sign_on(self.api.clone(), again));
    }

    /// Somebody was told that we are not signed in: the cookies are void. Once, with the password
    /// at hand; what else comes in meanwhile is about the same thing.
    async fn signed_out(&mut self) -> Told {
        if self.sign_in == SignIn::Done {
            self.sign_on(Again::SamePassword);
        }
        Ok(())
    }

    async fn signed_on(&mut self, outcome: Result<crate::domain::SignOn, Fault>) -> Told {
        let first = self.sign_in == SignIn::Asking { first: true };
        match outcome {
            Ok(sign_on) => {
                self.sign_in = SignIn::Done;
                self.health.signed_in(Instant::now());
                self.retry = Retry::default();
                self.node.tried = 0;
                self.tell(Event::SignedOn(sign_on)).await?;
                match &self.client {
                    Some((client, _)) => client.restart(),
                    None => self.client = Some(bayeux::start(self.config())),
                }
                Ok(())
            }
            Err(fault) if first => {
                self.node.tried += 1;
                let is_node = !matches!(fault, Fault::SignIn { .. } | Fault::Refused { .. });
                if is_node && self.node.tried < self.api.nodes() && self.api.next_node().is_some() {
                    tracing::warn!("the node is down ({fault}); trying {}", self.api.server());
                    self.sign_on(Again::First);
                    return Ok(());
                }
                self.tell(Event::CannotStart(fault)).await
            }
            Err(Fault::SignIn { message }) => {
                self.sign_in = SignIn::Refused;
                self.health
                    .signed_out(OfflineWhy::SignIn(message), None, Instant::now());
                Ok(())
            }
            Err(fault) => {
                // The next try is made elsewhere, if there is an elsewhere.
                let _ = self.api.next_node();
                let at = self.retry_later(&fault);
                let why = OfflineWhy::Lost(Text::line(&fault.to_string()));
                self.health.signed_out(why, Some(at), Instant::now());
                Ok(())
            }
        }
    }

    /// The node is down: the next one is signed in to, with a new epoch and nothing confirmed.
    async fn change_node(&mut self) -> Told {
        self.node.failures = 0;
        if self.api.next_node().is_none() {
            return Ok(());
        }
        // Dropped, it says goodbye to the old node by itself, if that hears it.
        self.client = None;
        let line = format!("the node is down: going to {}", self.api.server());
        self.sign_on(Again::First);
        self.tell(Event::Notice(Text::line(&line))).await
    }

    fn config(&self) -> bayeux::Config {
        bayeux::Config {
            url: self.api.notifications_url(),
            topics: self.plan.topics.clone(),
            transport: self.plan.transport,
            tempo: self.plan.tempo.bayeux,
            door: Arc::new(Door(self.api.clone())),
            seed: self.plan.seed,
            limits: bayeux::Limits::default(),
        }
    }

    // --- the connection ------------------------------------------------------------------------

    async fn happening(&mut self, happening: Happening) -> Told {
        let now = Instant::now();
        match happening {
            Happening::Connecting { step, .. } => {
                // A reason that is on the screen is worth more than "connecting" for an instant.
                let busy = match step {
                    bayeux::Step::Open | bayeux::Step::Resume => Some(Step::Connecting),
                    bayeux::Step::Handshake => Some(Step::Handshake),
                    bayeux::Step::Subscribe | bayeux::Step::Connect => None,
                };
                if let Some(busy) = busy {
                    self.health.busy(busy, now);
                }
                Ok(())
            }
            Happening::Fresh { transport, .. } => {
                self.node.failures = 0;
                let topics = self.plan.topics.clone();
                self.health.fresh(&topics);
                let name = match transport {
                    Transport::WebSocket => "websocket",
                    Transport::LongPolling => "long-polling",
                };
                self.tell(Event::Transport(name)).await?;
                self.begin().await?;
                self.proceed()
            }
            Happening::Resumed { acked } => {
                self.node.failures = 0;
                self.health.resumed();
                if acked {
                    return Ok(());
                }
                // What was published while the socket was down is lost (measured with CometD 3.1).
                self.begin().await?;
                self.proceed()
            }
            Happening::Subscribed { topic } => {
                let waited = !self.health.all_granted();
                self.health.granted(&topic);
                if waited { self.proceed() } else { Ok(()) }
            }
            Happening::SubscriptionRefused { topic, error } => {
                let line = format!("the server refuses the topic {topic}: {error}");
                self.tell(Event::Notice(Text::line(&line))).await
            }
            Happening::Event { data, .. } => {
                for event in notice::read(data.get()) {
                    self.tell(event).await?;
                }
                Ok(())
            }
            Happening::Health(bayeux::Health::Alive) => {
                self.health.late(None);
                Ok(())
            }
            Happening::Health(bayeux::Health::Late { since }) => {
                self.health.late(Some(since));
                Ok(())
            }
            Happening::Down { cause, retry_at } => {
                tracing::warn!("down: {}", Text::line(&cause.to_string()));
                if health::is_node_down(&cause) {
                    self.node.failures += 1;
                    if self.node.failures >= NODE_DOWN && self.api.nodes() > 1 {
                        return self.change_node().await;
                    }
                }
                self.health.down(health::lost(&cause), Some(retry_at), now);
                Ok(())
            }
            Happening::FellBack { why } => {
                let line = format!("{why}: long-polling until the end of this run");
                self.tell(Event::Notice(Text::line(&line))).await
            }
            Happening::MultipleClients { interval } => {
                let line = format!(
                    "the server sees several clients behind one cookie: news come up to {} s later",
                    interval.as_secs_f64().ceil()
                );
                self.tell(Event::Notice(Text::line(&line))).await
            }
            Happening::Stopped { .. } => {
                self.health.down(OfflineWhy::Stopped, None, now);
                Ok(())
            }
            Happening::Unauthorized { .. } => self.signed_out().await,
            Happening::Rubbish { bytes, excerpt } => {
                tracing::warn!(
                    bytes,
                    "a message could not be read: {}",
                    Text::line(&excerpt)
                );
                self.tell(Event::Odd {
                    what: "a message that is no JSON",
                    raw: Text::line(&excerpt),
                })
                .await
            }
            Happening::Repaired { excerpt } => {
                tracing::warn!("a message was read after repair: {}", Text::line(&excerpt));
                self.tell(Event::Odd {
                    what: "a message with bare None, True or False",
                    raw: Text::line(&excerpt),
                })
                .await
            }
            Happening::Lost => {
                let line = "messages were given up because they ended the connection twice; everything is read again";
                self.tell(Event::Notice(Text::line(line))).await
            }
            Happening::Closed => Ok(()),
        }
    }

    /// What comes next, once the topics are granted: opening the HTTP session, or the snapshot.
    fn proceed(&mut self) -> Told {
        if !self.health.all_granted() || self.sign_in != SignIn::Done {
            return Ok(());
        }
        if self.unopened {
            self.unopened = false;
            let watched = self.watched.clone();
            self.errands
                .spawn(errand::open(self.api.clone(), self.plan.clone(), watched));
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
            Done::Check(Err(fault)) => {
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
        self.view
            .send_if_modified(|v| std::mem::replace(&mut v.agents, agents) != v.agents);
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

    fn retry_later(&mut self, fault: &Fault) -> Instant {
        let doubled = self
            .plan
            .tempo
            .retry
            .saturating_mul(1 << self.retry.tries.min(10));
        let floor = match fault {
            Fault::Busy { retry_after, .. } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let at = Instant::now() + doubled.min(self.plan.tempo.retry_cap).max(floor);
        self.retry.tries += 1;
        self.retry.at = Some(at);
        at
    }

    fn poll(&self, running: bool) {
        self.view
            .send_if_modified(|v| std::mem::replace(&mut v.running, running) != running);
    }

    // --- what time brings ------------------------------------------------------------------------

    async fn ring(&mut self) -> Told {
        let now = Instant::now();
        if self.retry.at.take_if(|at| *at <= now).is_some() {
            match self.sign_in {
                SignIn::Asking { .. } => self.sign_on(Again::SamePassword),
                SignIn::Done => self.read(),
                SignIn::Refused => {}
            }
        }
        if self.check_at.take_if(|at| *at <= now).is_some() {
            self.check_at = Some(now + self.plan.tempo.check);
            if self.judge_at.is_none() && self.health.link() == Link::Live {
                self.truth.asking();
                self.errands.spawn(errand::check(self.api.clone()));
            }
        }
        if self.judge_at.take_if(|at| *at <= now).is_some() {
            match self.truth.judge() {
                Verdict::Agrees => {}
                Verdict::SameAgain => self.tell(Event::MissesEvents).await?,
                Verdict::Resync => {
                    self.tell(Event::MissesEvents).await?;
                    self.begin().await?;
                    self.read();
                }
            }
        }
        Ok(())
    }
}
