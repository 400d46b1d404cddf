//! The client against a real server, by hand: start one of `tests/real_servers`, then
//!
//! ```text
//! FLOORWALK_BAYEUX_URL=http://127.0.0.1:PORT/bayeux cargo test --test bayeux_real -- --ignored
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

use std::sync::Arc;
use std::time::Duration;

use floorwalk::bayeux::{
    Choice, Config, Door, Farewell, Handle, Happening, Limits, Tempo, Transport, start,
};
use http::{HeaderMap, header};
use reqwest::cookie::{CookieStore, Jar};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::timeout;
use url::Url;

const PATIENCE: Duration = Duration::from_secs(30);
const TOPIC: &str = "/v2/me/*";
const CHANNEL: &str = "/v2/me/smssessions";

/// A cookie jar shared by everything that knocks.
#[derive(Default)]
struct Cookies(Jar);

impl Door for Cookies {
    fn headers(&self, url: &Url) -> HeaderMap {
        let cookies = self.0.cookies(url);
        cookies
            .into_iter()
            .map(|cookies| (header::COOKIE, cookies))
            .collect()
    }

    fn learn(&self, url: &Url, headers: &HeaderMap) {
        let mut cookies = headers.get_all(header::SET_COOKIE).iter();
        self.0.set_cookies(&mut cookies, url);
    }

    fn http(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls())
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap()
    }

    fn tls(&self) -> Arc<rustls::ClientConfig> {
        Arc::new(tls())
    }
}

fn tls() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

/// The server's control requests.
struct Server(Url);

impl Server {
    fn here() -> Self {
        let url = std::env::var("FLOORWALK_BAYEUX_URL").expect("FLOORWALK_BAYEUX_URL");
        Self(Url::parse(&url).unwrap())
    }

    async fn ask(&self, path: &str) -> Value {
        let url = self.0.join(path).unwrap();
        let answer = Cookies::default().http().post(url).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn publish(&self, from: u64, count: u64) {
        let path = format!("/control/publish?channel={CHANNEL}&from={from}&count={count}");
        assert_eq!(self.ask(&path).await["published"], count);
    }

    fn client(&self, transport: Choice, door: &Arc<Cookies>) -> Client {
        let (handle, happenings) = start(Config {
            url: self.0.clone(),
            topics: vec![TOPIC.to_owned()],
            transport,
            tempo: Tempo::default(),
            door: Arc::clone(door) as Arc<dyn Door>,
            seed: fastrand::u64(..),
            limits: Limits::default(),
        });
        Client { handle, happenings }
    }
}

struct Client {
    handle: Handle,
    happenings: mpsc::Receiver<Happening>,
}

impl Client {
    async fn until<T>(&mut self, pick: impl Fn(&Happening) -> Option<T>) -> T {
        let mut passed = Vec::new();
        loop {
            match timeout(PATIENCE, self.happenings.recv()).await {
                Ok(Some(happening)) => match pick(&happening) {
                    Some(picked) => return picked,
                    None => passed.push(happening),
                },
                Ok(None) => panic!("the client ended after {passed:?}"),
                Err(_) => panic!("nothing more after {passed:?}"),
            }
        }
    }

    /// Handshaken and subscribed.
    async fn fresh(&mut self) -> (String, Transport, bool) {
        let fresh = self
            .until(|told| match told {
                Happening::Fresh {
                    client_id,
                    transport,
                    acked,
                } => Some((client_id.clone(), *transport, *acked)),
                _ => None,
            })
            .await;
        let topic = self
            .until(|told| match told {
                Happening::Subscribed { topic } => Some(topic.clone()),
                _ => None,
            })
            .await;
        assert_eq!(topic, TOPIC);
        fresh
    }

    /// Cut, and noticed. Between two polls there is nothing to lose: then once more.
    async fn cut(&mut self, server: &Server) {
        for _ in 0..20 {
            server.ask("/control/cut").await;
            let down = self.until(|told| matches!(told, Happening::Down { .. }).then_some(()));
            if timeout(Duration::from_secs(1), down).await.is_ok() {
                return;
            }
        }
        panic!("a cut connection is not noticed");
    }

    /// The numbers of the events up to and with this one.
    async fn numbers(&mut self, last: u64) -> Vec<u64> {
        let mut numbers = Vec::new();
        while numbers.last() != Some(&last) {
            let number = self
                .until(|told| match told {
                    Happening::Event { channel, data } => {
                        assert_eq!(channel, CHANNEL);
                        let data: Value = serde_json::from_str(data.get()).unwrap();
                        data["n"].as_u64()
                    }
                    _ => None,
                })
                .await;
            numbers.push(number);
        }
        numbers
    }
}

async fn everything(server: &Server, choice: Choice) {
    let door = Arc::new(Cookies::default());
    let before = server.ask("/control/clients").await["clients"].clone();
    let mut client = server.client(choice, &door);
    let (first, transport, acked) = client.fresh().await;
    println!("{choice:?}: {transport:?}, acked: {acked}");

    server.publish(0, 100).await;
    let all: Vec<u64> = (0..100).collect();
    assert_eq!(client.numbers(99).await, all, "in order, once");

    println!("  received 100");
    // A cut: the client id goes on, and with acknowledgements nothing is missed.
    client.cut(server).await;
    let resumed = |told: &Happening| match told {
        Happening::Resumed { acked } => Some(Some(*acked)),
        Happening::Fresh { .. } => Some(None),
        _ => None,
    };
    let mut numbers = if acked {
        // What was published meanwhile comes with the reply that resumes, and before it.
        server.publish(100, 10).await;
        let numbers = client.numbers(109).await;
        assert_eq!(client.until(resumed).await, Some(true), "resumed");
        numbers
    } else {
        assert_eq!(client.until(resumed).await, Some(false), "resumed");
        server.publish(100, 10).await;
        client.numbers(109).await
    };
    numbers.dedup();
    assert_eq!(numbers, (100..110).collect::<Vec<u64>>());

    println!("  resumed");
    // Forgotten: found out with the next connect, and begun anew.
    assert_ne!(server.ask("/control/forget").await["forgotten"], json!(0));
    server.ask("/control/cut").await;
    let (second, ..) = client.fresh().await;
    assert_ne!(first, second);
    server.publish(110, 10).await;
    assert_eq!(client.numbers(119).await, (110..120).collect::<Vec<u64>>());

    println!("  handshaken anew after the server forgot");
    // A restart of our own leaves the old client first.
    client.handle.restart();
    let (third, ..) = client.fresh().await;
    assert_ne!(second, third);
    server.publish(120, 10).await;
    assert_eq!(client.numbers(129).await, (120..130).collect::<Vec<u64>>());

    assert_eq!(client.handle.stop(PATIENCE).await, Farewell::Said);
    let after = server.ask("/control/clients").await["clients"].clone();
    assert_eq!(before, after, "nobody is left behind");
}

#[tokio::test]
#[ignore = "needs a server of tests/real_servers"]
async fn a_real_server_is_served_on_every_transport_it_has() {
    let server = Server::here();
    everything(&server, Choice::Auto).await;
    everything(&server, Choice::Fixed(Transport::LongPolling)).await;
}

/// faye knows nothing of this; a CometD server holds one poll per browser cookie.
#[tokio::test]
#[ignore = "needs tests/real_servers/cometd.js"]
async fn two_clients_behind_one_cookie_are_both_served() {
    let server = Server::here();
    let door = Arc::new(Cookies::default());
    let polling = Choice::Fixed(Transport::LongPolling);
    let mut first = server.client(polling, &door);
    first.fresh().await;
    let mut second = server.client(polling, &door);
    second.fresh().await;
    let told = |told: &Happening| match told {
        Happening::MultipleClients { interval } => Some(*interval),
        _ => None,
    };
    // One of the two is held, the other is told; which one is the server's choice.
    let interval = tokio::select! {
        interval = first.until(told) => interval,
        interval = second.until(told) => interval,
    };
    assert_eq!(interval, Duration::from_secs(2));
    server.publish(0, 5).await;
    let (a, b) = tokio::join!(first.numbers(4), second.numbers(4));
    assert_eq!((a.len(), b.len()), (5, 5));
    for client in [first, second] {
        assert_eq!(client.handle.stop(PATIENCE).await, Farewell::Said);
    }
}
