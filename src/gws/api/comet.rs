//! What the CometD client is lent, so that it stands on the same credentials, cookies and TLS.

use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::{HeaderMap, header};
use url::Url;

use super::{Api, copied, faults};
use crate::gws::cookies::is_same_place;
use crate::gws::csrf;

impl Api {
    /// The CometD endpoint of the node in use.
    pub fn notifications_url(&self) -> Url {
        self.0.nodes.here().notifications()
    }

    /// `Authorization`, `Cookie` and the CSRF token for a request to the node in use; nothing
    /// for any other.
    pub fn request_headers(&self, url: &Url) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if !is_same_place(url, &self.0.nodes.here().base) {
            return headers;
        }
        headers.insert(header::AUTHORIZATION, copied(&self.0.authorization));
        if let Some(cookie) = self.0.cookies.header(url) {
            headers.insert(header::COOKIE, cookie);
        }
        if let Some(token) = self.0.cookies.token() {
            token.add_to(&mut headers);
        }
        headers
    }

    /// Takes the cookies and the CSRF token of an answer that did not come through [`Api::http`].
    pub fn learn(&self, url: &Url, headers: &HeaderMap) {
        self.0.cookies.learn(url, headers);
    }

    /// The one read that learns the CSRF token, if that is what a request to the node in use was
    /// refused for.
    pub fn renew_token(
        &self,
        url: &Url,
        status: u16,
        body: &[u8],
    ) -> Option<BoxFuture<'static, ()>> {
        let is_ours = is_same_place(url, &self.0.nodes.here().base);
        if !is_ours || !csrf::says_missing(status, &String::from_utf8_lossy(body)) {
            return None;
        }
        let api = self.clone();
        Some(Box::pin(async move {
            if let Err(fault) = api.learn_token().await {
                // The request is repeated in vain, and its refusal is then told.
                tracing::warn!("reading the CSRF token: {fault}");
            }
        }))
    }

    /// The HTTP client, with the cookie jar; it adds no `Authorization` by itself, and gives up
    /// after [`Timeouts::request`](crate::gws::Timeouts::request): a request that is held longer
    /// needs a timeout of its own.
    pub fn http(&self) -> reqwest::Client {
        copied(&self.0.line).http
    }

    /// The TLS configuration as it is now: see [`Api::reload_tls`].
    pub fn tls(&self) -> Arc<rustls::ClientConfig> {
        copied(&self.0.line).tls
    }

    /// The addresses of a host now: what [`Api::http`] asks, too.
    pub fn addresses(
        &self,
        host: String,
        port: u16,
    ) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
        self.0.names.addresses(host, port)
    }

    /// What a TLS failure on the way to `url` means and what to check: for the websocket.
    pub fn tls_words(&self, url: &Url, error: &rustls::Error) -> String {
        faults::tls_words(error, super::wire::server(url).as_str())
    }
}
