//! People who sign in: agents and supervisors; knows nothing of sessions.

use serde_json::{Value, json};

use super::HOST;
use crate::sim::options::ContactId;

/// What a user may do on the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Agent,
    Supervisor,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Agent => "ROLE_AGENT",
            Self::Supervisor => "ROLE_SUPERVISOR",
        }
    }
}

/// The state of an agent's channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentState {
    /// Takes sessions.
    Ready,
    /// Signed in, takes none.
    NotReady,
    /// No channel is open: no availability is reported.
    LoggedOut,
}

impl AgentState {
    /// The state as the API words it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::NotReady => "NotReady",
            Self::LoggedOut => "LoggedOut",
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Ready => "9430250E-0A1B-421F-B372-F29E69366DED",
            Self::NotReady => "900D55CC-2BB0-431F-8BF9-D3525B383BE6",
            Self::LoggedOut => "0F7F5003-EF26-4D13-A6EF-D0C7EC819BEB",
        }
    }

    fn display_name(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::NotReady => "Not Ready",
            Self::LoggedOut => "Offline",
        }
    }
}

/// One user of the contact centre.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) user_name: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) role: Role,
    pub(crate) state: AgentState,
    pub(crate) extension: String,
}

impl User {
    /// The link to this user.
    pub(crate) fn uri(&self) -> String {
        user_uri(&self.id)
    }

    /// The user as `GET /me` shows it.
    pub(crate) fn as_me(&self) -> Value {
        json!({
            "id": self.id,
            "userName": self.user_name,
            "firstName": self.first,
            "lastName": self.last,
            "roles": [self.role.word()],
            "enabled": true,
            "changePasswordOnFirstLogin": false,
            "uri": self.uri(),
            "path": format!("/users/{}", self.id),
        })
    }

    /// The user as `GET /users?fields=*` shows it.
    pub(crate) fn as_listed(&self) -> Value {
        let mut user = self.as_me();
        user["emailAddress"] = json!("");
        user
    }

    /// The user as `GET /contacts?type=User` shows it.
    pub(crate) fn as_contact(&self, contact_id: ContactId) -> Value {
        let id: String = match contact_id {
            ContactId::UserId => self.id.clone(),
            ContactId::OwnId => self.id.chars().rev().collect(),
        };
        let mut contact = json!({
            "id": id,
            "type": "User",
            "name": self.user_name,
            "userName": self.user_name,
            "firstName": self.first,
            "lastName": self.last,
            "employeeId": format!("E-{}", self.id.get(..6).unwrap_or_default()),
            "emailAddress": "",
            "roles": [self.role.word()],
            "businessUnits": [],
            "path": format!("/contacts/{id}"),
            "uri": format!("{HOST}/api/v2/contacts/{id}"),
        });
        match self.state {
            AgentState::LoggedOut => {}
            AgentState::Ready | AgentState::NotReady => {
                contact["phoneNumbers"] = json!([{
                    "phoneNumber": self.extension,
                    "description": "",
                    "switchName": "north_sip",
                }]);
                contact["availability"] = json!({ "channels": self.channels() });
            }
        }
        contact
    }

    fn channels(&self) -> Value {
        let available = self.state == AgentState::Ready;
        let state = json!({
            "id": self.state.id(),
            "displayName": self.state.display_name(),
            "state": self.state.word(),
        });
        json!([
            {
                "channel": "voice",
                "available": available,
                "phoneNumber": self.extension,
                "userActivity": "Idle",
                "userState": state,
            },
            { "channel": "smssession", "available": available, "userState": state },
        ])
    }

    /// What this user's own console hears when the state changes.
    pub(crate) fn channel_change(&self) -> Value {
        json!({
            "messageType": "ChannelStateChangeMessageV2",
            "channels": [{
                "channel": "smssession",
                "dndState": "Off",
                "userState": {
                    "id": self.state.id(),
                    "displayName": self.state.display_name(),
                    "state": self.state.word(),
                },
            }],
        })
    }
}

/// The link to a user.
pub(crate) fn user_uri(id: &str) -> String {
    format!("{HOST}/api/v2/users/{id}")
}
