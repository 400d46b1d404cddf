//! Whom messages concern, until it is looked at: one session, mostly, and there is one with every
//! message. So it is a list that keeps its room, and not a set that is built for each.

use super::alert::Subject;

/// So many may stand there before it is looked whether some stand there twice.
const FEW: usize = 64;

/// Subjects.
#[derive(Debug, Default)]
pub(super) struct Concerned {
    all: Vec<Subject>,
    /// How many there were, each once, when that was last looked at.
    once: usize,
}

impl Concerned {
    pub(super) fn insert(&mut self, subject: Subject) {
        self.all.push(subject);
        if self.all.len() > FEW.max(2 * self.once) {
            self.tidy();
        }
    }

    pub(super) fn extend(&mut self, subjects: impl IntoIterator<Item = Subject>) {
        subjects
            .into_iter()
            .for_each(|subject| self.insert(subject));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.once = 0;
    }

    /// Each once, in order.
    pub(super) fn take(&mut self) -> Vec<Subject> {
        self.tidy();
        self.once = 0;
        std::mem::take(&mut self.all)
    }

    /// Takes back what [`Concerned::take`] gave, for its room.
    pub(super) fn give_back(&mut self, mut all: Vec<Subject>) {
        all.clear();
        if self.all.is_empty() && all.capacity() <= 2 * FEW {
            self.all = all;
        }
    }

    fn tidy(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
        self.once = self.all.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SessionId;

    #[test]
    fn each_comes_once_in_order_and_nothing_piles_up() {
        let subject = |n: usize| Subject::Session(SessionId::new(&format!("{n:04}")));
        let mut concerned = Concerned::default();
        for n in (0..200).rev().cycle().take(10_000) {
            concerned.insert(subject(n));
            assert!(concerned.all.len() <= 400);
        }
        let all: Vec<Subject> = (0..200).map(subject).collect();
        let taken = concerned.take();
        assert_eq!(taken, all);
        assert!(concerned.is_empty());
        concerned.give_back(taken);
        concerned.insert(subject(3));
        assert_eq!(concerned.take(), [subject(3)]);
    }
}
