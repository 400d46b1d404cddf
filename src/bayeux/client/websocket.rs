//! An open websocket.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::line::Signal;
use crate::bayeux::Cause;

/// A TCP stream, secured or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The socket.
pub(super) struct WebSocket(pub(super) WebSocketStream<Box<dyn Stream>>);

impl WebSocket {
    /// The next text frame, or the end. Pings are answered by reading on; binary frames are no
    /// Bayeux (CometD ignores them too).
    pub(super) async fn signal(&mut self) -> Signal {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Signal::Text(text),
                Some(Ok(Message::Close(close))) => {
                    let code = close.as_ref().map(|close| u16::from(close.code));
                    let reason = close.map_or_else(String::new, |close| close.reason.to_string());
                    return Cause::Closed { code, reason }.into();
                }
                Some(Ok(
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
                )) => {}
                Some(Err(error)) => return broken(error).into(),
                None => {
                    return Cause::Closed {
                        code: None,
                        reason: String::new(),
                    }
                    .into();
                }
            }
        }
    }

    /// Writes a frame. Our frames are small: one that does not fit in time means a dead peer.
    pub(super) async fn send(&mut self, text: String, patience: Duration) -> Result<(), Cause> {
        match tokio::time::timeout(patience, self.0.send(Message::text(text))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(broken(error)),
            Err(_) => Err(Cause::Broken("the socket takes nothing".to_owned())),
        }
    }

    /// Says goodbye in websocket terms, best effort: the connection is dropped either way.
    pub(super) async fn close(mut self, patience: Duration) {
        use tokio_tungstenite::tungstenite::protocol::CloseFrame;
        let frame = CloseFrame {
            code: CloseCode::Normal,
            reason: "".into(),
        };
        let _ = tokio::time::timeout(patience, self.0.close(Some(frame))).await;
    }
}

/// Which failures the frame is to blame for: it would come again on a resumed session.
fn broken(error: Error) -> Cause {
    use tokio_tungstenite::tungstenite::error::ProtocolError;
    match error {
        Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Cause::Closed {
            code: None,
            reason: String::new(),
        },
        Error::Capacity(_) | Error::Protocol(_) | Error::Utf8(_) => Cause::Frame(error.to_string()),
        Error::Io(error) => Cause::Broken(error.to_string()),
        other => Cause::Broken(other.to_string()),
    }
}
