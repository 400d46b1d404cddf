//! A bracketed paste while it comes. Knows its end, its bounds and that it may fall silent; knows
//! no clock.

const ESC: u8 = 0x1b;
const END: &[u8] = b"\x1b[201~";

/// More of a paste is dropped: no line that is written here is longer.
pub(super) const LONGEST: usize = 64 * 1024;

/// Whether a byte ended the paste.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    /// There is more to come.
    Goes,
    /// That was its end.
    Ended,
}

/// What was pasted so far.
#[derive(Debug, Default)]
pub(super) struct Paste {
    bytes: Vec<u8>,
    /// So many bytes of its end have come.
    matched: usize,
    /// Whether something is to be handed on, or the first silence is still to come.
    pub(super) waits: bool,
    /// Whether it fell silent. What comes then is the rest, unless it is one key.
    silent: bool,
}

impl Paste {
    /// Another begins.
    pub(super) fn begin(&mut self) {
        *self = Self {
            waits: true,
            ..Self::default()
        };
    }

    pub(super) fn byte(&mut self, byte: u8) -> Progress {
        if END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            if self.matched == END.len() {
                return Progress::Ended;
            }
            return Progress::Goes;
        }
        let matched = std::mem::take(&mut self.matched);
        self.keep(END.get(..matched).unwrap_or_default());
        if byte == ESC {
            self.matched = 1;
        } else {
            self.keep(&[byte]);
        }
        Progress::Goes
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST - self.bytes.len();
        self.bytes.extend(bytes.iter().take(room));
        self.waits = true;
    }

    /// It has fallen silent: what there is of it. Half a character waits for its other half.
    pub(super) fn falls_silent(&mut self) -> Option<String> {
        self.silent = true;
        self.waits = false;
        let whole = match std::str::from_utf8(&self.bytes) {
            Err(e) if e.error_len().is_none() => e.valid_up_to(),
            Ok(_) | Err(_) => self.bytes.len(),
        };
        let half = self.bytes.split_off(whole);
        let text = text(&self.bytes);
        self.bytes = half;
        text
    }

    /// It has ended: the rest of it.
    pub(super) fn ends(&mut self) -> Option<String> {
        let rest = std::mem::take(self);
        text(&rest.bytes)
    }

    /// Whether a read, after a silence, is what one press of a key sends, and not more of it.
    pub(super) fn is_person(&self, bytes: &[u8]) -> bool {
        let one_key = match bytes {
            [ESC] => true,
            [ESC, ..] => !END.starts_with(bytes) && !bytes.starts_with(END),
            _ => std::str::from_utf8(bytes).is_ok_and(|text| text.chars().count() == 1),
        };
        let rest_of_end = self.matched > 0 && END.get(self.matched) == bytes.first();
        self.silent && one_key && !rest_of_end
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    (!bytes.is_empty()).then(|| String::from_utf8_lossy(bytes).into_owned())
}
