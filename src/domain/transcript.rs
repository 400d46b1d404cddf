//! What was said, ordered by the server's index. Duplicates and late lines are merged; gaps are
//! shown as they are, because indices are not promised to be contiguous.

mod answer;

use std::collections::BTreeMap;

use super::{ParticipantId, ParticipantType, Stamp, Text, UserId, Visibility};

/// Most entries kept of one session; the oldest go first.
const KEPT: usize = 5_000;

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

/// A hole in the numbering that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Asked {
    /// The number after its last.
    end: u32,
    /// Whether the log has been read since.
    read: bool,
}

/// The log of one session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Transcript {
    entries: BTreeMap<u32, Entry>,
    gaps: BTreeMap<u32, Gap>,
    /// Holes in the numbering that were asked for already: they are read once, never waited for.
    /// By the first number of each.
    asked: BTreeMap<u32, Asked>,
    /// Whether the server's own log has holes: then its numbers say nothing of what is missing.
    skips: bool,
    waiting: Option<Waiting>,
    last: Option<u32>,
}

impl Transcript {
    /// Merges entries by index and returns how many lines of text are new. An entry that is held
    /// already is not replaced: the same index twice is one entry.
    pub fn merge(&mut self, entries: impl IntoIterator<Item = Entry>) -> usize {
        let mut fresh = 0;
        // What is said goes to the end, thousands of times on a busy floor: then nothing of what
        // is held needs to be looked at again.
        let mut at_the_end = true;
        for entry in entries {
            let is_next = entry.index >= self.next_index();
            if let std::collections::btree_map::Entry::Vacant(place) =
                self.entries.entry(entry.index)
            {
                fresh += usize::from(!entry.kind.is_typing());
                let entry = place.insert(entry);
                at_the_end &= is_next;
                if at_the_end {
                    self.waiting = waiting_after(self.waiting, entry);
                }
            }
        }
        while self.entries.len() > KEPT {
            self.entries.pop_first();
            if let Some((first, _)) = self.entries.first_key_value() {
                self.asked.retain(|_, hole| hole.end > *first);
            }
        }
        if !at_the_end {
            self.waiting = self.find_waiting();
        }
        let last = self.lines_back().next().map(|e| e.index);
        self.last = last;
        fresh
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

    /// The log was read. A hole that was asked for and is there still is one that nobody fills; one
    /// that came with the answer is the server's way to number.
    pub fn was_read(&mut self) {
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

    /// Where numbers are missing: the first of each row of them, and the one after the last.
    fn holes(&self) -> impl Iterator<Item = (u32, u32)> {
        let next = self.entries.keys().skip(1);
        let ends = self.entries.keys().map(|index| index.saturating_add(1));
        ends.zip(next.copied()).filter(|(from, to)| from < to)
    }

    fn asked_for(&self, index: u32) -> Option<&Asked> {
        let (_, hole) = self.asked.range(..=index).next_back()?;
        (hole.end > index).then_some(hole)
    }

    /// Every entry in order, typing included.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.values()
    }

    /// What a reader sees, oldest first: all but typing.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.values().filter(|e| !e.kind.is_typing())
    }

    fn lines_back(&self) -> impl Iterator<Item = &Entry> {
        self.lines()
            .rev()
            .filter(|e| matches!(e.kind, EntryKind::Text | EntryKind::PushUrl))
    }

    /// The newest text.
    pub fn last_line(&self) -> Option<&Entry> {
        self.last.and_then(|index| self.entries.get(&index))
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
        let newest = self.entries.values().rev().find(|e| {
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
        self.entries.values().fold(None, waiting_after)
    }
}

/// Who waits when this was said, by who waited before. A bot's greeting is no answer, nor is a
/// whisper; an agent's line is.
fn waiting_after(before: Option<Waiting>, entry: &Entry) -> Option<Waiting> {
    let is_line = matches!(entry.kind, EntryKind::Text | EntryKind::PushUrl);
    let side = if !is_line || !entry.may_reach_customer() {
        return before;
    } else if entry.is_from(&ParticipantType::Customer) {
        WaitingSide::Customer
    } else if entry.is_from(&ParticipantType::Agent) {
        WaitingSide::Agent
    } else {
        return before;
    };
    let still = before.filter(|b| b.side == side && side == WaitingSide::Customer);
    let since = entry.at;
    still.or(Some(Waiting { side, since }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(index: u32, kind: EntryKind, from: ParticipantType, visibility: Visibility) -> Entry {
        let from = Speaker {
            id: None,
            kind: from,
            nickname: Text::line("x"),
            user: None,
        };
        Entry {
            index,
            kind,
            from: Some(from),
            visibility: Some(visibility),
            text: Text::clean("t"),
            at: Some(Stamp(i64::from(index) * 1000)),
        }
    }

    #[test]
    fn order_is_by_index_and_doubles_are_one() {
        let text = |i| {
            entry(
                i,
                EntryKind::Text,
                ParticipantType::Customer,
                Visibility::All,
            )
        };
        let mut log = Transcript::default();
        assert_eq!(log.merge([text(14), text(11)]), 2);
        assert_eq!(log.merge([text(11), text(14), text(12)]), 1);
        assert_eq!(
            log.entries().map(|e| e.index).collect::<Vec<_>>(),
            [11, 12, 14]
        );
        assert_eq!(log.next_index(), 15);
    }

    #[test]
    fn a_hole_is_asked_for_once_and_marked_when_nobody_fills_it() {
        let text = |i| {
            let from = ParticipantType::Customer;
            entry(i, EntryKind::Text, from, Visibility::All)
        };
        let mut log = Transcript::default();
        log.merge([text(1), text(2)]);
        log.was_read();
        log.merge([text(6)]);
        assert_eq!(log.hole(), Some(3));
        assert_eq!(log.missing_before(6), 0, "it may still come");
        log.merge([text(4)]);
        log.was_read();
        assert_eq!(log.hole(), None, "its parts are no new ones");
        assert_eq!((log.missing_before(4), log.missing_before(6)), (1, 1));
        log.merge([text(3)]);
        assert_eq!((log.missing_before(4), log.missing_before(6)), (0, 1));
        log.merge([text(9)]);
        assert_eq!(log.hole(), Some(7));
        log.merge([text(12)]);
        log.was_read();
        assert_eq!(log.missing_before(9), 0, "a server that leaves numbers out");
    }

    #[test]
    fn the_customer_waits_since_the_oldest_unanswered_line() {
        use ParticipantType::{Agent, Customer, External};
        let mut log = Transcript::default();
        log.merge([entry(1, EntryKind::Text, Customer, Visibility::All)]);
        log.merge([entry(2, EntryKind::Text, External, Visibility::All)]);
        let waits = |side, at| {
            Some(Waiting {
                side,
                since: Some(Stamp(at)),
            })
        };
        assert_eq!(log.waiting(), waits(WaitingSide::Customer, 1000));
        log.merge([entry(3, EntryKind::Text, Agent, Visibility::All)]);
        assert_eq!(log.waiting(), waits(WaitingSide::Agent, 3000));
        log.merge([
            entry(4, EntryKind::Text, Customer, Visibility::All),
            entry(5, EntryKind::Text, Customer, Visibility::All),
            entry(6, EntryKind::Text, Agent, Visibility::Agents),
        ]);
        assert_eq!(
            log.waiting(),
            waits(WaitingSide::Customer, 4000),
            "a whisper is no answer"
        );
        assert_eq!(log.answer().map(|e| e.index), Some(3));
        assert!(log.holds(6) && !log.holds(7));
    }

    #[test]
    fn who_waits_does_not_depend_on_the_order_of_arrival() {
        use ParticipantType::{Agent, Customer, External};
        for seed in 0..200_u32 {
            let line = |index: u32| {
                let dice = seed.wrapping_mul(31).wrapping_add(index * 7) / 3 % 5;
                let from = [Customer, Customer, Agent, External, Agent][dice as usize].clone();
                let sees = [Visibility::All, Visibility::Agents][usize::from(dice == 4)].clone();
                entry(index, EntryKind::Text, from, sees)
            };
            let (mut one, mut other, mut last) = <(Transcript, Transcript, Transcript)>::default();
            for index in 1..9 {
                one.merge([line(index)]);
            }
            other.merge((1..9).rev().map(line));
            last.merge([line(8), line(2), line(5)]);
            last.merge([1, 3, 4, 6, 7].map(line));
            assert_eq!(
                (one.waiting(), one.waiting()),
                (other.waiting(), last.waiting())
            );
        }
    }

    #[test]
    fn typing_ends_with_a_message_or_its_stop() {
        let mut log = Transcript::default();
        log.merge([entry(
            1,
            EntryKind::TypingStarted,
            ParticipantType::Customer,
            Visibility::All,
        )]);
        let me = UserId::new("me");
        assert!(log.typing(&me, &[]).is_some() && log.lines().next().is_none());
        log.merge([entry(
            2,
            EntryKind::Text,
            ParticipantType::Customer,
            Visibility::All,
        )]);
        assert!(log.typing(&me, &[]).is_none());
    }

    #[test]
    fn our_own_typing_is_not_shown_to_us_and_hides_nobody_elses() {
        let me = UserId::new("me");
        let started = |index, kind, user: Option<&str>| {
            let mut one = entry(index, EntryKind::TypingStarted, kind, Visibility::All);
            if let Some(from) = &mut one.from {
                from.user = user.map(UserId::new);
            }
            one
        };
        let mut log = Transcript::default();
        log.merge([started(1, ParticipantType::Agent, Some("me"))]);
        assert!(log.typing(&me, &[]).is_none());
        log.merge([
            started(2, ParticipantType::Customer, None),
            started(3, ParticipantType::Agent, Some("me")),
        ]);
        assert_eq!(log.typing(&me, &[]).map(|e| e.index), Some(2));
        assert_eq!(
            log.typing(&UserId::new("ann"), &[]).map(|e| e.index),
            Some(3)
        );
        // The newest names our participant, and no user.
        let mut named = started(4, ParticipantType::Agent, None);
        let id = ParticipantId::new("p-me");
        if let Some(from) = &mut named.from {
            from.id = Some(id.clone());
        }
        log.merge([named]);
        assert_eq!(log.typing(&me, &[]).map(|e| e.index), Some(4));
        assert_eq!(log.typing(&me, &[id]).map(|e| e.index), Some(2));
    }
}
