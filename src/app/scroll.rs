//! Where the reader is in a transcript. Anchored to an entry, so that new lines move nothing.

use super::message::Seen;
use super::privacy::Veil;
use super::wrap;
use crate::domain::{Entry, Transcript, Visibility};

/// The reader's place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scroll {
    /// At the end; new lines scroll in.
    #[default]
    Follow,
    /// Scrolled up: this entry's line is the last one shown.
    At {
        /// The entry at the bottom.
        index: u32,
        /// How many of its lines are hidden below.
        hidden: usize,
        /// The newest index there was when the reader went up: what is above it is new.
        newest: u32,
    },
}

/// The lines an entry takes in the pane, the one with its name and time included.
pub fn entry_height(entry: &Entry, width: usize) -> usize {
    // What is hidden is as wide as what hides it.
    wrap::height(&entry_text(entry, Veil::Clear), width)
}

/// The text of an entry as it is folded: what the screen draws is this, nothing more.
pub fn entry_text(entry: &Entry, veil: Veil) -> std::borrow::Cow<'_, str> {
    use crate::domain::EntryKind as Kind;
    match &entry.kind {
        Kind::Text | Kind::PushUrl | Kind::Notice => veil.over(entry.text.as_str()),
        Kind::Joined => "joined".into(),
        Kind::Left => "left".into(),
        Kind::Rejoined => match &entry.visibility {
            Some(Visibility::All) => "is now seen by everybody".into(),
            Some(Visibility::Agents) => "is now seen by the agents only".into(),
            Some(Visibility::Supervisors) => "is now seen by supervisors only".into(),
            Some(Visibility::Other(word)) => format!("is now seen by “{word}”").into(),
            None => "changed place".into(),
        },
        Kind::TypingStarted => "is typing".into(),
        Kind::TypingStopped => "stopped typing".into(),
        Kind::Other(word) => format!("[{word}] {}", veil.over(entry.text.as_str())).into(),
    }
}

impl Scroll {
    /// How many lines of text came below since the reader scrolled up.
    pub fn new_below(self, log: &Transcript) -> usize {
        match self {
            Self::Follow => 0,
            Self::At { newest, .. } => log.lines().rev().take_while(|e| e.index > newest).count(),
        }
    }

    /// Moves by lines: negative is up.
    pub(crate) fn by(&mut self, log: &Transcript, lines: isize, width: usize) {
        for _ in 0..lines.unsigned_abs().min(10_000) {
            if lines < 0 {
                self.up(log, width);
            } else {
                self.down(log, width);
            }
        }
    }

    /// To an entry: a third of the page below it stays in sight.
    pub(crate) fn to(log: &Transcript, index: u32, seen: &Seen) -> Self {
        let mut below = seen.transcript_height / 3;
        let mut bottom = index;
        for entry in log.lines().filter(|e| e.index > index) {
            let height = entry_height(entry, seen.transcript_width);
            if height > below {
                let mut scroll = Self::At {
                    index: bottom,
                    hidden: 0,
                    newest: log.next_index().saturating_sub(1),
                };
                scroll.fill(log, seen);
                return scroll;
            }
            below -= height;
            bottom = entry.index;
        }
        Self::Follow
    }

    /// To the very first line.
    pub(crate) fn top(&mut self, log: &Transcript) {
        if let Some(first) = log.lines().next() {
            *self = Self::At {
                index: first.index,
                hidden: 0,
                newest: self.newest(log),
            };
        }
    }

    /// After going up: not so far that the pane would be empty where lines are left to show.
    pub(crate) fn fill(&mut self, log: &Transcript, seen: &Seen) {
        let Self::At {
            index,
            hidden,
            newest,
        } = *self
        else {
            return;
        };
        let page = seen.transcript_height.max(1);
        let mut shown = 0;
        for entry in log.lines() {
            shown += entry_height(entry, seen.transcript_width);
            if shown >= page {
                let least = shown - page;
                if index < entry.index || (index == entry.index && hidden > least) {
                    *self = Self::At {
                        index: entry.index,
                        hidden: least,
                        newest,
                    };
                }
                return;
            }
        }
        // All of it fits: there is nowhere to go up to.
        *self = Self::Follow;
    }

    fn newest(self, log: &Transcript) -> u32 {
        match self {
            Self::Follow => log.next_index().saturating_sub(1),
            Self::At { newest, .. } => newest,
        }
    }

    fn up(&mut self, log: &Transcript, width: usize) {
        let newest = self.newest(log);
        let (index, hidden) = match *self {
            Self::Follow => match log.lines().next_back() {
                Some(last) => (last.index, 0),
                None => return,
            },
            Self::At { index, hidden, .. } => (index, hidden),
        };
        let Some(entry) = log.lines().find(|e| e.index == index) else {
            *self = Self::Follow;
            return;
        };
        if hidden + 1 < entry_height(entry, width) {
            *self = Self::At {
                index,
                hidden: hidden + 1,
                newest,
            };
        } else if let Some(before) = log.lines().rev().find(|e| e.index < index) {
            *self = Self::At {
                index: before.index,
                hidden: 0,
                newest,
            };
        }
    }

    fn down(&mut self, log: &Transcript, width: usize) {
        let Self::At {
            index,
            hidden,
            newest,
        } = *self
        else {
            return;
        };
        if hidden > 0 {
            *self = Self::At {
                index,
                hidden: hidden - 1,
                newest,
            };
            return;
        }
        let Some(next) = log.lines().find(|e| e.index > index) else {
            *self = Self::Follow;
            return;
        };
        let is_last = !log.lines().any(|e| e.index > next.index);
        let hidden = entry_height(next, width).saturating_sub(1);
        *self = if is_last && hidden == 0 {
            Self::Follow
        } else {
            Self::At {
                index: next.index,
                hidden,
                newest,
            }
        };
    }
}
