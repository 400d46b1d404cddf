//! One CometD client and how an event reaches it; knows no other client.

use std::collections::{VecDeque, vec_deque};
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::ack::{Unacknowledged, pieces};
use super::{Delivery, Frame, Outlet, Polled};
use crate::sim::faults::Raw;

/// How many events wait for a client between two polls; older ones go.
const QUEUE: usize = 10_000;

/// What waits, oldest first, and no more than so much of it.
#[derive(Debug)]
pub(super) struct Queue<T>(VecDeque<T>);

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        Self(VecDeque::new())
    }

    /// Adds at the end; beyond the limit, the oldest goes.
    pub(super) fn push(&mut self, item: T) {
        if self.0.len() == QUEUE {
            self.0.pop_front();
        }
        self.0.push_back(item);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> vec_deque::Iter<'_, T> {
        self.0.iter()
    }

    pub(super) fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.0.retain(keep);
    }
}

/// Something to deliver.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Event(Value),
    Raw(Raw),
}

/// What carries events to the client.
#[derive(Debug)]
pub(super) enum Carrier {
    Polling,
    Socket(Outlet),
    /// It had a socket, and the socket is gone.
    Lost,
}

/// Where the answer to a held connect goes.
#[derive(Debug)]
pub(super) enum Via {
    Socket,
    Poll(oneshot::Sender<Polled>),
}

/// A connect that waits for its answer.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) reply: Value,
    pub(super) deadline: Instant,
    pub(super) via: Via,
}

/// One client.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) user: String,
    pub(super) subscriptions: Vec<String>,
    pub(super) queue: Queue<Piece>,
    /// Its events, where the ack extension was agreed on; then only raw texts
    /// are in the queue.
    pub(super) unacknowledged: Option<Unacknowledged>,
    pub(super) carrier: Carrier,
    pub(super) held: Option<Held>,
    /// Whether it has connected once.
    pub(super) connected: bool,
    /// Its handshake, or its last connect reply.
    pub(super) seen: Instant,
}

impl Client {
    pub(super) fn new(user: &str, carrier: Carrier, now: Instant) -> Self {
        Self {
            user: user.to_owned(),
            subscriptions: Vec::new(),
            queue: Queue::new(),
            unacknowledged: None,
            carrier,
            held: None,
            connected: false,
            seen: now,
        }
    }

    /// Sends at once by websocket; else queues, and answers a held poll. With
    /// the ack extension every event goes by a connect reply.
    pub(super) fn deliver(&mut self, piece: Piece, now: Instant) -> Delivery {
        let piece = match (piece, &mut self.unacknowledged) {
            (Piece::Event(event), Some(kept)) => {
                kept.keep(event);
                self.answer_held(None, now);
                return Delivery::Told;
            }
            (piece, _) => piece,
        };
        match &self.carrier {
            Carrier::Socket(outlet) => {
                if outlet.send(frame(piece)).is_err() {
                    self.carrier = Carrier::Lost;
                    return Delivery::Lost;
                }
                Delivery::Told
            }
            Carrier::Lost => Delivery::Lost,
            Carrier::Polling => {
                self.queue.push(piece);
                self.answer_held(None, now);
                Delivery::Told
            }
        }
    }

    /// What waits, up to the next raw text.
    pub(super) fn take_events(&mut self) -> Vec<Value> {
        let mut events = Vec::new();
        while let Some(Piece::Event(_)) = self.queue.0.front() {
            if let Some(Piece::Event(event)) = self.queue.0.pop_front() {
                events.push(event);
            }
        }
        events
    }

    /// Answers the held connect, with what waits before it.
    pub(super) fn answer_held(&mut self, advice: Option<Value>, now: Instant) {
        let Some(held) = self.held.take() else { return };
        self.seen = now;
        let mut reply = held.reply;
        if let Some(advice) = advice {
            reply["advice"] = advice;
        }
        match held.via {
            Via::Socket => {
                let events = match &mut self.unacknowledged {
                    Some(kept) => kept.close(&mut reply),
                    None => Vec::new(),
                };
                if let Carrier::Socket(outlet) = &self.carrier {
                    let sent = pieces(events, reply).all(|one| outlet.send(frame(one)).is_ok());
                    if !sent {
                        self.carrier = Carrier::Lost;
                    }
                }
            }
            Via::Poll(answer) => self.answer_poll(answer, reply),
        }
    }

    /// Whether a connect has something to bring.
    pub(super) fn has_news(&self) -> bool {
        let kept = self.unacknowledged.as_ref();
        !self.queue.is_empty() || kept.is_some_and(|kept| !kept.is_empty())
    }

    fn answer_poll(&mut self, answer: oneshot::Sender<Polled>, mut reply: Value) {
        if let Some(Piece::Raw(raw)) = self.queue.0.front() {
            if answer.send(Polled::Raw(raw.clone())).is_ok() {
                self.queue.0.pop_front();
            }
            return;
        }
        if let Some(kept) = &mut self.unacknowledged {
            let mut messages = kept.close(&mut reply);
            messages.push(reply);
            if answer.send(Polled::Messages(messages)).is_err() {
                kept.reopen();
            }
            return;
        }
        let mut messages = self.take_events();
        messages.push(reply);
        // A poller that went away leaves the events for its next poll.
        if let Err(Polled::Messages(mut messages)) = answer.send(Polled::Messages(messages)) {
            messages.pop();
            for event in messages.into_iter().rev() {
                self.queue.0.push_front(Piece::Event(event));
            }
        }
    }

    /// A newer connect takes the place of the held one, which is never
    /// answered on a socket, and gets an HTTP error as a poll.
    pub(super) fn supersede(&mut self) {
        if let Some(Held {
            via: Via::Poll(answer),
            ..
        }) = self.held.take()
        {
            // The poller may be gone, which is as well.
            let _ = answer.send(Polled::Superseded);
        }
    }

    /// Its socket is gone.
    pub(super) fn lose(&mut self, number: u64, now: Instant) {
        let mine = matches!(&self.carrier, Carrier::Socket(outlet) if outlet.number() == number);
        if mine {
            self.carrier = Carrier::Lost;
            self.seen = now;
            self.held = None;
        }
    }

    /// Moves to the way by which a connect came, with everything that waits.
    pub(super) fn attach(&mut self, outlet: Option<&Outlet>) {
        let Some(outlet) = outlet else {
            self.carrier = Carrier::Polling;
            return;
        };
        for piece in std::mem::take(&mut self.queue.0) {
            if outlet.send(frame(piece)).is_err() {
                self.carrier = Carrier::Lost;
                return;
            }
        }
        self.carrier = Carrier::Socket(outlet.clone());
    }

    /// The last answer before it is forgotten.
    pub(super) fn release(mut self) {
        let now = self.seen;
        self.answer_held(None, now);
    }
}

fn frame(piece: Piece) -> Frame {
    match piece {
        Piece::Event(event) => Frame::Text(json!([event]).to_string()),
        Piece::Raw(raw) => Frame::Raw(raw),
    }
}
