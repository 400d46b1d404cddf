//! Holes in the numbering of a log: each is asked for once, and shown where nobody fills it.

use super::Transcript;

/// A hole in the numbering that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Asked {
    /// The number after its last.
    pub(super) end: u32,
    /// Whether the log has been read since.
    read: bool,
}

impl Transcript {
    /// The first index of a hole in the numbering that has not been asked for yet. Indices are not
    /// promised to be contiguous, so each hole is named once.
    pub fn hole(&mut self) -> Option<u32> {
        let ends = self
            .entries
            .first_key_value()
            .zip(self.entries.last_key_value());
        let numbers = ends.map_or(0, |((first, _), (last, _))| {
            usize::try_from(last - first).map_or(usize::MAX, |n| n.saturating_add(1))
        });
        if numbers == self.entries.len() {
            return None;
        }
        let new: Vec<_> = self
            .holes()
            .filter(|(from, _)| self.asked_for(*from).is_none())
            .collect();
        for (from, end) in &new {
            let (end, read) = (*end, false);
            self.asked.insert(*from, Asked { end, read });
        }
        new.first().map(|(from, _)| *from)
    }

    /// The log was read, from here to its end. A hole that was asked for and is there still is one
    /// that nobody fills; one that came with the answer is the server's way to number.
    pub fn was_read(&mut self, from: u32) {
        self.read_from(from);
        let skips = self.holes().any(|(from, _)| self.asked_for(from).is_none());
        self.skips |= skips;
        for hole in self.asked.values_mut() {
            hole.read = true;
        }
    }

    /// How many numbers are missing between this line and the one before it, although the log was
    /// read for them.
    pub fn missing_before(&self, index: u32) -> u32 {
        if self.skips {
            return 0;
        }
        let (mut missing, mut next) = (0, index);
        for (at, entry) in self.entries.range(..index).rev() {
            let from = at.saturating_add(1);
            if from < next && self.asked_for(from).is_some_and(|hole| hole.read) {
                missing += next - from;
            }
            next = *at;
            if !entry.kind.is_typing() {
                break;
            }
        }
        missing
    }

    /// Where numbers are missing: the first of each row of them, and the one after the last. What
    /// was let go is no hole.
    fn holes(&self) -> impl Iterator<Item = (u32, u32)> {
        let whole = || {
            self.entries
                .range(self.whole_from()..)
                .map(|(index, _)| *index)
        };
        let next = whole().skip(1);
        let ends = whole().map(|index| index.saturating_add(1));
        ends.zip(next).filter(|(from, to)| from < to)
    }

    fn asked_for(&self, index: u32) -> Option<&Asked> {
        let (_, hole) = self.asked.range(..=index).next_back()?;
        (hole.end > index).then_some(hole)
    }
}
