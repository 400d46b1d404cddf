//! What is read: users, contacts, sessions, messages. Changes nothing but the
//! ledger, where a list of participants that a supervisor fetched is a fact.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::printing::{Listing, list};
use super::{Answer, ONLINE, PDF, Request, User, World};
use crate::sim::options::{MeRoles, MySessionsShape};

impl World {
    pub(super) fn me(&self, user: &str) -> Answer {
        match self.user(user) {
            Some(user) => {
                let mut me = user.as_me();
                match self.switches.me_roles {
                    MeRoles::Supervisor => {}
                    MeRoles::Both => me["roles"] = json!(["ROLE_AGENT", "ROLE_SUPERVISOR"]),
                    MeRoles::Admin => me["roles"] = json!(["ROLE_ADMIN"]),
                }
                Answer::with(json!({ "user": me }))
            }
            None => Answer::refused(6, "no such user"),
        }
    }

    pub(super) fn contacts(&self, request: &Request) -> Answer {
        let named = |user: &&User| match request.parameter("name") {
            Some(names) => names.split(',').any(|name| name.trim() == user.user_name),
            None => true,
        };
        let contacts: Vec<Value> = match request.parameter("type") {
            Some("User") | None => self
                .users()
                .iter()
                .filter(named)
                .map(|user| user.as_contact(self.switches.contact_id))
                .collect(),
            Some(_) => Vec::new(),
        };
        Answer::with(json!({ "totalCount": contacts.len(), "contacts": contacts }))
    }

    pub(super) fn user_list(&self, request: &Request) -> Answer {
        let named = |user: &&User| match request.parameter("userName") {
            Some(name) => user.user_name == name,
            None => true,
        };
        let users = self.users().iter().filter(named);
        if request.parameter("fields").is_some() {
            let users: Vec<Value> = users.map(User::as_listed).collect();
            Answer::with(json!({ "users": users }))
        } else {
            let uris: Vec<String> = users.map(User::uri).collect();
            Answer::with(json!({ "uris": uris }))
        }
    }

    pub(super) fn one_user(&self, id: &str, request: &Request) -> Answer {
        let Some(user) = self.users().iter().find(|user| user.id == id) else {
            return Answer::refused(6, "no such user");
        };
        let mut shown = user.as_me();
        for word in request
            .parameter("subresources")
            .unwrap_or_default()
            .split(',')
        {
            let key = match word.trim() {
                PDF => PDF,
                ONLINE | "*" => ONLINE,
                _ => continue,
            };
            let sessions: Vec<Value> = self
                .sessions_of(id)
                .iter()
                .filter_map(|id| self.session(id))
                .map(super::Session::of_agent)
                .collect();
            shown[key] = json!(sessions);
        }
        Answer::with(json!({ "user": shown }))
    }

    /// The sessions in which a user serves the customer.
    pub(crate) fn sessions_of(&self, user: &str) -> Vec<String> {
        self.sessions()
            .filter(|session| {
                session
                    .of_user(user)
                    .is_some_and(|participant| participant.part == super::Part::Agent)
            })
            .map(|session| session.id.clone())
            .collect()
    }

    /// How many sessions each agent serves, by user id; who serves none is left out.
    pub(crate) fn loads(&self) -> HashMap<String, usize> {
        let mut loads = HashMap::new();
        for person in self.sessions().flat_map(|session| &session.participants) {
            if let (super::Part::Agent, Some(user)) = (person.part, &person.user) {
                *loads.entry(user.clone()).or_default() += 1;
            }
        }
        loads
    }

    pub(super) fn my_sessions(
        &mut self,
        user: &str,
        segment: &'static str,
        request: &Request,
    ) -> Answer {
        let mine: Vec<(String, Value)> = self
            .sessions()
            .filter_map(|session| Some((session.id.clone(), self.mine(user, &session.id)?)))
            .map(|(id, mut view)| {
                list(&mut view, Listing::in_my_sessions(&self.switches));
                (id, view)
            })
            .collect();
        if request.parameter("fields").is_none() {
            let uris: Vec<&Value> = mine.iter().map(|(_, view)| &view["uri"]).collect();
            return Answer::with(json!({ "uris": uris }));
        }
        for (id, view) in &mine {
            self.note_fetched(user, id, view);
        }
        let mut views: Vec<Value> = mine.into_iter().map(|(_, view)| view).collect();
        match (self.switches.my_sessions_shape, views.len()) {
            (MySessionsShape::BareObject, 1) => return Answer::json(200, views.remove(0)),
            (MySessionsShape::BareList, _) => return Answer::json(200, json!(views)),
            (MySessionsShape::WrappedList | MySessionsShape::BareObject, _) => {}
        }
        let mut body = json!({});
        body[segment] = json!(views);
        Answer::with(body)
    }

    pub(super) fn my_session(&mut self, user: &str, id: &str) -> Answer {
        match self.mine(user, id) {
            Some(view) => {
                self.note_fetched(user, id, &view);
                Answer::with(json!({ "smssession": view }))
            }
            None => Answer::refused(6, "no such session"),
        }
    }

    /// A session as this user has it: in it, invited to it, or left alone with it.
    fn mine(&self, user: &str, id: &str) -> Option<Value> {
        Some(self.printed(user, self.mine_in_full(user, id)?))
    }

    fn mine_in_full(&self, user: &str, id: &str) -> Option<Value> {
        let session = self.session(id)?;
        if let Some(me) = session.of_user(user) {
            return Some(session.full(me, self.eyes_of(user)));
        }
        if session.left.iter().any(|left| left == user) {
            return Some(session.left_chat());
        }
        let offer = session.offers.iter().find(|offer| offer.user == user)?;
        Some(session.invited(offer))
    }

    fn note_fetched(&mut self, user: &str, id: &str, view: &Value) {
        let Some(participants) = view.get("participants") else {
            return;
        };
        if !self.is_supervisor(user) || view["state"] != "Chatting" {
            return;
        }
        self.facts.push(json!({
            "told": user,
            "session": id,
            "participants": participants,
            "how": "fetched",
        }));
    }

    pub(super) fn messages(&self, user: &str, id: &str, request: &Request) -> Answer {
        let number = |name| {
            request
                .parameter(name)
                .and_then(|number| number.parse::<u64>().ok())
                .unwrap_or_default()
        };
        let Some(session) = self.session(id) else {
            return Answer::refused(6, "no such session");
        };
        let left = session.left.iter().any(|left| left == user);
        if session.of_user(user).is_none() && !left {
            return Answer::refused(2, "not a participant");
        }
        let (start, eyes) = (number("startIndex"), self.eyes_of(user));
        let count = match number("count") {
            0 => usize::MAX,
            count => usize::try_from(count).unwrap_or(usize::MAX),
        };
        let messages: Vec<Value> = session
            .log
            .iter()
            .filter(|entry| entry.index >= start && eyes.see(entry.visibility))
            .take(count)
            .map(super::session::Entry::fetched)
            .collect();
        Answer::with(json!({ "messages": messages }))
    }
}
