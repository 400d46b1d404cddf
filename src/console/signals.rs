//! Signals and the lost terminal. We own SIGHUP: crossterm 0.29 never notices that its terminal is
//! gone and spins, so the end must come from here.

use std::io;
use std::os::fd::AsFd as _;

use rustix::event::{PollFd, PollFlags, poll};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use crate::app::Stop;

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

    /// Hands them to the loop, together with the terminal's own hang-up.
    pub(super) fn listen(mut self) -> mpsc::Receiver<Stop> {
        let (tell, stops) = mpsc::channel(4);
        watch_terminal(tell.clone());
        tokio::spawn(async move { while tell.send(self.next().await).await.is_ok() {} });
        stops
    }
}

/// A thread that sleeps in the kernel until the terminal hangs up: no wake-up at rest. SIGHUP alone
/// is not enough (`nohup`, `setsid`).
fn watch_terminal(tell: mpsc::Sender<Stop>) {
    let watch = move || {
        let stdin = io::stdin();
        let fd = stdin.as_fd();
        let mut fds = [PollFd::new(&fd, PollFlags::empty())];
        while let Err(rustix::io::Errno::INTR) = poll(&mut fds, None) {}
        // The loop may have ended already.
        let _ = tell.blocking_send(Stop::HungUp);
    };
    if let Err(e) = std::thread::Builder::new()
        .name("terminal".into())
        .spawn(watch)
    {
        tracing::warn!("the terminal is not watched for hang-up: {e}");
    }
}
