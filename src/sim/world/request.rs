//! Which documented thing a REST request is about; knows nothing of its effect.

use serde_json::Value;

use super::{ONLINE, PDF};
use crate::sim::options::Dialect;

/// A REST request by a user.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) target: Target,
    pub(crate) query: Vec<(String, String)>,
    /// `null` for a GET or a body that is no JSON.
    pub(crate) body: Value,
}

impl Request {
    /// A parameter of the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A word of the body.
    pub(crate) fn word(&self, key: &str) -> Option<&str> {
        self.body.get(key).and_then(Value::as_str)
    }

    /// What the tests call this request when they have it refused: the
    /// operation's name, or `GET` and what is read.
    pub(crate) fn operation(&self) -> String {
        let read = match &self.target {
            Target::Me => "GET me",
            Target::Contacts => "GET contacts",
            Target::Users => "GET users",
            Target::User(_) => "GET user",
            Target::MySessions(_) => "GET sessions",
            Target::MySession(_) => "GET session",
            Target::Messages(_) => "GET messages",
            Target::MeOperation
            | Target::Channel { .. }
            | Target::AgentSession { .. }
            | Target::Session(_) => self.word("operationName").unwrap_or_default(),
        };
        read.to_owned()
    }

    /// Whether it asks for something to be done.
    pub(crate) fn is_operation(&self) -> bool {
        !self.operation().starts_with("GET ")
    }
}

/// What a REST request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Me,
    MeOperation,
    Contacts,
    Users,
    User(String),
    Channel {
        user: String,
        channel: String,
    },
    AgentSession {
        user: String,
        segment: &'static str,
        session: String,
    },
    MySessions(&'static str),
    MySession(String),
    Messages(String),
    Session(String),
}

impl Target {
    /// Reads a path below `/api/v2`, without a slash at its end.
    pub(crate) fn read(method: &str, path: &[&str], dialect: Dialect) -> Option<Self> {
        let segment = |word: &str| segment(word, dialect);
        let owned = |id: &&str| (*id).to_owned();
        match (method, path) {
            ("GET", ["me"]) => Some(Self::Me),
            ("POST", ["me"]) => Some(Self::MeOperation),
            ("GET", ["contacts"]) => Some(Self::Contacts),
            ("GET", ["users"]) => Some(Self::Users),
            ("GET", ["users", id]) => Some(Self::User(owned(id))),
            ("POST", ["users", user, "channels", channel]) => Some(Self::Channel {
                user: owned(user),
                channel: owned(channel),
            }),
            ("POST", ["users", user, word, id]) => Some(Self::AgentSession {
                user: owned(user),
                segment: segment(word)?,
                session: owned(id),
            }),
            ("GET", ["me", word]) => Some(Self::MySessions(segment(word)?)),
            ("GET", ["me", word, id]) => segment(word).map(|_| Self::MySession(owned(id))),
            ("GET", ["me", word, id, "messages"] | [word, id, "messages"]) => {
                segment(word).map(|_| Self::Messages(owned(id)))
            }
            ("POST", ["me", word, id] | [word, id]) => {
                segment(word).map(|_| Self::Session(owned(id)))
            }
            _ => None,
        }
    }
}

fn segment(word: &str, dialect: Dialect) -> Option<&'static str> {
    match (word, dialect) {
        (ONLINE, Dialect::Online | Dialect::Both) => Some(ONLINE),
        (PDF, Dialect::Pdf | Dialect::Both) => Some(PDF),
        _ => None,
    }
}
