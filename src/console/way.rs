//! Ways to the terminal of our own, on which nothing waits. The ones that were given are shared with
//! the shell, which must find them as they were: to set those would be to set the shell's.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use rustix::fs::{Mode, OFlags};

use super::writer::Sheet;

/// One to be written on.
pub(super) fn out() -> Option<File> {
    open(io::stdout(), OFlags::WRONLY)
}

/// One to be read from.
pub(super) fn keys() -> Option<File> {
    open(io::stdin(), OFlags::RDONLY)
}

/// Somebody else's terminal (after `su`) may not be opened: what was given has to do then.
fn open(given: impl AsFd, how: OFlags) -> Option<File> {
    let name = rustix::termios::ttyname(given, Vec::new()).ok()?;
    let how = how | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    rustix::fs::open(name, how, Mode::empty())
        .ok()
        .map(File::from)
}

/// The whole terminal, as it is now. Asked before every frame, and of the system alone: crossterm,
/// and ratatui with it, opens the terminal anew each time.
pub(super) fn area() -> io::Result<Rect> {
    let size = rustix::termios::tcgetwinsize(io::stdout())?;
    let (columns, rows) = match (size.ws_col, size.ws_row) {
        // It does not say; crossterm knows whom else to ask.
        (0, _) | (_, 0) => crossterm::terminal::size()?,
        said => said,
    };
    Ok(Rect::new(0, 0, columns, rows))
}

/// A screen on which nothing was drawn yet.
pub(super) fn blank(sheet: &Sheet) -> io::Result<Terminal<CrosstermBackend<Sheet>>> {
    let viewport = Viewport::Fixed(area()?);
    let backend = CrosstermBackend::new(sheet.clone());
    Terminal::with_options(backend, TerminalOptions { viewport })
}
