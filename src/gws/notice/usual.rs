//! The two notifications that come all day, read in one go along with the message around them. What
//! is in any way otherwise is none of these, and is read field by field; both ways say the same.

use serde::de::{Deserialize, Deserializer, Error as _};

use super::{Kind, Memory, known_notification, said};
use crate::domain::{Arrival, Event, ReferenceId, SessionId, trimmed};
use crate::gws::loose::{self, Odds};
use crate::gws::session::Body;
use crate::json::{Object, Raw, Word, present};

/// A changed session, or lines of a log.
#[derive(Debug)]
pub struct Usual<'a>(Message<'a>);

/// The aliases are those of `session::ONE` and of the links to one.
#[derive(serde::Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(borrow)]
    message_type: Word<'a>,
    #[serde(borrow)]
    notification_type: Option<Word<'a>>,
    reference_id: Option<i64>,
    /// One that is null is not as usual.
    #[serde(
        borrow,
        alias = "smsession",
        alias = "smsSession",
        alias = "smsssession",
        default,
        deserialize_with = "present"
    )]
    smssession: Option<Object<Body<'a>>>,
    #[serde(
        borrow,
        alias = "smsessionPath",
        alias = "smsSessionPath",
        alias = "smsssessionPath"
    )]
    smssession_path: Option<Word<'a>>,
    #[serde(
        borrow,
        alias = "smsessionUri",
        alias = "smsSessionUri",
        alias = "smsssessionUri"
    )]
    smssession_uri: Option<Word<'a>>,
    #[serde(borrow)]
    messages: Option<Vec<Raw<'a>>>,
}

impl Message<'_> {
    fn kind(&self) -> Kind {
        Kind::read(Some(&self.message_type.0))
    }

    fn notification(&self) -> Option<&str> {
        self.notification_type.as_ref().map(|word| trimmed(&word.0))
    }

    /// Nothing but these two, of a session that is named.
    fn is_usual(&self) -> bool {
        let named = self.smssession.as_ref().map(|body| body.0.has_id());
        let whose = match self.kind() {
            Kind::Session => named == Some(true),
            Kind::Log => named != Some(false) && self.linked(&mut Odds::default()).is_some(),
            Kind::Channels | Kind::Unnamed | Kind::Other => false,
        };
        whose && self.notification() != Some("Error")
    }

    fn linked(&self, odds: &mut Odds) -> Option<SessionId> {
        let (path, uri) = (self.smssession_path.as_ref(), self.smssession_uri.as_ref());
        loose::link(path, uri, odds).map(|id| SessionId::new(&id))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Usual<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let message: Object<Message<'_>> = Object::deserialize(deserializer)?;
        if message.0.is_usual() {
            Ok(Self(message.0))
        } else {
            Err(D::Error::custom("another notification"))
        }
    }
}

impl Usual<'_> {
    /// What it says; `None` if it is not as usual after all.
    pub fn events(self, memory: &mut Memory) -> Option<Vec<Event>> {
        let mut message = self.0;
        let (mut events, mut odds) = (Vec::with_capacity(1), Odds::default());
        if let Some(body) = message.smssession.take() {
            let roll = &mut memory.0;
            let mut report = body.0.report(Arrival::Pushed, roll, &mut odds)?;
            report.reference = message.reference_id.map(ReferenceId);
            events.push(Event::Put(report));
        }
        if message.kind() == Kind::Log
            && let Some(id) = message.linked(&mut odds)
        {
            let list = message.messages.iter().flatten().map(|raw| raw.0);
            said(id, list, &mut events, &mut odds);
        }
        known_notification(message.notification(), &mut odds);
        events.extend(odds.told());
        Some(events)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use std::marker::PhantomData;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::{read, unusual};
    use super::*;
    use crate::gws::session;
    use crate::json::{Unread, skim};

    const SAMPLE: &str = include_str!("../../../tests/data/intrude-notification.txt");
    const LINKS: [&str; 4] = ["smssession", "smsession", "smsSession", "smsssession"];

    fn usual(data: &str) -> Option<Vec<Event>> {
        let usual: Option<Usual<'_>> = crate::json::read(data);
        usual?.events(&mut Memory::default())
    }

    /// The vendor's with people in it.
    fn sample() -> String {
        let people = json!([
            {"participantId": "1", "type": "Agent", "nickname": "Sade", "visibility": "Supervisors",
             "uri": "http://h/api/v2/users/u1"},
            {"participantId": "2", "type": "Agent", "nickname": "Jonas", "visibility": "All",
             "path": "/users/u2"},
            {"id": "3", "type": "Customer", "nickname": "Rowan P.", "visibility": "All"},
        ]);
        let sample = SAMPLE.replace(": None", ": null");
        let none = "\"participants\": []";
        assert!(sample.contains(none));
        sample.replace(none, &format!("\"participants\": {people}"))
    }

    fn log() -> Value {
        json!({
            "messageType": "MessageLogUpdated",
            "notificationType": "NewMessages",
            "smssessionUri": "http://h/api/v2/smssessions/0000A",
            "messages": [
                {"index": 1, "type": "Text", "text": "Hello", "from": {"nickname": "Rowan"}},
                {"index": 2, "type": "Text", "text": "wait", "visibility": "Agents"},
            ],
        })
    }

    #[test]
    fn read_in_one_go_it_says_the_same() {
        let edits: [(&str, &str); 8] = [
            ("Chatting", "Dozing"),
            ("\"visibility\"", "\"seen\""),
            ("\"participantId\"", "\"id\""),
            ("\"nickname\"", "\"nick\\u006eame\""),
            ("\"nickname\"", "\"nobody\""),
            ("PropertiesUpdated", "Rearranged"),
            ("\"userData\"", "\"x\": [[{}]], \"userData\""),
            ("2013", "later"),
        ];
        for (from, to) in edits {
            let data = sample().replace(from, to);
            assert_eq!(usual(&data).unwrap(), unusual(&data), "{from}");
        }
        for key in session::ONE {
            let data = sample().replace("\"smssession\"", &format!("\"{key}\""));
            assert_eq!(usual(&data).unwrap(), unusual(&data), "{key}");
        }
        for link in LINKS
            .iter()
            .flat_map(|l| [format!("{l}Uri"), format!("{l}Path")])
        {
            let data = log().to_string().replace("smssessionUri", &link);
            assert_eq!(usual(&data).unwrap(), unusual(&data), "{link}");
        }
    }

    #[test]
    fn what_comes_all_day_is_skimmed() {
        let escaped = sample().replace(
            "\"userData\": {",
            r#""userData": {"Said": "5\" \n", "Rate": 1.5,"#,
        );
        assert_ne!(escaped, sample());
        for data in [sample(), log().to_string(), escaped] {
            assert!(
                skim::<PhantomData<Usual<'_>>>(&data, PhantomData).is_ok(),
                "{data}"
            );
            assert_eq!(usual(&data).unwrap(), unusual(&data));
        }
        // The vendor's prints a word of Python's in the middle of user data.
        let printed = skim::<PhantomData<Usual<'_>>>(SAMPLE, PhantomData);
        assert_eq!(printed.err(), Some(Unread::Left));
    }

    #[test]
    fn what_is_not_as_usual_is_left_to_the_other_way() {
        for data in [
            r#"{"messageType": "SMSsessionStateChangeMessage"}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": null}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": "text"}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": {"id": " "}}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": {"id": 5}}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": {"id": "1"}, "smsession": {"id": "1"}}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": {"id": "1", "participants": null}}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": {"id": "1", "participants": [5]}}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": {"id": "1", "participants": [["1","2","Agent","n","All","p","u"]]}}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": {"id": "1", "participants": [{"uri": 5}]}}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "smssession": {"id": "1", "userData": []}}"#,
            r#"{"messageType": "SMSsessionStateChangeMessage", "notificationType": "Error", "smssession": {"id": "1"}}"#,
            r#"{"messageType": "MessageLogUpdated", "messages": []}"#,
            r#"{"messageType": "ChannelStateChangeMessageV2"}"#,
            r#"{"smssession": {"id": "1"}}"#,
            r#"["SMSsessionStateChangeMessage"]"#,
        ] {
            assert!(usual(data).is_none(), "{data}");
            assert!(
                !unusual(data).is_empty() || data.contains("Channel"),
                "{data}"
            );
        }
    }

    /// Puts something else at any place of a notification.
    fn change(value: &mut Value, way: &[usize], to: &Value) {
        let inner = way.split_first().and_then(|(step, rest)| {
            let inner = match &mut *value {
                Value::Object(fields) => {
                    let at = step % fields.len().max(1);
                    fields.values_mut().nth(at)
                }
                Value::Array(list) => {
                    let at = step % list.len().max(1);
                    list.get_mut(at)
                }
                _ => None,
            };
            inner.map(|inner| (inner, rest))
        });
        match inner {
            Some((inner, rest)) => change(inner, rest, to),
            None => *value = to.clone(),
        }
    }

    fn anything() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            Just(json!(7)),
            Just(json!(true)),
            Just(json!([])),
            Just(json!({})),
            Just(json!(["Agent"])),
            Just(json!("")),
            Just(json!("All")),
            Just(json!("/a/b%20c")),
            Just(json!("\u{1b}[31mred\n")),
            Just(json!({"id": "9", "type": "Customer"})),
        ]
    }

    proptest! {
        #[test]
        fn both_ways_say_the_same(
            of_log in any::<bool>(),
            way in prop::collection::vec(0_usize..40, 0..5),
            to in anything(),
        ) {
            let mut value = if of_log { log() } else { serde_json::from_str(&sample()).unwrap() };
            change(&mut value, &way, &to);
            let data = value.to_string();
            prop_assert_eq!(read(&data), unusual(&data));
        }

        /// Whatever was read before, and however often: what is remembered changes nothing.
        #[test]
        fn what_is_remembered_changes_nothing(
            changes in prop::collection::vec((prop::collection::vec(0_usize..40, 0..5), anything()), 1..8),
            turns in prop::collection::vec(0_usize..8, 1..24),
        ) {
            let original: Value = serde_json::from_str(&sample()).unwrap();
            let texts: Vec<String> = (changes.iter())
                .map(|(way, to)| {
                    let mut value = original.clone();
                    change(&mut value, way, to);
                    value.to_string()
                })
                .collect();
            let mut memory = Memory::default();
            for turn in turns {
                let text = &texts[turn % texts.len()];
                prop_assert_eq!(memory.read(text), unusual(text));
            }
        }
    }
}
