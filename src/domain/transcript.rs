//! What was said, ordered by the server's index. Duplicates and late lines are merged; gaps are
//! shown as they are, because indices are not promised to be contiguous.

mod answer;
mod holes;
mod older;

pub use older::Older;

use std::collections::BTreeMap;

use holes::Asked;
use older::LetGo;

use super::{ParticipantId, ParticipantType, Stamp, Text, UserId, Visibility};

/// Most entries kept of one session; the oldest go first.
const KEPT: u16 = 5_000;
/// A line is mostly said by one of the last few who spoke.
const SPEAKERS: usize = 6;

/// What an entry of the log is (SMSResources page).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// Somebody's words.
    Text,
    /// Somebody came.
    Joined,
    /// Somebody went.
    Left,
    /// Somebody's place changed, e.g. a mode switch.
    Rejoined,
    /// Somebody types; with typing preview the words so far are in the text.
    TypingStarted,
    /// Somebody stopped typing.
    TypingStopped,
    /// A link was sent.
    PushUrl,
    /// A notice, not somebody's message (`Notice`, `CustomNotice`).
    Notice,
    /// A type we do not know, shown raw.
    Other(Text),
}

impl EntryKind {
    /// Reads the word, trimmed.
    pub fn read(word: &str) -> Self {
        match word.trim() {
            "Text" => Self::Text,
            "ParticipantJoined" => Self::Joined,
            "ParticipantLeft" => Self::Left,
            "ParticipantRejoined" => Self::Rejoined,
            "TypingStarted" => Self::TypingStarted,
            "TypingStopped" => Self::TypingStopped,
            "PushUrl" => Self::PushUrl,
            "Notice" | "CustomNotice" => Self::Notice,
            other => Self::Other(Text::line(other)),
        }
    }

    /// Whether it is typing, which is a state and not a line.
    pub fn is_typing(&self) -> bool {
        matches!(self, Self::TypingStarted | Self::TypingStopped)
    }
}

/// Who an entry is from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Speaker {
    /// The participant's id, where stated.
    pub id: Option<ParticipantId>,
    /// Agent, customer or something else.
    pub kind: ParticipantType,
    /// The name shown.
    pub nickname: Text,
    /// The user behind it, where stated.
    pub user: Option<UserId>,
}

/// One entry of a session's log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its place in the log, from 1.
    pub index: u32,
    /// What it is.
    pub kind: EntryKind,
    /// Who it is from.
    pub from: Option<Speaker>,
    /// Who sees it; `None` where not stated.
    pub visibility: Option<Visibility>,
    /// The words; several lines are possible.
    pub text: Text,
    /// When, by the server's clock.
    pub at: Option<Stamp>,
}

impl Entry {
    /// Whether the customer may have seen it. Only a word that says otherwise says otherwise.
    pub fn may_reach_customer(&self) -> bool {
        !matches!(
            self.visibility,
            Some(Visibility::Agents | Visibility::Supervisors)
        )
    }

    fn is_from(&self, kind: &ParticipantType) -> bool {
        self.from.as_ref().is_some_and(|f| f.kind == *kind)
    }
}

/// Which side waits for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WaitingSide {
    /// The customer wrote last.
    Customer,
    /// The agent wrote last.
    Agent,
}

/// Who waits, and since when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// Who waits.
    pub side: WaitingSide,
    /// For the customer: the oldest unanswered message. For the agent: the last answer.
    pub since: Option<Stamp>,
}

/// Lines that came while we were away, as one mark before the first of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    /// How long we were away.
    pub away: std::time::Duration,
    /// How many lines came meanwhile.
    pub lines: usize,
}

/// The log of one session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Transcript {
    /// Boxed: the nodes of a tree are half empty, and most logs are short.
    entries: BTreeMap<u32, Box<Entry>>,
    gaps: BTreeMap<u32, Gap>,
    /// Holes in the numbering that were asked for already: they are read once, never waited for.
    /// By the first number of each.
    asked: BTreeMap<u32, Asked>,
    /// Whether the server's own log has holes: then its numbers say nothing of what is missing.
    skips: bool,
    waiting: Option<Waiting>,
    last: Option<u32>,
    /// What was let go, if anything.
    let_go: Option<Box<LetGo>>,
}

impl Transcript {
    /// Merges entries by index and returns how many lines of text are new. An entry that is held
    /// already is not replaced: the same index twice is one entry. One that was held before, and
    /// let go, is not new.
    pub fn merge(&mut self, entries: impl IntoIterator<Item = Entry>) -> usize {
        let mut fresh = 0;
        // What is said goes to the end, thousands of times on a busy floor: then nothing of what
        // is held needs to be looked at again.
        let mut at_the_end = true;
        for mut entry in entries {
            if self.entries.contains_key(&entry.index) {
                continue;
            }
            fresh += usize::from(!entry.kind.is_typing() && !self.knows(entry.index));
            at_the_end &= entry.index >= self.next_index();
            if at_the_end {
                self.waiting = waiting_after(self.waiting, &entry);
            }
            self.share_speaker(&mut entry);
            self.entries.insert(entry.index, Box::new(entry));
        }
        self.keep(usize::from(KEPT));
        if !at_the_end {
            self.waiting = self.find_waiting();
        }
        let last = self.lines_back().next().map(|e| e.index);
        self.last = last;
        fresh
    }

    /// Who says it has mostly said something before: the words of a name are kept once.
    fn share_speaker(&self, entry: &mut Entry) {
        let before = self.entries.values().rev().take(SPEAKERS);
        let known = before
            .filter(|e| e.from == entry.from)
            .find_map(|e| e.from.clone());
        if known.is_some() {
            entry.from = known;
        }
    }

    /// Marks what was missed: before the first line at or after `from`.
    pub fn mark_gap(&mut self, from: u32, gap: Gap) {
        let first = self.lines().map(|e| e.index).find(|index| *index >= from);
        if let Some(index) = first {
            self.gaps.insert(index, gap);
        }
    }

    /// The mark before this entry, if it is the first that was missed.
    pub fn gap_before(&self, index: u32) -> Option<Gap> {
        self.gaps.get(&index).copied()
    }

    /// Every entry in order, typing included.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.values().map(|e| &**e)
    }

    /// What a reader sees, oldest first: all but typing.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries().filter(|e| !e.kind.is_typing())
    }

    fn lines_back(&self) -> impl Iterator<Item = &Entry> {
        self.lines()
            .rev()
            .filter(|e| matches!(e.kind, EntryKind::Text | EntryKind::PushUrl))
    }

    /// The newest text, even where it was let go.
    pub fn last_line(&self) -> Option<&Entry> {
        let held = self
            .last
            .and_then(|index| self.entries.get(&index).map(|e| &**e));
        held.or_else(|| self.let_go.as_ref()?.last.as_ref())
    }

    /// Who waits for whom.
    pub fn waiting(&self) -> Option<Waiting> {
        self.waiting
    }

    /// Who is typing now, other than ourselves: our own hand is no news to us, and must not hide
    /// that of the customer. A notice names a participant, and not always the user behind it (the
    /// samples of the vendor's `SMSSendStartType` page), so `mine` says who of the session we are.
    pub fn typing(&self, me: &UserId, mine: &[ParticipantId]) -> Option<&Entry> {
        let is_me = |e: &Entry| {
            e.from.as_ref().is_some_and(|from| {
                let known = from.id.as_ref().is_some_and(|id| mine.contains(id));
                known || from.user.as_ref() == Some(me)
            })
        };
        let newest = self.entries().rev().find(|e| {
            let tells = e.kind.is_typing() || matches!(e.kind, EntryKind::Text | EntryKind::Left);
            tells && !is_me(e)
        })?;
        (newest.kind == EntryKind::TypingStarted).then_some(newest)
    }

    /// The index after the newest held; 1 for an empty log.
    pub fn next_index(&self) -> u32 {
        self.entries
            .last_key_value()
            .map_or(1, |(index, _)| index.saturating_add(1))
    }

    /// How many entries are held.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn find_waiting(&self) -> Option<Waiting> {
        let let_go = self.let_go.as_ref();
        let answer = let_go.and_then(|gone| gone.answer.as_ref());
        let asks = let_go.and_then(|gone| gone.asks.as_ref());
        let from = answer.map_or(0, |e| e.index);
        let to = asks.map_or(from, |e| e.index.max(from));
        let between = self.entries.range(from..to).map(|(_, e)| &**e);
        let after = self.entries.range(to..).map(|(_, e)| &**e);
        let lines = answer.into_iter().chain(between).chain(asks).chain(after);
        lines.fold(None, waiting_after)
    }
}

/// Which side's line this is. A bot's greeting is nobody's, nor is a whisper; an agent's line is.
fn side_of(entry: &Entry) -> Option<WaitingSide> {
    let is_line = matches!(entry.kind, EntryKind::Text | EntryKind::PushUrl);
    if !is_line || !entry.may_reach_customer() {
        None
    } else if entry.is_from(&ParticipantType::Customer) {
        Some(WaitingSide::Customer)
    } else if entry.is_from(&ParticipantType::Agent) {
        Some(WaitingSide::Agent)
    } else {
        None
    }
}

/// Who waits when this was said, by who waited before.
fn waiting_after(before: Option<Waiting>, entry: &Entry) -> Option<Waiting> {
    let Some(side) = side_of(entry) else {
        return before;
    };
    let still = before.filter(|b| b.side == side && side == WaitingSide::Customer);
    let since = entry.at;
    still.or(Some(Waiting { side, since }))
}

#[cfg(test)]
mod tests;
