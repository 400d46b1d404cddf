//! Letting go of a log's older entries, and reading them again. What is let go leaves behind what
//! the rest needs: its numbers, who answered, who has waited since, and the newest text.

use std::collections::BTreeMap;

use super::{Entry, EntryKind, KEPT, Transcript, WaitingSide, side_of};

/// Most rows of numbers that are told apart. A server that leaves numbers out makes more of them:
/// then the oldest count as one.
const ROWS: usize = 16;

/// How it stands with lines that were let go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Older {
    /// They are not here.
    LetGo,
    /// They are being read again.
    Reading,
}

/// What is known of entries that were let go.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct LetGo {
    /// Which there were.
    pub(super) numbers: Numbers,
    /// The newest line of an agent that the customer could read.
    pub(super) answer: Option<Entry>,
    /// The oldest line of the customer after that.
    pub(super) asks: Option<Entry>,
    /// The newest text.
    pub(super) last: Option<Entry>,
    /// From here on nothing held has been let go.
    whole_from: u32,
    /// From where it is being read again.
    again: Option<u32>,
}

impl LetGo {
    fn take(&mut self, entry: Entry) {
        self.numbers.add(entry.index);
        let after = |known: Option<&Entry>| known.is_none_or(|known| known.index < entry.index);
        match side_of(&entry) {
            Some(WaitingSide::Agent) if after(self.answer.as_ref()) => {
                self.answer = Some(entry.clone());
                self.asks.take_if(|asks| asks.index < entry.index);
            }
            Some(WaitingSide::Customer)
                if after(self.answer.as_ref())
                    && (self.asks.as_ref()).is_none_or(|asks| entry.index < asks.index) =>
            {
                self.asks = Some(entry.clone());
            }
            Some(WaitingSide::Agent | WaitingSide::Customer) | None => {}
        }
        let is_text = matches!(entry.kind, EntryKind::Text | EntryKind::PushUrl);
        if is_text && after(self.last.as_ref()) {
            self.last = Some(entry);
        }
    }
}

/// Numbers, as rows without a hole: the first of each, and the one after its last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Numbers(BTreeMap<u32, u32>);

impl Numbers {
    pub(super) fn hold(&self, index: u32) -> bool {
        let row = self.0.range(..=index).next_back();
        row.is_some_and(|(_, end)| index < *end)
    }

    fn add(&mut self, index: u32) {
        if self.hold(index) {
            return;
        }
        let next = index.saturating_add(1);
        let end = self.0.remove(&next).unwrap_or(next);
        match self.0.range_mut(..index).next_back() {
            Some((_, before)) if *before == index => *before = end,
            Some(_) | None => {
                self.0.insert(index, end);
            }
        }
        if self.0.len() > ROWS
            && let Some((first, _)) = self.0.pop_first()
            && let Some((_, end)) = self.0.pop_first()
        {
            self.0.insert(first, end);
        }
    }

    fn first(&self) -> Option<u32> {
        self.0.first_key_value().map(|(first, _)| *first)
    }
}

impl Transcript {
    /// Lets the older entries go but for the newest so many; returns how many went. A reading of
    /// them that is under way is over.
    pub fn let_go(&mut self, most: usize) -> usize {
        let gone = self.keep(most);
        if let Some(let_go) = self.let_go.as_mut().filter(|_| gone > 0) {
            let_go.again = None;
        }
        gone
    }

    /// Keeps the newest so many, and one at least; returns how many went.
    pub(super) fn keep(&mut self, most: usize) -> usize {
        let over = self.entries.len().saturating_sub(most.max(1));
        if over == 0 {
            return 0;
        }
        let let_go = self.let_go.get_or_insert_default();
        for (_, entry) in (0..over).map_while(|_| self.entries.pop_first()) {
            let_go.take(*entry);
        }
        let held = self
            .entries
            .first_key_value()
            .map_or(0, |(index, _)| *index);
        let_go.whole_from = let_go.whole_from.max(held);
        // What lies before anything that is read again is of no use to anybody.
        let oldest = held.min(self.oldest_read_again());
        self.asked.retain(|_, hole| hole.end > oldest);
        self.gaps.retain(|index, _| *index >= oldest);
        self.last = self.last.filter(|index| *index >= held);
        over
    }

    fn oldest_read_again(&self) -> u32 {
        self.next_index().saturating_sub(u32::from(KEPT)).max(1)
    }

    /// From where the log is to be read to have again what was let go of it; `None` where that is
    /// nothing, more than is kept, or under way already.
    pub fn read_again(&mut self) -> Option<u32> {
        let oldest = self.oldest_read_again();
        let let_go = self.let_go.as_mut()?;
        let from = let_go.numbers.first()?.max(oldest);
        (let_go.again.is_none() && from < let_go.whole_from).then(|| {
            let_go.again = Some(from);
            from
        })
    }

    /// The log is being read from its beginning.
    pub fn reading(&mut self) {
        if let Some(let_go) = &mut self.let_go {
            let_go.again = Some(1);
        }
    }

    /// What was let go is not being read: that failed.
    pub fn not_read(&mut self) {
        if let Some(let_go) = &mut self.let_go {
            let_go.again = None;
        }
    }

    /// The log was read from here to its end.
    pub(super) fn read_from(&mut self, from: u32) {
        let held = self
            .entries
            .first_key_value()
            .map_or(0, |(index, _)| *index);
        if let Some(let_go) = self.let_go.as_mut().filter(|gone| gone.again == Some(from)) {
            let_go.again = None;
            let_go.whole_from = held;
        }
    }

    /// From here on nothing is missing because it was let go.
    pub(super) fn whole_from(&self) -> u32 {
        self.let_go.as_ref().map_or(0, |gone| gone.whole_from)
    }

    /// Whether all of it that was read is held.
    pub fn is_whole(&self) -> bool {
        let from = self.whole_from();
        let first = self.let_go.as_ref().and_then(|gone| gone.numbers.first());
        first.is_none_or(|first| first >= from)
    }

    /// Whether lines right before this entry were let go, and how it stands with them.
    pub fn older_before(&self, index: u32) -> Option<Older> {
        let from = self.whole_from();
        let is_short = index >= from && !self.is_whole();
        let let_go = self.let_go.as_ref().filter(|_| is_short)?;
        let mut between = self.entries.range(from..index);
        let is_first = between.all(|(_, e)| e.kind.is_typing());
        is_first.then_some(match let_go.again {
            Some(_) => Older::Reading,
            None => Older::LetGo,
        })
    }
}
