//! How an alert makes itself heard: one bell an alert, never two within a second. What comes within
//! that second shares the next bell and the next notification.

use std::time::{Duration, Instant};

use super::rule::{AlertSettings, Level};
use crate::app::effect::{Effect, Step};
use crate::app::tell::Tell;
use crate::domain::Text;

/// Between two bells.
const APART: Duration = Duration::from_secs(1);

/// What was rung, and what is still to be.
#[derive(Debug, Default)]
pub(super) struct Ringer {
    last: Option<Instant>,
    /// The gravest alert that waits, of those the first, and how many wait.
    waiting: Option<(Level, Text, usize)>,
}

impl Ringer {
    /// An alert wants to be heard.
    pub(super) fn ring(
        &mut self,
        (level, title): (Level, Text),
        now: Instant,
        settings: &AlertSettings,
        step: &mut Step,
    ) {
        self.waiting = Some(match self.waiting.take() {
            Some((known, first, count)) if known >= level => (known, first, count + 1),
            Some((.., count)) => (level, title, count + 1),
            None => (level, title, 1),
        });
        self.sound(now, settings, step);
    }

    /// Rings if it may.
    pub(super) fn sound(&mut self, now: Instant, settings: &AlertSettings, step: &mut Step) {
        if self.last.is_some_and(|at| now < at + APART) {
            return;
        }
        let Some((_, title, count)) = self.waiting.take() else {
            return;
        };
        self.last = Some(now);
        if settings.bell {
            step.push(Effect::Tell(Tell::Bell));
        }
        if settings.notify {
            let title = match count {
                1 => title,
                n => Text::line(&format!("{title}, and {} more", n - 1)),
            };
            step.push(Effect::Tell(Tell::Notify { title }));
        }
    }

    /// When the next bell may be rung, if one is wanted.
    pub(super) fn due(&self) -> Option<Instant> {
        self.waiting.as_ref().and(self.last).map(|at| at + APART)
    }
}
