//! What is read from a terminal. Knows nothing of bytes.

use std::time::Instant;

use crate::app::{Key, Press};

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
    /// The terminal is well, and has drawn what came before it was asked (`CSI 0 n`).
    Well,
}

impl Heard {
    pub(super) fn key(key: Key, at: Instant) -> Self {
        Self::Key(Press { key, at })
    }
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
