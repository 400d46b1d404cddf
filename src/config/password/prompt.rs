//! Asks the person for the password.
//!
//! Knows the controlling terminal, which it leaves as it was however the asking ends. Must not
//! know what a password looks like.
//!
//! Written by hand because the prompt has to end when nobody waits for it any more: on SIGTERM
//! the runtime waits for a blocking read, and the terminal would be left without echo.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use super::super::words::cleaned;
use super::PasswordError;
use super::line::{Line, Typed};

/// The controlling terminal, also when standard input or output go elsewhere.
const TERMINAL: &str = "/dev/tty";

/// How often the asking looks whether somebody still waits for the answer: 100 ms.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};

/// The bytes typed on the controlling terminal, without echo. When the future is dropped, the terminal is
/// given back within 100 ms.
pub(super) async fn ask(user: &str, host: Option<&str>) -> Result<Vec<u8>, PasswordError> {
    let question = format!(
        "password for {} at {}: ",
        cleaned(user),
        cleaned(host.unwrap_or("the server"))
    );
    let asker = Asker(Arc::new(AtomicBool::new(true)));
    let waiting = Arc::clone(&asker.0);
    tokio::task::spawn_blocking(move || read(&question, &waiting))
        .await
        .unwrap_or_else(|error| Err(PasswordError::Terminal(error.to_string())))
}

/// Says, by being dropped, that nobody waits for the answer any more.
struct Asker(Arc<AtomicBool>);

impl Drop for Asker {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

fn read(question: &str, waiting: &AtomicBool) -> Result<Vec<u8>, PasswordError> {
    // A process without a controlling terminal cannot open this name (ENXIO).
    let terminal = OpenOptions::new()
        .read(true)
        .write(true)
        .open(TERMINAL)
        .map_err(|_| PasswordError::NoTerminal)?;
    let failed = |error: io::Error| PasswordError::Terminal(error.to_string());
    let mut quiet = Quiet::new(terminal).map_err(failed)?;
    quiet.say(question).map_err(failed)?;
    let answer = quiet.line(waiting);
    // The person's Enter was not echoed either.
    quiet.say("\r\n").map_err(failed)?;
    answer.map_err(failed)?.ok_or(PasswordError::BrokenOff)
}

/// A terminal without echo, until it is dropped.
struct Quiet {
    terminal: File,
    before: Termios,
}

impl Quiet {
    /// Takes the echo away, and with it the line editing and the signals of keys: a Ctrl-C that
    /// ended the process here would leave the terminal mute.
    fn new(terminal: File) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut mute = before.clone();
        mute.local_modes &=
            !(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
        mute.special_codes[SpecialCodeIndex::VMIN] = 1;
        mute.special_codes[SpecialCodeIndex::VTIME] = 0;
        let quiet = Self { terminal, before };
        // Flush: what was typed before the question was meant for something else.
        tcsetattr(&quiet.terminal, OptionalActions::Flush, &mute)?;
        Ok(quiet)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.terminal.write_all(text.as_bytes())?;
        self.terminal.flush()
    }

    /// The line typed; `None` if it was broken off, the terminal went away, or nobody waits.
    fn line(&mut self, waiting: &AtomicBool) -> io::Result<Option<Vec<u8>>> {
        let mut line = Line::default();
        let mut chunk = [0_u8; 64];
        while waiting.load(Ordering::Relaxed) {
            let mut fds = [PollFd::new(&self.terminal, PollFlags::IN)];
            match poll(&mut fds, Some(&LOOK)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => continue,
                Ok(_) => {}
                Err(error) => return Err(error.into()),
            }
            let read = self.terminal.read(&mut chunk)?;
            if read == 0 {
                return Ok(None);
            }
            for byte in chunk.iter().take(read) {
                match line.typed(*byte) {
                    Typed::More => {}
                    Typed::Done => return Ok(Some(line.into_bytes())),
                    Typed::BrokenOff => return Ok(None),
                }
            }
        }
        Ok(None)
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // Flush: the rest of a password must not become input of what comes next. A terminal
        // that is gone cannot be given back, so a failure means nothing.
        let _ = tcsetattr(&self.terminal, OptionalActions::Flush, &self.before);
    }
}
