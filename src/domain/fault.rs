//! Why something asked of the server did not happen, or may have.

use std::time::Duration;

use thiserror::Error;

use super::Text;

/// Why a call did not do what it should.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Fault {
    /// The server refused it, and so changed nothing (ReturnValues page).
    #[error("{}", refusal(*code, message))]
    Refused {
        /// `statusCode`.
        code: i64,
        /// `statusMessage`, cleaned.
        message: Text,
    },
    /// Not signed in, or the password is wrong (statusCode 20, HTTP 401).
    #[error("the server refused the sign-in{}", colon(message))]
    SignIn {
        /// The server's words, cleaned.
        message: Text,
    },
    /// An HTTP status without a readable body: a proxy, or not this API.
    #[error("the server answered HTTP {status}{}", hint(*status))]
    Http {
        /// The status.
        status: u16,
    },
    /// Too many requests, or the service is away.
    #[error("the server is busy (HTTP {status})")]
    Busy {
        /// 429 or 503.
        status: u16,
        /// How long it asks us to wait.
        retry_after: Option<Duration>,
    },
    /// It never left: nothing can have happened.
    #[error("{why}")]
    NotSent {
        /// What stopped it.
        why: Text,
    },
    /// It may or may not have happened.
    #[error("no answer: {why}; it may have been carried out")]
    Unknown {
        /// What went wrong.
        why: Text,
    },
    /// The answer is not this API's.
    #[error("{why}")]
    NotGws {
        /// What was seen instead, and what to check.
        why: Text,
    },
}

impl Fault {
    /// The fault of something that only read: whether it was carried out does not matter.
    pub fn of_read(&self) -> String {
        match self {
            Self::Unknown { why } => why.to_string(),
            other => other.to_string(),
        }
    }

    /// Whether it is certain that the server did nothing.
    pub fn is_certain(&self) -> bool {
        match self {
            Self::Refused { .. }
            | Self::SignIn { .. }
            | Self::Busy { .. }
            | Self::NotSent { .. } => true,
            Self::Http { status } => (400..500).contains(status),
            Self::Unknown { .. } | Self::NotGws { .. } => false,
        }
    }
}

fn colon(message: &Text) -> String {
    if message.is_empty() {
        String::new()
    } else {
        format!(": {message}")
    }
}

fn refusal(code: i64, message: &Text) -> String {
    format!("{} (code {code}){}", code_in_words(code), colon(message))
}

fn hint(status: u16) -> &'static str {
    match status {
        404 => ": this path is not known there (check the url and the dialect setting)",
        502 | 504 => ": a proxy could not reach the server",
        _ => "",
    }
}

/// A `statusCode` in words (ReturnValues pages of 8.5.2 and 8.6).
pub(crate) fn code_in_words(code: i64) -> &'static str {
    match code {
        0 => "done",
        1 => "a required parameter is missing",
        2 => "not valid in the current state",
        3 => "forbidden",
        4 => "internal error of the server",
        5 => "no permission",
        6 => "not found",
        7 => "done in part",
        8 => "a new password must be chosen",
        9 => "not finished",
        10 => "a value is out of range",
        11 => "this property cannot be changed",
        12 => "could not be read",
        13 => "could not be created",
        14 => "could not be deleted",
        15 => "could not be updated",
        16 => "could not be assigned",
        17 => "could not be unassigned",
        18 => "exists already",
        19 => "in use",
        20 => "not authenticated",
        // Not a code of the vendor: HTTP's, where a refused Intrude has advice to carry.
        404 => "this path is not known there",
        _ => "refused",
    }
}
