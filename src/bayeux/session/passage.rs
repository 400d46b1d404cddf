//! From one phase to the next: opening, losing, pausing, halting and ending.

use std::time::{Duration, Instant};

use super::phase::{Entry, Link, Phase, Then};
use super::{Lane, Order, Session};
use crate::bayeux::fallback::Stage;
use crate::bayeux::{Cause, Choice, Happening, Payload, Step, Transport, Unfit, wire};

impl<P: Payload> Session<P> {
    pub(super) fn open(&mut self, now: Instant) {
        self.connecting(Step::Open);
        self.phase = Phase::Opening {
            deadline: now + self.settings.tempo.open,
        };
        self.outputs.push_back(super::Output::Open(self.transport));
    }

    pub(super) fn opened(&mut self, now: Instant) {
        let Phase::Opening { deadline } = self.phase else {
            return;
        };
        self.heard = now;
        self.record.upgraded();
        self.say_goodbye();
        if self.identity.is_some() {
            self.resume(deadline, now);
        } else {
            self.handshake(deadline);
        }
    }

    /// The old client id on a new transport, or after a pause: the server may still know it.
    pub(super) fn resume(&mut self, deadline: Instant, now: Instant) {
        self.connecting(Step::Resume);
        let mut link = Link::new(Entry::Resuming);
        link.resume_by = Some(deadline);
        self.phase = Phase::Linked(link);
        self.send_connect(Duration::ZERO, now);
    }

    pub(super) fn handshake(&mut self, deadline: Instant) {
        self.connecting(Step::Handshake);
        let id = self.fresh_id();
        let ours = self.offer();
        let text = wire::handshake(&id, ours);
        self.phase = Phase::Handshaking { id, deadline };
        self.send(text, Lane::Held);
    }

    /// The transports we could use, the one in use first.
    fn offer(&self) -> &'static [&'static str] {
        match (self.settings.transport, self.transport) {
            (Choice::Auto, Transport::WebSocket) => &["websocket", "long-polling"],
            (Choice::Fixed(_), Transport::WebSocket) => &["websocket"],
            (Choice::Auto | Choice::Fixed(_), Transport::LongPolling) => &["long-polling"],
        }
    }

    fn connecting(&mut self, step: Step) {
        let attempt = self.backoff.attempt();
        self.tell(Happening::Connecting { step, attempt });
    }

    /// Best effort: the server would hold the old client for its whole timeout, and a browser
    /// cookie shared by two clients makes CometD advise `multiple-clients`.
    fn say_goodbye(&mut self) {
        if let Some(client) = self.goodbye.take() {
            let id = self.fresh_id();
            self.send(wire::disconnect(&id, &client), Lane::Aside);
        }
    }

    /// Gives up the client id; the server hears of it when it can.
    pub(super) fn renounce(&mut self) {
        if let Some(identity) = self.identity.take() {
            self.goodbye = Some(identity.client);
        }
    }

    /// The transport failed: hang up and wait for the next attempt.
    pub(super) fn lose(&mut self, cause: Cause, retry_after: Option<Duration>, now: Instant) {
        match self.phase {
            Phase::Closing { .. } => return self.close(),
            Phase::Waiting { .. } | Phase::Halted | Phase::Closed => return,
            Phase::Pausing { until, .. } => {
                self.hang_up();
                self.phase = Phase::Waiting { until };
                return;
            }
            Phase::Opening { .. } | Phase::Handshaking { .. } | Phase::Linked(_) => {}
        }
        let unfit = self.judge(&cause, now);
        self.hang_up();
        let spoiled = matches!(cause, Cause::Frame(_)) && self.spoil();
        let wait = self.next_wait(now).max(retry_after.unwrap_or_default());
        let retry_at = now + wait;
        self.phase = Phase::Waiting { until: retry_at };
        self.tell(Happening::Down { cause, retry_at });
        if spoiled {
            self.renounce();
            self.tell(Happening::Lost);
        }
        if let Some(why) = unfit {
            // A client known by its socket need not be known by a cookie: begin anew.
            self.renounce();
            self.transport = Transport::LongPolling;
            self.tell(Happening::FellBack { why });
        }
    }

    pub(super) fn may_fall_back(&self) -> bool {
        match (self.settings.transport, self.transport) {
            (Choice::Auto, Transport::WebSocket) => true,
            (Choice::Auto, Transport::LongPolling) | (Choice::Fixed(_), _) => false,
        }
    }

    /// Whether what just failed was the websocket's fault, and once too often.
    fn judge(&mut self, cause: &Cause, now: Instant) -> Option<Unfit> {
        if !self.may_fall_back() {
            return None;
        }
        let stage = match self.phase {
            Phase::Opening { .. } => Stage::Opening,
            _ => Stage::Open,
        };
        let memory = self.settings.tempo.unsteady;
        self.record.failed(stage, cause, self.rest, memory, now)
    }

    /// Counts a frame that ended the connection. The second for one client would come again
    /// with every resume, so nothing is resumed after it.
    fn spoil(&mut self) -> bool {
        match &mut self.identity {
            None => false,
            Some(identity) => {
                identity.spoiled += 1;
                identity.spoiled >= 2
            }
        }
    }

    /// The server refused on a transport that works: wait with it open.
    pub(super) fn pause(&mut self, cause: Cause, then: Then, now: Instant) {
        let retry_at = now + self.next_wait(now);
        if then == Then::Handshake {
            self.identity = None;
        }
        self.phase = Phase::Pausing {
            until: retry_at,
            then,
        };
        self.tell(Happening::Down { cause, retry_at });
    }

    fn next_wait(&mut self, now: Instant) -> Duration {
        let tempo = self.settings.tempo;
        if let Some(since) = self.healthy_since.take()
            && now.saturating_duration_since(since) >= tempo.health
        {
            self.backoff.reset();
        }
        self.backoff.draw(&tempo).max(self.interval)
    }

    pub(super) fn unauthorized(&mut self, status: u16) {
        match self.phase {
            Phase::Closing { .. } => return self.close(),
            Phase::Halted | Phase::Closed => return,
            Phase::Waiting { .. }
            | Phase::Opening { .. }
            | Phase::Handshaking { .. }
            | Phase::Linked(_)
            | Phase::Pausing { .. } => {}
        }
        self.halt();
        self.tell(Happening::Unauthorized { status });
    }

    /// `advice.reconnect` is `none`: the server wants to see no more of this client.
    pub(super) fn stopped(&mut self, why: String) {
        self.identity = None;
        self.halt();
        self.tell(Happening::Stopped { why });
    }

    fn halt(&mut self) {
        self.hang_up();
        self.healthy_since = None;
        self.phase = Phase::Halted;
    }

    pub(super) fn obey(&mut self, order: Order, now: Instant) {
        match order {
            Order::Stop => self.stop(now),
            Order::Restart => self.restart(now),
            Order::Retry => self.retry(now),
            Order::Reopen { asleep } => self.reopen(asleep, now),
        }
    }

    fn stop(&mut self, now: Instant) {
        match (&self.phase, &self.identity) {
            (Phase::Closing { .. } | Phase::Closed, _) => {}
            (Phase::Linked(_) | Phase::Pausing { .. }, Some(identity)) => {
                let client = identity.client.clone();
                let id = self.fresh_id();
                self.send(wire::disconnect(&id, &client), Lane::Prompt);
                let deadline = now + self.settings.tempo.farewell;
                self.phase = Phase::Closing { id, deadline };
            }
            _ => self.close(),
        }
    }

    /// The end. CometD servers never close the socket after a disconnect, so we do.
    pub(super) fn close(&mut self) {
        self.hang_up();
        self.identity = None;
        self.phase = Phase::Closed;
        self.tell(Happening::Closed);
    }

    fn restart(&mut self, now: Instant) {
        match self.phase {
            Phase::Closing { .. } | Phase::Closed | Phase::Handshaking { .. } => {}
            Phase::Opening { .. } => self.renounce(),
            Phase::Linked(_) | Phase::Pausing { .. } => {
                self.renounce();
                self.say_goodbye();
                self.handshake(now + self.settings.tempo.open);
            }
            Phase::Waiting { .. } | Phase::Halted => {
                self.renounce();
                self.open(now);
            }
        }
    }

    fn retry(&mut self, now: Instant) {
        match &mut self.phase {
            Phase::Waiting { until } | Phase::Pausing { until, .. } => *until = now,
            Phase::Halted => self.open(now),
            Phase::Opening { .. }
            | Phase::Handshaking { .. }
            | Phase::Linked(_)
            | Phase::Closing { .. }
            | Phase::Closed => {}
        }
    }

    /// Neither a loss nor a reason to wait: it says nothing about the server or the websocket.
    fn reopen(&mut self, asleep: Duration, now: Instant) {
        match &mut self.phase {
            Phase::Waiting { until } => {
                *until = until.checked_sub(asleep).unwrap_or(now).max(now);
            }
            Phase::Opening { .. }
            | Phase::Handshaking { .. }
            | Phase::Linked(_)
            | Phase::Pausing { .. } => {
                self.hang_up();
                self.healthy_since = None;
                self.backoff.reset();
                self.open(now);
            }
            Phase::Halted | Phase::Closing { .. } | Phase::Closed => {}
        }
    }
}
