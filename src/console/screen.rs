//! The terminal: entered once, left exactly once, whoever leaves it first: the end of the program,
//! an error, a panic or a signal.

use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write as _};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use thiserror::Error;

use super::shell::Canvas;
use crate::app::{Model, Seen};
use crate::ui::{self, Theme};

/// Whether the terminal is ours now. The one flag that all ways out share.
static ENTERED: AtomicBool = AtomicBool::new(false);
/// A frame is one write: the largest ones are below this.
const FRAME_BYTES: usize = 256 * 1024;

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
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
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
        let mut out = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
        execute!(
            out,
            EnterAlternateScreen,
            EnableBracketedPaste,
            cursor::Hide
        )
        .inspect_err(|_| leave())?;
        let terminal = Terminal::new(CrosstermBackend::new(out)).inspect_err(|_| leave())?;
        Ok(Self {
            terminal: ManuallyDrop::new(terminal),
        })
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
        self.terminal.backend_mut().flush()?;
        Ok(seen)
    }

    fn leave(&mut self) {
        leave();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// Gives the terminal back once. Errors are of no use here: where they would be shown is gone.
fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(
            out,
            EndSynchronizedUpdate,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = disable_raw_mode();
    }
}
