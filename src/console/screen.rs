//! The terminal: entered once, left exactly once, whoever leaves it first: the end of the program,
//! an error, a panic or a signal.

use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::mem::ManuallyDrop;
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use thiserror::Error;
use tokio::sync::mpsc;

use super::input::{Input, Seat};
use super::shell::Canvas;
use super::writer::{Sheet, Writer};
use crate::app::{Model, Msg, Seen};
use crate::ui::{self, Theme};

/// Whether the terminal is ours now. The one flag that all ways out share.
static ENTERED: AtomicBool = AtomicBool::new(false);
/// How long giving the terminal back may take: one that takes no bytes is not waited for.
const LEAVING: Duration = Duration::from_millis(300);

/// Why there is nothing to draw on.
#[derive(Debug, Error)]
pub enum ScreenError {
    /// Standard output or input is no terminal.
    #[error("the console needs a terminal: standard input and output must both be one")]
    NoTerminal,
    /// The terminal cannot do it.
    #[error("the console cannot run on TERM={0}: it needs a terminal that can move its cursor")]
    Dumb(String),
    /// The terminal refused.
    #[error("preparing the terminal: {0}")]
    Io(#[from] io::Error),
}

/// The terminal while it is ours.
#[derive(Debug)]
pub struct Screen {
    /// Never dropped: ratatui shows the cursor then, and panics where a dead terminal refuses even
    /// to hear of it. [`leave`] has shown it already, and the program ends.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Sheet>>>,
    sheet: Sheet,
    writer: Writer,
    input: Option<Input>,
    leaving: Option<tokio::task::JoinHandle<()>>,
}

impl Screen {
    /// Takes the terminal. A panic anywhere gives it back before it speaks.
    ///
    /// # Errors
    /// There is no terminal, or it refuses.
    pub fn enter() -> Result<Self, ScreenError> {
        if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
            return Err(ScreenError::NoTerminal);
        }
        let term = std::env::var("TERM").unwrap_or_default();
        if term.is_empty() || term == "dumb" {
            return Err(ScreenError::Dumb(
                crate::domain::Text::line(&term).to_string(),
            ));
        }
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            leave();
            before(panic);
        }));
        enable_raw_mode()?;
        ENTERED.store(true, Ordering::SeqCst);
        let mut out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        execute!(
            out,
            EnterAlternateScreen,
            EnableBracketedPaste,
            cursor::Hide
        )
        .inspect_err(|_| leave())?;
        let sheet = Sheet::default();
        let backend = CrosstermBackend::new(sheet.clone());
        let terminal = Terminal::new(backend).inspect_err(|_| leave())?;
        let writer = Writer::start(out).inspect_err(|_| leave())?;
        Ok(Self {
            terminal: ManuallyDrop::new(terminal),
            sheet,
            writer,
            input: None,
            leaving: None,
        })
    }

    /// Begins to read keys, until the terminal is left.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn listen(&mut self, keys: mpsc::Sender<Msg>) -> Result<(), ScreenError> {
        self.input = Some(Input::start(keys, Seat::of_process())?);
        Ok(())
    }
}

impl Canvas for Screen {
    fn paint(&mut self, model: &Model, theme: &Theme) -> io::Result<Seen> {
        // A panic somewhere has given the terminal back: nothing may be painted over its words.
        if !ENTERED.load(Ordering::SeqCst) {
            return Err(io::Error::other("it was given back after a panic"));
        }
        let mut seen = Seen::default();
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal
            .draw(|frame| seen = ui::draw(frame, model, theme))?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.writer.send(self.sheet.take())?;
        Ok(seen)
    }

    fn in_flight(&self) -> bool {
        self.writer.in_flight()
    }

    async fn written(&mut self) -> io::Result<()> {
        self.writer.written().await
    }

    fn leave(&mut self) {
        // First: what is typed from now on is for the shell.
        self.input = None;
        if !ENTERED.swap(false, Ordering::SeqCst) {
            return;
        }
        // After the frame that may be on its way; a blocked terminal holds up that thread alone.
        let mut words = Vec::new();
        let _ = farewell(&mut words);
        let thread = self.writer.finish(words);
        self.leaving = Some(tokio::task::spawn_blocking(move || {
            if let Some(thread) = thread {
                let _ = thread.join();
            }
        }));
    }

    async fn left(&mut self) {
        if let Some(leaving) = self.leaving.take() {
            // One that does not take it within the time is left as it is.
            let _ = tokio::time::timeout(LEAVING, leaving).await;
            let _ = disable_raw_mode();
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.leaving.is_none() {
            leave();
        }
    }
}

/// What gives the terminal back, but for its raw mode.
fn farewell(out: &mut impl io::Write) -> io::Result<()> {
    queue!(
        out,
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    )
}

/// Gives the terminal back at once: on an error and in a panic. Errors are of no use here: where
/// they would be shown is gone.
fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // Not through the standard library's lock and buffer, which a blocked write may hold.
        if let Ok(out) = io::stdout().as_fd().try_clone_to_owned() {
            let mut words = Vec::new();
            let _ = farewell(&mut words);
            let _ = io::Write::write_all(&mut File::from(out), &words);
        }
        let _ = disable_raw_mode();
    }
}
