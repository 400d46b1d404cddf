//! One CometD client and how an event reaches it; knows no other client.

use std::collections::VecDeque;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::{Delivery, Frame, Outlet, Polled};

/// How many events wait for a client between two polls; older ones go.
const QUEUE: usize = 10_000;

/// Something to deliver.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Event(Value),
    Raw(String),
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
    pub(super) queue: VecDeque<Piece>,
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
            queue: VecDeque::new(),
            carrier,
            held: None,
            connected: false,
            seen: now,
        }
    }

    /// Sends at once by websocket; else queues, and answers a held poll.
    pub(super) fn deliver(&mut self, piece: Piece, now: Instant) -> Delivery {
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
                if self.queue.len() == QUEUE {
                    self.queue.pop_front();
                }
                self.queue.push_back(piece);
                self.answer_held(None, now);
                Delivery::Told
            }
        }
    }

    /// What waits, up to the next raw text.
    pub(super) fn take_events(&mut self) -> Vec<Value> {
        let mut events = Vec::new();
        while let Some(Piece::Event(_)) = self.queue.front() {
            if let Some(Piece::Event(event)) = self.queue.pop_front() {
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
                if let Carrier::Socket(outlet) = &self.carrier
                    && outlet
                        .send(Frame::Text(json!([reply]).to_string()))
                        .is_err()
                {
                    self.carrier = Carrier::Lost;
                }
            }
            Via::Poll(answer) => self.answer_poll(answer, reply),
        }
    }

    fn answer_poll(&mut self, answer: oneshot::Sender<Polled>, reply: Value) {
        if let Some(Piece::Raw(text)) = self.queue.front() {
            if answer.send(Polled::Raw(text.clone())).is_ok() {
                self.queue.pop_front();
            }
            return;
        }
        let mut messages = self.take_events();
        messages.push(reply);
        // A poller that went away leaves the events for its next poll.
        if let Err(Polled::Messages(mut messages)) = answer.send(Polled::Messages(messages)) {
            messages.pop();
            for event in messages.into_iter().rev() {
                self.queue.push_front(Piece::Event(event));
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
        for piece in std::mem::take(&mut self.queue) {
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
        Piece::Raw(text) => Frame::Text(text),
    }
}
