//! The whole world as one JSON value, without times and links, so that two
//! worlds can be compared.

use serde_json::{Map, Value, json};

use super::session::{Entry, Participant};
use super::{Session, World};

impl World {
    /// Users with their states, sessions with participants, modes and logs,
    /// and who watches whom.
    pub(crate) fn truth(&self) -> Value {
        let users: Vec<Value> = self
            .users()
            .iter()
            .map(|user| {
                json!({
                    "id": user.id,
                    "userName": user.user_name,
                    "name": format!("{} {}", user.first, user.last),
                    "state": user.state.word(),
                })
            })
            .collect();
        let sessions: Map<String, Value> = self
            .sessions()
            .map(|session| (session.id.clone(), self.true_session(session)))
            .collect();
        let watches: Vec<Value> = self
            .watches
            .iter()
            .map(|watch| {
                json!({
                    "supervisor": watch.supervisor,
                    "agent": watch.agent,
                    "mode": watch.mode.word(),
                })
            })
            .collect();
        json!({ "users": users, "sessions": sessions, "watches": watches })
    }

    fn true_session(&self, session: &Session) -> Value {
        let participants: Vec<Value> = session.participants.iter().map(true_person).collect();
        let log: Vec<Value> = session.log.iter().map(true_line).collect();
        let offers: Vec<Value> = session
            .offers
            .iter()
            .map(|offer| json!({ "user": offer.user, "mode": offer.mode.map(super::Mode::word) }))
            .collect();
        json!({
            "customer": session.customer,
            "participants": participants,
            "log": log,
            "customerSees": self.seen_by_customer(&session.id).len(),
            "offers": offers,
            "left": session.left,
            "userData": session.user_data,
        })
    }
}

fn true_person(person: &Participant) -> Value {
    let mode = (person.part == super::Part::Supervisor).then(|| person.visibility.mode().word());
    json!({
        "id": person.id,
        "user": person.user,
        "type": person.part.word(),
        "nickname": person.nickname,
        "visibility": person.visibility.word(),
        "mode": mode,
    })
}

fn true_line(entry: &Entry) -> Value {
    json!({
        "index": entry.index,
        "type": entry.kind.word(),
        "from": entry.from.id,
        "nickname": entry.from.nickname,
        "visibility": entry.visibility.word(),
        "text": entry.words,
    })
}
