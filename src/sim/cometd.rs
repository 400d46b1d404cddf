//! The Bayeux side, as a CometD 3.1 server behaves: clients, subscriptions,
//! held connects, delivery. Knows nothing of sockets, of HTTP or of the floor.

mod ack;
mod channel;
mod client;
mod exchange;
mod outlet;
mod publication;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::oneshot;

use channel::matches;
use client::{Carrier, Client, Held, Piece, Via};
pub(crate) use outlet::{Frame, Outlet};

use super::faults::Raw;
use super::options::{AckReply, Options, Switches, Transports};

/// Whence messages come.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Origin<'a> {
    Post,
    Socket(&'a Outlet),
}

/// How a held poll ends.
#[derive(Debug)]
pub(crate) enum Polled {
    /// These messages are the rest of the body.
    Messages(Vec<Value>),
    /// These bytes are the whole body.
    Raw(Raw),
    /// A newer connect has taken its place.
    Superseded,
}

/// What comes of received messages.
#[derive(Debug)]
pub(crate) struct Received {
    /// Events and replies for the body of a POST; empty for a socket, which
    /// has them by its outlet.
    pub(crate) replies: Vec<Value>,
    /// A connect of this POST that is held.
    pub(crate) held: Option<oneshot::Receiver<Polled>>,
    /// Whether the HTTP session goes on.
    pub(crate) login: Login,
}

/// Whether the HTTP session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    Good,
    /// It is void together with a client that was forgotten.
    Void,
}

/// Whether somebody got a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// At least one client has it, or will find it at its next connect.
    Told,
    /// Nobody listens, or the socket is gone: it is lost, as on a server
    /// without the ack extension.
    Lost,
}

/// All CometD clients of the server.
#[derive(Debug)]
pub(crate) struct Comet {
    rng: fastrand::Rng,
    clients: BTreeMap<String, Client>,
    transports: Transports,
    ack: AckReply,
    switches: Switches,
    timeout: Duration,
    max_interval: Duration,
}

impl Comet {
    /// Nobody yet. Ids are not from the seed of the world: a restarted server
    /// must not take an old client for a new one.
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            rng: fastrand::Rng::with_seed(fastrand::u64(..)),
            clients: BTreeMap::new(),
            transports: options.transports,
            ack: options.ack,
            switches: options.switches,
            timeout: options.connect_timeout,
            max_interval: options.max_interval,
        }
    }

    fn advice(&self) -> Value {
        json!({
            "reconnect": "retry",
            "interval": 0,
            "timeout": u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX),
        })
    }

    /// Publishes an event to every subscribed client of a user.
    pub(crate) fn publish(
        &mut self,
        user: &str,
        channel: &str,
        data: &Value,
        now: Instant,
    ) -> Delivery {
        let event = json!({ "data": data, "channel": channel });
        let mut delivery = Delivery::Lost;
        for client in self
            .clients
            .values_mut()
            .filter(|client| client.user == user)
        {
            let listens = client
                .subscriptions
                .iter()
                .any(|pattern| matches(pattern, channel));
            if listens && client.deliver(Piece::Event(event.clone()), now) == Delivery::Told {
                delivery = Delivery::Told;
            }
        }
        delivery
    }

    /// Sends bytes as they are, as a frame or as the body of a poll, to one
    /// user or to everybody.
    pub(crate) fn publish_raw(&mut self, user: Option<&str>, raw: &Raw, now: Instant) {
        for client in self
            .clients
            .values_mut()
            .filter(|client| user.is_none_or(|user| client.user == user))
        {
            client.deliver(Piece::Raw(raw.clone()), now);
        }
    }

    /// Forgets every client. A held connect is answered well, as at its
    /// timeout; the next one is refused.
    pub(crate) fn forget(&mut self) {
        for client in std::mem::take(&mut self.clients).into_values() {
            client.release();
        }
    }

    /// A socket is gone: what is published to its clients is lost until they
    /// come back.
    pub(crate) fn detach(&mut self, outlet: &Outlet, now: Instant) {
        for client in self.clients.values_mut() {
            client.lose(outlet.number(), now);
        }
    }

    /// Answers connects that were held long enough and forgets clients that
    /// stayed away too long. Returns when to look again.
    pub(crate) fn expire(&mut self, now: Instant) -> Option<Instant> {
        for client in self.clients.values_mut() {
            if client
                .held
                .as_ref()
                .is_some_and(|held| held.deadline <= now)
            {
                client.answer_held(None, now);
            }
        }
        let max_interval = self.max_interval;
        self.clients
            .retain(|_, client| client.held.is_some() || now < client.seen + max_interval);
        self.clients
            .values()
            .map(|client| match &client.held {
                Some(held) => held.deadline,
                None => client.seen + max_interval,
            })
            .min()
    }

    /// How many clients there are.
    pub(crate) fn count(&self) -> usize {
        self.clients.len()
    }
}
