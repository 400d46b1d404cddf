//! The connection as the driver sees it, whichever transport it is.

use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::Config;
use super::polling::Polling;
use super::upgrade::upgrade;
use super::websocket::WebSocket;
use crate::bayeux::Cause;
use crate::bayeux::session::Lane;

/// What a line reports.
#[derive(Debug)]
pub(super) enum Signal {
    Opened,
    Lost {
        cause: Cause,
        retry_after: Option<Duration>,
    },
    Unauthorized(u16),
    /// A websocket text frame.
    Text(Utf8Bytes),
    /// The body of an HTTP answer.
    Body(Lane, Vec<u8>),
}

impl From<Cause> for Signal {
    fn from(cause: Cause) -> Self {
        Self::Lost {
            cause,
            retry_after: None,
        }
    }
}

/// One connection, or the way to it.
pub(super) enum Line {
    Down,
    Opening(BoxFuture<'static, Result<Box<WebSocket>, Signal>>),
    WebSocket(Box<WebSocket>),
    Polling(Polling),
}

impl Line {
    pub(super) fn websocket(config: &Config) -> Self {
        Self::Opening(Box::pin(upgrade(config.clone())))
    }

    pub(super) fn long_polling() -> Self {
        Self::Polling(Polling::default())
    }

    /// The next report. Cancel-safe; pending for ever on a line that is down.
    pub(super) async fn signal(&mut self) -> Signal {
        match self {
            Self::Down => std::future::pending().await,
            Self::WebSocket(socket) => socket.signal().await,
            Self::Polling(polling) => polling.signal().await,
            Self::Opening(opening) => {
                let opened = opening.await;
                match opened {
                    Ok(socket) => {
                        *self = Self::WebSocket(socket);
                        Signal::Opened
                    }
                    Err(signal) => {
                        *self = Self::Down;
                        signal
                    }
                }
            }
        }
    }

    /// Sends a frame. What a line that is down cannot send, nobody awaits.
    pub(super) async fn send(
        &mut self,
        text: String,
        lane: Lane,
        write: Duration,
        config: &Config,
    ) -> Result<(), Cause> {
        match self {
            Self::Down | Self::Opening(_) => Ok(()),
            Self::WebSocket(socket) => socket.send(text, write).await,
            Self::Polling(polling) => {
                polling.send(text, lane, config);
                Ok(())
            }
        }
    }

    /// Closes the connection. A close frame is tried for `patience`; requests in flight are
    /// abandoned.
    pub(super) async fn hang_up(self, patience: Duration) {
        match self {
            Self::Down | Self::Opening(_) => {}
            Self::WebSocket(socket) => socket.close(patience).await,
            Self::Polling(polling) => drop(polling),
        }
    }
}
