//! The acknowledge extension of one client, as CometD's server has it: every
//! connect reply closes a batch of events and names it, the next connect names
//! the last batch that was received, and what is newer than that comes again.
//! Knows nothing of how events travel.

use serde_json::{Value, json};

use super::client::{Piece, Queue};
use crate::sim::options::AckReply;

/// What a client has not acknowledged.
#[derive(Debug)]
pub(super) struct Unacknowledged {
    /// The number of the batch that the next connect reply closes.
    open: u64,
    /// Events with the batch by which they were first to go.
    events: Queue<(u64, Value)>,
}

impl Unacknowledged {
    /// Nothing yet; the first connect reply closes batch 1.
    pub(super) fn new() -> Self {
        Self {
            open: 1,
            events: Queue::new(),
        }
    }

    /// Keeps an event until it is acknowledged.
    pub(super) fn keep(&mut self, event: Value) {
        self.events.push((self.open, event));
    }

    /// Forgets what the client has received, by the number in its connect.
    pub(super) fn received(&mut self, connect: &Value) {
        let number = connect
            .get("ext")
            .and_then(|ext| ext.get("ack"))
            .and_then(Value::as_u64);
        if let Some(number) = number {
            self.events.retain(|(batch, _)| *batch > number);
        }
    }

    /// Whether there is anything to send.
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Closes a batch: everything that is not acknowledged, oldest first, and
    /// the connect reply with its number.
    pub(super) fn close(&mut self, reply: &mut Value) -> Vec<Value> {
        reply["ext"] = json!({ "ack": self.open });
        self.open += 1;
        self.events.iter().map(|(_, event)| event.clone()).collect()
    }

    /// A batch whose reply never left is open again.
    pub(super) fn reopen(&mut self) {
        self.open -= 1;
    }
}

/// The `ext` of a handshake reply, where the client asked and the server does.
pub(super) fn agreed(handshake: &Value, reply: AckReply) -> Option<Value> {
    let asked = handshake.get("ext").and_then(|ext| ext.get("ack"));
    let asked = match asked {
        Some(Value::Bool(asked)) => *asked,
        Some(Value::Object(_)) => true,
        _ => false,
    };
    match reply {
        _ if !asked => None,
        AckReply::Absent => None,
        AckReply::True => Some(json!({ "ack": true })),
        AckReply::Object => Some(json!({ "ack": { "enabled": true, "batch": 0 } })),
    }
}

/// Frames for a websocket: each event alone, the reply last.
pub(super) fn pieces(events: Vec<Value>, reply: Value) -> impl Iterator<Item = Piece> {
    events
        .into_iter()
        .chain(std::iter::once(reply))
        .map(Piece::Event)
}
