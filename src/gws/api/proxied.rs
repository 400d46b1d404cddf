//! The way through a proxy: the websocket's, and what went wrong on REST's.

use std::io;

use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use url::Url;

use super::Api;
use crate::domain::Fault;
use crate::gws::faults;
use crate::gws::proxy::{self, Proxy};

impl Api {
    /// A connection to `url` through the proxy on the way there, for the websocket, secured or
    /// not (RFC 6455 §4.1); `None` where there is no proxy. Takes as long as it takes; its error
    /// names the proxy.
    pub fn tunnel(&self, url: &Url) -> Option<BoxFuture<'static, io::Result<TcpStream>>> {
        let (proxy, url) = (self.proxy(url)?.clone(), url.clone());
        Some(Box::pin(async move {
            proxy::open(&proxy, &url).await.map_err(io::Error::other)
        }))
    }

    /// The proxy on the way to one of our addresses.
    pub(super) fn proxy(&self, url: &Url) -> Option<&Proxy> {
        // A bad variable was refused when the client was set up.
        self.0.proxies.on_the_way(url).ok().flatten()
    }

    /// What the proxy had to do with a request that found no connection. `reqwest` does not say
    /// what a proxy answered: it is asked once more, without any request of ours.
    pub(super) async fn proxy_fault(&self, error: &reqwest::Error, url: &Url) -> Option<Fault> {
        if !error.is_connect() || faults::is_tls(error) {
            return None;
        }
        let proxy = self.proxy(url)?;
        let asked = async {
            match url.scheme() {
                "https" => proxy::open(proxy, url).await,
                // An http address is not tunnelled: the proxy makes the request.
                _ => proxy::reach(proxy).await,
            }
        };
        let why = match tokio::time::timeout(self.0.timeouts.connect, asked).await {
            Ok(Ok(_)) => return None,
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("the proxy {} gives no answer in time", proxy.at()),
        };
        Some(faults::not_sent(&why))
    }
}
