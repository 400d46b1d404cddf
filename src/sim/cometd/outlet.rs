//! The way out to one websocket: bounded, and cut when the peer does not read.

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::sim::faults::Raw;

/// What is sent.
#[derive(Debug)]
pub(crate) enum Frame {
    Text(String),
    /// Bytes in a text frame, UTF-8 or not.
    Raw(Raw),
    /// A close frame with its code and reason, and the end.
    Close(u16, &'static str),
}

/// The way out to one websocket.
#[derive(Debug, Clone)]
pub(crate) struct Outlet {
    number: u64,
    frames: mpsc::Sender<Frame>,
    cut: CancellationToken,
}

impl Outlet {
    pub(crate) fn new(number: u64, frames: mpsc::Sender<Frame>, cut: CancellationToken) -> Self {
        Self {
            number,
            frames,
            cut,
        }
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Sends, or cuts a connection whose peer is too slow. Says whether the
    /// frame is on its way.
    pub(crate) fn send(&self, frame: Frame) -> Result<(), Cut> {
        if self.cut.is_cancelled() {
            return Err(Cut);
        }
        self.frames.try_send(frame).map_err(|_| {
            self.cut.cancel();
            Cut
        })
    }
}

/// The connection is gone.
#[derive(Debug)]
pub(crate) struct Cut;
