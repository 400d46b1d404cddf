//! How sessions are printed where the pages differ: the switches applied to
//! JSON on its way out. Changes nothing on the floor.

use serde_json::{Value, json};

use super::{HOST, World, capabilities};
use crate::sim::options::{
    Capabilities, CoachVisibility, OfferSupervisorMode, ParticipantLink, SessionUri, Switches,
};

/// What the entries of a participants list carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    WithVisibility,
    AsPrinted,
    Empty,
}

impl World {
    /// A session on its way to a user, read or told.
    pub(super) fn printed(&self, user: &str, mut session: Value) -> Value {
        let switches = &self.switches;
        if switches.capabilities == Capabilities::TooMany
            && self.is_supervisor(user)
            && session.get("capabilities").is_some()
        {
            session["capabilities"] = capabilities::every_one();
        }
        if switches.offer_supervisor_mode == OfferSupervisorMode::Absent {
            remove(&mut session, "supervisorMode");
        }
        if let Some(list) = session
            .get_mut("participants")
            .and_then(Value::as_array_mut)
        {
            for participant in list {
                link(participant, switches.participant_link);
                let coaches = participant["visibility"] == "Agents";
                if coaches && switches.coach_visibility == CoachVisibility::Internal {
                    participant["visibility"] = json!("Internal");
                }
            }
        }
        session
    }

    /// A session on its way into a notification.
    pub(super) fn notified(&self, user: &str, session: Value) -> Value {
        let mut session = self.printed(user, session);
        if self.switches.session_uri == SessionUri::Absent {
            remove(&mut session, "uri");
        }
        session
    }
}

/// Prints a session's participants in one of the ways there are.
pub(super) fn list(session: &mut Value, listing: Listing) {
    let Some(list) = session
        .get_mut("participants")
        .and_then(Value::as_array_mut)
    else {
        return;
    };
    match listing {
        Listing::WithVisibility => {}
        Listing::AsPrinted => {
            for participant in list {
                for key in ["visibility", "uri", "path"] {
                    remove(participant, key);
                }
            }
        }
        Listing::Empty => list.clear(),
    }
}

fn link(participant: &mut Value, link: ParticipantLink) {
    match link {
        ParticipantLink::Uri => {}
        ParticipantLink::Path => {
            if let Some(Value::String(uri)) = remove(participant, "uri") {
                let base = format!("{HOST}/api/v2");
                participant["path"] = json!(uri.strip_prefix(&base).unwrap_or(&uri));
            }
        }
        ParticipantLink::None => {
            remove(participant, "uri");
        }
    }
}

fn remove(object: &mut Value, key: &str) -> Option<Value> {
    object.as_object_mut()?.remove(key)
}

/// The listings that the switches ask for.
impl Listing {
    pub(super) fn after_accept(switches: &Switches) -> Self {
        use crate::sim::options::AcceptParticipants as Asked;
        match switches.accept_participants {
            Asked::WithVisibility => Self::WithVisibility,
            Asked::AsPrinted => Self::AsPrinted,
            Asked::Empty => Self::Empty,
        }
    }

    pub(super) fn in_my_sessions(switches: &Switches) -> Self {
        use crate::sim::options::MySessionsParticipants as Asked;
        match switches.my_sessions_participants {
            Asked::WithVisibility => Self::WithVisibility,
            Asked::AsPrinted => Self::AsPrinted,
            Asked::Empty => Self::Empty,
        }
    }
}
