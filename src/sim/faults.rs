//! What can go wrong on the wire, and plans of it: by time, by request, by
//! seed. Knows nothing of how it is brought about.
//!
//! A plan is a TOML or JSON file:
//!
//! ```toml
//! [[fault]]
//! at_ms = 5000                       # after the start of the server
//! what = { kind = "stall", for_ms = 3000 }
//!
//! [[fault]]
//! on = "Intrude"                     # when it is received, before it is done
//! nth = 2                            # the second one; 1 if left out
//! what = { kind = "close" }
//!
//! [[fault]]
//! after = "SendMessage"              # when it is done, before it is answered
//! what = { kind = "reset" }
//!
//! [random]                           # and at random, the same for a seed
//! seed = 7
//! for_ms = 60000
//! ```
//!
//! A request is called by its `operationName`, by its first Bayeux channel
//! (`/meta/connect`), `upgrade`, or by method and path (`GET /api/v2/me`).

mod random;
mod rubbish;

use serde::{Deserialize, Serialize};

pub(crate) use rubbish::{Form, HOSTILE, Raw, bomb, frame};

/// One thing that goes wrong. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fault {
    /// Every connection is closed; new ones are taken.
    Close,
    /// Every connection is reset (RST); new ones are taken.
    Reset,
    /// Connections are taken and kept, requests are carried out, and nothing
    /// is sent.
    Stall {
        /// How long.
        for_ms: u64,
    },
    /// Everything is sent late.
    Delay {
        /// How late.
        by_ms: u64,
        /// How long this goes on.
        for_ms: u64,
    },
    /// Every connection is slow.
    Throttle {
        /// How slow; at least 1.
        bytes_per_second: u32,
        /// How long this goes on.
        for_ms: u64,
    },
    /// Of the next frame, or body, with notifications half is sent, and its
    /// connection is closed.
    CutFrame,
    /// Requests are refused and not carried out.
    Answer {
        /// The HTTP status.
        status: u16,
        /// Seconds for a `Retry-After` header.
        #[serde(default)]
        retry_after: Option<u32>,
        /// How many requests.
        #[serde(default = "once")]
        times: u32,
        /// Only requests that are called so; or whose path has this in it,
        /// where it begins with a slash.
        #[serde(default)]
        only: Option<String>,
    },
    /// The server forgets every CometD client.
    ForgetClients,
    /// The server forgets every HTTP session, and monitoring with it.
    ForgetLogins,
    /// Every CSRF token is void, and the next GET of its HTTP session announces
    /// another one.
    RenewTokens,
    /// The server starts again with another world: sessions, clients and
    /// cookies are void.
    Restart {
        /// The seed of the new world.
        seed: u64,
    },
    /// Events are delivered twice.
    Duplicate {
        /// The next so many.
        events: u32,
    },
    /// Events are not delivered.
    Drop {
        /// So many come through first.
        #[serde(default)]
        skip: u32,
        /// Then so many are lost.
        events: u32,
    },
    /// Something arrives that nobody should send.
    Rubbish {
        /// What it is.
        what: Rubbish,
    },
}

/// What nobody should send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rubbish {
    /// A text frame, or a body, that is not UTF-8.
    BadUtf8,
    /// JSON that stops in the middle.
    TruncatedJson,
    /// 10,000 lists in each other.
    DeepJson,
    /// A message of 17 MiB.
    HugeFrame,
    /// A message of 100 MiB, as a websocket in fragments of half a MiB.
    HugeMessage,
    /// A message of 5 MiB, as a websocket in 65,536 fragments.
    ManyFragments,
    /// A compressed frame though no compression was agreed on: 100 MiB of zeros in 0.7 MB. As a
    /// poll its body, in gzip.
    CompressedFrame,
    /// The next GET of REST is answered with 256 MiB of zeros in 1.7 MB of
    /// gzip, without an end.
    CompressionBomb,
    /// Terminal controls and the like in a message, a nickname, user data, an
    /// agent's name and an error text.
    HostileText,
}

/// When something goes wrong; exactly one of the three is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheduled {
    /// So many milliseconds after the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<u64>,
    /// When a request called so is received, before it is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// When a request called so is carried out, before it is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Which of these requests, from 1.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub nth: u32,
    /// What.
    pub what: Fault,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// What goes wrong, in any order.
    #[serde(default, rename = "fault")]
    pub list: Vec<Scheduled>,
    /// More, by a seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub random: Option<Random>,
}

/// Faults by a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Random {
    /// The same seed, the same faults.
    pub seed: u64,
    /// Milliseconds, from the start; all is well afterwards.
    pub for_ms: u64,
}

/// A plan that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FaultsError {
    /// Neither the one nor the other.
    #[error("reading a plan of faults: {0}")]
    Toml(#[from] toml::de::Error),
    /// It begins like JSON and is none.
    #[error("reading a plan of faults: {0}")]
    Json(#[from] serde_json::Error),
    /// A fault without a moment, or with several.
    #[error("reading a plan of faults: fault {0} needs one of at_ms, on and after")]
    Moment(usize),
}

impl Scheduled {
    /// At a time after the start, in milliseconds.
    #[must_use]
    pub fn at(ms: u64, what: Fault) -> Self {
        Self {
            at_ms: Some(ms),
            on: None,
            after: None,
            nth: 1,
            what,
        }
    }
}

impl Faults {
    /// Reads a plan: JSON if it begins with a brace, else TOML.
    ///
    /// # Errors
    ///
    /// When it is neither, or a fault has not exactly one moment.
    pub fn read(text: &str) -> Result<Self, FaultsError> {
        let faults: Self = if text.trim_start().starts_with('{') {
            serde_json::from_str(text)?
        } else {
            toml::from_str(text)?
        };
        for (place, one) in faults.list.iter().enumerate() {
            let moments = [one.at_ms.is_some(), one.on.is_some(), one.after.is_some()];
            if moments.iter().filter(|given| **given).count() != 1 {
                return Err(FaultsError::Moment(place + 1));
            }
        }
        Ok(faults)
    }

    /// The list with what comes at random, sorted by time; what waits for a
    /// request stands last.
    pub(crate) fn expanded(&self) -> Vec<Scheduled> {
        let mut list = self.list.clone();
        if let Some(Random { seed, for_ms }) = self.random {
            list.extend(Self::random(seed, std::time::Duration::from_millis(for_ms)).list);
        }
        list.sort_by_key(|one| one.at_ms.unwrap_or(u64::MAX));
        list
    }
}

fn once() -> u32 {
    1
}

fn is_once(nth: &u32) -> bool {
    *nth == 1
}
