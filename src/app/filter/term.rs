//! The words of the filter language, and how each is written. Knows no session and no screen.

use std::fmt;
use std::time::Duration;

use strum::EnumIter;

use super::fold::Folded;
use crate::domain::Mode;

/// One condition: a session has to meet it, or must not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// Which of the two.
    pub sign: Sign,
    /// The condition.
    pub test: Test,
}

/// Whether a condition has to be met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// It has to.
    With,
    /// It must not: a `-` before it.
    Without,
}

/// A condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Test {
    /// Words in what the row says: agent, customer, service or last line.
    Word(Folded),
    /// Words in one field.
    In(Field, Folded),
    /// The mode that is confirmed.
    Mode(InMode),
    /// What a session is.
    Is(Is),
    /// A duration, longer or shorter than.
    Lasts(Clock, Than, Duration),
}

/// A field that is searched by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter)]
pub enum Field {
    /// The agent's name or user name.
    Agent,
    /// The customer's name.
    Customer,
    /// The service.
    Service,
    /// Everything said, as far as it was read.
    Text,
}

/// A mode, or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter)]
pub enum InMode {
    /// Monitor.
    Monitor,
    /// Coach.
    Coach,
    /// Barge.
    Barge,
    /// Not in, or not confirmed.
    None,
}

/// What a session can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter)]
pub enum Is {
    /// Lines came unseen.
    Unread,
    /// The customer waits for an answer.
    Waiting,
    /// The person flagged it.
    Flagged,
    /// The customer has waited too long.
    Overdue,
    /// The customer will soon have waited too long.
    Soon,
    /// I am in it.
    Mine,
    /// I am invited.
    Invited,
    /// It has ended.
    Ended,
    /// Its agent is watched.
    Watched,
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter)]
pub enum Clock {
    /// How long the customer has waited for an answer.
    Wait,
    /// How long the session has lasted.
    Age,
}

/// How a duration compares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Than {
    /// Longer.
    Over,
    /// Shorter.
    Under,
}

/// Something with one word of the language.
pub(super) trait Named: Copy + strum::IntoEnumIterator {
    /// The word.
    fn name(self) -> &'static str;

    /// The one whose word this is.
    fn named(word: &str) -> Option<Self> {
        Self::iter().find(|one| one.name().eq_ignore_ascii_case(word))
    }

    /// Every word, as they are offered to a person.
    fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(" ")
    }
}

impl Named for Field {
    fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Service => "service",
            Self::Text => "text",
        }
    }
}

impl Named for InMode {
    fn name(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Coach => "coach",
            Self::Barge => "barge",
            Self::None => "none",
        }
    }
}

impl InMode {
    /// Whether a confirmed mode, or none, is this.
    pub(super) fn covers(self, mode: Option<Mode>) -> bool {
        match self {
            Self::Monitor => mode == Some(Mode::Monitor),
            Self::Coach => mode == Some(Mode::Coach),
            Self::Barge => mode == Some(Mode::BargeIn),
            Self::None => mode.is_none(),
        }
    }
}

impl Named for Is {
    fn name(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Waiting => "waiting",
            Self::Flagged => "flagged",
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Mine => "mine",
            Self::Invited => "invited",
            Self::Ended => "ended",
            Self::Watched => "watched",
        }
    }
}

impl Named for Clock {
    fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Age => "age",
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sign {
            Sign::With => {}
            Sign::Without => f.write_str("-")?,
        }
        match &self.test {
            Test::Word(word) => f.write_str(&value(word, &[':', '<', '>'])),
            Test::In(field, word) => write!(f, "{}:{}", field.name(), value(word, &[])),
            Test::Mode(mode) => write!(f, "mode:{}", mode.name()),
            Test::Is(is) => write!(f, "is:{}", is.name()),
            Test::Lasts(clock, than, long) => {
                let than = match than {
                    Than::Over => '>',
                    Than::Under => '<',
                };
                write!(f, "{}{than}{}", clock.name(), span(*long))
            }
        }
    }
}

/// A value, in quotes where it would be read as something else.
fn value(text: &Folded, special: &[char]) -> String {
    let text = text.as_str();
    let plain = !text.is_empty()
        && !text.starts_with(['"', '-'])
        && !text.contains(|c: char| c.is_whitespace() || special.contains(&c));
    if plain {
        return text.to_owned();
    }
    let mut out = String::from('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// A duration as it is written: `90s` is `1m30s`.
fn span(long: Duration) -> String {
    let mut left = long.as_secs();
    let mut out = String::new();
    for (unit, letter) in UNITS {
        let n = left / unit;
        left %= unit;
        if n > 0 {
            out.push_str(&format!("{n}{letter}"));
        }
    }
    if out.is_empty() { "0s".to_owned() } else { out }
}

/// Seconds of each unit, with its letter.
pub(super) const UNITS: [(u64, char); 4] = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
