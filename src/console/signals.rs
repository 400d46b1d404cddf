//! Signals. We own SIGHUP, so that sessions are left before the program goes; a terminal that is
//! gone without it is noticed by the one who reads it.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use crate::app::{Msg, Stop};

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

/// Says when the terminal's window has another size.
///
/// # Errors
/// The system refuses.
pub(super) fn watch_size(tell: mpsc::Sender<Msg>) -> io::Result<()> {
    let mut sizes = signal(SignalKind::window_change())?;
    tokio::spawn(async move {
        while sizes.recv().await.is_some() {
            if tell.send(Msg::Resize).await.is_err() {
                return;
            }
        }
    });
    Ok(())
}
