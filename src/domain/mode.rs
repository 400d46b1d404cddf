//! How a supervisor takes part. Knows every spelling that a page prints; speaks one.

use std::fmt;

use super::{Text, trimmed};

/// How a supervisor takes part in a session, from silent to heard by the customer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Mode {
    /// Silent: only other supervisors see it.
    Monitor,
    /// Heard by the agent alone.
    Coach,
    /// Heard by the customer too.
    BargeIn,
}

impl Mode {
    /// All three, in rising order of what others notice.
    pub const ALL: [Self; 3] = [Self::Monitor, Self::Coach, Self::BargeIn];

    /// Reads a word of the wire in any documented spelling: `BargeIn` (online reference),
    /// `Bargain` (PDF edition of the Intrude page), `Barge`; in any case, trimmed.
    pub fn read(word: &str) -> Option<Self> {
        let word = trimmed(word);
        let is = |known: &str| word.eq_ignore_ascii_case(known);
        if is("Monitor") {
            Some(Self::Monitor)
        } else if is("Coach") {
            Some(Self::Coach)
        } else if is("BargeIn") || is("Bargain") || is("Barge") || is("Barge-in") {
            Some(Self::BargeIn)
        } else {
            None
        }
    }

    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Monitor => "Monitor",
            Self::Coach => "Coach",
            Self::BargeIn => "Barge",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A mode as an offer names it: known, or a word we do not know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ModeWord {
    /// One of ours.
    Known(Mode),
    /// The word as received, cleaned.
    Other(Box<Text>),
}

impl ModeWord {
    /// Reads the word, keeping one that is not known.
    pub fn read(word: &str) -> Self {
        Mode::read(word).map_or_else(|| Self::Other(Text::line(word).into()), Self::Known)
    }

    /// The mode, if it is one of ours.
    pub fn known(&self) -> Option<Mode> {
        match self {
            Self::Known(mode) => Some(*mode),
            Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_spelling_is_one_mode() {
        for word in ["BargeIn", "Bargain", "bargein", " Barge ", "BARGAIN"] {
            assert_eq!(Mode::read(word), Some(Mode::BargeIn), "{word}");
        }
        assert_eq!(Mode::read("monitor"), Some(Mode::Monitor));
        assert_eq!(Mode::read("Coaching"), None);
        assert_eq!(
            ModeWord::read("Whisper"),
            ModeWord::Other(Text::line("Whisper").into())
        );
    }
}
