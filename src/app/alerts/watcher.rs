//! When somebody has to be looked at again because time alone makes a rule hold. One moment a
//! subject, so that the timer looks at nobody else.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use foldhash::fast::RandomState;

use super::alert::Subject;

/// A moment is reckoned from the wall clock's milliseconds with every message about a subject, and
/// comes out a little otherwise each time.
const GRAIN: Duration = Duration::from_millis(5);

/// The moments.
#[derive(Debug, Default)]
pub(super) struct Watcher {
    due: BTreeSet<(Instant, Subject)>,
    of: HashMap<Subject, Instant, RandomState>,
}

impl Watcher {
    /// Looks at a subject again at this moment, and at no other.
    pub(super) fn set(&mut self, subject: &Subject, at: Option<Instant>) {
        let same = match (self.of.get(subject), at) {
            (Some(before), Some(at)) => (*before).max(at) - (*before).min(at) <= GRAIN,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if same {
            return;
        }
        if let Some(before) = self.of.remove(subject) {
            self.due.remove(&(before, subject.clone()));
        }
        if let Some(at) = at {
            self.of.insert(subject.clone(), at);
            self.due.insert((at, subject.clone()));
        }
    }

    /// The next moment.
    pub(super) fn next(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Everybody who has a moment, in no order.
    pub(super) fn everybody(&self) -> impl Iterator<Item = &Subject> {
        self.of.keys()
    }

    /// Takes those whose moment has come.
    pub(super) fn take(&mut self, now: Instant) -> Vec<Subject> {
        let mut taken = Vec::new();
        while self.next().is_some_and(|at| at <= now) {
            if let Some((_, subject)) = self.due.pop_first() {
                self.of.remove(&subject);
                taken.push(subject);
            }
        }
        taken
    }
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
    use crate::domain::SessionId;

    #[test]
    fn one_moment_a_subject_and_only_what_is_due() {
        let subject = |name| Subject::Session(SessionId::new(name));
        let now = Instant::now();
        let at = |s| now + Duration::from_secs(s);
        let mut watcher = Watcher::default();
        watcher.set(&subject("a"), Some(at(5)));
        watcher.set(&subject("b"), Some(at(3)));
        watcher.set(&subject("a"), Some(at(1)));
        assert_eq!(watcher.next(), Some(at(1)));
        assert_eq!(watcher.take(at(2)), [subject("a")]);
        watcher.set(&subject("b"), None);
        assert_eq!(watcher.next(), None);
        assert!(watcher.of.is_empty());
        // Within the grain a moment stays as it was first reckoned, and does not creep.
        watcher.set(&subject("c"), Some(at(7)));
        for ms in 1..20 {
            watcher.set(&subject("c"), Some(at(7) + Duration::from_millis(ms)));
        }
        let next = watcher.next().unwrap();
        assert!(
            next >= at(7) + Duration::from_millis(14),
            "{:?}",
            next - at(7)
        );
    }
}
