//! The modes of a terminal that is ours, in bytes: what takes it, what gives it back, and what
//! stands around a frame. Writes nothing by itself.

use std::io;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{cursor, queue};

use super::tell;

/// The bytes of a frame, to be shown as one where the terminal can.
pub(super) fn frame(cells: &[u8], wipes: bool) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(cells.len() + 32);
    queue!(out, BeginSynchronizedUpdate)?;
    if wipes {
        queue!(out, Clear(ClearType::All))?;
    }
    out.extend_from_slice(cells);
    queue!(out, EndSynchronizedUpdate)?;
    Ok(out)
}

/// What takes the terminal, but for its raw mode.
pub(super) fn greeting(out: &mut impl io::Write) -> io::Result<()> {
    queue!(out, EnterAlternateScreen)?;
    habits(out)
}

/// The part of it that a shell sets for itself.
pub(super) fn habits(out: &mut impl io::Write) -> io::Result<()> {
    queue!(out, EnableBracketedPaste, cursor::Hide)
}

/// What gives the terminal back, but for its raw mode. The mouse's modes among it, on or not: after
/// a panic nobody knows.
pub(super) fn farewell(out: &mut impl io::Write) -> io::Result<()> {
    out.write_all(tell::MOUSE_OFF)?;
    queue!(
        out,
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    )
}
