//! From an address to an open websocket.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, Request, StatusCode, Uri, header};
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::{TlsConnector, rustls};
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use url::Host;

use super::Config;
use super::line::Signal;
use super::websocket::{Stream, WebSocket};
use crate::bayeux::Cause;

/// Bytes read at once. Each read clears as many first, whatever comes, and the library's 128 KiB cost
/// more than a small message does; with less a flood has to be asked for piece by piece.
const READ: usize = 64 * 1024;

/// Resolves, connects, secures and upgrades.
pub(super) async fn upgrade(config: Config) -> Result<Box<WebSocket>, Signal> {
    let tcp = match config.door.tunnel(&config.url) {
        Some(tunnel) => tunnel
            .await
            .map_err(|error| Signal::from(Cause::Proxy(error.to_string())))?,
        None => connect(&config).await?,
    };
    // Small messages that are waited for: Nagle's algorithm would only delay them.
    tcp.set_nodelay(true).map_err(|error| unreachable(&error))?;
    let stream: Box<dyn Stream> = if config.url.scheme() == "https" {
        Box::new(secure(&config, tcp).await?)
    } else {
        Box::new(tcp)
    };
    let request = request(&config)?;
    let limits = WebSocketConfig::default()
        .read_buffer_size(READ)
        .max_message_size(Some(config.limits.message))
        .max_frame_size(Some(config.limits.frame))
        .write_buffer_size(0)
        .max_write_buffer_size(config.limits.write_buffer.max(1));
    match client_async_with_config(request, stream, Some(limits)).await {
        Ok((socket, answer)) => {
            config.door.learn(&config.url, answer.headers());
            Ok(Box::new(WebSocket(socket)))
        }
        Err(Error::Http(answer)) => {
            config.door.learn(&config.url, answer.headers());
            Err(refused(answer.status(), answer.headers()))
        }
        // TLS 1.3 tells only now what the server thinks of our certificate.
        Err(Error::Io(error)) if tls_error(&error).is_some() => {
            Err(Cause::Tls(tls_words(&config, &error)).into())
        }
        Err(error) => Err(Cause::UpgradeFailed(error.to_string()).into()),
    }
}

/// Tries every address the name has now, each with its share of the time.
async fn connect(config: &Config) -> Result<TcpStream, Signal> {
    let (url, patience) = (&config.url, config.tempo.open);
    let nowhere = || Signal::from(Cause::Unreachable("the address has no host".to_owned()));
    let port = url.port_or_known_default().ok_or_else(nowhere)?;
    let host = url.host().ok_or_else(nowhere)?;
    let addresses = match host {
        Host::Domain(name) => {
            let found = config.door.resolve(name.to_owned(), port).await;
            found.map_err(|error| unreachable(&error))?
        }
        Host::Ipv4(address) => vec![(address, port).into()],
        Host::Ipv6(address) => vec![(address, port).into()],
    };
    let share = patience / u32::try_from(addresses.len().max(1)).unwrap_or(u32::MAX);
    let mut failure = format!("{host} has no address");
    for address in addresses {
        match tokio::time::timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failure = format!("{address}: {error}"),
            Err(_) => failure = format!("{address}: no answer in time"),
        }
    }
    Err(Cause::Unreachable(failure).into())
}

fn unreachable(error: &std::io::Error) -> Signal {
    Cause::Unreachable(error.to_string()).into()
}

async fn secure(config: &Config, tcp: TcpStream) -> Result<impl Stream + use<>, Signal> {
    let insecure = |text: String| Signal::from(Cause::Tls(text));
    let name = match config.url.host() {
        Some(Host::Domain(name)) => {
            ServerName::try_from(name.to_owned()).map_err(|error| insecure(error.to_string()))?
        }
        Some(Host::Ipv4(address)) => ServerName::from(std::net::IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => ServerName::from(std::net::IpAddr::V6(address)),
        None => return Err(insecure("the address has no host".to_owned())),
    };
    TlsConnector::from(Arc::clone(&config.door.tls()))
        .connect(name, tcp)
        .await
        .map_err(|error| insecure(tls_words(config, &error)))
}

fn tls_error(error: &std::io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn tls_words(config: &Config, error: &std::io::Error) -> String {
    tls_error(error).map_or_else(
        || error.to_string(),
        |tls| config.door.tls_words(&config.url, tls),
    )
}

/// The upgrade request: the exact address, no sub-protocol (a server that knows none would make
/// strict clients fail), and whatever the door adds.
fn request(config: &Config) -> Result<Request<()>, Signal> {
    let failed = |text: String| Signal::from(Cause::UpgradeFailed(text));
    let mut url = config.url.clone();
    url.set_fragment(None);
    // Credentials travel in the door's headers only. Both fail on addresses without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    // `http` becomes `ws`, `https` becomes `wss`.
    let address = url.as_str().replacen("http", "ws", 1);
    let uri: Uri = address
        .parse()
        .map_err(|error: http::uri::InvalidUri| failed(error.to_string()))?;
    let mut request = uri
        .into_client_request()
        .map_err(|error| failed(error.to_string()))?;
    for (name, value) in &config.door.headers(&config.url) {
        request.headers_mut().append(name.clone(), value.clone());
    }
    Ok(request)
}

/// An answer other than 101.
fn refused(status: StatusCode, headers: &HeaderMap) -> Signal {
    match status.as_u16() {
        status @ (401 | 403) => Signal::Unauthorized(status),
        status => Signal::Lost {
            cause: Cause::UpgradeRefused { status },
            retry_after: retry_after(status, headers),
        },
    }
}

/// `Retry-After` of a 429 or 503, in seconds or as a date; no longer than ten minutes.
pub(super) fn retry_after(status: u16, headers: &HeaderMap) -> Option<Duration> {
    const LONGEST: Duration = Duration::from_secs(600);
    if !matches!(status, 429 | 503) {
        return None;
    }
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = jiff::fmt::rfc2822::parse(value).ok()?;
            let date = SystemTime::from(date.timestamp());
            date.duration_since(SystemTime::now()).unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn asked(status: u16, value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, value.parse().unwrap());
        retry_after(status, &headers)
    }

    #[test]
    fn retry_after_is_read_in_both_forms_and_bounded() {
        assert_eq!(asked(503, "7"), Some(Duration::from_secs(7)));
        assert_eq!(asked(429, " 0 "), Some(Duration::ZERO));
        assert_eq!(asked(429, "99999999"), Some(Duration::from_secs(600)));
        assert_eq!(
            asked(503, "Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(Duration::ZERO)
        );
        assert_eq!(
            asked(503, "Fri, 01 Jan 2100 00:00:00 GMT"),
            Some(Duration::from_secs(600))
        );
        assert_eq!(asked(503, "soon"), None);
        assert_eq!(asked(500, "7"), None);
    }
}
