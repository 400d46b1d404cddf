//! What is attached to a session: user data and the disposition.

use serde_json::{Value, json};

use super::{Answer, Request, World};

impl World {
    /// AttachUserData and UpdateUserData: `userData` is an object.
    pub(super) fn attach(&mut self, user: &str, session: &str, request: &Request) -> Answer {
        let Some(data) = request.body.get("userData").and_then(Value::as_object) else {
            return Answer::refused(1, "userData was not given");
        };
        if let Some(known) = self.sessions.get_mut(session) {
            for (key, value) in data {
                known.user_data.insert(key.clone(), value.clone());
            }
        }
        self.tell_properties(user, session);
        Answer::ok()
    }

    /// DeleteUserData: `keys` is a list.
    pub(super) fn detach(&mut self, user: &str, session: &str, request: &Request) -> Answer {
        let Some(keys) = request.body.get("keys").and_then(Value::as_array) else {
            return Answer::refused(1, "keys were not given");
        };
        if let Some(known) = self.sessions.get_mut(session) {
            for key in keys.iter().filter_map(Value::as_str) {
                known.user_data.remove(key);
            }
        }
        self.tell_properties(user, session);
        Answer::ok()
    }

    fn tell_properties(&mut self, user: &str, session: &str) {
        let eyes = self.eyes_of(user);
        let view = self
            .session(session)
            .and_then(|known| Some(known.full(known.of_user(user)?, eyes)));
        if let Some(view) = view {
            self.tell_referred(user, "PropertiesUpdated", view);
        }
    }

    /// SetDisposition: the notification has the capabilities of its page.
    pub(super) fn dispose(&mut self, user: &str, session: &str, request: &Request) -> Answer {
        let Some(disposition) = request.word("disposition") else {
            return Answer::refused(1, "disposition was not given");
        };
        let key = request.word("dispositionKey").unwrap_or("DispositionCode");
        let eyes = self.eyes_of(user);
        let Some(known) = self.sessions.get_mut(session) else {
            return Answer::refused(6, "no such session");
        };
        known.user_data.insert(key.to_owned(), json!(disposition));
        let mut view = known.bare("Chatting");
        view["capabilities"] = json!([
            "Transfer",
            "Complete",
            "Leave",
            "InFocus",
            "SendMessage",
            "SendStartTypingNotification",
            "SendStopTypingNotification",
        ]);
        view["participants"] = known.participants_for(eyes);
        view["userData"] = json!({ key: disposition });
        self.tell_referred(user, "PropertiesUpdated", view);
        Answer::ok()
    }
}
