//! One TCP connection as the weather lets it be; knows nothing of HTTP.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tokio_util::sync::CancellationToken;

use super::weather::{Carries, Passage};
use crate::sim::hub::Hub;

/// What is known of a connection outside of it.
#[derive(Debug, Clone)]
pub(crate) struct Cord {
    /// Cancelled when the connection is to end.
    pub(crate) cut: CancellationToken,
    /// Whether it ends with a reset.
    reset: Arc<AtomicBool>,
    carries: Arc<AtomicBool>,
}

impl Cord {
    pub(crate) fn new(cut: CancellationToken, reset: Arc<AtomicBool>) -> Self {
        Self {
            cut,
            reset,
            carries: Arc::new(AtomicBool::new(false)),
        }
    }

    /// From now on notifications may go over it.
    pub(super) fn carry_notifications(&self) {
        self.carries.store(true, Ordering::Relaxed);
    }

    fn carries(&self) -> Carries {
        if self.carries.load(Ordering::Relaxed) {
            Carries::Notifications
        } else {
            Carries::Anything
        }
    }
}

/// One TCP connection.
#[derive(Debug)]
pub(super) struct Line {
    stream: TcpStream,
    hub: Arc<Hub>,
    cord: Cord,
    /// When the present write was first tried.
    tried: Option<Instant>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Line {
    pub(super) fn new(stream: TcpStream, hub: Arc<Hub>, cord: Cord) -> Self {
        Self {
            stream,
            hub,
            cord,
            tried: None,
            pause: None,
        }
    }

    fn pause(&mut self, span: Duration) {
        self.pause = Some(Box::pin(tokio::time::sleep(span)));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.cord.reset.load(Ordering::Relaxed) {
            // Else it closes as usual, which is a lesser fault.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            let tried = *self.tried.get_or_insert_with(Instant::now);
            let passage = self
                .hub
                .weather
                .passage(buf.len(), tried, self.cord.carries());
            let bytes = match passage {
                Passage::Free => buf.len(),
                Passage::Wait(span) => {
                    self.pause(span);
                    continue;
                }
                Passage::Part(bytes, span) => {
                    self.pause(span);
                    bytes
                }
                Passage::Cut => {
                    // What does not fit into the socket now is cut off as well.
                    let half = Pin::new(&mut self.stream).poll_write(cx, &buf[..buf.len() / 2]);
                    self.cord.cut.cancel();
                    return half.map(|_| Err(io::ErrorKind::BrokenPipe.into()));
                }
            };
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &buf[..bytes]));
            self.tried = None;
            return Poll::Ready(written);
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
