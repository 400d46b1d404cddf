//! Bayeux messages as they are on the wire: borrowed coming in, composed going out.
//!
//! `data` is read on the way, as the consumer wants it ([`Payload`]).

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::Payload;
use crate::json::{self, Object, Raw, Unread, Word, present, skim};

/// One received message: a reply or an event, and what its `data` is read as.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "D: Deserialize<'de>"))]
pub(super) struct Message<'a, D> {
    #[serde(borrow)]
    pub(super) channel: Option<Word<'a>>,
    #[serde(borrow)]
    id: Option<Raw<'a>>,
    #[serde(borrow)]
    pub(super) client_id: Option<Word<'a>>,
    pub(super) successful: Option<bool>,
    #[serde(borrow)]
    error: Option<Raw<'a>>,
    #[serde(borrow)]
    subscription: Option<Raw<'a>>,
    #[serde(borrow)]
    advice: Option<Raw<'a>>,
    #[serde(borrow)]
    ext: Option<Raw<'a>>,
    #[serde(borrow)]
    supported_connection_types: Option<Raw<'a>>,
    #[serde(borrow, rename = "x-messages")]
    x_messages: Option<Raw<'a>>,
    /// `data: null` is an event all the same.
    #[serde(default, deserialize_with = "present")]
    pub(super) data: Option<D>,
}

impl<'a, D> Message<'a, D> {
    /// The same with other data; `None` if none can be made.
    fn with<P>(self, make: impl FnOnce(D) -> Option<P>) -> Option<Message<'a, P>> {
        let data = match self.data {
            Some(data) => Some(make(data)?),
            None => None,
        };
        Some(Message {
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
            data,
        })
    }

    pub(super) fn channel(&self) -> Option<&str> {
        self.channel.as_ref().map(|text| text.0.as_ref())
    }

    /// The id, a number spelled out: CometD turns numbers into strings, others may not.
    pub(super) fn id(&self) -> Option<Cow<'_, str>> {
        let raw = self.id?.0;
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
        match self.error.map(|raw| raw.0) {
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
        let text: Word<'_> = serde_json::from_str(self.subscription?.0).ok()?;
        Some(text.0)
    }

    pub(super) fn advice(&self) -> Option<Advice> {
        let value: Value = serde_json::from_str(self.advice?.0).ok()?;
        value.is_object().then(|| Advice::read(&value))
    }

    /// What `ext.ack` holds.
    pub(super) fn ack(&self) -> Option<AckReply> {
        let ext: Value = serde_json::from_str(self.ext?.0).ok()?;
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
        let count = self.x_messages.and_then(|raw| raw.0.parse().ok());
        count.unwrap_or(0)
    }

    /// The transports the server names; `None` when it names none.
    pub(super) fn transports(&self) -> Option<Vec<String>> {
        serde_json::from_str(self.supported_connection_types?.0).ok()
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
type Usual<'a, P> = Object<Message<'a, <P as Payload>::Usual<'a>>>;

/// Reads an array of messages whose data are as usual.
struct Array<'m, P: Payload>(&'m mut P::Memory);

impl<'de, P: Payload> DeserializeSeed<'de> for Array<'_, P> {
    type Value = Vec<Message<'de, P>>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, P: Payload> Visitor<'de> for Array<'_, P> {
    type Value = Vec<Message<'de, P>>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of messages")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut messages = Vec::with_capacity(1);
        while let Some(message) = seq.next_element::<Usual<'de, P>>()? {
            let message = message.0.with(|data| P::usual(data, &mut *self.0));
            messages.push(message.ok_or_else(|| A::Error::custom("unusual data"))?);
        }
        Ok(messages)
    }
}

/// All of a text as an array of messages whose data are as usual.
fn array<'a, P: Payload>(text: &'a str, memory: &mut P::Memory) -> Option<Vec<Message<'a, P>>> {
    match skim(text, Array::<P>(&mut *memory)) {
        Err(Unread::Left) => {}
        read => return read.ok(),
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let messages = Array::<P>(memory).deserialize(&mut json).ok()?;
    json.end().ok().map(|()| messages)
}

/// A text as one message whose data is as usual.
fn single<'a, P: Payload>(text: &'a str, memory: &mut P::Memory) -> Option<Message<'a, P>> {
    let message: Usual<'a, P> = json::read(text)?;
    message.0.with(|data| P::usual(data, memory))
}

/// Reads a frame: an array of messages, or (which Bayeux permits) a single one.
pub(super) fn decode<'a, P: Payload>(text: &'a str, memory: &mut P::Memory) -> Frame<'a, P> {
    let start = text.bytes().find(|byte| !byte.is_ascii_whitespace());
    let whole = match start {
        None => Some(Vec::new()),
        Some(b'[') => array(text, memory),
        Some(_) => single(text, memory).map(|message| vec![message]),
    };
    whole.map_or_else(|| apart(text, memory), Frame::Whole)
}

/// One message of a wrong shape must not cost us its neighbours, nor unusual data its message.
fn apart<'a, P: Payload>(text: &'a str, memory: &mut P::Memory) -> Frame<'a, P> {
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
        match one(part, memory) {
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
fn one<'a, P: Payload>(part: &'a RawValue, memory: &mut P::Memory) -> Option<Message<'a, P>> {
    if let Some(message) = single(part.get(), memory) {
        return Some(message);
    }
    let raw: Object<Message<'a, &RawValue>> = serde_json::from_str(part.get()).ok()?;
    raw.0.with(|data| Some(P::unusual(data)))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests")]

    use super::*;

    /// Takes numbers, and none twice: what is refused comes by itself.
    #[derive(Debug, PartialEq, Eq)]
    enum Picky {
        Usual(u64),
        Unusual(String),
    }

    impl Payload for Picky {
        type Usual<'a> = u64;
        type Memory = Vec<u64>;

        fn usual(number: u64, memory: &mut Vec<u64>) -> Option<Self> {
            let is_new = !memory.contains(&number);
            memory.push(number);
            is_new.then_some(Self::Usual(number))
        }

        fn unusual(data: &RawValue) -> Self {
            Self::Unusual(data.get().to_owned())
        }
    }

    fn data(text: &str, memory: &mut Vec<u64>) -> Vec<Option<Picky>> {
        match decode::<Picky>(text, memory) {
            Frame::Whole(messages) => messages.into_iter().map(|m| m.data).collect(),
            Frame::Mixed(..) | Frame::Unreadable => panic!("{text}"),
        }
    }

    #[test]
    fn what_is_refused_costs_its_neighbours_nothing_and_what_was_seen_is_remembered() {
        use Picky::{Unusual, Usual};
        let mut memory = vec![2];
        let text = r#"[{"channel":"/a","data":1},{"channel":"/b"}]"#;
        assert_eq!(data(text, &mut memory), [Some(Usual(1)), None]);
        assert_eq!(memory, [2, 1]);
        let text = r#" {"channel":"/a","data":2}"#;
        assert_eq!(data(text, &mut memory), [Some(Unusual("2".to_owned()))]);
        let text = r#"[{"channel":"/a","data":"x"},{"channel":"/a","data":3}]"#;
        let found = data(text, &mut memory);
        assert_eq!(found, [Some(Unusual("\"x\"".to_owned())), Some(Usual(3))]);
        for text in ["[] 1", "{} x", "[{}", "[1]"] {
            let frame = decode::<Picky>(text, &mut memory);
            assert!(!matches!(frame, Frame::Whole(_)), "{text}");
        }
    }
}
