//! What one whole sequence means. Knows xterm's and kitty's tables; knows nothing of splits and
//! time. What is not known is swallowed, or a key that means nothing.

use std::time::Instant;

use super::heard::{Heard, Mouse, Pressed};
use crate::app::Key;

/// Most parameter bytes that mean anything; a longer sequence is read to its end and means nothing.
const LONGEST: usize = 48;

/// The parameters of a control sequence as they came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Params {
    bytes: Vec<u8>,
    cut: usize,
}

impl Params {
    pub(super) fn push(&mut self, byte: u8) {
        if self.bytes.len() < LONGEST {
            self.bytes.push(byte);
        } else {
            self.cut = self.cut.saturating_add(1);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn is(&self, bytes: &[u8]) -> bool {
        self.bytes == bytes
    }

    /// The numbers between the semicolons, each with its sub-numbers; `None` if there is anything
    /// else among them.
    fn numbers(&self) -> Option<Vec<Vec<Option<u32>>>> {
        if self.cut > 0 {
            return None;
        }
        let text = std::str::from_utf8(&self.bytes).ok()?;
        if !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b';' | b':')) {
            return None;
        }
        let numbers = text
            .split(';')
            .map(|field| field.split(':').map(|n| n.parse().ok()).collect());
        Some(numbers.collect())
    }
}

/// A byte below space, or DEL.
pub(super) fn control(byte: u8) -> Key {
    match byte {
        0x00 => Key::Ctrl(' '),
        0x08 | 0x7f => Key::Backspace,
        b'\t' => Key::Tab,
        b'\r' => Key::Enter,
        0x01..=0x1a => Key::Ctrl(char::from(byte - 1 + b'a')),
        _ => Key::Unknown,
    }
}

/// After `ESC O`. The keypad's Enter is among what means nothing: it comes only in a mode that we
/// do not ask for.
pub(super) fn ss3(last: u8) -> Key {
    cursor(last)
}

/// After `ESC [ [`.
pub(super) fn linux(last: u8) -> Key {
    match last {
        b'A'..=b'E' => Key::F(last - b'A' + 1),
        _ => Key::Unknown,
    }
}

/// A control sequence with its last byte.
pub(super) fn csi(params: &Params, last: u8, at: Instant) -> Option<Heard> {
    let key = |key| Some(Heard::key(key, at));
    if let Some(report) = params.bytes.strip_prefix(b"<") {
        return mouse(params, report, last);
    }
    let Some(numbers) = params.numbers() else {
        // Private and with intermediates: answers to questions that were not ours.
        return None;
    };
    let number = |n: usize, sub: usize| {
        numbers
            .get(n)
            .and_then(|field| field.get(sub).copied().flatten())
    };
    match last {
        b'I' if params.is_empty() => Some(Heard::FocusIn),
        b'O' if params.is_empty() => Some(Heard::FocusOut),
        // Kitty's third sub-number says that a key was let go.
        _ if number(1, 1) == Some(3) => None,
        b'A'..=b'D' | b'F' | b'H' | b'P' | b'Q' | b'S' => key(cursor(last)),
        // With anything but 1 in front it is the answer where the cursor is.
        b'R' if matches!(number(0, 0), None | Some(1)) => key(cursor(last)),
        b'~' => match (number(0, 0), number(2, 0)) {
            // xterm's modifyOtherKeys.
            (Some(27), Some(code)) => key(written(code, None, number(1, 0))),
            (Some(200 | 201), _) => None,
            (Some(n), _) => key(numbered(n)),
            (None, _) => None,
        },
        b'u' => number(0, 0).and_then(|code| key(written(code, number(0, 1), number(1, 0)))),
        b'Z' => key(Key::Unknown),
        // ECMA-48, DSR: ready, or ready with something amiss.
        b'n' if params.is(b"0") || params.is(b"3") => Some(Heard::Well),
        // rxvt's arrows with Shift and whatever else there is.
        _ => None,
    }
}

fn cursor(last: u8) -> Key {
    match last {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'P'..=b'S' => Key::F(last - b'P' + 1),
        _ => Key::Unknown,
    }
}

fn numbered(n: u32) -> Key {
    match n {
        1 | 7 => Key::Home,
        4 | 8 => Key::End,
        3 => Key::Delete,
        5 => Key::PageUp,
        6 => Key::PageDown,
        11..=15 => function(n - 10),
        17..=21 => function(n - 11),
        23..=24 => function(n - 12),
        _ => Key::Unknown,
    }
}

fn function(n: u32) -> Key {
    u8::try_from(n).map_or(Key::Unknown, Key::F)
}

/// A key that is written as its character: `modifiers` is one more than their sum (Shift 1, Alt 2,
/// Ctrl 4, Super 8, Hyper 16, Meta 32, and locks).
fn written(code: u32, shifted: Option<u32>, modifiers: Option<u32>) -> Key {
    let held = modifiers.unwrap_or(1).saturating_sub(1);
    let (shift, ctrl, other) = (held & 1 > 0, held & 4 > 0, held & (2 | 8 | 16 | 32) > 0);
    if other {
        return Key::Unknown;
    }
    let plain = !ctrl && !shift;
    match code {
        // Enter and Esc with a modifier are other keys: they neither send nor close.
        27 if plain => Key::Esc,
        13 if plain => Key::Enter,
        9 if plain => Key::Tab,
        8 | 127 if !ctrl => Key::Backspace,
        9 | 13 | 27 => Key::Unknown,
        _ => {
            let letter = |code| char::from_u32(code).filter(|c| !c.is_control());
            // What kitty calls functional keys is in the private use area.
            match letter(code).filter(|_| !(57344..=63743).contains(&code)) {
                None => Key::Unknown,
                Some(c) if ctrl => Key::Ctrl(c.to_ascii_lowercase()),
                Some(c) if shift => {
                    let upper = shifted.and_then(letter);
                    Key::Char(upper.unwrap_or_else(|| c.to_ascii_uppercase()))
                }
                Some(c) => Key::Char(c),
            }
        }
    }
}

fn mouse(params: &Params, report: &[u8], last: u8) -> Option<Heard> {
    if params.cut > 0 {
        return None;
    }
    let pressed = match last {
        b'M' => Pressed::Down,
        b'm' => Pressed::Up,
        _ => return None,
    };
    let mut numbers = std::str::from_utf8(report).ok()?.split(';');
    let mut number = || -> Option<u16> { numbers.next()?.parse().ok() };
    let (code, column, row) = (number()?, number()?, number()?);
    Some(Heard::Mouse(Mouse {
        code,
        // They count from 1.
        column: column.checked_sub(1)?,
        row: row.checked_sub(1)?,
        pressed,
    }))
}
