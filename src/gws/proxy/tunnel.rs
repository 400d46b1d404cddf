//! A connection through a proxy (`CONNECT`, RFC 9110 §9.3.6). What is sent to the proxy names the
//! server and nothing else of it: no header of ours but the proxy's own authorization.

use std::io;

use thiserror::Error;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use super::Proxy;

/// Most bytes of the proxy's answer.
const LONGEST_HEAD: usize = 8 * 1024;

/// Why there is no way through a proxy; each names it.
#[derive(Debug, Error)]
pub(in crate::gws) enum TunnelError {
    #[error("the proxy {at} cannot be reached ({why}): check {variable}")]
    Unreachable {
        at: String,
        why: String,
        variable: &'static str,
    },
    /// HTTP 407.
    #[error("{0}")]
    WhoAsks(String),
    #[error("the proxy {at} refuses to connect to {server} (HTTP {status})")]
    Refused {
        at: String,
        server: String,
        status: u16,
    },
    #[error("the proxy {at} broke off ({why})")]
    Broken { at: String, why: String },
    #[error("the proxy {at} does not answer as a proxy: check {variable}")]
    NoProxy { at: String, variable: &'static str },
}

/// Connects to the proxy itself.
///
/// # Errors
/// [`TunnelError::Unreachable`].
pub(in crate::gws) async fn reach(proxy: &Proxy) -> Result<TcpStream, TunnelError> {
    let found = TcpStream::connect((proxy.host.as_str(), proxy.port)).await;
    found.map_err(|error| TunnelError::Unreachable {
        at: proxy.at(),
        why: error.to_string(),
        variable: proxy.variable,
    })
}

/// Connects to the server of `url` through the proxy. Takes as long as they take.
///
/// # Errors
/// Names the proxy.
pub(in crate::gws) async fn open(proxy: &Proxy, url: &Url) -> Result<TcpStream, TunnelError> {
    let server = format!(
        "{}:{}",
        url.host_str().unwrap_or_default(),
        url.port_or_known_default().unwrap_or_default()
    );
    let broken = |error: io::Error| TunnelError::Broken {
        at: proxy.at(),
        why: error.to_string(),
    };
    let mut stream = reach(proxy).await?;
    let mut request = format!("CONNECT {server} HTTP/1.1\r\nHost: {server}\r\n").into_bytes();
    if let Some(value) = &proxy.authorization {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(value.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    stream.write_all(&request).await.map_err(broken)?;
    let head = head(&mut stream).await.map_err(broken)?;
    match head.as_deref().and_then(status) {
        Some(200..=299) => Ok(stream),
        Some(407) => Err(TunnelError::WhoAsks(proxy.who_asks())),
        Some(status) => Err(TunnelError::Refused {
            at: proxy.at(),
            server,
            status,
        }),
        None => Err(TunnelError::NoProxy {
            at: proxy.at(),
            variable: proxy.variable,
        }),
    }
}

/// The answer's head and not a byte more: what follows is the server's. `None` if it has no end.
async fn head(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    while head.len() < LONGEST_HEAD {
        head.push(stream.read_u8().await?);
        if head.ends_with(b"\r\n\r\n") {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

/// The status in `HTTP/1.x NNN`.
fn status(head: &[u8]) -> Option<u16> {
    let head = std::str::from_utf8(head.get(..12)?).ok()?;
    let (version, status) = head.split_once(' ')?;
    version
        .starts_with("HTTP/1.")
        .then(|| status.parse().ok())?
}
