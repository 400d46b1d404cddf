//! One alert: which rule, where, since when, and what was said. Knows nothing of how it is found.

use super::rule::Level;
use crate::domain::{SessionId, Stamp, Text, UserId};

/// Most characters kept of what was said, around what matched.
const KEPT: usize = 240;

/// What an alert is about: one alert a rule and a subject at a time.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Subject {
    /// A session.
    Session(SessionId),
    /// An agent.
    Agent(UserId),
}

/// How an alert stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is so, and nobody has said that they saw it.
    Open,
    /// It is so, and the person has seen it.
    Acknowledged,
    /// It is no longer so.
    Over {
        /// Since when.
        at: Stamp,
        /// Whether the person had acknowledged it.
        seen: bool,
    },
}

/// Whether an alert is about the floor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A rule found it.
    Rule,
    /// The person asked for it, to see what an alert does.
    Test,
}

/// Where the evidence stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    /// A line of the transcript, by its index.
    Line(u32),
    /// The session's user data.
    UserData,
}

/// What was said or attached, as it was received and cleaned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    pub(crate) source: Source,
    pub(crate) by: Option<UserId>,
    /// Who said it; empty for user data.
    pub from: Text,
    /// The words, on one line; a long text is cut around what matched.
    pub text: Text,
    /// The bytes of `text` that matched.
    pub matched: (usize, usize),
    /// When it was said, by the server's clock.
    pub at: Option<Stamp>,
}

impl Evidence {
    /// What stands in `text` (one line, cleaned) at these bytes.
    pub(crate) fn of(source: Source, from: Text, text: &Text, matched: (usize, usize)) -> Self {
        let (whole, (start, end)) = (text.as_str(), matched);
        let half = KEPT / 2;
        let back = whole.get(..start).unwrap_or_default();
        let from_byte = back.char_indices().rev().nth(half - 1).map_or(0, |c| c.0);
        let ahead = whole.get(start..).unwrap_or_default();
        let to_byte = (ahead.char_indices().nth(half)).map_or(whole.len(), |c| start + c.0);
        let cut = whole.get(from_byte..to_byte).unwrap_or(whole);
        let before = if from_byte > 0 { "…" } else { "" };
        let after = if to_byte < whole.len() { "…" } else { "" };
        let text = Text::line(&format!("{before}{cut}{after}"));
        let shift = |at: usize| at.saturating_sub(from_byte) + before.len();
        let matched = (shift(start), shift(end.min(to_byte)));
        let inside = text.as_str().get(matched.0..matched.1).is_some();
        Self {
            source,
            by: None,
            from,
            matched: if inside { matched } else { (0, 0) },
            text,
            at: None,
        }
    }
}

/// One alert.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alert {
    pub(crate) number: u64,
    pub(crate) subject: Option<Subject>,
    /// The rule's name.
    pub name: Text,
    /// The rule as a sentence.
    pub sentence: String,
    /// How much it matters.
    pub level: Level,
    /// The session, if it is about one.
    pub session: Option<SessionId>,
    /// The agent, if one is known.
    pub agent: Option<UserId>,
    /// The agent's name; empty if none is known.
    pub agent_name: Text,
    /// The customer as the list calls them; empty if it is about no session.
    pub customer: Text,
    /// Since when it is so, by the server's clock.
    pub since: Stamp,
    /// When it was raised, by the same.
    pub raised: Stamp,
    /// What was said.
    pub evidence: Option<Evidence>,
    /// How often it was said, for a rule about words.
    pub hits: u32,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is about the floor.
    pub origin: Origin,
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]
    use super::*;

    #[test]
    fn evidence_is_cut_around_what_matched() {
        let of = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            let text = Text::line(text);
            let from = Text::default();
            Evidence::of(Source::Line(1), from, &text, (start, start + word.len()))
        };
        let short = of("I want a refund now", "refund");
        assert_eq!(short.text.as_str(), "I want a refund now");
        let long = format!("{}refund{}", "é ".repeat(400), " ü".repeat(400));
        let cut = of(&long, "refund");
        assert!(cut.text.as_str().chars().count() < KEPT + 3);
        for e in [short, cut] {
            let (a, b) = e.matched;
            assert_eq!(&e.text.as_str()[a..b], "refund");
        }
    }
}
