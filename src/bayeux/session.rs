//! The Bayeux session as a sans-IO state machine.
//!
//! Knows what to send, what to wait for and how long; must not know sockets, tokio or the clock:
//! the time comes in with every input, and chance from a seed. Feed it with [`Session::feed`],
//! then drain [`Session::next_output`], then sleep until [`Session::wake_at`] at the latest.

mod link;
mod passage;
mod phase;
mod reply;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::value::RawValue;

use super::backoff::Backoff;
use super::fallback::Record;
use super::wire::{self, Frame, Message};
use super::{Cause, Choice, Happening, Payload, Rest, Tempo, Transport};
use crate::json::repair;
use phase::{Identity, Phase};

/// What a session needs to know from the start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The topics to subscribe to.
    pub topics: Vec<String>,
    /// How the messages travel.
    pub transport: Choice,
    /// The durations.
    pub tempo: Tempo,
    /// What the jitter of the retries is drawn from.
    pub seed: u64,
}

/// What the consumer may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Take leave of the server and end.
    Stop,
    /// Handshake anew now, whatever the state.
    Restart,
    /// Stop waiting and try now; nothing while connected.
    Retry,
    /// This machine was suspended: what was open is not to be trusted, and another transport is
    /// opened now. What was waited for was waited for meanwhile.
    Reopen {
        /// How long no clock of ours ran.
        asleep: Duration,
    },
}

/// Which way a message goes; long-polling keeps one request in flight per lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Handshakes and connects.
    Held,
    /// What is answered at once.
    Prompt,
    /// What nobody awaits the answer to: its failure means nothing.
    Aside,
}

/// What comes to the session from outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// The transport can carry messages.
    Opened,
    /// The transport could not be opened, or ended.
    Lost {
        /// Why.
        cause: Cause,
        /// The server's `Retry-After`: no attempt before it has passed.
        retry_after: Option<Duration>,
    },
    /// The transport was refused with HTTP 401 or 403.
    Unauthorized {
        /// The HTTP status.
        status: u16,
    },
    /// A text frame.
    Frame(&'a str),
    /// The whole body of the HTTP answer to the request in this lane.
    Answer(Lane, &'a [u8]),
    /// Time passed.
    Timer,
    /// The consumer's wish.
    Order(Order),
}

/// What the session wants done, in this order.
#[derive(Debug)]
pub enum Output<P = Box<RawValue>> {
    /// Open this transport; answer with `Opened`, `Lost` or `Unauthorized`.
    Open(Transport),
    /// Send this frame.
    Send {
        /// The frame, an array of messages.
        text: String,
        /// Which way.
        lane: Lane,
    },
    /// Close the transport, or give up opening it, and forget what is in flight.
    HangUp,
    /// Tell the consumer.
    Tell(Happening<P>),
    /// Go on only when the consumer has taken all it was told: what is sent next acknowledges it.
    Handover,
}

/// One session with one server, over all its connections and client ids. What is published comes as
/// `P`.
#[derive(Debug)]
pub struct Session<P: Payload = Box<RawValue>> {
    settings: Settings,
    /// The transport in use, or to be opened next.
    transport: Transport,
    record: Record,
    rest: Rest,
    phase: Phase,
    identity: Option<Identity>,
    /// A client the server may still hold, to be disconnected before the next handshake (§5.7).
    goodbye: Option<String>,
    backoff: Backoff,
    /// When a message last arrived, or the transport opened.
    heard: Instant,
    healthy_since: Option<Instant>,
    /// `advice.interval`: the least wait before the next connect.
    interval: Duration,
    /// The newest advice spoke of several clients behind one cookie.
    crowded: bool,
    /// `advice.timeout`: how long the server holds a connect by itself.
    server_hold: Option<Duration>,
    /// The server was seen to hold a connect for longer than asked.
    held_past: bool,
    /// Connects in succession that were answered at once and for nothing.
    hasty: u32,
    /// An event was told since the last `Handover`.
    untaken: bool,
    last_id: u64,
    memory: P::Memory,
    outputs: VecDeque<Output<P>>,
}

impl<P: Payload> Session<P> {
    /// A session that has begun to open its transport.
    #[must_use]
    pub fn new(settings: Settings, now: Instant) -> Self {
        let mut session = Self {
            backoff: Backoff::new(settings.seed),
            transport: settings.transport.first(),
            record: Record::default(),
            rest: Rest::Unknown,
            settings,
            phase: Phase::Halted,
            identity: None,
            goodbye: None,
            heard: now,
            healthy_since: None,
            interval: Duration::ZERO,
            crowded: false,
            server_hold: None,
            held_past: false,
            hasty: 0,
            untaken: false,
            last_id: 0,
            memory: P::Memory::default(),
            outputs: VecDeque::new(),
        };
        session.open(now);
        session
    }

    /// Takes in what happened at `now`, and whatever is due by then.
    pub fn feed(&mut self, input: Input<'_>, now: Instant) {
        match input {
            Input::Opened => self.opened(now),
            Input::Lost { cause, retry_after } => self.lose(cause, retry_after, now),
            Input::Unauthorized { status } => self.unauthorized(status),
            Input::Frame(text) => self.frame(text, now),
            Input::Answer(lane, body) => self.answer(lane, body, now),
            Input::Timer => {}
            Input::Order(order) => self.obey(order, now),
        }
        self.watch(now);
    }

    /// What is known of REST at this moment: to be said before any input that may end a
    /// connection, [`Input::Timer`] among them.
    pub fn witness(&mut self, rest: Rest) {
        self.rest = rest;
    }

    /// The next thing to do.
    pub fn next_output(&mut self) -> Option<Output<P>> {
        self.outputs.pop_front()
    }

    /// Whether the session has ended for good.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// Excuses the server for a time during which nobody was listening to it.
    pub fn excuse(&mut self, deaf: Duration) {
        self.heard += deaf;
        self.phase.excuse(deaf);
    }

    /// An HTTP answer that lacks the reply it was held for will not be followed by another.
    fn answer(&mut self, lane: Lane, body: &[u8], now: Instant) {
        let owed = match lane {
            Lane::Held => self.phase.awaits().map(str::to_owned),
            Lane::Prompt | Lane::Aside => None,
        };
        match std::str::from_utf8(body) {
            Ok(text) => self.frame(text, now),
            Err(_) => self.rubbish(body),
        }
        if owed.is_some() && self.phase.awaits() == owed.as_deref() {
            let cause = Cause::Protocol("posting messages: the answer lacks the reply");
            self.lose(cause, None, now);
        }
    }

    fn frame(&mut self, text: &str, now: Instant) {
        match wire::decode(text, &mut self.memory) {
            Frame::Whole(messages) => self.messages(messages, now),
            Frame::Mixed(messages, rubbish) => {
                for part in rubbish {
                    self.rubbish(part.get().as_bytes());
                }
                self.messages(messages, now);
            }
            Frame::Unreadable => self.unreadable(text, now),
        }
    }

    fn unreadable(&mut self, text: &str, now: Instant) {
        let repaired = repair(text);
        let (messages, rubbish) = match repaired
            .as_deref()
            .map(|text| wire::decode(text, &mut self.memory))
        {
            None | Some(Frame::Unreadable) => return self.rubbish(text.as_bytes()),
            Some(Frame::Whole(messages)) => (messages, Vec::new()),
            Some(Frame::Mixed(messages, rubbish)) => (messages, rubbish),
        };
        self.tell(Happening::Repaired {
            excerpt: excerpt(text.as_bytes()),
        });
        for part in rubbish {
            self.rubbish(part.get().as_bytes());
        }
        self.messages(messages, now);
    }

    fn messages(&mut self, messages: Vec<Message<'_, P>>, now: Instant) {
        for message in messages {
            self.heard(now);
            self.message(message, now);
        }
    }

    fn rubbish(&mut self, bytes: &[u8]) {
        self.tell(Happening::Rubbish {
            bytes: bytes.len(),
            excerpt: excerpt(bytes),
        });
    }

    fn tell(&mut self, happening: Happening<P>) {
        self.outputs.push_back(Output::Tell(happening));
    }

    fn send(&mut self, text: String, lane: Lane) {
        self.outputs.push_back(Output::Send { text, lane });
    }

    fn hang_up(&mut self) {
        self.outputs.push_back(Output::HangUp);
    }

    /// Ids are never used twice in a session, so that a late reply cannot pass for a new one.
    fn fresh_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }
}

/// The first 200 characters, for people.
fn excerpt(bytes: &[u8]) -> String {
    let head = bytes.get(..800).unwrap_or(bytes);
    String::from_utf8_lossy(head).chars().take(200).collect()
}
