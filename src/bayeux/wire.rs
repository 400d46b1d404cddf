//! Bayeux messages as they are on the wire: borrowed coming in, composed going out.
//!
//! `data` is read on the way, as the consumer wants it ([`Payload`]).

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::Payload;
use crate::json::{Object, Word, present};

/// One received message: a reply or an event, and what its `data` is read as.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "D: Deserialize<'de>"))]
pub(super) struct Message<'a, D> {
    #[serde(borrow)]
    pub(super) channel: Option<Word<'a>>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) client_id: Option<Word<'a>>,
    pub(super) successful: Option<bool>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    #[serde(borrow)]
    subscription: Option<&'a RawValue>,
    #[serde(borrow)]
    advice: Option<&'a RawValue>,
    #[serde(borrow)]
    ext: Option<&'a RawValue>,
    #[serde(borrow)]
    supported_connection_types: Option<&'a RawValue>,
    #[serde(borrow, rename = "x-messages")]
    x_messages: Option<&'a RawValue>,
    /// `data: null` is an event all the same.
    #[serde(default, deserialize_with = "present")]
    pub(super) data: Option<D>,
}

impl<'a, D> Message<'a, D> {
    /// The same with other data.
    fn with<P>(self, make: impl FnOnce(D) -> P) -> Message<'a, P> {
        Message {
            channel: self.channel,
            id: self.id,
            client_id: self.client_id,
            successful: self.successful,
            error: self.error,
            subscription: self.subscription,
            advice: self.advice,
            ext: self.ext,
            supported_connection_types: self.supported_connection_types,
            x_messages: self.x_messages,
            data: self.data.map(make),
        }
    }

    pub(super) fn channel(&self) -> Option<&str> {
        self.channel.as_ref().map(|text| text.0.as_ref())
    }

    /// The id, a number spelled out: CometD turns numbers into strings, others may not.
    pub(super) fn id(&self) -> Option<Cow<'_, str>> {
        let raw = self.id?.get();
        match serde_json::from_str::<Word<'_>>(raw) {
            Ok(text) => Some(text.0),
            Err(_) => Some(Cow::Borrowed(raw)),
        }
    }

    pub(super) fn succeeded(&self) -> bool {
        self.successful == Some(true)
    }

    /// The `error` text, or a sentence of ours.
    pub(super) fn error(&self) -> String {
        match self.error.map(RawValue::get) {
            None => "no reason given".to_owned(),
            Some(raw) => serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned()),
        }
    }

    /// The `code` of `code:args:message`.
    pub(super) fn code(&self) -> Option<u16> {
        let error = self.error();
        error.split(':').next()?.trim().parse().ok()
    }

    pub(super) fn subscription(&self) -> Option<Cow<'_, str>> {
        let text: Word<'_> = serde_json::from_str(self.subscription?.get()).ok()?;
        Some(text.0)
    }

    pub(super) fn advice(&self) -> Option<Advice> {
        let value: Value = serde_json::from_str(self.advice?.get()).ok()?;
        value.is_object().then(|| Advice::read(&value))
    }

    /// What `ext.ack` holds.
    pub(super) fn ack(&self) -> Option<AckReply> {
        let ext: Value = serde_json::from_str(self.ext?.get()).ok()?;
        match ext.get("ack")? {
            Value::Bool(true) => Some(AckReply::Enabled { batch: None }),
            Value::Number(number) => number.as_u64().map(AckReply::Batch),
            Value::Object(fields) if fields.get("enabled") == Some(&Value::Bool(true)) => {
                Some(AckReply::Enabled {
                    batch: fields.get("batch").and_then(Value::as_u64),
                })
            }
            _ => None,
        }
    }

    /// How many events follow the handshake reply before a connect may be sent.
    pub(super) fn x_messages(&self) -> u64 {
        let count = self.x_messages.map(RawValue::get);
        count.and_then(|raw| raw.parse().ok()).unwrap_or(0)
    }

    /// The transports the server names; `None` when it names none.
    pub(super) fn transports(&self) -> Option<Vec<String>> {
        serde_json::from_str(self.supported_connection_types?.get()).ok()
    }
}

/// `ext.ack` in a reply: of a handshake (both forms CometD has) or of a connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AckReply {
    Enabled { batch: Option<u64> },
    Batch(u64),
}

/// `advice.reconnect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reconnect {
    Retry,
    Handshake,
    None,
}

/// The advice of one reply. Every field may be missing, and one of a wrong type counts as missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Advice {
    pub(super) reconnect: Option<Reconnect>,
    pub(super) interval: Option<Duration>,
    pub(super) timeout: Option<Duration>,
    /// CometD's word for several clients behind one cookie, whose connects it does not hold.
    pub(super) multiple_clients: bool,
}

impl Advice {
    fn read(value: &Value) -> Self {
        let reconnect = match value.get("reconnect").and_then(Value::as_str) {
            Some("retry") => Some(Reconnect::Retry),
            Some("handshake") => Some(Reconnect::Handshake),
            Some("none") => Some(Reconnect::None),
            Some(_) | None => None,
        };
        Self {
            reconnect,
            interval: value.get("interval").and_then(millis),
            timeout: value.get("timeout").and_then(millis),
            multiple_clients: value.get("multiple-clients") == Some(&Value::Bool(true)),
        }
    }
}

/// A server that advises more than a day is not believed.
fn millis(value: &Value) -> Option<Duration> {
    let millis = value
        .as_f64()
        .filter(|ms| (0.0..=86_400_000.0).contains(ms));
    millis.map(|ms| Duration::from_secs_f64(ms / 1000.0))
}

/// A frame taken apart.
pub(super) enum Frame<'a, P> {
    /// Every message could be read.
    Whole(Vec<Message<'a, P>>),
    /// Valid JSON, but these parts are no messages.
    Mixed(Vec<Message<'a, P>>, Vec<&'a RawValue>),
    /// No JSON.
    Unreadable,
}

/// A message whose data is as usual.
struct Usual<'a, P>(Message<'a, P>);

impl<'de: 'a, 'a, P: Payload> Deserialize<'de> for Usual<'a, P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let message: Object<Message<'a, P::Usual<'de>>> = Object::deserialize(deserializer)?;
        Ok(Self(message.0.with(P::usual)))
    }
}

/// Reads a frame: an array of messages, or (which Bayeux permits) a single one.
pub(super) fn decode<P: Payload>(text: &str) -> Frame<'_, P> {
    let start = text.bytes().find(|byte| !byte.is_ascii_whitespace());
    match start {
        None => return Frame::Whole(Vec::new()),
        Some(b'[') => {
            if let Ok(messages) = serde_json::from_str::<Vec<Usual<'_, P>>>(text) {
                return Frame::Whole(messages.into_iter().map(|usual| usual.0).collect());
            }
        }
        Some(_) => {
            if let Ok(Usual(message)) = serde_json::from_str(text) {
                return Frame::Whole(vec![message]);
            }
        }
    }
    apart(text)
}

/// One message of a wrong shape must not cost us its neighbours, nor unusual data its message.
fn apart<P: Payload>(text: &str) -> Frame<'_, P> {
    let parts: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(parts) => parts,
        Err(_) => match serde_json::from_str(text) {
            Ok(single) => vec![single],
            Err(_) => return Frame::Unreadable,
        },
    };
    let mut messages = Vec::new();
    let mut rubbish = Vec::new();
    for part in parts {
        match one(part) {
            Some(message) => messages.push(message),
            None => rubbish.push(part),
        }
    }
    if rubbish.is_empty() {
        Frame::Whole(messages)
    } else {
        Frame::Mixed(messages, rubbish)
    }
}

/// One message of a frame that is not all as usual.
fn one<P: Payload>(part: &RawValue) -> Option<Message<'_, P>> {
    if let Ok(Usual(message)) = serde_json::from_str(part.get()) {
        return Some(message);
    }
    let raw: Object<Message<'_, &RawValue>> = serde_json::from_str(part.get()).ok()?;
    Some(raw.0.with(P::unusual))
}

/// The frame of a handshake.
pub(super) fn handshake(id: &str, transports: &[&str]) -> String {
    json!([{
        "id": id,
        "channel": "/meta/handshake",
        "version": "1.0",
        "minimumVersion": "1.0",
        "supportedConnectionTypes": transports,
        "ext": {"ack": true},
    }])
    .to_string()
}

/// The frame of a connect that asks to be held for `hold`, acknowledging the batch `ack`.
pub(super) fn connect(
    id: &str,
    client: &str,
    transport: &str,
    hold: Duration,
    ack: Option<u64>,
) -> String {
    let hold = u64::try_from(hold.as_millis()).unwrap_or(u64::MAX);
    let mut message = json!({
        "id": id,
        "channel": "/meta/connect",
        "clientId": client,
        "connectionType": transport,
        "advice": {"timeout": hold},
    });
    if let (Some(ack), Some(fields)) = (ack, message.as_object_mut()) {
        fields.insert("ext".to_owned(), json!({"ack": ack}));
    }
    json!([message]).to_string()
}

/// One frame with a subscription for each topic, so that each is answered by itself.
pub(super) fn subscribe<'a>(
    client: &str,
    topics: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let messages = topics.map(|(id, topic)| {
        json!({
            "id": id,
            "channel": "/meta/subscribe",
            "clientId": client,
            "subscription": topic,
        })
    });
    Value::Array(messages.collect()).to_string()
}

/// The frame of a disconnect.
pub(super) fn disconnect(id: &str, client: &str) -> String {
    json!([{"id": id, "channel": "/meta/disconnect", "clientId": client}]).to_string()
}
