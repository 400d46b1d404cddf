//! What is being written, for whom, and where it is on its way.

use std::time::Instant;

use super::edit::LineEdit;
use crate::domain::{CallId, SessionId, Text};

/// Who reads what is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Audience {
    /// The agents; `SendToAgents`.
    Agents,
    /// The customer too; `SendMessage`.
    Customer,
}

impl Audience {
    /// The prompt, which is the audience in words.
    pub fn prompt(self) -> &'static str {
        match self {
            Self::Agents => "AGENT ONLY ▸ ",
            Self::Customer => "CUSTOMER SEES ▸ ",
        }
    }
}

/// Where a draft is on its way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Draft {
    /// Being written.
    #[default]
    Writing,
    /// For the customer, and can still be taken back.
    Held {
        /// Until then.
        until: Instant,
    },
    /// Sent; the answer is not there yet.
    Sending {
        /// Under which number.
        call: CallId,
        /// How many bytes of the line are on their way; what is behind them is the next text.
        bytes: usize,
    },
    /// Not sent, or not known to be: why. The text is still there.
    Failed(Text),
}

/// The open composer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Composer {
    /// The session it writes to.
    pub session: SessionId,
    /// Who reads it.
    pub audience: Audience,
}

/// A line in the works for one session and one audience. It never crosses to the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    pub(crate) edit: LineEdit,
    pub(crate) draft: Draft,
    /// What inserted snippets left open, with its braces.
    pub(crate) blanks: Vec<String>,
}
