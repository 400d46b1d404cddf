//! Everything that can happen to the app.

use std::time::Instant;

use super::key::Press;
use super::log::LogLine;
use super::pointer::Pointer;
use super::settings::Settings;
use crate::domain::{CallId, Event, Fault, Record, Reply, SessionId, Stamp, Text, UserId};

/// Now, twice: what deadlines are measured with, and what a person reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// Monotonic: decides everything.
    pub mono: Instant,
    /// Wall time: for ages of what the server dates.
    pub wall: Stamp,
}

/// What the last frame showed: comes back from the screen so that pages scroll by what was seen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// The sessions whose rows were drawn.
    pub rows: Vec<SessionId>,
    /// The agents whose rows were drawn, on the Team screen.
    pub agents: Vec<UserId>,
    /// The place of the first of them.
    pub agents_top: usize,
    /// Since when the ages count that were drawn, each once or more: they wake the screen, and
    /// nothing else that only grows older does.
    pub ages: Vec<Stamp>,
    /// The place of the first row drawn: the list moves no more than it must.
    pub list_top: usize,
    /// Rows of the list that fit.
    pub list_height: usize,
    /// Columns of the transcript's text.
    pub transcript_width: usize,
    /// Lines of the transcript that fit.
    pub transcript_height: usize,
    /// Where the rows of the list are; empty where there is none.
    pub list: Place,
    /// Where the opened session is.
    pub pane: Place,
    /// The last line of the help to which it makes sense to scroll.
    pub help_last: usize,
}

/// A rectangle of cells, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Its first column.
    pub column: u16,
    /// Its first row.
    pub row: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// Why the program must go without asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// SIGTERM or SIGINT from outside.
    Terminated,
    /// SIGHUP, or the terminal is gone.
    HungUp,
    /// A task died: going on would show half a truth.
    Crashed,
}

/// One thing that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key.
    Key(Press),
    /// The mouse, while it is listened to.
    Pointer(Pointer),
    /// A bracketed paste.
    Paste(String),
    /// The terminal has another size, or must be painted anew.
    Resize,
    /// A frame was written.
    Painted(Seen),
    /// The terminal has come as far as it was asked about: for whoever draws, and nobody else.
    Shown,
    /// A fact from the feed.
    Event(Event),
    /// The answer to a call.
    Answer {
        /// Which.
        call: CallId,
        /// What came of it.
        outcome: Result<Reply, Fault>,
    },
    /// Lines of the program's journal.
    Logged(Vec<LogLine>),
    /// The configuration was read again and is in force.
    Configured {
        /// What it says.
        settings: Box<Settings>,
        /// The tables that changed but only count from the next start.
        later: Vec<&'static str>,
    },
    /// The configuration was changed into one that cannot be: says where and why.
    ConfigRefused(Text),
    /// Whether what is done is written down has changed, or there is a new line.
    Record(Record),
    /// The moment that [`super::wake_at`] named.
    Timer,
    /// SIGTSTP from outside: stop for the shell, without asking.
    Suspend,
    /// The program was stopped, and goes on.
    Continued,
    /// Leave at once.
    Stop(Stop),
}
