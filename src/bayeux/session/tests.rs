//! The session under a clock of our own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod advice;
mod advice_table;
mod chaos;
mod deadlines;
mod fallback;
mod messages;
mod orders;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Input, Lane, Order, Output, Session, Settings};
use crate::bayeux::{Cause, Choice, Happening, Rest, Step, Tempo, Transport};

const TOPICS: [&str; 2] = ["/v2/me/*", "/notifications/services"];

fn secs(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

/// A session, the clock, and what came out since it was last asked.
struct Rig {
    session: Session,
    start: Instant,
    now: Instant,
    sent: Vec<Value>,
    /// The frames sent, each with the number of hang-ups before it.
    frames: Vec<(usize, Vec<Value>)>,
    told: Vec<Happening>,
    opens: usize,
    /// The transport last asked for.
    opening: Option<Transport>,
    hang_ups: usize,
}

impl Rig {
    fn new() -> Self {
        Self::with(Transport::WebSocket, 3)
    }

    fn with(transport: impl Into<Choice>, seed: u64) -> Self {
        let start = Instant::now();
        let settings = Settings {
            topics: TOPICS.map(str::to_owned).to_vec(),
            transport: transport.into(),
            tempo: Tempo::default(),
            seed,
        };
        let mut rig = Self {
            session: Session::new(settings, start),
            start,
            now: start,
            sent: Vec::new(),
            frames: Vec::new(),
            told: Vec::new(),
            opens: 0,
            opening: None,
            hang_ups: 0,
        };
        rig.drain();
        rig
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.next_output() {
            match output {
                Output::Handover => {}
                Output::Open(transport) => {
                    self.opens += 1;
                    self.opening = Some(transport);
                }
                Output::HangUp => self.hang_ups += 1,
                Output::Tell(told) => self.told.push(told),
                Output::Send { text, .. } => {
                    let frame: Vec<Value> = serde_json::from_str(&text).unwrap();
                    self.frames.push((self.hang_ups, frame.clone()));
                    self.sent.extend(frame);
                }
            }
        }
    }

    fn feed(&mut self, input: Input<'_>) {
        self.session.feed(input, self.now);
        self.drain();
    }

    fn frame(&mut self, frame: &Value) {
        let bytes = frame.to_string();
        self.feed(Input::Frame(&bytes));
    }

    /// Lets time pass, waking the session whenever it asks for it.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        for _ in 0..1000 {
            match self.session.wake_at().filter(|at| *at <= end) {
                Some(at) => {
                    self.now = self.now.max(at);
                    self.feed(Input::Timer);
                }
                None => {
                    self.now = end;
                    return self.feed(Input::Timer);
                }
            }
        }
        panic!("the session never sleeps");
    }

    fn lose(&mut self) {
        self.feed(Input::Lost {
            cause: Cause::Broken("cut".to_owned()),
            retry_after: None,
        });
    }

    /// The newest message sent on this channel; forgets all sent so far.
    fn take(&mut self, channel: &str) -> Value {
        let found = self.sent.iter().rfind(|m| m["channel"] == channel).cloned();
        let sent = std::mem::take(&mut self.sent);
        found.unwrap_or_else(|| panic!("no {channel} among {sent:?}"))
    }

    fn sent_on(&self, channel: &str) -> usize {
        let on = |message: &&Value| message["channel"] == channel;
        self.sent.iter().filter(on).count()
    }

    fn answer(&mut self, request: &Value, more: &Value) {
        let mut reply = json!({
            "channel": request["channel"], "id": request["id"], "successful": true,
        });
        for (key, value) in more.as_object().unwrap() {
            reply[key] = value.clone();
        }
        self.frame(&json!([reply]));
    }

    fn told(&mut self) -> Vec<Happening> {
        std::mem::take(&mut self.told)
    }

    /// Opened, handshaken with this reply laid over the usual one; returns the first connect.
    fn shaken(&mut self, more: &Value) -> Value {
        self.feed(Input::Opened);
        self.shake(more);
        self.take("/meta/connect")
    }

    fn shake(&mut self, more: &Value) {
        let handshake = self.take("/meta/handshake");
        let mut hello = json!({"clientId": "c1",
            "advice": {"reconnect": "retry", "interval": 0, "timeout": 30000}});
        for (key, value) in more.as_object().unwrap() {
            hello[key] = value.clone();
        }
        self.answer(&handshake, &hello);
    }

    /// All the way: subscribed, first connect answered, the second held and returned.
    fn linked(&mut self) -> Value {
        self.feed(Input::Opened);
        self.shake(&json!({}));
        for subscribe in self.sent.clone() {
            if subscribe["channel"] == "/meta/subscribe" {
                self.answer(&subscribe, &json!({}));
            }
        }
        let connect = self.take("/meta/connect");
        self.answer(&connect, &json!({}));
        self.told();
        self.take("/meta/connect")
    }

    fn down(&mut self) -> (Cause, Duration) {
        let down = self.told().into_iter().find_map(|told| match told {
            Happening::Down { cause, retry_at } => {
                Some((cause, retry_at.saturating_duration_since(self.now)))
            }
            _ => None,
        });
        down.expect("nothing went down")
    }
}

/// The names of what was told, for comparing sequences.
fn names(told: &[Happening]) -> Vec<String> {
    told.iter()
        .map(|told| {
            let text = format!("{told:?}");
            let end = text.find([' ', '(']).unwrap_or(text.len());
            text[..end].to_owned()
        })
        .collect()
}
