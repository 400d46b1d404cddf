//! The terminal: entered once, left exactly once, whoever leaves it first: the end of the program,
//! an error, a panic or a signal. Between, it may be given to the shell for a while.

use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::os::fd::AsFd as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use thiserror::Error;
use tokio::sync::mpsc;

use super::drawn::Drawn;
use super::echo::{Echo, QUESTION};
use super::input::{Input, Seat};
use super::modes::{farewell, greeting, habits};
use super::shell::Canvas;
use super::signals;
use super::tell::{self, Surroundings};
use super::way;
use super::writer::{self, Writer};
use crate::app::{Model, Mouse, Msg, Seen, Stop, Tell};
use crate::drill;
use crate::ui::Theme;

/// Whether the terminal is ours now. The one flag that all ways out share.
static ENTERED: AtomicBool = AtomicBool::new(false);
/// Who is told of a panic: the loop may be at rest, and would not notice.
static LOOP: OnceLock<mpsc::Sender<Msg>> = OnceLock::new();
/// How long giving the terminal back may take: one that takes no bytes is not waited for.
const LEAVING: Duration = Duration::from_millis(300);
/// Most bytes that wait for the terminal beside its frames; more is dropped: it does not read.
const MOST_TOLD: usize = 256 * 1024;

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
    drawn: Drawn,
    writer: Writer,
    keys: Option<mpsc::Sender<Msg>>,
    input: Option<Input>,
    echo: Echo,
    /// How many of the answers that the present input has read were heard here.
    heard: usize,
    /// What is to be told to the terminal as soon as it has taken what is on its way.
    told: Vec<u8>,
    mouse: Mouse,
    surroundings: Surroundings,
    leaving: Option<tokio::task::JoinHandle<()>>,
}

impl Screen {
    /// Takes the terminal. A panic anywhere gives it back before it speaks.
    ///
    /// # Errors
    /// There is no terminal, or it refuses.
    pub fn enter() -> Result<Self, ScreenError> {
        Self::possible()?;
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            leave();
            before(panic);
            if let Some(told) = LOOP.get() {
                // A queue that is full wakes it too: its next frame finds the terminal given back.
                let _ = told.try_send(Msg::Stop(Stop::Crashed));
            }
        }));
        enable_raw_mode()?;
        ENTERED.store(true, Ordering::SeqCst);
        Self::begin()
            .inspect_err(|_| leave())
            .map_err(ScreenError::Io)
    }

    /// Whether there is a terminal that can be drawn on. Looks, and takes nothing.
    ///
    /// # Errors
    /// There is none.
    pub fn possible() -> Result<(), ScreenError> {
        if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
            return Err(ScreenError::NoTerminal);
        }
        let term = std::env::var("TERM").unwrap_or_default();
        if term.is_empty() || term == "dumb" {
            return Err(ScreenError::Dumb(
                crate::domain::Text::line(&term).to_string(),
            ));
        }
        Ok(())
    }

    fn begin() -> io::Result<Self> {
        let mut out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let mut words = Vec::new();
        greeting(&mut words)?;
        io::Write::write_all(&mut out, &words)?;
        drill::fail("start")?;
        Ok(Self {
            drawn: Drawn::new(way::area()?)?,
            writer: Writer::start(out, way::out())?,
            keys: None,
            input: None,
            echo: Echo::new(Seat::of_process() == Seat::Remote),
            heard: 0,
            told: Vec::new(),
            mouse: Mouse::Off,
            surroundings: Surroundings::of_process(),
            leaving: None,
        })
    }

    /// Begins to read keys, until the terminal is left.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn listen(&mut self, keys: mpsc::Sender<Msg>) -> Result<(), ScreenError> {
        let _ = LOOP.set(keys.clone());
        self.keys = Some(keys);
        self.read()?;
        Ok(())
    }

    fn read(&mut self) -> io::Result<()> {
        if let Some(keys) = self.keys.clone() {
            (self.input, self.heard) = (None, 0);
            self.input = Some(Input::start(keys, Seat::of_process())?);
        }
        Ok(())
    }

    /// Sends off what is to be told, as soon as the terminal is free.
    fn tell_now(&mut self) -> io::Result<()> {
        if self.told.is_empty() || self.writer.in_flight() {
            return Ok(());
        }
        self.writer.send(std::mem::take(&mut self.told))
    }

    /// An answer that is still to come would be typed into the shell. One that is late is not waited
    /// for: keys would be lost.
    fn hear_the_last_answer(&mut self) {
        let begun = Instant::now();
        if self.echo.awaited(begun) {
            // One that was read already is still on its way through the loop.
            let come = |input: &Input| input.well() > self.heard;
            while self.input.as_ref().is_some_and(|input| !come(input)) && begun.elapsed() < LEAVING
            {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        self.echo.forget();
    }

    /// Gives the terminal back after what is on its way; not when it takes no bytes.
    async fn give_back(&mut self) -> io::Result<()> {
        self.writer.all_written().await?;
        let mut words = std::mem::take(&mut self.told);
        farewell(&mut words)?;
        self.writer.send(words)?;
        self.writer.all_written().await
    }
}

impl Canvas for Screen {
    fn paint(&mut self, model: &Model, theme: &Theme) -> io::Result<Seen> {
        // A panic somewhere has given the terminal back: nothing may be painted over its words.
        if !ENTERED.load(Ordering::SeqCst) {
            return Err(io::Error::other("it was given back after a panic"));
        }
        if way::area()? != self.drawn.area() {
            self.repaint()?;
        }
        let (seen, frame) = self.drawn.draw(model, theme)?;
        drill::panic("draw");
        if let Some(mut bytes) = frame {
            if self.echo.follows(Instant::now()) {
                bytes.extend_from_slice(QUESTION);
            }
            self.writer.send(bytes)?;
        }
        Ok(seen)
    }

    fn tell(&mut self, tell: &Tell) {
        if let Tell::Mouse(mouse) = tell {
            self.mouse = *mouse;
        }
        let bytes = tell::encode(tell, self.surroundings);
        if ENTERED.load(Ordering::SeqCst) && self.told.len() + bytes.len() <= MOST_TOLD {
            self.told.extend(bytes);
        }
        if let Err(e) = self.tell_now() {
            tracing::warn!("the terminal was not told: {e}");
        }
    }

    fn in_flight(&self) -> bool {
        self.writer.in_flight()
    }

    async fn written(&mut self) -> io::Result<()> {
        self.writer.written().await?;
        if self.writer.through().is_some() {
            self.echo.suspect();
        }
        self.tell_now()
    }

    fn shown(&mut self) -> io::Result<()> {
        self.heard += 1;
        if self.echo.answered(Instant::now()) {
            self.told.extend_from_slice(QUESTION);
            self.tell_now()?;
        }
        Ok(())
    }

    fn through(&self) -> Option<Instant> {
        if self.echo.knows() {
            return self.echo.through(Instant::now());
        }
        self.writer.through()
    }

    async fn suspend(&mut self) {
        self.hear_the_last_answer();
        // First: what is typed from now on is for the shell.
        self.input = None;
        if ENTERED.load(Ordering::SeqCst) {
            let given = tokio::time::timeout(LEAVING, self.give_back()).await;
            if !matches!(given, Ok(Ok(()))) {
                tracing::warn!("the terminal does not read: it is left as it is");
            }
            ENTERED.store(false, Ordering::SeqCst);
            let _ = disable_raw_mode();
        }
        signals::stop();
    }

    fn resume(&mut self) -> io::Result<()> {
        // The shell may have set the terminal otherwise, also where we did not give it back.
        let _ = disable_raw_mode();
        enable_raw_mode()?;
        let mut words = Vec::new();
        if ENTERED.swap(true, Ordering::SeqCst) {
            // It was never given back: its alternate screen is still there, and taken only once.
            habits(&mut words)?;
        } else {
            greeting(&mut words)?;
        }
        if self.mouse == Mouse::On {
            words.extend_from_slice(tell::MOUSE_ON);
        }
        self.told = words;
        self.tell_now()?;
        self.repaint()?;
        self.read()
    }

    fn repaint(&mut self) -> io::Result<()> {
        self.drawn.wipe(way::area()?);
        Ok(())
    }

    fn leave(&mut self) {
        self.hear_the_last_answer();
        // First: what is typed from now on is for the shell.
        self.input = None;
        if !ENTERED.swap(false, Ordering::SeqCst) {
            return;
        }
        // After the frame that may be on its way; a blocked terminal holds up that thread alone.
        let mut words = std::mem::take(&mut self.told);
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

/// Gives the terminal back at once: on an error and in a panic. Errors are of no use here: where
/// they would be shown is gone.
fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // Not through the standard library's lock and buffer, which a blocked write may hold.
        if let Ok(out) = io::stdout().as_fd().try_clone_to_owned() {
            let mut words = Vec::new();
            let _ = farewell(&mut words);
            writer::last_words(LEAVING, || {
                let _ = io::Write::write_all(&mut File::from(out), &words);
            });
        }
        let _ = disable_raw_mode();
    }
}
