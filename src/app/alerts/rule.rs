//! What is looked for: the rules as the person wrote them. Knows nothing of what was found.

use std::sync::Arc;
use std::time::Duration;

use regex::Regex;
use strum::EnumIter;

use crate::app::age;
use crate::domain::{Text, UserDataKey};

/// How much an alert matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter)]
pub enum Level {
    /// To be looked at.
    Warning,
    /// To be looked at now.
    Critical,
}

impl Level {
    /// Its sign in lists: never a colour alone.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Warning => "!",
            Self::Critical => "!!",
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// Whose words, or whose waiting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The customer's.
    Customer,
    /// An agent's.
    Agent,
    /// Anybody's.
    Any,
}

/// What has to be so.
#[derive(Clone, Debug)]
pub enum When {
    /// One side waits for the other longer than this.
    Waiting {
        /// Who waits.
        side: Side,
        /// For how long.
        longer: Duration,
    },
    /// No agent has answered the customer for longer than this: since the oldest message without
    /// an answer, or since the session began if no agent has written at all.
    NoAnswer {
        /// For how long.
        longer: Duration,
    },
    /// The session began longer ago than this.
    Older {
        /// How long ago.
        longer: Duration,
    },
    /// Somebody said one of these words.
    Words {
        /// Who.
        side: Side,
        /// The words.
        pattern: Regex,
    },
    /// An agent asks for help.
    Help {
        /// The code word, in a line that only agents see.
        code: Option<Regex>,
        /// The key of the session's user data that says so by holding something.
        user_data: Option<UserDataKey>,
    },
    /// An agent with live sessions takes no new ones, or is signed out.
    NotReady {
        /// For how long.
        longer: Duration,
    },
    /// I am the only one left with a customer.
    Alone,
}

impl When {
    /// Whether it is about an agent and not about a session.
    pub(crate) fn is_of_agent(&self) -> bool {
        match self {
            Self::NotReady { .. } => true,
            Self::Waiting { .. }
            | Self::NoAnswer { .. }
            | Self::Older { .. }
            | Self::Words { .. }
            | Self::Help { .. }
            | Self::Alone => false,
        }
    }

    /// The rule as a sentence.
    pub fn sentence(&self) -> String {
        let of = |side: &Side| match side {
            Side::Customer => "the customer",
            Side::Agent => "the agent",
            Side::Any => "somebody",
        };
        let longer = |than: &Duration| format!("longer than {}", age::span(*than));
        match self {
            Self::Waiting { side, longer: than } => {
                format!("{} waits {}", of(side), longer(than))
            }
            Self::NoAnswer { longer: than } => {
                format!("no agent has answered for {}", longer(than))
            }
            Self::Older { longer: than } => format!("the session lasts {}", longer(than)),
            Self::Words { side, .. } => format!("{} said it", of(side)),
            Self::Help { .. } => "the agent asks for help".to_owned(),
            Self::NotReady { longer: than } => {
                format!("not ready, with live sessions, {}", longer(than))
            }
            Self::Alone => "you are alone with the customer".to_owned(),
        }
    }
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What the person calls it; unique.
    pub name: Text,
    /// What has to be so.
    pub when: When,
    /// How much it matters.
    pub level: Level,
}

/// Everything about alerts that can be set.
#[derive(Clone, Debug)]
pub struct AlertSettings {
    /// The rules, in the person's order.
    pub rules: Arc<[Rule]>,
    /// Whether an alert rings the terminal's bell.
    pub bell: bool,
    /// Whether it is shown on the desktop: its rule and its agent, never a customer's words.
    pub notify: bool,
    /// How long a mute holds.
    pub mute: Duration,
}

impl Default for AlertSettings {
    /// No rule at all: which there are is the config's business.
    fn default() -> Self {
        Self {
            rules: Arc::from([]),
            bell: true,
            notify: false,
            mute: Duration::from_secs(15 * 60),
        }
    }
}
