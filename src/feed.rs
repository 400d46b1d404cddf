//! The feed: drives the Bayeux client and the GWS calls, and turns them into facts with a contract
//! (design §5). Knows `bayeux`, `gws` and `domain`; nothing of the app or the screen.
//!
//! | file | is |
//! | --- | --- |
//! | `engine` | the one task that owns the connection's state |
//! | `errand` | REST work that the engine sends out and hears back from |
//! | `health` | what the header may say: LIVE, LATE or OFFLINE |
//! | `truth` | comparing what was pushed with what the server lists |
//! | `rounds` | whose list is read when: pure |
//! | `poller` | the task that reads roster and lists |
//! | `clock` | this machine's clocks, as far as they tell that it was suspended |
//! | `suspend` | whether it was |

mod clock;
mod door;
mod engine;
mod errand;
mod health;
mod poller;
mod prints;
mod pushed;
mod rounds;
mod suspend;
mod tempo;
mod truth;

use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot};

use crate::bayeux::Choice;
use crate::domain::{Event, UserId};
use crate::gws::{Api, StartSession};

pub use clock::{Clock, Reading};
pub use suspend::{Jump, Suspend};
pub use tempo::Tempo;

/// Most facts that wait for the app. While it is full nothing is read from the server: nothing is
/// dropped, and the server is not taken for silent meanwhile.
const QUEUE: usize = 1024;

/// What the feed is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The topics; those under `/v2/me` must be granted before the link is live.
    pub topics: Vec<String>,
    /// How Bayeux messages travel.
    pub transport: Choice,
    /// The contact-centre session to start; `None` starts and ends none.
    pub start: Option<StartSession>,
    /// The agents by user name; empty = all with the agent's role.
    pub agents: Vec<String>,
    /// Whom to watch silently from the start, by user name.
    pub watch: Vec<String>,
    /// The name that others see.
    pub nickname: Option<String>,
    /// The agents' lists share so many requests a second.
    pub polls_per_second: f64,
    /// All durations.
    pub tempo: Tempo,
    /// What notices that this machine was suspended.
    pub suspend: Suspend,
    /// What the jitter of retries is drawn from.
    pub seed: u64,
}

/// What an earlier run knew of watching: the server cannot be asked.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    /// Whom it watched silently.
    pub watched: Vec<UserId>,
    /// Whom the person has stopped watching: [`Plan::watch`] does not count for them.
    pub stopped: Vec<UserId>,
}

/// What the app may ask of the feed.
#[derive(Debug)]
pub enum Order {
    /// Begin a new epoch.
    Resync,
    /// Do not wait for the next retry.
    Retry,
    /// This machine was suspended, and the HTTP connections are given up already.
    Woke(Jump),
    /// A call was answered with "not signed in"; under which sign-in it was asked
    /// ([`Api::renewals`]).
    SignedOut(u64),
    /// Sign in with this password.
    SignIn(SecretString),
    /// Whose lists are on the screen.
    Look(Vec<UserId>),
    /// Whom we watch silently: asked for again on a new HTTP session.
    Watches(Vec<UserId>),
    /// Disconnect within the budget, and say when it is done.
    Stop(Duration, oneshot::Sender<()>),
}

/// A running feed. Dropping it ends its tasks.
#[derive(Debug)]
pub struct Feed {
    orders: mpsc::Sender<Order>,
    engine: tokio::task::JoinHandle<()>,
}

/// Starts the feed on the current runtime.
#[must_use]
pub fn start(api: Api, plan: Plan, remembered: Remembered) -> (Feed, mpsc::Receiver<Event>) {
    let (tell, facts) = mpsc::channel(QUEUE);
    let (orders, ordered) = mpsc::channel(64);
    let engine = engine::Engine::new(api, plan, remembered, tell, orders.clone());
    let engine = tokio::spawn(engine.run(ordered));
    (Feed { orders, engine }, facts)
}

impl Feed {
    /// Gives an order without waiting. An order that finds the queue full is dropped: sixty-four
    /// others are about to be obeyed.
    pub fn order(&self, order: Order) {
        if let Err(e) = self.orders.try_send(order) {
            tracing::warn!("order dropped: {e}");
        }
    }

    /// Somebody else may give orders, too.
    pub fn orders(&self) -> mpsc::Sender<Order> {
        self.orders.clone()
    }

    /// Disconnects from the server within the budget.
    pub async fn stop(self, budget: Duration) {
        let (done, is_done) = oneshot::channel();
        let farewell = async {
            if self.orders.send(Order::Stop(budget, done)).await.is_ok() {
                let _ = is_done.await;
            }
        };
        // Whatever is not said by then is not said.
        let _ = tokio::time::timeout(budget, farewell).await;
        self.engine.abort();
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.engine.abort();
    }
}
