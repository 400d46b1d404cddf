//! What comes back, as data: HTTP status and body in, a judgement out. Knows no socket.

mod judge;
mod operation;
mod reading;

use std::hash::BuildHasher;

pub use self::operation::{operation, passed_on};
pub use self::reading::{AgentSessions, agent_sessions, contacts, log, me, my_sessions, users};
pub use super::roster::{Contact, Contacts};
pub use super::users::User;

pub(super) use self::judge::{Accepted, is_unknown_path, unclear};
pub(super) use self::reading::id_of;

/// What an answer said, as a number. Two answers that say something else have the same one by a
/// chance of one in 2^64, drawn anew in every run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Print(u64);

impl Answer {
    /// Its status and body as a number.
    pub fn print(&self, by: &impl BuildHasher) -> Print {
        Print(by.hash_one((self.status, &self.body)))
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
