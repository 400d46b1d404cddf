//! A way to the terminal of our own, on which nothing waits, and its size. Keys are read on the one
//! that was given, in a thread: each has to be dated when it is pressed, whatever the loop does then.

use std::fs::File;
use std::io;

use ratatui::layout::Rect;
use rustix::fs::{Mode, OFlags};

/// One to be written on. The one that was given is shared with the shell, which must find it as it
/// was. Somebody else's terminal (after `su`) may not be opened: what was given has to do then.
pub(super) fn out() -> Option<File> {
    let name = rustix::termios::ttyname(io::stdout(), Vec::new()).ok()?;
    let how = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let way = rustix::fs::open(name, how, Mode::empty()).ok()?;
    Some(File::from(way))
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
