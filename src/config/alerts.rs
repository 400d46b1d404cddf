//! `[alerts]`: the rules, and how an alert makes itself heard.
//!
//! Knows what a rule is and which there are without any in the file. Must not know how one is
//! found to hold.

mod pattern;
mod read;

use std::time::Duration;

use regex::Regex;

pub(super) use read::{Layer, read};

/// `[alerts]`.
#[derive(Debug, Clone)]
pub struct Alerts {
    /// Whether an alert rings the terminal's bell.
    pub bell: bool,
    /// Whether it is shown on the desktop.
    pub notify: bool,
    /// How long a mute holds.
    pub mute: Duration,
    /// The rules, in the order of the file.
    pub rules: Vec<AlertRule>,
}

/// `[[alerts.rule]]`: one rule.
#[derive(Debug, Clone)]
pub struct AlertRule {
    /// What it is called; no two are called the same.
    pub name: String,
    /// What has to be so.
    pub when: When,
    /// How much it matters.
    pub severity: Severity,
}

/// How much an alert matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Severity {
    /// To be looked at.
    #[default]
    Warning,
    /// To be looked at now.
    Critical,
}

/// Whose words, or whose waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The customer's.
    Customer,
    /// An agent's.
    Agent,
    /// Anybody's.
    Any,
}

/// What has to be so.
#[derive(Debug, Clone)]
pub enum When {
    /// `waiting`: one side waits longer than this.
    Waiting(Side, Duration),
    /// `no-answer`: no agent has answered the customer for longer than this.
    NoAnswer(Duration),
    /// `older`: the session began longer ago than this.
    Older(Duration),
    /// `words`: somebody said something that matches.
    Words(Side, Regex),
    /// `help`: an agent asks for help; at least one of the two is there.
    Help {
        /// The code word, in a line that only agents see.
        code: Option<Regex>,
        /// The user data key that asks by holding something.
        user_data: Option<String>,
    },
    /// `not-ready`: an agent with live sessions takes no new ones for longer than this.
    NotReady(Duration),
    /// `alone`: I am the only one left with a customer.
    Alone,
}

/// Words of a customer who may be lost.
const TROUBLE: [&str; 8] = [
    "complain*",
    "refund*",
    "lawyer",
    "supervisor",
    "manager",
    "ridiculous",
    "cancel*",
    "give up",
];

impl Default for Alerts {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        let rule = |name: &str, when, severity| AlertRule {
            name: name.to_owned(),
            when,
            severity,
        };
        let trouble = TROUBLE.map(str::to_owned);
        let help = When::Help {
            code: pattern::words(&["#help".to_owned()]).ok(),
            user_data: Some("HelpRequested".to_owned()),
        };
        let mut rules = vec![
            rule("help request", help, Severity::Critical),
            rule("alone", When::Alone, Severity::Critical),
            rule(
                "waiting",
                When::Waiting(Side::Customer, seconds(180)),
                Severity::Warning,
            ),
            rule(
                "no answer",
                When::NoAnswer(seconds(600)),
                Severity::Critical,
            ),
        ];
        if let Ok(trouble) = pattern::words(&trouble) {
            let said = When::Words(Side::Customer, trouble);
            rules.push(rule("trouble", said, Severity::Warning));
        }
        rules.push(rule(
            "not ready",
            When::NotReady(seconds(30)),
            Severity::Warning,
        ));
        rules.push(rule(
            "old session",
            When::Older(seconds(14_400)),
            Severity::Warning,
        ));
        Self {
            bell: true,
            notify: false,
            mute: Duration::from_secs(15 * 60),
            rules,
        }
    }
}
