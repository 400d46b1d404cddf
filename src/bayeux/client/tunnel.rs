//! Why a proxy on the way let nothing through. Knows that the door may have a tunnel; what is at
//! its other end, and what a proxy is, only the door knows.

use super::Config;
use crate::bayeux::Cause;

/// The cause of a long-polling request that found no connection, in the words of the tunnel: the
/// HTTP client does not say what a proxy answered, so the tunnel is opened once more and dropped.
/// `None` where there is none, or nothing is wrong with it now. Only for `https`, which is always
/// tunnelled.
pub(super) async fn cause(config: &Config) -> Option<Cause> {
    if config.url.scheme() != "https" {
        return None;
    }
    let tunnel = config.door.tunnel(&config.url)?;
    match tokio::time::timeout(config.tempo.open, tunnel).await {
        Ok(Err(error)) => Some(Cause::Proxy(error.to_string())),
        Ok(Ok(_)) | Err(_) => None,
    }
}
