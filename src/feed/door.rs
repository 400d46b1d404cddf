//! What the Bayeux client gets from the GWS client: credentials, cookies and trust are shared.

use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::HeaderMap;
use tokio::net::TcpStream;
use url::Url;

use crate::bayeux;
use crate::gws::Api;

/// The GWS client as the Bayeux client sees it.
pub(super) struct Door(pub(super) Api);

impl bayeux::Door for Door {
    fn headers(&self, url: &Url) -> HeaderMap {
        self.0.request_headers(url)
    }

    fn learn(&self, url: &Url, headers: &HeaderMap) {
        self.0.learn(url, headers);
    }

    fn renew(&self, url: &Url, status: u16, body: &[u8]) -> Option<BoxFuture<'static, ()>> {
        self.0.renew_token(url, status, body)
    }

    fn http(&self) -> reqwest::Client {
        self.0.http()
    }

    fn rest(&self) -> bayeux::Rest {
        if self.0.answers() {
            bayeux::Rest::Answers
        } else {
            bayeux::Rest::Unknown
        }
    }

    fn tls(&self) -> Arc<rustls::ClientConfig> {
        self.0.tls()
    }

    fn resolve(
        &self,
        host: String,
        port: u16,
    ) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
        self.0.addresses(host, port)
    }

    fn tunnel(&self, url: &Url) -> Option<BoxFuture<'static, std::io::Result<TcpStream>>> {
        self.0.tunnel(url)
    }

    fn tls_words(&self, url: &Url, error: &rustls::Error) -> String {
        self.0.tls_words(url, error)
    }
}
