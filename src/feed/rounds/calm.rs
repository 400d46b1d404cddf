//! How much more rarely lists are read that say nothing new. Pure.

use std::time::{Duration, Instant};

/// At most. A row counts as old after twice its period: while that grows no row may.
pub(super) const MOST: f64 = 1.5;
/// It begins after so long without anything new,
const AFTER: Duration = Duration::from_secs(30);
/// and grows by so much a second.
const GROWTH: f64 = 0.02;

#[derive(Debug)]
pub(super) struct Calm {
    /// When a list last said something new.
    news: Option<Instant>,
    stretch: f64,
    /// What it will be from the next burst on: what was due when one began is due until it ends.
    next: f64,
}

impl Default for Calm {
    fn default() -> Self {
        Self {
            news: None,
            stretch: 1.0,
            next: 1.0,
        }
    }
}

impl Calm {
    /// A list was read.
    pub(super) fn heard(&mut self, is_new: bool, now: Instant) {
        if is_new {
            self.news = Some(now);
        }
        let news = *self.news.get_or_insert(now);
        let quiet = now.saturating_duration_since(news);
        let growth = quiet.saturating_sub(AFTER).as_secs_f64() * GROWTH;
        self.next = (1.0 + growth).min(MOST);
    }

    pub(super) fn stretch(&self) -> f64 {
        self.stretch
    }

    pub(super) fn is_to_change(&self) -> bool {
        self.stretch < self.next
    }

    /// A burst has ended, or something new has come.
    pub(super) fn begin(&mut self) {
        self.stretch = self.next;
    }
}
