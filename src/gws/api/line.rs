//! What requests travel on: the TLS configuration and the HTTP client above it. Both are replaced
//! together when the certificates' files are read again.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, header};

use crate::domain::Fault;
use crate::gws::cookies::Cookies;
use crate::gws::tls::Trust;
use crate::gws::{Names, Proxies, Timeouts, faults};

/// Shorter than the 30 s after which the vendor's sample configuration drops an idle connection:
/// a request must not meet one that is just being closed.
const IDLE: std::time::Duration = std::time::Duration::from_secs(20);

/// One TLS configuration and the client that uses it. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) http: reqwest::Client,
    pub(super) tls: Arc<rustls::ClientConfig>,
}

/// What a client is set up with beside its TLS configuration.
pub(super) struct Ways<'a> {
    pub(super) proxies: &'a Proxies,
    pub(super) names: &'a Names,
    pub(super) cookies: &'a Arc<Cookies>,
    pub(super) timeouts: Timeouts,
}

impl Line {
    /// Reads the files and sets both up.
    ///
    /// # Errors
    /// [`Fault::NotSent`] naming the file.
    pub(super) fn new(trust: &Trust, ways: &Ways<'_>) -> Result<Self, Fault> {
        Self::over(Arc::new(trust.config()?), ways)
    }

    /// Sets up a client without any connection, over a configuration as it is.
    ///
    /// # Errors
    /// [`Fault::NotSent`].
    pub(super) fn over(tls: Arc<rustls::ClientConfig>, ways: &Ways<'_>) -> Result<Self, Fault> {
        let mut defaults = HeaderMap::new();
        defaults.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let mut builder = reqwest::Client::builder().no_proxy();
        for proxy in ways.proxies.for_requests() {
            builder = builder.proxy(proxy);
        }
        let http = builder
            .tls_backend_preconfigured(rustls::ClientConfig::clone(&tls))
            .dns_resolver(Arc::new(ways.names.clone()))
            .default_headers(defaults)
            .cookie_provider(Arc::clone(ways.cookies))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .connect_timeout(ways.timeouts.connect)
            .timeout(ways.timeouts.request)
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(|e| faults::not_sent(&format!("the HTTP client cannot be set up: {e}")))?;
        Ok(Self { http, tls })
    }
}
