//! Reads the terminal in a thread of its own and speaks the app's keys. The thread sleeps in the
//! kernel; once [`Input::stop`] has returned it reads no more, so that nothing steals what is typed
//! for the shell.
//!
//! Not by crossterm's reader: crossterm 0.29 takes a read that ends in ESC for the Esc key, so that
//! a slow link turns the rest of an arrow or a paste into letters that act; and it spins on a
//! terminal that has hung up.

mod decoder;
mod heard;
mod paste;
mod sequence;

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::AsFd as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::sync::mpsc;

use crate::app::{Deed, Msg, Pointer, Stop};
use decoder::Decoder;
use heard::{Heard, Mouse, Pressed};

/// How long the rest of a sequence is waited for after its ESC.
const HOLD: Duration = Duration::from_millis(50);
/// The same over SSH, where a packet may end anywhere.
const HOLD_REMOTE: Duration = Duration::from_millis(100);
/// How long [`Input::stop`] waits for the thread.
const STOPPING: Duration = Duration::from_millis(200);

/// Whether the person is at this machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seat {
    /// Here.
    Local,
    /// Elsewhere, on a link that splits what is sent.
    Remote,
}

impl Seat {
    /// By what sshd tells the programs it starts.
    pub(super) fn of_process() -> Self {
        match std::env::var_os("SSH_CONNECTION") {
            Some(there) if !there.is_empty() => Self::Remote,
            Some(_) | None => Self::Local,
        }
    }

    fn hold(self) -> Duration {
        match self {
            Self::Local => HOLD,
            Self::Remote => HOLD_REMOTE,
        }
    }
}

/// The reading thread.
#[derive(Debug)]
pub(super) struct Input {
    /// Closing it wakes the thread.
    stop: Option<PipeWriter>,
    /// How often the terminal said that it is well.
    well: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Input {
    /// Starts reading standard input. A terminal that is gone is said once, as [`Stop::HungUp`].
    ///
    /// # Errors
    /// The system gives no thread or no pipe.
    pub(super) fn start(keys: mpsc::Sender<Msg>, seat: Seat) -> io::Result<Self> {
        let (stopped, stop) = io::pipe()?;
        let well = Arc::new(AtomicUsize::new(0));
        let count = well.clone();
        let thread = std::thread::Builder::new()
            .name("terminal".into())
            .spawn(move || {
                if let Err(e) = listen(&keys, &stopped, Decoder::new(seat.hold()), &count) {
                    tracing::warn!("the terminal is gone: {e}");
                    // The loop may have ended already.
                    let _ = keys.blocking_send(Msg::Stop(Stop::HungUp));
                }
            })?;
        Ok(Self {
            stop: Some(stop),
            well,
            thread: Some(thread),
        })
    }

    /// How often the terminal said that it is well.
    pub(super) fn well(&self) -> usize {
        self.well.load(Ordering::SeqCst)
    }

    /// Stops reading.
    pub(super) fn stop(&mut self) {
        drop(self.stop.take());
        let Some(thread) = self.thread.take() else {
            return;
        };
        // It may be waiting for room in the queue; it reads nothing after that either.
        let end = Instant::now() + STOPPING;
        while !thread.is_finished() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Reads until it is stopped, or nobody listens; an error is the end of the terminal. SIGHUP alone
/// would not tell that (`nohup`, `setsid`).
fn listen(
    keys: &mpsc::Sender<Msg>,
    stopped: &PipeReader,
    mut decoder: Decoder,
    well: &AtomicUsize,
) -> io::Result<()> {
    let stdin = io::stdin();
    let tty = stdin.as_fd();
    let mut bytes = [0; 4096];
    let mut heard = Vec::new();
    loop {
        let wait = decoder
            .deadline()
            .map(|at| at.saturating_duration_since(Instant::now()));
        // What cannot be written in the system's words is far away.
        let wait = wait.and_then(|wait| Timespec::try_from(wait).ok());
        let mut fds = [
            PollFd::new(&tty, PollFlags::IN),
            PollFd::new(stopped, PollFlags::empty()),
        ];
        match poll(&mut fds, wait.as_ref()) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(e) => return Err(e.into()),
        }
        if !fds[1].revents().is_empty() {
            return Ok(());
        }
        let news = fds[0].revents();
        if news.contains(PollFlags::IN) && !news.contains(PollFlags::HUP) {
            match rustix::io::read(tty, &mut bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => decoder.read(bytes.get(..n).unwrap_or(&[]), Instant::now(), &mut heard),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(e) => return Err(e.into()),
            }
        } else if news.is_empty() {
            // Only where the system says that nothing came: a late look is no silence.
            decoder.silence(Instant::now(), &mut heard);
        } else {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        for heard in heard.drain(..) {
            well.fetch_add(usize::from(heard == Heard::Well), Ordering::SeqCst);
            if let Some(msg) = message(heard)
                && keys.blocking_send(msg).is_err()
            {
                return Ok(());
            }
        }
    }
}

fn message(heard: Heard) -> Option<Msg> {
    match heard {
        Heard::Key(press) => Some(Msg::Key(press)),
        Heard::Paste(text) => Some(Msg::Paste(text)),
        Heard::FocusIn => Some(pointer(Deed::FocusIn)),
        Heard::Mouse(mouse) => deed(mouse).map(pointer),
        Heard::Well => Some(Msg::Shown),
        Heard::FocusOut => None,
    }
}

fn pointer(deed: Deed) -> Msg {
    let at = Instant::now();
    Msg::Pointer(Pointer { deed, at })
}

/// Buttons other than the left one, and any with a modifier, mean nothing.
fn deed(mouse: Mouse) -> Option<Deed> {
    let Mouse {
        code,
        column,
        row,
        pressed: Pressed::Down,
    } = mouse
    else {
        return None;
    };
    match code {
        0 => Some(Deed::Click { column, row }),
        64 => Some(Deed::WheelUp { column, row }),
        65 => Some(Deed::WheelDown { column, row }),
        _ => None,
    }
}
