//! The line a person types blindly, byte by byte.
//!
//! Knows the keys that edit it. Must not know the terminal.

use secrecy::zeroize::Zeroizing;

use super::LONGEST;

/// What a byte did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// The line goes on.
    More,
    /// Enter: the line is finished.
    Done,
    /// Ctrl-C, or Ctrl-D on an empty line.
    BrokenOff,
}

/// Where in an escape sequence, such as an arrow key's, the typing is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Escape {
    #[default]
    None,
    /// After `Esc`.
    Begun,
    /// After `Esc [` or `Esc O`, until a byte from `@` to `~`.
    Inside,
}

/// The bytes typed so far; wiped when dropped.
#[derive(Default)]
pub(super) struct Line {
    bytes: Zeroizing<Vec<u8>>,
    escape: Escape,
}

impl Line {
    /// Takes one byte.
    pub(super) fn typed(&mut self, byte: u8) -> Typed {
        match (self.escape, byte) {
            (Escape::Begun, b'[' | b'O') => {
                self.escape = Escape::Inside;
                return Typed::More;
            }
            (Escape::Inside, b' '..=b'~') => {
                if byte >= b'@' {
                    self.escape = Escape::None;
                }
                return Typed::More;
            }
            (Escape::None | Escape::Begun | Escape::Inside, _) => self.escape = Escape::None,
        }
        match byte {
            b'\r' | b'\n' => return Typed::Done,
            0x03 => return Typed::BrokenOff,
            0x04 if self.bytes.is_empty() => return Typed::BrokenOff,
            0x1b => self.escape = Escape::Begun,
            0x08 | 0x7f => self.erase(),
            0x15 => self.bytes.clear(),
            0..0x20 => {}
            // One byte over the limit is kept: the whole then is refused, not cut.
            _ if self.bytes.len() <= LONGEST => self.bytes.push(byte),
            _ => {}
        }
        Typed::More
    }

    /// Takes the last character away, whatever its width.
    fn erase(&mut self) {
        while let Some(byte) = self.bytes.pop() {
            let continues = byte & 0b1100_0000 == 0b1000_0000;
            if !continues {
                break;
            }
        }
    }

    /// The bytes of the line.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
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

    fn typed(keys: &str) -> (Typed, String) {
        let mut line = Line::default();
        let mut last = Typed::More;
        for byte in keys.bytes() {
            assert_eq!(last, Typed::More, "{keys:?} goes on behind its end");
            last = line.typed(byte);
        }
        (last, String::from_utf8(line.into_bytes()).unwrap())
    }

    #[test]
    fn keys_edit_the_line() {
        let cases = [
            ("plain\r", Typed::Done, "plain"),
            ("line feed\n", Typed::Done, "line feed"),
            ("wrongg\u{7f}\r", Typed::Done, "wrong"),
            ("wide é😀\u{8}\u{8}e\r", Typed::Done, "wide e"),
            ("\u{7f}\u{7f}a\r", Typed::Done, "a"),
            ("all of it\u{15}new\r", Typed::Done, "new"),
            ("a\u{1b}[Ab\u{1b}[1;5Cc\u{1b}OPd\r", Typed::Done, "abcd"),
            ("a\u{1b}b\r", Typed::Done, "ab"),
            ("\u{1b}\r", Typed::Done, ""),
            ("a\tb\0\r", Typed::Done, "ab"),
            ("\u{4}", Typed::BrokenOff, ""),
            ("a\u{4}b", Typed::More, "ab"),
            ("a\u{3}", Typed::BrokenOff, "a"),
            ("\u{1b}[\u{3}", Typed::BrokenOff, ""),
        ];
        for (keys, end, text) in cases {
            assert_eq!(typed(keys), (end, text.to_owned()), "{keys:?}");
        }
    }

    #[test]
    fn an_endless_line_is_kept_only_until_it_is_surely_too_long() {
        let (_, text) = typed(&"x".repeat(3 * LONGEST));
        assert_eq!(text.len(), LONGEST + 1);
    }
}
