//! The tokio driver: gives a session its sockets, its clock and its consumer.
//!
//! Knows transports and channels; what to send and when is the session's business.

mod driver;
mod line;
mod polling;
mod tunnel;
mod upgrade;
mod websocket;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use url::Url;

use super::session::{Order, Settings};
use super::{Choice, Happening, Payload, Rest, Tempo};

/// What the surrounding program adds to each request, and what it hears of each answer.
pub trait Door: Send + Sync {
    /// The headers of a request to `url`: credentials, cookies.
    fn headers(&self, url: &Url) -> http::HeaderMap;

    /// The headers of the answer to a request to `url`: cookies set.
    fn learn(&self, url: &Url, headers: &http::HeaderMap);

    /// What has to be done before a request that was refused unread with this status and body
    /// (its beginning) is made once more, with the headers of then; `None` where that would change
    /// nothing.
    fn renew(&self, _url: &Url, _status: u16, _body: &[u8]) -> Option<BoxFuture<'static, ()>> {
        None
    }

    /// The client for long-polling, which must not follow redirects.
    fn http(&self) -> reqwest::Client;

    /// What a `https` websocket is secured with.
    fn tls(&self) -> Arc<tokio_rustls::rustls::ClientConfig>;

    /// Whether plain HTTP requests to this server are answered just now. As long as that is
    /// unknown, neither time-outs nor losses count against the websocket.
    fn rest(&self) -> Rest {
        Rest::Unknown
    }

    /// The addresses that a host has now: asked for every websocket anew.
    fn resolve(
        &self,
        host: String,
        port: u16,
    ) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
    }

    /// A connection to the host of `url` by another way than straight: through a proxy. It takes
    /// as long as it takes.
    fn tunnel(&self, _url: &Url) -> Option<BoxFuture<'static, std::io::Result<TcpStream>>> {
        None
    }

    /// What a TLS failure on the way to `url` means, for a person.
    fn tls_words(&self, _url: &Url, error: &tokio_rustls::rustls::Error) -> String {
        error.to_string()
    }
}

/// The bounds of what is taken in and held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest websocket message received, in bytes.
    pub message: usize,
    /// The longest answer to a poll, in bytes: all that was published while it was not there.
    pub batch: usize,
    /// The longest websocket frame received, in bytes.
    pub frame: usize,
    /// The most that waits to be written to the socket, in bytes.
    pub write_buffer: usize,
    /// The most happenings that wait for the consumer. Few: what waits long is no longer at hand when
    /// its turn comes, and a thousand cost a thirtieth more each than thirty-two.
    pub queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 4 << 20,
            batch: 16 << 20,
            frame: 1 << 20,
            write_buffer: 256 << 10,
            queue: 32,
        }
    }
}

/// What a client is started with.
#[derive(Clone)]
pub struct Config {
    /// The exact address of the Bayeux endpoint, `http` or `https` for either transport.
    pub url: Url,
    /// The topics to subscribe to.
    pub topics: Vec<String>,
    /// How messages travel.
    pub transport: Choice,
    /// The durations.
    pub tempo: Tempo,
    /// What is added to requests.
    pub door: Arc<dyn Door>,
    /// What the jitter of the retries is drawn from.
    pub seed: u64,
    /// The bounds.
    pub limits: Limits,
}

impl Config {
    fn settings(&self) -> Settings {
        Settings {
            topics: self.topics.clone(),
            transport: self.transport,
            tempo: self.tempo,
            seed: self.seed,
        }
    }
}

/// How a client ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// The server was told, if there was a connection, and the connection closed.
    Said,
    /// The budget was spent first; the connection was dropped.
    CutShort,
}

/// Gives orders to a running client. Dropping it stops the client.
#[derive(Debug)]
pub struct Handle {
    orders: mpsc::Sender<Order>,
    ended: watch::Receiver<bool>,
    task: tokio::task::AbortHandle,
}

/// Starts a client on the current tokio runtime. It runs until [`Handle::stop`], or until the
/// handle or the receiver is dropped.
///
/// The receiver is bounded by [`Limits::queue`]; while it is full nothing is read from the server.
#[must_use]
pub fn start<P: Payload>(config: Config) -> (Handle, mpsc::Receiver<Happening<P>>) {
    let (tell, happenings) = mpsc::channel(config.limits.queue.max(1));
    let (orders, ordered) = mpsc::channel(8);
    let (end, ended) = watch::channel(false);
    let task = tokio::spawn(async move {
        driver::Driver::new(config, tell, ordered).run().await;
        // Nobody listening is fine.
        let _ = end.send(true);
    });
    let handle = Handle {
        orders,
        ended,
        task: task.abort_handle(),
    };
    (handle, happenings)
}

impl Handle {
    /// Handshakes anew: a new client id, and [`Happening::Fresh`] when it is there.
    pub fn restart(&self) {
        self.order(Order::Restart);
    }

    /// Ends a wait, or a halt after [`Happening::Stopped`] or [`Happening::Unauthorized`];
    /// nothing while connected.
    pub fn retry_now(&self) {
        self.order(Order::Retry);
    }

    /// Replaces whatever is open at once, after this machine was suspended for so long: a
    /// connection from before may be dead without anybody having said so.
    pub fn reopen(&self, asleep: Duration) {
        self.order(Order::Reopen { asleep });
    }

    fn order(&self, order: Order) {
        // When the queue is full, orders just like this one are about to be obeyed.
        if self.orders.try_send(order).is_err() {
            tracing::debug!(?order, "order dropped");
        }
    }

    /// Disconnects from the server and closes the connection, within `budget`.
    pub async fn stop(&self, budget: Duration) -> Farewell {
        let mut ended = self.ended.clone();
        let farewell = async {
            // A closed channel means that the client has ended already.
            let _ = self.orders.send(Order::Stop).await;
            let _ = ended.wait_for(|ended| *ended).await;
        };
        match tokio::time::timeout(budget, farewell).await {
            Ok(()) => Farewell::Said,
            Err(_) => {
                self.task.abort();
                Farewell::CutShort
            }
        }
    }
}
