//! Names of things. Knows only that an id is opaque: it is compared and sent back, never parsed.

use std::fmt;

use smol_str::SmolStr;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(SmolStr);

        impl $name {
            /// Keeps the id exactly as the server wrote it.
            pub fn new(raw: &str) -> Self {
                Self(SmolStr::new(raw))
            }

            /// The id as it goes back to the server. For a screen or a log use `Display`.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// Cleaned: an id comes from outside and may hold anything.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(super::Text::line(&self.0).as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

text_id! {
    /// An agent or supervisor, as in `/users/{id}`.
    UserId
}
text_id! {
    /// An SMS session (interaction id, e.g. `0000UaB58WAR003N`).
    SessionId
}
text_id! {
    /// A participant of one session; the same person can hold several.
    ParticipantId
}

/// One thing we asked of the server, so that its answer can be told from a stale one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct CallId(pub u64);

/// One unbroken stretch of the feed: a snapshot and everything after it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Epoch(pub u64);

/// The server's number for an operation whose outcome comes later by notification.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ReferenceId(pub i64);
