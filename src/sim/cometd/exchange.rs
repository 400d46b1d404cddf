//! Messages from clients and the replies to them: Bayeux 1.0, with the choices
//! of a CometD 3.1 server, with or without its ack extension.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tokio::sync::oneshot;

use super::ack::{Unacknowledged, agreed};
use super::channel::{is_valid, matches};
use super::{Carrier, Client, Comet, Frame, Held, Login, Origin, Received, Via};
use crate::sim::options::{ServicesTopic, UnknownClientError};

/// The topic that not every user may subscribe to.
const SERVICES: &str = "/notifications/services";

/// What a single message comes to.
enum Settled {
    Reply(Value),
    /// A connect that is held; a poll is answered by the receiver.
    Held(Option<oneshot::Receiver<super::Polled>>),
}

impl Comet {
    /// Takes the messages of one frame or body, all of one user.
    pub(crate) fn receive(
        &mut self,
        user: &str,
        messages: &[Value],
        origin: Origin<'_>,
        now: Instant,
    ) -> Received {
        let mut replies = Vec::new();
        let mut held = None;
        let mut named = None;
        if self.switches.unknown_client_error == UnknownClientError::Http401
            && messages
                .iter()
                .any(|message| self.is_forgotten(user, message))
        {
            return Received {
                replies,
                held,
                login: Login::Void,
            };
        }
        for message in messages {
            if let Some(id) = message.get("clientId").and_then(Value::as_str) {
                named = Some(id.to_owned());
            }
            match self.settle(user, message, origin, now) {
                Settled::Reply(reply) => replies.push(reply),
                Settled::Held(poll) => held = poll,
            }
        }
        match origin {
            Origin::Post => {
                // Any answer carries what waits, events first.
                if held.is_none() {
                    let mut events = self.waiting(user, named.as_deref());
                    events.append(&mut replies);
                    replies = events;
                }
            }
            Origin::Socket(outlet) => {
                if !replies.is_empty() {
                    // A socket that is gone is noticed by its own task.
                    let _ = outlet.send(Frame::Text(Value::from(replies).to_string()));
                }
                replies = Vec::new();
            }
        }
        Received {
            replies,
            held,
            login: Login::Good,
        }
    }

    /// Whether a message names no client of this user, and needs one.
    fn is_forgotten(&self, user: &str, message: &Value) -> bool {
        let id = message.get("clientId").and_then(Value::as_str);
        let client = id.and_then(|id| self.clients.get(id));
        message.get("channel").and_then(Value::as_str) != Some("/meta/handshake")
            && client.is_none_or(|client| client.user != user)
    }

    fn unknown_client(&self, id: &str) -> String {
        match self.switches.unknown_client_error {
            UnknownClientError::Code402 | UnknownClientError::Http401 => {
                "402::Unknown client".to_owned()
            }
            UnknownClientError::UnknownSession => "402::unknown_session".to_owned(),
            UnknownClientError::SessionUnknown => "402::session_unknown".to_owned(),
            UnknownClientError::Code403 => "403::Unknown client".to_owned(),
            UnknownClientError::Code401 => format!("401:{id}:Unknown client"),
        }
    }

    fn waiting(&mut self, user: &str, id: Option<&str>) -> Vec<Value> {
        id.and_then(|id| self.clients.get_mut(id))
            .filter(|client| client.user == user && matches!(client.carrier, Carrier::Polling))
            .map(Client::take_events)
            .unwrap_or_default()
    }

    fn settle(&mut self, user: &str, message: &Value, origin: Origin<'_>, now: Instant) -> Settled {
        let channel = message
            .get("channel")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let mut reply = reply_to(message, channel);
        if channel == "/meta/handshake" {
            return Settled::Reply(self.handshake(user, message, reply, origin, now));
        }
        let id = message
            .get("clientId")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if self.is_forgotten(user, message) {
            reply["successful"] = json!(false);
            reply["error"] = json!(self.unknown_client(id));
            if channel == "/meta/connect" {
                reply["advice"] = json!({ "reconnect": "handshake", "interval": 0 });
            }
            if let Some(subscription) = message.get("subscription") {
                reply["subscription"] = subscription.clone();
            }
            return Settled::Reply(reply);
        }
        match channel {
            "/meta/connect" => self.connect(id, message, reply, origin, now),
            "/meta/subscribe" => Settled::Reply(self.subscribe(id, message, reply)),
            "/meta/unsubscribe" => Settled::Reply(self.unsubscribe(id, message, reply)),
            "/meta/disconnect" => Settled::Reply(self.disconnect(id, reply, now)),
            _ => Settled::Reply(self.published(id, channel, message, reply, now)),
        }
    }

    fn handshake(
        &mut self,
        user: &str,
        message: &Value,
        mut reply: Value,
        origin: Origin<'_>,
        now: Instant,
    ) -> Value {
        let id: String = (0..20).map(|_| self.rng.lowercase()).collect();
        let carrier = match origin {
            Origin::Post => Carrier::Polling,
            Origin::Socket(outlet) => Carrier::Socket(outlet.clone()),
        };
        let mut client = Client::new(user, carrier, now);
        if let Some(ext) = agreed(message, self.ack) {
            client.unacknowledged = Some(Unacknowledged::new());
            reply["ext"] = ext;
        }
        self.clients.insert(id.clone(), client);
        reply["successful"] = json!(true);
        reply["clientId"] = json!(id);
        reply["version"] = json!("1.0");
        reply["supportedConnectionTypes"] = json!(self.transports.connection_types());
        reply["advice"] = self.advice();
        reply
    }

    fn connect(
        &mut self,
        id: &str,
        message: &Value,
        mut reply: Value,
        origin: Origin<'_>,
        now: Instant,
    ) -> Settled {
        let (advice, timeout) = (self.advice(), self.timeout);
        let Some(client) = self.clients.get_mut(id) else {
            return Settled::Reply(reply);
        };
        client.supersede();
        match origin {
            Origin::Post => client.attach(None),
            Origin::Socket(outlet) => client.attach(Some(outlet)),
        }
        client.seen = now;
        reply["successful"] = json!(true);
        let asked = message
            .get("advice")
            .and_then(|advice| advice.get("timeout"));
        let asked = asked.and_then(Value::as_u64).map(Duration::from_millis);
        let first = !std::mem::replace(&mut client.connected, true);
        if first || message.get("advice").is_some() {
            reply["clientId"] = json!(id);
            reply["advice"] = advice;
        }
        let hold = asked.map_or(timeout, |asked| asked.min(timeout));
        let at_once = first || hold.is_zero();
        if let Some(kept) = &mut client.unacknowledged {
            kept.received(message);
        } else if at_once {
            return Settled::Reply(reply);
        }
        let (via, poll) = match origin {
            Origin::Socket(_) => (Via::Socket, None),
            Origin::Post => {
                let (answer, poll) = oneshot::channel();
                (Via::Poll(answer), Some(poll))
            }
        };
        client.held = Some(Held {
            reply,
            deadline: now + hold,
            via,
        });
        if at_once || client.has_news() {
            client.answer_held(None, now);
        }
        Settled::Held(poll)
    }

    fn subscribe(&mut self, id: &str, message: &Value, mut reply: Value) -> Value {
        let names = subscriptions(message);
        reply["clientId"] = json!(id);
        reply["subscription"] = message.get("subscription").cloned().unwrap_or_default();
        let services = names.iter().find(|name| matches(name, SERVICES));
        if let (Some(name), ServicesTopic::Refused) = (services, self.switches.services_topic) {
            reply["successful"] = json!(false);
            reply["error"] = json!(format!("403:{name}:subscription_denied"));
            return reply;
        }
        if names.is_empty() || !names.iter().all(|name| is_valid(name)) {
            reply["successful"] = json!(false);
            reply["error"] = json!("405::Invalid subscription");
            return reply;
        }
        if let Some(client) = self.clients.get_mut(id) {
            for name in names {
                if !client.subscriptions.contains(&name) {
                    client.subscriptions.push(name);
                }
            }
        }
        reply["successful"] = json!(true);
        reply
    }

    fn unsubscribe(&mut self, id: &str, message: &Value, mut reply: Value) -> Value {
        let names = subscriptions(message);
        if let Some(client) = self.clients.get_mut(id) {
            client.subscriptions.retain(|name| !names.contains(name));
        }
        reply["clientId"] = json!(id);
        reply["subscription"] = message.get("subscription").cloned().unwrap_or_default();
        reply["successful"] = json!(true);
        reply
    }

    /// The held connect is answered before the disconnect.
    fn disconnect(&mut self, id: &str, mut reply: Value, now: Instant) -> Value {
        if let Some(mut client) = self.clients.remove(id) {
            client.answer_held(Some(json!({ "reconnect": "none", "interval": 0 })), now);
        }
        reply["clientId"] = json!(id);
        reply["successful"] = json!(true);
        reply
    }
}

/// A reply echoes the id, as a string.
fn reply_to(message: &Value, channel: &str) -> Value {
    let mut reply = Map::new();
    match message.get("id") {
        Some(Value::String(id)) => {
            reply.insert("id".to_owned(), json!(id));
        }
        Some(id @ Value::Number(_)) => {
            reply.insert("id".to_owned(), json!(id.to_string()));
        }
        _ => {}
    }
    reply.insert("channel".to_owned(), json!(channel));
    Value::Object(reply)
}

fn subscriptions(message: &Value) -> Vec<String> {
    match message.get("subscription") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}
