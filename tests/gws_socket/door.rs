//! The CometD client as the feed starts it, on the client's credentials and trust.

use std::sync::Arc;
use std::time::Duration;

use floorwalk::bayeux::{self, Cause, Config, Happening, Limits, Tempo, Transport};
use floorwalk::gws::Api;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use tokio::net::TcpStream;
use url::Url;

struct Door(Api);

impl bayeux::Door for Door {
    fn headers(&self, url: &Url) -> HeaderMap {
        self.0.request_headers(url)
    }

    fn learn(&self, url: &Url, headers: &HeaderMap) {
        self.0.learn(url, headers);
    }

    fn http(&self) -> reqwest::Client {
        self.0.http()
    }

    fn tls(&self) -> Arc<rustls::ClientConfig> {
        self.0.tls()
    }

    fn tunnel(&self, url: &Url) -> Option<BoxFuture<'static, std::io::Result<TcpStream>>> {
        self.0.tunnel(url)
    }

    fn tls_words(&self, url: &Url, error: &rustls::Error) -> String {
        self.0.tls_words(url, error)
    }
}

/// Polls a server that speaks no Bayeux: `None` is success, for it answered.
#[allow(dead_code, reason = "not every test polls")]
pub async fn polls(api: &Api) -> Option<Cause> {
    match outcome(api, Transport::LongPolling).await {
        cause @ (Cause::Unreachable(_) | Cause::Proxy(_) | Cause::Tls(_) | Cause::Broken(_)) => {
            Some(cause)
        }
        _ => None,
    }
}

/// Opens a websocket to a server that answers its upgrade by something else than 101: what
/// arrived there is success; every other end is an error.
pub async fn feed(api: &Api) -> Result<(), Cause> {
    match outcome(api, Transport::WebSocket).await {
        Cause::UpgradeRefused { .. } => Ok(()),
        cause => Err(cause),
    }
}

async fn outcome(api: &Api, transport: Transport) -> Cause {
    let config = Config {
        url: api.notifications_url(),
        topics: vec!["/v2/me/*".to_owned()],
        transport: transport.into(),
        tempo: Tempo::default(),
        door: Arc::new(Door(api.clone())),
        seed: 1,
        limits: Limits::default(),
    };
    let (_handle, mut happenings) = bayeux::start::<Box<serde_json::value::RawValue>>(config);
    let outcome = async {
        loop {
            let happening = happenings.recv().await.expect("the client ended");
            if let Happening::Down { cause, .. } = happening {
                return cause;
            }
        }
    };
    match tokio::time::timeout(Duration::from_secs(20), outcome).await {
        Ok(cause) => cause,
        Err(_) => panic!("no outcome"),
    }
}
