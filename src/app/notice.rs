//! Lines for the person: one at a time on the screen, the last ones kept.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::domain::Text;

/// How much a line matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something did not work, or needs a decision.
    Warning,
}

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// How much it matters.
    pub severity: Severity,
    /// What it says.
    pub text: Text,
    /// When it was said.
    pub at: Instant,
}

const SHOWN: Duration = Duration::from_secs(12);
const KEPT: usize = 200;

/// A line outlives what it is about, and is kept in the log: numbers in it are always hidden.
fn words(text: &str) -> Text {
    Text::line(text).masked()
}

/// The lines said so far.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    said: VecDeque<Notice>,
    shown: Option<Notice>,
}

impl Notices {
    /// Says a line.
    pub(crate) fn say(&mut self, severity: Severity, text: &str, at: Instant) {
        let notice = Notice {
            severity,
            text: words(text),
            at,
        };
        self.shown = Some(notice.clone());
        self.keep(notice);
    }

    /// Says a line that nobody waits for: it covers no warning.
    pub(crate) fn mention(&mut self, text: &str, at: Instant) {
        if self
            .current()
            .is_none_or(|shown| shown.severity == Severity::Info)
        {
            self.say(Severity::Info, text, at);
        } else {
            self.keep(Notice {
                severity: Severity::Info,
                text: words(text),
                at,
            });
        }
    }

    fn keep(&mut self, notice: Notice) {
        self.said.push_back(notice);
        if self.said.len() > KEPT {
            self.said.pop_front();
        }
    }

    /// The line to show now.
    pub(crate) fn current(&self) -> Option<&Notice> {
        self.shown.as_ref()
    }

    /// When the line goes by itself.
    pub(crate) fn expires(&self) -> Option<Instant> {
        self.current().map(|n| n.at + SHOWN)
    }

    /// Takes the line away if its time is over; says whether it did.
    pub(crate) fn expire(&mut self, now: Instant) -> bool {
        let over = self.expires().is_some_and(|at| at <= now);
        if over {
            self.shown = None;
        }
        over
    }

    /// Takes the line away.
    pub(crate) fn dismiss(&mut self) {
        self.shown = None;
    }

    /// Everything said, oldest first.
    pub(crate) fn history(&self) -> impl Iterator<Item = &Notice> {
        self.said.iter()
    }
}
