//! Sessions as JSON, for the eyes that look; changes nothing.

use serde_json::{Map, Value, json};

use super::session::{Entry, Eyes, Kind, Offer, Part, Participant, Session};
use super::{HOST, capabilities, user_uri};
use crate::sim::options::RevokedPayload;

/// The segment of the online reference.
pub(crate) const ONLINE: &str = "smssessions";
/// The segment of the PDF edition.
pub(crate) const PDF: &str = "smsessions";

/// A moment as the server prints it.
pub(crate) fn date(at: i64) -> String {
    let stamp = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!(
        "{}.{:03}+0000",
        stamp.strftime("%Y-%m-%d %H:%M:%S"),
        at.rem_euclid(1000)
    )
}

/// The link to a session.
pub(crate) fn session_uri(segment: &str, id: &str) -> String {
    format!("{HOST}/api/v2/{segment}/{id}")
}

impl Session {
    /// Only what every notification of a session has.
    pub(crate) fn bare(&self, state: &str) -> Value {
        json!({ "id": self.id, "uri": session_uri(ONLINE, &self.id), "state": state })
    }

    /// The participants that these eyes see, the customer last.
    pub(crate) fn participants_for(&self, eyes: Eyes) -> Value {
        let seen = |participant: &&Participant| {
            participant.part != Part::Bot && eyes.see(participant.visibility)
        };
        let (customers, desk): (Vec<_>, Vec<_>) = self
            .participants
            .iter()
            .filter(seen)
            .partition(|participant| participant.part == Part::Customer);
        desk.into_iter()
            .chain(customers)
            .map(Participant::listed)
            .collect()
    }

    /// The session as somebody in it sees it.
    pub(crate) fn chatting(&self, me: &Participant, eyes: Eyes) -> Value {
        let mut view = self.bare("Chatting");
        view["chatType"] = json!("Inbound");
        view["receivedDate"] = json!(date(self.received));
        view["capabilities"] = capabilities::of(me);
        view["participants"] = self.participants_for(eyes);
        view
    }

    /// The same with its user data.
    pub(crate) fn full(&self, me: &Participant, eyes: Eyes) -> Value {
        let mut view = self.chatting(me, eyes);
        view["userData"] = Value::Object(self.user_data.clone());
        view
    }

    /// The session as an invitation shows it.
    pub(crate) fn invited(&self, offer: &Offer) -> Value {
        let mut view = self.bare("Invited");
        view["uri"] = json!(session_uri(offer.segment, &self.id));
        view["chatType"] = json!("Inbound");
        view["receivedDate"] = json!(date(self.received));
        if let Some(word) = &offer.word {
            view["supervisorMode"] = json!(word);
        }
        view["participants"] = json!([]);
        view["capabilities"] = json!(["Accept", "Reject"]);
        view["userData"] = Value::Object(self.user_data.clone());
        view
    }

    /// The session when it is taken away from a supervisor.
    pub(crate) fn revoked(&self, payload: RevokedPayload) -> Value {
        let mut view = self.bare("Revoked");
        match payload {
            RevokedPayload::Bare => {}
            RevokedPayload::Full => {
                view["chatType"] = json!("Inbound");
                view["receivedDate"] = json!(date(self.received));
                view["capabilities"] = json!([]);
                view["participants"] = self.participants_for(Eyes::Supervisor);
            }
        }
        view
    }

    /// The session after its last agent has left it.
    pub(crate) fn left_chat(&self) -> Value {
        let mut view = self.bare("LeftChat");
        view["capabilities"] = json!(["Transfer", "Complete", "Leave", "InFocus"]);
        view
    }

    /// The session in the list of an agent's sessions: no state, nobody in it.
    pub(crate) fn of_agent(&self) -> Value {
        json!({
            "id": self.id,
            "receivedDate": date(self.received),
            "userData": self.user_data,
            "capabilities": [],
        })
    }
}

impl Participant {
    fn named(&self) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("participantId".to_owned(), json!(self.id));
        map.insert("type".to_owned(), json!(self.part.word()));
        map.insert("nickname".to_owned(), json!(self.nickname));
        map
    }

    fn listed(&self) -> Value {
        let mut map = self.named();
        map.insert("visibility".to_owned(), json!(self.visibility.word()));
        if let Some(user) = &self.user {
            map.insert("uri".to_owned(), json!(user_uri(user)));
        }
        Value::Object(map)
    }
}

impl Entry {
    /// The entry as it is pushed.
    pub(crate) fn pushed(&self) -> Value {
        let from = match self.kind {
            Kind::ParticipantJoined
            | Kind::ParticipantLeft
            | Kind::ParticipantRejoined
            | Kind::PushUrl
            | Kind::Notice
                if self.from.user.is_some() =>
            {
                self.from.listed()
            }
            _ => Value::Object(self.from.named()),
        };
        self.with_from(from)
    }

    /// The entry as `GET …/messages` shows it.
    pub(crate) fn fetched(&self) -> Value {
        let mut from = self.from.listed();
        from["id"] = json!(self.from.id);
        if let Some(user) = &self.from.user {
            from["path"] = json!(format!("/users/{user}"));
        }
        self.with_from(from)
    }

    fn with_from(&self, from: Value) -> Value {
        let mut entry = json!({
            "index": self.index,
            "type": self.kind.word(),
            "visibility": self.visibility.word(),
            "timestamp": date(self.at),
            // Milliseconds in spite of the name, as in the vendor's samples.
            "timestampSeconds": self.at,
        });
        entry["from"] = from;
        if let Some(words) = &self.words {
            let key = if self.kind == Kind::PushUrl {
                "url"
            } else {
                "text"
            };
            entry[key] = json!(words);
        }
        entry
    }
}

/// The notification of a session's change.
pub(crate) fn state_change(notification: &str, session: Value) -> Value {
    let mut data = json!({
        "messageType": "SMSsessionStateChangeMessage",
        "notificationType": notification,
    });
    data["smssession"] = session;
    data
}

/// The notification of new lines.
pub(crate) fn new_messages(session: &str, messages: Vec<Value>) -> Value {
    let mut data = json!({
        "messageType": "MessageLogUpdated",
        "notificationType": "NewMessages",
        "smssessionUri": session_uri(ONLINE, session),
    });
    data["messages"] = Value::Array(messages);
    data
}
