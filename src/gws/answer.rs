//! What comes back, as data: HTTP status and body in, a judgement out. Knows no socket.

mod judge;
mod operation;
mod reading;

use std::hash::{BuildHasher, Hash as _, Hasher as _};

pub use self::operation::{operation, passed_on};
pub use self::reading::{AgentSessions, agent_sessions, contacts, log, me, my_sessions, users};
pub use super::roster::{Contact, Contacts};
pub use super::users::User;

pub(super) use self::judge::{Accepted, is_unknown_path, unclear};
pub(super) use self::reading::id_of;

/// What answers said, as a number. What says something else has the same one by a chance of one in
/// 2^64, drawn anew in every run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Print(u64);

impl Print {
    /// The status and body of each answer as a number.
    pub fn of(answers: &[Answer], by: &impl BuildHasher) -> Self {
        let mut hasher = by.build_hasher();
        for answer in answers {
            (answer.status, &answer.body).hash(&mut hasher);
        }
        Self(hasher.finish())
    }
}

/// One HTTP answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// The body, decompressed; bytes that are no UTF-8 replaced.
    pub body: String,
}
