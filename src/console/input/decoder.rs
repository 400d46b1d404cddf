//! Bytes of a keyboard into keys, pastes and what the terminal reports of itself. Knows the clock
//! it is given and nothing of a terminal; holds at most [`LONGEST_PASTE`] bytes.
//!
//! What is certain: the same bytes give the same keys wherever a read ended, as long as less than
//! the hold passes between two reads; the rest of a sequence never becomes letters, however late it
//! comes; what a terminal answers to a question is swallowed, since we ask none.
//!
//! The sequences are those of ECMA-48 and of xterm's "Control Sequences"; keys in `CSI u` as the
//! kitty keyboard protocol writes them.

use std::time::{Duration, Instant};

use super::sequence::{self, Params};
use crate::app::{Key, Press};

/// A paste that falls silent has ended, if its end has not come by then.
pub(super) const PASTE_SILENCE: Duration = Duration::from_millis(200);
/// An answer to a question that was not ours has ended when it falls silent for so long.
const ANSWER_SILENCE: Duration = Duration::from_secs(1);
/// An Esc that came alone can still turn out to have been the head of a sequence for so long.
const REJOIN: Duration = Duration::from_secs(1);
/// More of a paste is dropped: no line that is written here is longer.
pub(super) const LONGEST_PASTE: usize = 64 * 1024;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const CTRL_C: u8 = 0x03;
const PASTE_END: &[u8] = b"\x1b[201~";

/// One thing that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Heard {
    /// A key, and when its last byte was read.
    Key(Press),
    /// A bracketed paste.
    Paste(String),
    /// The terminal's window has the keyboard.
    FocusIn,
    /// It has lost it.
    FocusOut,
    /// The mouse.
    Mouse(Mouse),
}

/// A report of the mouse, as SGR mode (1006) words it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mouse {
    /// Button and modifiers, packed: 0 to 2 are buttons, 64 and 65 the wheel.
    pub(super) code: u16,
    /// From 0.
    pub(super) column: u16,
    /// From 0.
    pub(super) row: u16,
    /// Pressed, or let go.
    pub(super) pressed: Pressed,
}

/// What happened to a button.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pressed {
    /// It went down.
    Down,
    /// It came up.
    Up,
}

/// Where in a sequence the bytes are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
enum State {
    #[default]
    Ground,
    /// After ESC: a key of its own, or the head of something.
    Esc,
    /// After `ESC [`.
    Csi(Params),
    /// After `ESC O`.
    Ss3,
    /// After `ESC [ [`: a function key of the Linux console.
    Linux,
    /// After `ESC [ M` without parameters: three bytes of the oldest mouse reports.
    OldMouse(u8),
    /// In an answer (OSC, DCS, SOS, PM, APC), until its end.
    Answer,
    /// After ESC in an answer.
    AnswerEsc,
    /// In a paste; so many bytes of its end have been seen.
    Paste { matched: usize, told: Told },
}

/// Whether what was pasted so far has been handed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Told {
    No,
    /// It fell silent. What comes now is the rest, unless it is one key: then a person is there.
    Yes,
}

/// The decoder.
#[derive(Debug)]
pub(super) struct Decoder {
    state: State,
    hold: Duration,
    /// When the newest byte was read.
    last: Option<Instant>,
    /// The bytes of a character so far, and how many it needs.
    letter: Vec<u8>,
    needs: usize,
    /// Whether the character follows an ESC.
    alt: bool,
    paste: Vec<u8>,
    /// Whether there is more of the paste than was handed on.
    fresh: bool,
    /// When an Esc was taken for a key of its own because nothing followed it.
    lone: Option<Instant>,
}

impl Decoder {
    /// Holds an Esc for `hold`: long enough for the rest of a sequence to come.
    pub(super) fn new(hold: Duration) -> Self {
        Self {
            state: State::Ground,
            hold,
            last: None,
            letter: Vec::with_capacity(4),
            needs: 0,
            alt: false,
            paste: Vec::new(),
            fresh: false,
            lone: None,
        }
    }

    /// Until when the rest is waited for. At rest: not at all.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let wait = match &self.state {
            State::Esc => self.hold,
            State::Paste { told: Told::No, .. } => PASTE_SILENCE,
            State::Paste { .. } if self.fresh => PASTE_SILENCE,
            State::Answer | State::AnswerEsc => ANSWER_SILENCE,
            // However late the rest comes, it must not become letters.
            State::Csi(_) | State::Ss3 | State::Linux | State::OldMouse(_) => return None,
            State::Ground | State::Paste { .. } => return None,
        };
        self.last.map(|last| last + wait)
    }

    /// Nothing came until `now`: what waits for the rest is decided.
    pub(super) fn silence(&mut self, now: Instant, heard: &mut Vec<Heard>) {
        if self.deadline().is_none_or(|at| at > now) {
            return;
        }
        match &mut self.state {
            State::Esc => self.lone_esc(heard),
            State::Paste { told, .. } => {
                *told = Told::Yes;
                self.hand_on(heard);
            }
            State::Answer | State::AnswerEsc => self.state = State::Ground,
            State::Ground | State::Csi(_) | State::Ss3 | State::Linux | State::OldMouse(_) => {}
        }
    }

    /// What was read at `now` in one piece.
    pub(super) fn read(&mut self, bytes: &[u8], now: Instant, heard: &mut Vec<Heard>) {
        self.rejoin(bytes, now);
        if let State::Paste {
            matched,
            told: Told::Yes,
        } = self.state
            && is_one_key(bytes)
            && (matched == 0 || PASTE_END.get(matched) != bytes.first())
        {
            self.state = State::Ground;
            self.hand_on(heard);
        }
        for &byte in bytes {
            self.last = Some(now);
            self.byte(byte, now, heard);
        }
    }

    /// The rest of a sequence whose ESC was taken for a key: nobody types these that fast.
    fn rejoin(&mut self, bytes: &[u8], now: Instant) {
        let soon = |at: &Instant| now.saturating_duration_since(*at) <= REJOIN;
        if self.lone.take().filter(soon).is_none() || self.state != State::Ground {
            return;
        }
        let is_rest = match bytes {
            [b'[', ..] => true,
            [b'O', last] | [b'O', last, ESC, ..] => last.is_ascii_alphabetic(),
            _ => false,
        };
        if is_rest {
            self.state = State::Esc;
        }
    }

    fn byte(&mut self, byte: u8, now: Instant, heard: &mut Vec<Heard>) {
        let in_sequence = !matches!(self.state, State::Ground | State::Paste { .. });
        if byte == CTRL_C && in_sequence {
            // Whatever is half read: this always works.
            self.state = State::Ground;
        }
        match std::mem::take(&mut self.state) {
            State::Ground => self.ground(byte, now, heard),
            State::Esc => self.after_esc(byte, now, heard),
            State::Csi(params) => self.csi(params, byte, now, heard),
            State::Ss3 => match byte {
                b'0'..=b'9' | b';' => self.state = State::Ss3,
                ESC => self.state = State::Esc,
                _ => key(sequence::ss3(byte), now, heard),
            },
            State::Linux => match byte {
                ESC => self.state = State::Esc,
                _ => key(sequence::linux(byte), now, heard),
            },
            State::OldMouse(left) => {
                if left > 1 {
                    self.state = State::OldMouse(left - 1);
                }
            }
            State::Answer => {
                self.state = match byte {
                    ESC => State::AnswerEsc,
                    BEL | 0x18 | 0x1a => State::Ground,
                    _ => State::Answer,
                }
            }
            State::AnswerEsc => match byte {
                b'\\' => {}
                _ => self.after_esc(byte, now, heard),
            },
            State::Paste { matched, told } => self.pasted(matched, told, byte, heard),
        }
    }

    fn ground(&mut self, byte: u8, now: Instant, heard: &mut Vec<Heard>) {
        match byte {
            0x80..=0xbf if !self.letter.is_empty() => {
                self.letter.push(byte);
                if self.letter.len() == self.needs {
                    self.letter_ends(now, heard);
                }
                return;
            }
            _ if !self.letter.is_empty() => self.letter_ends(now, heard),
            _ => {}
        }
        match byte {
            ESC => self.state = State::Esc,
            0x00..=0x1f | 0x7f => {
                let plain = sequence::control(byte);
                let alt = std::mem::take(&mut self.alt);
                key(if alt { Key::Unknown } else { plain }, now, heard);
            }
            _ => {
                self.needs = match byte {
                    0xc2..=0xdf => 2,
                    0xe0..=0xef => 3,
                    0xf0..=0xf4 => 4,
                    _ => 1,
                };
                self.letter.push(byte);
                if self.needs == 1 {
                    self.letter_ends(now, heard);
                }
            }
        }
    }

    fn letter_ends(&mut self, now: Instant, heard: &mut Vec<Heard>) {
        let alt = std::mem::take(&mut self.alt);
        let letter = std::str::from_utf8(&self.letter)
            .ok()
            .and_then(|text| text.chars().next())
            // Alt with a letter is no letter; AltGr arrives as the character it makes.
            .filter(|c| !alt && !c.is_control());
        self.letter.clear();
        key(letter.map_or(Key::Unknown, Key::Char), now, heard);
    }

    fn after_esc(&mut self, byte: u8, now: Instant, heard: &mut Vec<Heard>) {
        match byte {
            b'[' => self.state = State::Csi(Params::default()),
            b'O' => self.state = State::Ss3,
            b']' | b'P' | b'X' | b'^' | b'_' => self.state = State::Answer,
            ESC => {
                key(Key::Esc, now, heard);
                self.state = State::Esc;
            }
            _ => {
                self.alt = true;
                self.ground(byte, now, heard);
            }
        }
    }

    fn csi(&mut self, mut params: Params, byte: u8, now: Instant, heard: &mut Vec<Heard>) {
        match byte {
            b'[' if params.is_empty() => self.state = State::Linux,
            b'M' if params.is_empty() => self.state = State::OldMouse(3),
            0x20..=0x3f => {
                params.push(byte);
                self.state = State::Csi(params);
            }
            b'~' if params.is(b"200") => {
                self.paste.clear();
                self.state = State::Paste {
                    matched: 0,
                    told: Told::No,
                };
            }
            0x40..=0x7e => heard.extend(sequence::csi(&params, byte, now)),
            ESC => self.state = State::Esc,
            // A control or a letter beyond ASCII: it was no sequence after all.
            _ => self.ground(byte, now, heard),
        }
    }

    fn pasted(&mut self, matched: usize, told: Told, byte: u8, heard: &mut Vec<Heard>) {
        if PASTE_END.get(matched) == Some(&byte) {
            let matched = matched + 1;
            if matched == PASTE_END.len() {
                self.hand_on(heard);
            } else {
                self.state = State::Paste { matched, told };
            }
            return;
        }
        self.keep(PASTE_END.get(..matched).unwrap_or_default());
        let matched = usize::from(byte == ESC);
        if matched == 0 {
            self.keep(&[byte]);
        }
        self.state = State::Paste { matched, told };
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST_PASTE - self.paste.len();
        self.paste.extend(bytes.iter().take(room));
        self.fresh = true;
    }

    /// Hands on what was pasted; half a character waits for its other half.
    fn hand_on(&mut self, heard: &mut Vec<Heard>) {
        self.fresh = false;
        let ends = matches!(self.state, State::Ground);
        let whole = match std::str::from_utf8(&self.paste) {
            Err(e) if !ends && e.error_len().is_none() => e.valid_up_to(),
            Ok(_) | Err(_) => self.paste.len(),
        };
        let rest = self.paste.split_off(whole);
        let text = String::from_utf8_lossy(&self.paste).into_owned();
        self.paste = rest;
        if !text.is_empty() {
            heard.push(Heard::Paste(text));
        }
    }

    /// The Esc that nothing followed was a key, pressed when it was read.
    fn lone_esc(&mut self, heard: &mut Vec<Heard>) {
        self.state = State::Ground;
        if let Some(at) = self.last {
            key(Key::Esc, at, heard);
            self.lone = Some(at);
        }
    }
}

fn key(key: Key, at: Instant, heard: &mut Vec<Heard>) {
    heard.push(Heard::Key(Press { key, at }));
}

/// Whether a read is what one press of a key sends, and not more of a paste.
fn is_one_key(bytes: &[u8]) -> bool {
    match bytes {
        [ESC] => true,
        [ESC, ..] => !PASTE_END.starts_with(bytes) && !bytes.starts_with(PASTE_END),
        _ => std::str::from_utf8(bytes).is_ok_and(|text| text.chars().count() == 1),
    }
}

#[cfg(test)]
mod tests;
