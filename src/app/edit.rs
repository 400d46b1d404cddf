//! One line of text under the person's hands, edited by grapheme.

use unicode_segmentation::UnicodeSegmentation;

use super::key::Key;

/// Most bytes in one line: ten thousand characters of SMS are a mistake, not a message.
const LONGEST: usize = 16 * 1024;

/// A line and the place in it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LineEdit {
    text: String,
    at: usize,
}

impl LineEdit {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or(&self.text)
    }

    /// Whether there is nothing to send.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Inserts text at the cursor; line breaks and controls become spaces, direction controls go.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars() {
            if self.text.len() >= LONGEST {
                return;
            }
            let c = if c.is_control() { ' ' } else { c };
            if matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}')
            {
                continue;
            }
            self.text.insert(self.at, c);
            self.at += c.len_utf8();
        }
    }

    /// Takes the text out and leaves an empty line.
    pub fn clear(&mut self) {
        self.text.clear();
        self.at = 0;
    }

    /// Takes the first `bytes` out: they were sent. What was written behind them stays.
    pub(crate) fn take_front(&mut self, bytes: usize) {
        if self.text.is_char_boundary(bytes) {
            self.text.replace_range(..bytes, "");
            self.at = self.text.len();
        }
    }

    /// Writes on at the end, but takes nothing of the first `sent` bytes back.
    pub(crate) fn write_on(&mut self, key: Key, sent: usize) {
        self.at = self.text.len();
        match key {
            Key::Char(_) => {
                self.key(key);
            }
            Key::Backspace if self.left() >= sent => {
                self.key(key);
            }
            _ => {}
        }
    }

    /// Edits by a key; says whether the key meant something here.
    pub fn key(&mut self, key: Key) -> bool {
        match key {
            Key::Char(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            Key::Backspace => self.remove(self.left(), self.at),
            Key::Delete => self.remove(self.at, self.right()),
            Key::Left => self.at = self.left(),
            Key::Right => self.at = self.right(),
            Key::Home | Key::Ctrl('a') => self.at = 0,
            Key::End | Key::Ctrl('e') => self.at = self.text.len(),
            Key::Ctrl('u') => self.remove(0, self.at),
            Key::Ctrl('k') => self.remove(self.at, self.text.len()),
            Key::Ctrl('w') => self.remove(self.word_left(), self.at),
            _ => return false,
        }
        true
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.at = from;
    }

    fn left(&self) -> usize {
        self.before()
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(i, _)| i)
    }

    fn right(&self) -> usize {
        let rest = self.text.get(self.at..).unwrap_or("");
        rest.graphemes(true)
            .next()
            .map_or(self.at, |g| self.at + g.len())
    }

    fn word_left(&self) -> usize {
        let before = self.before().trim_end();
        before
            .rfind(char::is_whitespace)
            .map_or(0, |i| i + 1)
            .min(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_whole_graphemes() {
        let mut line = LineEdit::default();
        line.insert("né 👩‍👩‍👧");
        assert!(line.key(Key::Backspace));
        assert_eq!(line.text(), "né ");
        line.key(Key::Home);
        line.key(Key::Right);
        line.key(Key::Delete);
        assert_eq!(line.text(), "n ");
        line.insert("a\nb\u{1b}\u{202e}c");
        assert_eq!(line.text(), "na b c ");
        line.key(Key::End);
        line.key(Key::Ctrl('w'));
        assert_eq!(line.text(), "na b ");
        line.key(Key::Ctrl('u'));
        assert!(line.is_blank() && !line.key(Key::Tab));
    }
}
