//! What requests travel on: the TLS configuration and the HTTP client above it. Both are replaced
//! together when the certificates' files are read again.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, header};

use crate::domain::Fault;
use crate::gws::cookies::Cookies;
use crate::gws::tls::Trust;
use crate::gws::{Proxies, Timeouts, faults};

/// Shorter than the 30 s after which the vendor's sample configuration drops an idle connection:
/// a request must not meet one that is just being closed.
const IDLE: std::time::Duration = std::time::Duration::from_secs(20);

/// One TLS configuration and the client that uses it. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) http: reqwest::Client,
    pub(super) tls: Arc<rustls::ClientConfig>,
}

impl Line {
    /// Reads the files and sets both up.
    ///
    /// # Errors
    /// [`Fault::NotSent`] naming the file.
    pub(super) fn new(
        trust: &Trust,
        proxies: &Proxies,
        cookies: &Arc<Cookies>,
        timeouts: Timeouts,
    ) -> Result<Self, Fault> {
        Self::over(Arc::new(trust.config()?), proxies, cookies, timeouts)
    }

    /// Sets up a client without any connection, over a configuration as it is.
    ///
    /// # Errors
    /// [`Fault::NotSent`].
    pub(super) fn over(
        tls: Arc<rustls::ClientConfig>,
        proxies: &Proxies,
        cookies: &Arc<Cookies>,
        timeouts: Timeouts,
    ) -> Result<Self, Fault> {
        let mut defaults = HeaderMap::new();
        defaults.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let mut builder = reqwest::Client::builder().no_proxy();
        for proxy in proxies.for_requests() {
            builder = builder.proxy(proxy);
        }
        let http = builder
            .tls_backend_preconfigured(rustls::ClientConfig::clone(&tls))
            .default_headers(defaults)
            .cookie_provider(Arc::clone(cookies))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.request)
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(|e| faults::not_sent(&format!("the HTTP client cannot be set up: {e}")))?;
        Ok(Self { http, tls })
    }
}
