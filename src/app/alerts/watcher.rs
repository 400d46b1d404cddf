//! When somebody has to be looked at again because time alone makes a rule hold. One moment a
//! subject, so that the timer looks at nobody else.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::alert::Subject;

/// A moment is reckoned from the wall clock's milliseconds with every message about a subject, and
/// comes out a little otherwise each time.
const GRAIN: Duration = Duration::from_millis(5);

/// The moments. Which one is a subject's own is kept with the subject, where it is at hand; one that
/// is no longer anybody's passes unheeded.
#[derive(Debug, Default)]
pub(super) struct Watcher(BTreeSet<(Instant, Subject)>);

impl Watcher {
    /// Looks at a subject again at this moment, and at no other. `own` is its moment up to now.
    pub(super) fn set(
        &mut self,
        subject: &Subject,
        own: &mut Option<Instant>,
        at: Option<Instant>,
    ) {
        let same = match (*own, at) {
            (Some(before), Some(at)) => before.max(at) - before.min(at) <= GRAIN,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if same {
            return;
        }
        if let Some(before) = std::mem::replace(own, at) {
            self.0.remove(&(before, subject.clone()));
        }
        self.0.extend(at.map(|at| (at, subject.clone())));
    }

    /// The next moment.
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.first().map(|(at, _)| *at)
    }

    /// Everybody who has a moment.
    pub(super) fn everybody(&self) -> impl Iterator<Item = &Subject> {
        self.0.iter().map(|(_, subject)| subject)
    }

    /// Takes the first moment that has come, if it has.
    pub(super) fn take(&mut self, now: Instant) -> Option<(Instant, Subject)> {
        let (at, _) = self.0.first()?;
        (*at <= now).then(|| self.0.pop_first()).flatten()
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
        let (mut a, mut b, mut c) = (None, None, None);
        watcher.set(&subject("a"), &mut a, Some(at(5)));
        watcher.set(&subject("b"), &mut b, Some(at(3)));
        watcher.set(&subject("a"), &mut a, Some(at(1)));
        assert_eq!((watcher.next(), a), (Some(at(1)), Some(at(1))));
        assert_eq!(watcher.take(at(2)), Some((at(1), subject("a"))));
        assert_eq!(watcher.take(at(2)), None);
        watcher.set(&subject("b"), &mut b, None);
        assert_eq!((watcher.next(), b), (None, None));
        // Within the grain a moment stays as it was first reckoned, and does not creep.
        watcher.set(&subject("c"), &mut c, Some(at(7)));
        for ms in 1..20 {
            let later = at(7) + Duration::from_millis(ms);
            watcher.set(&subject("c"), &mut c, Some(later));
        }
        let next = watcher.next().unwrap();
        assert!(
            next >= at(7) + Duration::from_millis(14),
            "{:?}",
            next - at(7)
        );
        assert_eq!(watcher.everybody().count(), 1);
    }
}
