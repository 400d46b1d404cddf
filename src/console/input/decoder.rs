//! Bytes of a keyboard into keys, pastes and what the terminal reports of itself. Knows the clock
//! it is given and nothing of a terminal; holds no more of a paste than [`super::paste`] bounds.
//!
//! What is certain: the same bytes give the same keys wherever a read ended, as long as less than
//! the hold passes between two reads. An ESC after which a link stalls for longer is the Esc key,
//! and what comes next is still read as its rest if it looks like one; after two bytes of a
//! sequence the rest never becomes letters, however late it comes. What a terminal answers to a
//! question is swallowed, since we ask none.
//!
//! The sequences are those of ECMA-48 and of xterm's "Control Sequences"; keys in `CSI u` as the
//! kitty keyboard protocol writes them.

use std::time::{Duration, Instant};

use super::heard::Heard;
use super::paste::{Paste, Progress};
use super::sequence::{self, Params};
use crate::app::Key;

/// A paste that falls silent has ended, if its end has not come by then.
pub(super) const PASTE_SILENCE: Duration = Duration::from_millis(200);
/// An answer to a question that was not ours has ended when it falls silent for so long.
const ANSWER_SILENCE: Duration = Duration::from_secs(1);
/// So long after an Esc that came alone, several bytes in one read that look like the rest of a
/// sequence are the rest of a sequence.
const REJOIN: Duration = Duration::from_secs(10);
/// The same for the bracket alone, which a person may have typed.
const REJOIN_BRACKET: Duration = Duration::from_secs(1);

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const CTRL_C: u8 = 0x03;

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
    /// In a paste.
    Paste,
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
    paste: Paste,
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
            paste: Paste::default(),
            lone: None,
        }
    }

    /// Until when the rest is waited for. At rest: not at all.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let wait = match &self.state {
            State::Esc => self.hold,
            State::Paste if self.paste.waits => PASTE_SILENCE,
            State::Answer | State::AnswerEsc => ANSWER_SILENCE,
            // However late the rest comes, it must not become letters.
            State::Csi(_) | State::Ss3 | State::Linux | State::OldMouse(_) => return None,
            State::Ground | State::Paste => return None,
        };
        self.last.map(|last| last + wait)
    }

    /// Nothing came until `now`: what waits for the rest is decided.
    pub(super) fn silence(&mut self, now: Instant, heard: &mut Vec<Heard>) {
        if self.deadline().is_none_or(|at| at > now) {
            return;
        }
        match &self.state {
            State::Esc => self.lone_esc(heard),
            State::Paste => heard.extend(self.paste.falls_silent().map(Heard::Paste)),
            State::Answer | State::AnswerEsc => self.state = State::Ground,
            State::Ground | State::Csi(_) | State::Ss3 | State::Linux | State::OldMouse(_) => {}
        }
    }

    /// What was read at `now` in one piece.
    pub(super) fn read(&mut self, bytes: &[u8], now: Instant, heard: &mut Vec<Heard>) {
        self.rejoin(bytes, now);
        if self.state == State::Paste && self.paste.is_person(bytes) {
            self.state = State::Ground;
            heard.extend(self.paste.ends().map(Heard::Paste));
        }
        for &byte in bytes {
            self.last = Some(now);
            self.byte(byte, now, heard);
        }
    }

    /// The rest of a sequence whose ESC was taken for a key: nobody types these that fast.
    fn rejoin(&mut self, bytes: &[u8], now: Instant) {
        let Some(lone) = self.lone.take().filter(|_| self.state == State::Ground) else {
            return;
        };
        let stalled = now.saturating_duration_since(lone);
        let is_rest = match bytes {
            [b'['] => stalled <= REJOIN_BRACKET,
            [b'[', ..] => stalled <= REJOIN,
            [b'O', last] | [b'O', last, ESC, ..] => last.is_ascii_alphabetic() && stalled <= REJOIN,
            _ => false,
        };
        if is_rest {
            self.state = State::Esc;
        }
    }

    fn byte(&mut self, byte: u8, now: Instant, heard: &mut Vec<Heard>) {
        let in_sequence = !matches!(self.state, State::Ground | State::Paste);
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
            State::Paste => match self.paste.byte(byte) {
                Progress::Goes => self.state = State::Paste,
                Progress::Ended => heard.extend(self.paste.ends().map(Heard::Paste)),
            },
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
                self.paste.begin();
                self.state = State::Paste;
            }
            0x40..=0x7e => heard.extend(sequence::csi(&params, byte, now)),
            ESC => self.state = State::Esc,
            // A control or a letter beyond ASCII: it was no sequence after all.
            _ => self.ground(byte, now, heard),
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
    heard.push(Heard::key(key, at));
}

#[cfg(test)]
mod tests;
