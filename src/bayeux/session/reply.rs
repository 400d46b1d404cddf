//! What a received message means.

use std::time::{Duration, Instant};

use super::Session;
use super::phase::{Asked, Entry, Identity, Link, Phase, Subscription, Then};
use crate::bayeux::wire::{AckReply, Message, Reconnect};
use crate::bayeux::{Cause, Happening, Payload};

/// Answers in a row that came at once and for nothing before we take a breath.
const HASTY: u32 = 3;

const ASKED_TO_STOP: &str = "the server asked us to stop";

impl<P: Payload> Session<P> {
    /// Replies are told from events by channel and the absence of `data`, never by the id alone:
    /// faye and CometD 2 deliver events with their publisher's id, which may equal one of ours.
    pub(super) fn message(&mut self, mut message: Message<'_, P>, now: Instant) {
        let data = message.data.take();
        match (message.channel(), data) {
            (Some("/meta/handshake"), None) => self.handshake_reply(&message, now),
            (Some("/meta/connect"), None) => self.connect_reply(&message, now),
            (Some("/meta/subscribe"), None) => self.subscribe_reply(&message),
            (Some("/meta/disconnect"), None) => self.disconnect_reply(&message),
            (Some(channel), Some(data)) if !channel.starts_with("/meta/") => {
                self.count_event(now);
                self.untaken = true;
                self.tell(Happening::Event {
                    channel: channel.into(),
                    data,
                });
            }
            // Replies to what we never send, and errors without a channel.
            (Some(_) | None, _) => {}
        }
    }

    /// Events announced with the handshake complete its batch and let the first connect go.
    fn count_event(&mut self, now: Instant) {
        let Phase::Linked(link) = &mut self.phase else {
            return;
        };
        link.busy = true;
        if link.announced == 0 {
            return;
        }
        link.announced -= 1;
        if link.announced == 0 {
            if let Some(identity) = &mut self.identity {
                let batch = identity.announced_batch.take();
                identity.ack = identity.ack.map(|ack| batch.unwrap_or(ack));
            }
            if link.connect.is_none() && self.interval.is_zero() {
                self.send_connect(Duration::ZERO, now);
            }
        }
    }

    fn advised(&mut self, message: &Message<'_, P>) -> Option<Reconnect> {
        let advice = message.advice()?;
        // A missing interval is the default, as in the official client; a missing timeout says
        // nothing new about how long this server holds a connect.
        self.interval = advice.interval.unwrap_or_default();
        self.server_hold = advice
            .timeout
            .filter(|timeout| !timeout.is_zero())
            .or(self.server_hold);
        if advice.multiple_clients {
            // Such a server answers at once: without an interval it would be asked without end.
            self.interval = self.interval.max(self.settings.tempo.breath);
        }
        if advice.multiple_clients && !self.crowded {
            let interval = self.interval;
            self.tell(Happening::MultipleClients { interval });
        }
        self.crowded = advice.multiple_clients;
        advice.reconnect
    }

    fn handshake_reply(&mut self, message: &Message<'_, P>, now: Instant) {
        match &self.phase {
            Phase::Handshaking { id, .. } if answers(message, id) => {}
            _ => return,
        }
        let advised = self.advised(message);
        let offered = message.transports();
        let lacking = offered.filter(|offered| !offered.iter().any(|o| o == self.transport.name()));
        match (message.succeeded(), advised, lacking) {
            (false, Some(Reconnect::None), _) => self.stopped(message.error()),
            (true, Some(Reconnect::None), _) => self.stopped(ASKED_TO_STOP.to_owned()),
            // The refusal's own reason, but where the offer decides over the transport.
            (false, _, Some(offered)) if self.may_fall_back() => {
                self.lose(Cause::TransportNotOffered { offered }, None, now);
            }
            (false, Some(Reconnect::Retry | Reconnect::Handshake) | None, _) => {
                self.pause(Cause::Refused(message.error()), Then::Handshake, now);
            }
            (true, Some(Reconnect::Retry | Reconnect::Handshake) | None, lacking) => {
                self.welcomed(message, lacking, now);
            }
        }
    }

    fn welcomed(&mut self, message: &Message<'_, P>, lacking: Option<Vec<String>>, now: Instant) {
        let Some(client) = &message.client_id else {
            let cause = Cause::Protocol("handshaking: the reply has no clientId");
            return self.lose(cause, None, now);
        };
        let client = client.0.clone().into_owned();
        match lacking {
            None => self.begin(client, message, now),
            Some(offered) => {
                self.goodbye = Some(client);
                self.lose(Cause::TransportNotOffered { offered }, None, now);
            }
        }
    }

    /// A new client: subscribe, and connect without waiting for the reply to that.
    fn begin(&mut self, client: String, message: &Message<'_, P>, now: Instant) {
        let (ack, announced_batch) = match message.ack() {
            Some(AckReply::Enabled { batch }) => (Some(0), batch),
            Some(AckReply::Batch(_)) | None => (None, None),
        };
        let topics = self.settings.topics.iter();
        self.identity = Some(Identity {
            client: client.clone(),
            ack,
            announced_batch,
            subscriptions: topics
                .map(|topic| Subscription {
                    topic: topic.clone(),
                    state: Asked::Not,
                })
                .collect(),
            spoiled: 0,
        });
        let mut link = Link::new(Entry::Fresh);
        link.announced = message.x_messages();
        let breath = if link.announced > 0 {
            self.settings.tempo.breath
        } else {
            Duration::ZERO
        };
        let wait = self.interval.max(breath);
        if !wait.is_zero() {
            link.due = Some(now + wait);
        }
        self.phase = Phase::Linked(link);
        self.hasty = 0;
        self.tell(Happening::Fresh {
            client_id: client,
            transport: self.transport,
            acked: ack.is_some(),
        });
        self.subscribe(now);
        if message.x_messages() == 0
            && let Some(identity) = &mut self.identity
        {
            identity.ack = identity.announced_batch.take().or(identity.ack);
        }
        if wait.is_zero() {
            self.send_connect(Duration::ZERO, now);
        }
    }

    fn connect_reply(&mut self, message: &Message<'_, P>, now: Instant) {
        let Phase::Linked(link) = &mut self.phase else {
            return;
        };
        let connect = match link.connect.take() {
            Some(connect) if answers(message, &connect.id) => connect,
            other => {
                link.connect = other;
                return;
            }
        };
        let (entry, busy) = (link.entry, link.busy);
        let advised = self.advised(message);
        if !message.succeeded() {
            return self.connect_refused(message, advised, entry, now);
        }
        if advised == Some(Reconnect::None) {
            return self.stopped(ASKED_TO_STOP.to_owned());
        }
        if advised == Some(Reconnect::Handshake) {
            let cause = Cause::Refused("a new handshake is asked for".to_owned());
            return self.pause(cause, Then::Handshake, now);
        }
        // The events of this batch came before its reply and are on their way to the consumer.
        if let (Some(AckReply::Batch(batch)), Some(identity)) = (message.ack(), &mut self.identity)
            && identity.ack.is_some()
        {
            identity.ack = Some(batch);
        }
        self.measure(
            now.saturating_duration_since(connect.sent),
            connect.hold,
            busy,
        );
        self.settle(entry, now);
        let breath = if self.hasty >= HASTY {
            self.settings.tempo.breath
        } else {
            Duration::ZERO
        };
        let due = now + self.interval.max(breath);
        if let Phase::Linked(link) = &mut self.phase {
            link.due = Some(due);
        }
    }

    /// Learns from how long the server held a connect.
    fn measure(&mut self, held: Duration, asked: Duration, busy: bool) {
        let tempo = &self.settings.tempo;
        if asked.is_zero() {
            return;
        }
        if held >= asked + tempo.late {
            self.held_past = true;
        } else if held >= asked.mul_f64(0.9) {
            self.held_past = false;
        }
        if !busy && held < asked / 10 {
            self.hasty = self.hasty.saturating_add(1);
        } else {
            self.hasty = 0;
        }
    }

    /// The first answered connect of a link makes it a live one.
    fn settle(&mut self, entry: Entry, now: Instant) {
        if let Phase::Linked(link) = &mut self.phase {
            link.entry = Entry::Settled;
            link.resume_by = None;
        }
        match entry {
            Entry::Settled => return,
            Entry::Fresh => {}
            Entry::Resuming => {
                let acked = self.identity.as_ref().is_some_and(|id| id.ack.is_some());
                self.tell(Happening::Resumed { acked });
                self.subscribe(now);
            }
        }
        self.healthy_since = Some(now);
    }

    /// What a failed connect says in `advice.reconnect` decides. Without it an unknown client is
    /// recognised by its code, which is 401 (faye), 402 (CometD) or 403 (others).
    fn connect_refused(
        &mut self,
        message: &Message<'_, P>,
        advised: Option<Reconnect>,
        entry: Entry,
        now: Instant,
    ) {
        let unknown = matches!(message.code(), Some(401..=403));
        let cause = Cause::Refused(message.error());
        match advised {
            Some(Reconnect::None) => self.stopped(message.error()),
            Some(Reconnect::Retry) => self.pause(cause, Then::Connect, now),
            None if !unknown => self.pause(cause, Then::Connect, now),
            // To be expected after an interruption, which has had its wait already.
            Some(Reconnect::Handshake) | None if entry == Entry::Resuming => {
                self.identity = None;
                self.handshake(now + self.settings.tempo.open);
            }
            Some(Reconnect::Handshake) | None => self.pause(cause, Then::Handshake, now),
        }
    }

    /// An advice here changes the intervals only: whether the client is known, the next connect
    /// decides.
    fn subscribe_reply(&mut self, message: &Message<'_, P>) {
        self.advised(message);
        let (Phase::Linked(link), Some(identity)) = (&mut self.phase, &mut self.identity) else {
            return;
        };
        let id = message.id();
        let echo = message.subscription();
        let subscription = identity.subscriptions.iter_mut().find(|subscription| {
            match (&subscription.state, &id) {
                (Asked::With(asked), Some(id)) => asked == id,
                (Asked::With(_), None) => echo.as_deref() == Some(&subscription.topic),
                (Asked::Not | Asked::Settled, _) => false,
            }
        });
        let Some(subscription) = subscription else {
            return;
        };
        subscription.state = Asked::Settled;
        let topic = subscription.topic.clone();
        let open = |subscription: &Subscription| matches!(subscription.state, Asked::With(_));
        if !identity.subscriptions.iter().any(open) {
            link.subscribe_by = None;
        }
        self.tell(if message.succeeded() {
            Happening::Subscribed { topic }
        } else {
            let error = message.error();
            Happening::SubscriptionRefused { topic, error }
        });
    }

    fn disconnect_reply(&mut self, message: &Message<'_, P>) {
        match &self.phase {
            Phase::Closing { id, .. } if answers(message, id) => self.close(),
            _ => {}
        }
    }
}

/// A reply without an id is taken for the one awaited on its channel.
fn answers<P>(message: &Message<'_, P>, id: &str) -> bool {
    message.id().is_none_or(|theirs| theirs == id)
}
