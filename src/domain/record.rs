//! What is written down of what a supervisor does: the words of the audit, without the file.

use super::{Mode, SessionId, Text, UserId};

/// What is known of a session when something is asked of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// Whose session it is.
    pub agent: Option<UserId>,
    /// The mode that is asked for, where the call itself does not say it (an Accept).
    pub asked: Option<Mode>,
    /// The mode that the server has confirmed.
    pub confirmed: Option<Mode>,
}

/// Something to write down that is no request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Note {
    /// Signed in.
    SignedIn {
        /// As whom.
        user: Text,
    },
    /// The server confirmed another mode than before, or no longer confirms one.
    Confirmed {
        /// Where.
        session: SessionId,
        /// What is known of it now.
        about: About,
    },
    /// Masked numbers of a session were shown.
    Revealed {
        /// Of which.
        session: SessionId,
    },
    /// The screen was locked.
    Locked,
    /// The screen was unlocked.
    Unlocked,
    /// A wrong passphrase was given.
    WrongPassphrase {
        /// How many in a row.
        tries: u32,
    },
}

/// What happens while nothing can be written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Unrecorded {
    /// Whatever an agent or a customer could notice is refused.
    #[default]
    Refused,
    /// It goes on, and the screen says that it is not on record.
    Allowed,
}

/// Whether what the supervisor does is written down.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Record {
    /// Nobody asked for it: a test, or a console without an audit.
    #[default]
    NotKept,
    /// It is.
    Kept {
        /// The file's name.
        file: Text,
        /// The hash of its newest line.
        head: Text,
    },
    /// It cannot be.
    Broken {
        /// Why.
        why: Text,
        /// What that means.
        rule: Unrecorded,
    },
}

/// Whether requests that change something may leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Access {
    /// They may.
    #[default]
    Full,
    /// Nothing leaves but reads and the messages that keep the feed alive.
    ReadOnly,
}
