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

/// The lines said so far.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    said: VecDeque<Notice>,
    shown: bool,
}

impl Notices {
    /// Says a line.
    pub(crate) fn say(&mut self, severity: Severity, text: &str, at: Instant) {
        self.said.push_back(Notice {
            severity,
            text: Text::line(text),
            at,
        });
        self.shown = true;
        if self.said.len() > KEPT {
            self.said.pop_front();
        }
    }

    /// The line to show now.
    pub(crate) fn current(&self) -> Option<&Notice> {
        if self.shown { self.said.back() } else { None }
    }

    /// When the line goes by itself.
    pub(crate) fn expires(&self) -> Option<Instant> {
        self.current().map(|n| n.at + SHOWN)
    }

    /// Takes the line away if its time is over; says whether it did.
    pub(crate) fn expire(&mut self, now: Instant) -> bool {
        let over = self.expires().is_some_and(|at| at <= now);
        if over {
            self.shown = false;
        }
        over
    }

    /// Takes the line away.
    pub(crate) fn dismiss(&mut self) {
        self.shown = false;
    }

    /// Everything said, oldest first.
    pub(crate) fn history(&self) -> impl Iterator<Item = &Notice> {
        self.said.iter()
    }
}
