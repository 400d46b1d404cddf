//! Signals. We own SIGHUP, so that sessions are left before the program goes; a terminal that is
//! gone without it is noticed by the one who reads it.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use crate::app::{Msg, Shell, Stop};

/// The signals that end the program, listened to from the very start.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// The system refuses.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Stop {
        tokio::select! {
            _ = self.terminate.recv() => Stop::Terminated,
            _ = self.interrupt.recv() => Stop::Terminated,
            _ = self.hang_up.recv() => Stop::HungUp,
        }
    }

    /// Hands them to the loop.
    pub(super) fn listen(mut self) -> mpsc::Receiver<Stop> {
        let (tell, stops) = mpsc::channel(4);
        tokio::spawn(async move { while tell.send(self.next().await).await.is_ok() {} });
        stops
    }
}

/// Says when the terminal's window has another size, when the shell wants us to stop, and when it
/// lets us go on.
///
/// # Errors
/// The system refuses.
pub(super) fn watch_job(tell: mpsc::Sender<Msg>) -> io::Result<()> {
    let of = |signal: rustix::process::Signal| SignalKind::from_raw(signal.as_raw());
    let mut sizes = signal(SignalKind::window_change())?;
    let mut stops = signal(of(rustix::process::Signal::TSTP))?;
    let mut goes_on = signal(of(rustix::process::Signal::CONT))?;
    tokio::spawn(async move {
        loop {
            let msg = tokio::select! {
                _ = sizes.recv() => Msg::Resize,
                _ = stops.recv() => Msg::Suspend,
                _ = goes_on.recv() => Msg::Continued,
            };
            if tell.send(msg).await.is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Whether a shell waits for this process: then we have a process group of our own, beside that of
/// the session's leader. Without one nobody could let us go on.
pub(super) fn shell() -> Shell {
    use rustix::process::{getpgrp, getsid};
    match getsid(None) {
        Ok(leader) if leader == getpgrp() => Shell::None,
        Ok(_) | Err(_) => Shell::Waits,
    }
}

/// Stops this process. It cannot be refused, and holds every thread.
pub(super) fn stop() {
    let us = rustix::process::getpid();
    if let Err(e) = rustix::process::kill_process(us, rustix::process::Signal::STOP) {
        tracing::warn!("stopping for the shell: {e}");
    }
}
