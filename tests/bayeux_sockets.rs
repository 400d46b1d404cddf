//! The client over real sockets, against a peer that each test plays by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use floorwalk::bayeux::{
    Cause, Choice, Config, Door, Farewell, Handle, Happening, Limits, Step, Tempo, Transport,
    Unfit, start,
};
use futures_util::{SinkExt, StreamExt};
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server;
use url::Url;

const PATIENCE: Duration = Duration::from_secs(20);
const PATH: &str = "/ctx/api/v2/notifications";

/// Basic credentials, a jar for one cookie, and a token that answers renew.
#[derive(Default)]
struct Credentials {
    cookie: Mutex<Option<HeaderValue>>,
    token: Mutex<Option<HeaderValue>>,
}

const TOKEN: &str = "x-token";

impl Credentials {
    fn config() -> rustls::ClientConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth()
    }
}

impl Door for Credentials {
    fn headers(&self, _url: &Url) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Basic eDp5".parse().unwrap());
        if let Some(cookie) = self.cookie.lock().unwrap().clone() {
            headers.insert(header::COOKIE, cookie);
        }
        if let Some(token) = self.token.lock().unwrap().clone() {
            headers.insert(TOKEN, token);
        }
        headers
    }

    fn learn(&self, _url: &Url, headers: &HeaderMap) {
        if let Some(cookie) = headers.get(header::SET_COOKIE) {
            *self.cookie.lock().unwrap() = Some(cookie.clone());
        }
        if let Some(token) = headers.get(TOKEN) {
            *self.token.lock().unwrap() = Some(token.clone());
        }
    }

    fn http(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .tls_backend_preconfigured(Self::config())
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap()
    }

    fn tls(&self) -> Arc<rustls::ClientConfig> {
        Arc::new(Self::config())
    }
}

fn config(port: u16, transport: impl Into<Choice>) -> Config {
    Config {
        url: Url::parse(&format!("http://127.0.0.1:{port}{PATH}")).unwrap(),
        topics: vec!["/v2/me/*".to_owned(), "/notifications/services".to_owned()],
        transport: transport.into(),
        tempo: Tempo {
            first_retry: Duration::from_millis(20),
            retry_base: Duration::from_millis(20),
            retry_cap: Duration::from_millis(100),
            farewell: PATIENCE,
            ..Tempo::default()
        },
        door: Arc::new(Credentials::default()),
        seed: 5,
        limits: Limits {
            batch: 64 * 1024,
            message: 64 << 10,
            ..Limits::default()
        },
    }
}

struct Consumer {
    handle: Handle,
    happenings: mpsc::Receiver<Happening>,
}

impl Consumer {
    fn start(config: Config) -> Self {
        let (handle, happenings) = start(config);
        Self { handle, happenings }
    }

    /// The next happening that `pick` recognises; others before it are passed over.
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

    async fn fresh(&mut self) -> String {
        self.until(|told| match told {
            Happening::Fresh { client_id, .. } => Some(client_id.clone()),
            _ => None,
        })
        .await
    }

    async fn resumed(&mut self) -> bool {
        self.until(|told| match told {
            Happening::Resumed { acked } => Some(*acked),
            _ => None,
        })
        .await
    }

    async fn down(&mut self) -> Cause {
        self.until(|told| match told {
            Happening::Down { cause, .. } => Some(cause.clone()),
            _ => None,
        })
        .await
    }

    async fn unauthorized(&mut self) -> u16 {
        self.until(|told| match told {
            Happening::Unauthorized { status } => Some(*status),
            _ => None,
        })
        .await
    }

    async fn event(&mut self) -> (String, Value) {
        self.until(|told| match told {
            Happening::Event { channel, data } => Some((
                channel.to_string(),
                serde_json::from_str(data.get()).unwrap(),
            )),
            _ => None,
        })
        .await
    }

    async fn subscribed(&mut self) -> String {
        self.until(|told| match told {
            Happening::Subscribed { topic } => Some(topic.clone()),
            _ => None,
        })
        .await
    }
}

/// The answer to `request`, with `more` laid over it.
fn answer(request: &Value, more: &Value) -> Value {
    let mut answer = json!({
        "channel": request["channel"],
        "id": request["id"],
        "successful": true,
    });
    if let Some(topic) = request.get("subscription") {
        answer["subscription"] = topic.clone();
    }
    for (key, value) in more.as_object().unwrap() {
        answer[key] = value.clone();
    }
    answer
}

fn hello(client: &str, transport: &str) -> Value {
    json!({"clientId": client, "version": "1.0", "supportedConnectionTypes": [transport],
        "advice": {"reconnect": "retry", "interval": 0, "timeout": 30000}})
}

fn unknown() -> Value {
    json!({"successful": false, "error": "402::Unknown client",
        "advice": {"reconnect": "handshake", "interval": 0}})
}

/// The server's end of a websocket.
struct Peer {
    socket: WebSocketStream<TcpStream>,
    pending: VecDeque<Value>,
    upgrade: HeaderMap,
}

impl Peer {
    async fn accept(listener: &TcpListener) -> Self {
        let (stream, _) = timeout(PATIENCE, listener.accept()).await.unwrap().unwrap();
        let mut upgrade = HeaderMap::new();
        let seen = &mut upgrade;
        #[expect(clippy::result_large_err, reason = "tungstenite's callback type")]
        let look = |request: &server::Request, mut response: server::Response| {
            assert_eq!(request.uri().path(), PATH);
            *seen = request.headers().clone();
            let cookie = HeaderValue::from_static("BAYEUX_BROWSER=1");
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            Ok(response)
        };
        let socket = tokio_tungstenite::accept_hdr_async(stream, look)
            .await
            .unwrap();
        Self {
            socket,
            pending: VecDeque::new(),
            upgrade,
        }
    }

    /// The next message, which must be on this channel.
    async fn expect(&mut self, channel: &str) -> Value {
        while self.pending.is_empty() {
            let frame = timeout(PATIENCE, self.socket.next()).await;
            match frame.expect("no frame in time") {
                Some(Ok(Message::Text(text))) => {
                    let messages: Vec<Value> = serde_json::from_str(&text).unwrap();
                    if messages.len() > 1 {
                        for message in &messages {
                            assert_eq!(message["channel"], "/meta/subscribe", "alone");
                        }
                    }
                    self.pending.extend(messages);
                }
                Some(Ok(Message::Pong(_))) => {}
                other => panic!("{other:?} instead of {channel}"),
            }
        }
        let message = self.pending.pop_front().unwrap();
        assert_eq!(message["channel"], channel);
        message
    }

    async fn send(&mut self, messages: Value) {
        let text = messages.to_string();
        self.socket.send(Message::text(text)).await.unwrap();
    }

    async fn answer(&mut self, request: &Value, more: &Value) {
        self.send(json!([answer(request, more)])).await;
    }

    /// Serves the way to a live connection; the held connect comes back.
    async fn welcome(&mut self, client: &str) -> Value {
        let handshake = self.expect("/meta/handshake").await;
        self.answer(&handshake, &hello(client, "websocket")).await;
        for _ in 0..2 {
            let subscribe = self.expect("/meta/subscribe").await;
            self.answer(&subscribe, &json!({})).await;
        }
        let connect = self.expect("/meta/connect").await;
        self.answer(&connect, &json!({})).await;
        self.expect("/meta/connect").await
    }

    /// Whether the client closed the connection, rather than lost it.
    async fn closed(&mut self) -> bool {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.unwrap() {
                Some(Ok(Message::Close(_))) => return true,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return false,
            }
        }
    }
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[tokio::test]
async fn a_websocket_session_from_handshake_to_disconnect() {
    let (listener, port) = listen().await;
    let mut consumer = Consumer::start(config(port, Transport::WebSocket));
    let mut peer = Peer::accept(&listener).await;
    assert_eq!(peer.upgrade[header::AUTHORIZATION], "Basic eDp5");
    assert!(!peer.upgrade.contains_key("sec-websocket-protocol"));
    assert!(!peer.upgrade.contains_key(header::COOKIE));

    let handshake = peer.expect("/meta/handshake").await;
    assert_eq!(handshake["version"], "1.0");
    assert_eq!(handshake["minimumVersion"], "1.0");
    assert_eq!(handshake["supportedConnectionTypes"], json!(["websocket"]));
    assert!(handshake["id"].is_string());
    peer.answer(&handshake, &hello("c1", "websocket")).await;
    assert_eq!(consumer.fresh().await, "c1");

    // Both the subscriptions and the first connect come without waiting for each other.
    let first = peer.expect("/meta/subscribe").await;
    let second = peer.expect("/meta/subscribe").await;
    let connect = peer.expect("/meta/connect").await;
    assert_eq!(connect["advice"], json!({"timeout": 0}));
    assert_eq!(connect["clientId"], "c1");
    peer.answer(&connect, &json!({})).await;
    let held = peer.expect("/meta/connect").await;
    assert_eq!(held["advice"], json!({"timeout": 10000}));
    peer.answer(&first, &json!({})).await;
    peer.answer(
        &second,
        &json!({"successful": false, "error": "403::denied"}),
    )
    .await;
    assert_eq!(consumer.subscribed().await, "/v2/me/*");
    let refused = consumer
        .until(|told| match told {
            Happening::SubscriptionRefused { topic, error } => Some((topic.clone(), error.clone())),
            _ => None,
        })
        .await;
    assert_eq!(
        refused,
        (
            "/notifications/services".to_owned(),
            "403::denied".to_owned()
        )
    );

    // A ping, a binary frame and an event whose id is that of the held connect.
    peer.socket.send(Message::Ping("?".into())).await.unwrap();
    peer.socket
        .send(Message::binary("[]".as_bytes()))
        .await
        .unwrap();
    peer.send(json!({"channel": "/v2/me/x", "id": held["id"], "data": {"n": [1]}}))
        .await;
    assert_eq!(
        consumer.event().await,
        ("/v2/me/x".to_owned(), json!({"n": [1]}))
    );

    // Cut: the old client id goes on, with the cookie learnt at the first upgrade.
    drop(peer);
    assert!(matches!(
        consumer.down().await,
        Cause::Closed { .. } | Cause::Broken(_)
    ));
    let mut peer = Peer::accept(&listener).await;
    assert_eq!(peer.upgrade[header::COOKIE], "BAYEUX_BROWSER=1");
    let connect = peer.expect("/meta/connect").await;
    assert_eq!(
        (&connect["clientId"], &connect["advice"]),
        (&json!("c1"), &json!({"timeout": 0}))
    );
    peer.answer(&connect, &json!({})).await;
    assert!(!consumer.resumed().await);
    peer.expect("/meta/connect").await;

    // Cut, and the server has forgotten: the handshake follows on the same socket.
    drop(peer);
    let mut peer = Peer::accept(&listener).await;
    let connect = peer.expect("/meta/connect").await;
    peer.answer(&connect, &unknown()).await;
    peer.welcome("c2").await;
    assert_eq!(consumer.fresh().await, "c2");
    assert_eq!(consumer.subscribed().await, "/v2/me/*");

    // An ordered restart takes leave of the old client first.
    consumer.handle.restart();
    let goodbye = peer.expect("/meta/disconnect").await;
    assert_eq!(goodbye["clientId"], "c2");
    peer.answer(&goodbye, &json!({})).await;
    peer.welcome("c3").await;
    assert_eq!(consumer.fresh().await, "c3");

    let stop = consumer.handle.stop(PATIENCE);
    let serve = async {
        let disconnect = peer.expect("/meta/disconnect").await;
        assert_eq!(disconnect["clientId"], "c3");
        peer.answer(&disconnect, &json!({})).await;
        assert!(peer.closed().await);
    };
    let (farewell, ()) = tokio::join!(stop, serve);
    assert_eq!(farewell, Farewell::Said);
    consumer
        .until(|told| matches!(told, Happening::Closed).then_some(()))
        .await;
    assert!(consumer.happenings.recv().await.is_none());
}

#[tokio::test]
async fn a_frame_too_large_is_resumed_from_once_and_then_given_up() {
    let (listener, port) = listen().await;
    let mut consumer = Consumer::start(config(port, Transport::WebSocket));
    let mut peer = Peer::accept(&listener).await;
    peer.welcome("c1").await;
    let large = json!([{"channel": "/v2/me/x", "data": "x".repeat(70 << 10)}]);
    peer.send(large.clone()).await;
    assert!(matches!(consumer.down().await, Cause::Frame(_)));
    let mut peer = Peer::accept(&listener).await;
    let connect = peer.expect("/meta/connect").await;
    peer.answer(&connect, &json!({})).await;
    consumer.resumed().await;
    peer.expect("/meta/connect").await;
    peer.send(large).await;
    consumer
        .until(|told| matches!(told, Happening::Lost).then_some(()))
        .await;
    let mut peer = Peer::accept(&listener).await;
    assert_eq!(peer.expect("/meta/disconnect").await["clientId"], "c1");
    peer.welcome("c2").await;
    assert_eq!(consumer.fresh().await, "c2");
}

#[tokio::test]
async fn rubbish_is_reported_and_passed_over() {
    let (listener, port) = listen().await;
    let mut consumer = Consumer::start(config(port, Transport::WebSocket));
    let mut peer = Peer::accept(&listener).await;
    peer.welcome("c1").await;
    for text in [
        "[{",
        r#"[7,{"channel":"/a","data":1}]"#,
        r#"[{"channel":"/b","data":None}]"#,
    ] {
        peer.socket.send(Message::text(text)).await.unwrap();
    }
    let rubbish = |told: &Happening| match told {
        Happening::Rubbish { bytes, excerpt } => Some((*bytes, excerpt.clone())),
        _ => None,
    };
    assert_eq!(consumer.until(rubbish).await, (2, "[{".to_owned()));
    assert_eq!(consumer.until(rubbish).await, (1, "7".to_owned()));
    assert_eq!(consumer.event().await, ("/a".to_owned(), json!(1)));
    consumer
        .until(|told| matches!(told, Happening::Repaired { .. }).then_some(()))
        .await;
    assert_eq!(consumer.event().await, ("/b".to_owned(), Value::Null));
}

#[tokio::test]
async fn a_slow_consumer_misses_nothing_and_can_still_stop() {
    let (listener, port) = listen().await;
    let mut config = config(port, Transport::WebSocket);
    config.limits.queue = 1;
    let mut consumer = Consumer::start(config);
    let mut peer = Peer::accept(&listener).await;
    let mut welcome = tokio::spawn(async move {
        let held = peer.welcome("c1").await;
        for n in 0..200 {
            peer.send(json!([{"channel": "/a", "data": n}])).await;
        }
        (peer, held)
    });
    for n in 0..150 {
        assert_eq!(consumer.event().await.1, json!(n));
    }
    let (mut peer, _held) = timeout(PATIENCE, &mut welcome).await.unwrap().unwrap();
    // The queue is full and nobody reads it any more.
    let stop = consumer.handle.stop(PATIENCE);
    let serve = async {
        let disconnect = peer.expect("/meta/disconnect").await;
        peer.answer(&disconnect, &json!({})).await;
    };
    let (farewell, ()) = tokio::join!(stop, serve);
    assert_eq!(farewell, Farewell::Said);
}

#[tokio::test]
async fn a_dropped_consumer_or_handle_ends_the_client() {
    for drop_handle in [true, false] {
        let (listener, port) = listen().await;
        let consumer = Consumer::start(config(port, Transport::WebSocket));
        let mut peer = Peer::accept(&listener).await;
        let held = peer.welcome("c1").await;
        let Consumer { handle, happenings } = consumer;
        let kept: Box<dyn std::any::Any> = if drop_handle {
            drop(handle);
            Box::new(happenings)
        } else {
            drop(happenings);
            // Noticed with the next thing to tell.
            peer.send(json!([{"channel": "/a", "data": 1}])).await;
            peer.answer(&held, &json!({})).await;
            Box::new(handle)
        };
        let disconnect = loop {
            let frame = timeout(PATIENCE, peer.socket.next()).await.unwrap();
            let text = frame.unwrap().unwrap().into_text().unwrap();
            let messages: Value = serde_json::from_str(&text).unwrap();
            if messages[0]["channel"] == "/meta/disconnect" {
                break messages[0].clone();
            }
        };
        peer.answer(&disconnect, &json!({})).await;
        assert!(peer.closed().await);
        drop(kept);
    }
}

/// Answers one upgrade request with this text and closes.
async fn refuse(listener: &TcpListener, head: &str) {
    let (mut stream, _) = timeout(PATIENCE, listener.accept()).await.unwrap().unwrap();
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).await.unwrap();
        request.push(byte[0]);
    }
    let text = format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
}

#[tokio::test]
async fn a_refused_upgrade_says_why() {
    let (listener, port) = listen().await;
    let mut consumer = Consumer::start(config(port, Transport::WebSocket));
    refuse(&listener, "404 Not Found").await;
    assert_eq!(consumer.down().await, Cause::UpgradeRefused { status: 404 });
    refuse(&listener, "503 Service Unavailable\r\nRetry-After: 1").await;
    let (cause, retry_at) = consumer
        .until(|told| match told {
            Happening::Down { cause, retry_at } => Some((cause.clone(), *retry_at)),
            _ => None,
        })
        .await;
    assert_eq!(cause, Cause::UpgradeRefused { status: 503 });
    assert!(retry_at > std::time::Instant::now() + Duration::from_millis(200));
    consumer.handle.retry_now();
    refuse(&listener, "401 Unauthorized").await;
    assert_eq!(consumer.unauthorized().await, 401);
    consumer.handle.retry_now();
    let mut peer = Peer::accept(&listener).await;
    peer.welcome("c1").await;
    assert_eq!(consumer.fresh().await, "c1");
}

#[tokio::test]
async fn unreachable_and_insecure_servers_are_told_apart() {
    let (listener, port) = listen().await;
    for transport in [Transport::WebSocket, Transport::LongPolling] {
        let mut insecure = config(port, transport);
        insecure.url.set_scheme("https").unwrap();
        let mut consumer = Consumer::start(insecure);
        let serve = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut some = [0; 16];
            stream.read_exact(&mut some).await.unwrap();
            let page = b"HTTP/1.1 400 Bad Request\r\n\r\n";
            stream.write_all(page).await.unwrap();
        };
        let (cause, ()) = tokio::join!(consumer.down(), serve);
        assert!(matches!(cause, Cause::Tls(_)), "{cause}");
        assert_eq!(consumer.handle.stop(PATIENCE).await, Farewell::Said);
    }
    drop(listener);
    for transport in [Transport::WebSocket, Transport::LongPolling] {
        let mut consumer = Consumer::start(config(port, transport));
        let cause = consumer.down().await;
        assert!(matches!(cause, Cause::Unreachable(_)), "{cause}");
        assert_eq!(consumer.handle.stop(PATIENCE).await, Farewell::Said);
    }
}

type Response = http::Response<Full<Bytes>>;

/// A POST that waits for its answer.
struct Post {
    messages: Vec<Value>,
    headers: HeaderMap,
    respond: oneshot::Sender<Response>,
}

impl Post {
    fn channel(&self) -> &str {
        self.messages[0]["channel"].as_str().unwrap()
    }

    fn answer(self, more: &Value) {
        let answers: Vec<Value> = self.messages.iter().map(|m| answer(m, more)).collect();
        self.send(&json!(answers));
    }

    fn send(self, messages: &Value) {
        let response = Response::new(messages.to_string().into());
        let response = with(response, header::SET_COOKIE, "JSESSIONID=7");
        let response = with(response, header::CONTENT_TYPE, "application/json");
        self.respond.send(response).unwrap();
    }

    fn refuse(self, status: StatusCode) {
        self.respond.send(bare(status)).unwrap();
    }
}

fn with(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    let value = HeaderValue::from_static(value);
    response.headers_mut().insert(name, value);
    response
}

fn bare(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

async fn take(posts: mpsc::Sender<Post>, request: Request<Incoming>) -> Response {
    assert_eq!(request.uri().path(), PATH);
    if request.headers().contains_key(header::UPGRADE) {
        // As cometd-nodejs-server does, which knows no websocket.
        return bare(StatusCode::BAD_REQUEST);
    }
    assert_eq!(request.method(), http::Method::POST);
    let headers = request.headers().clone();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let (respond, response) = oneshot::channel();
    let messages = serde_json::from_slice(&body).unwrap();
    let post = Post {
        messages,
        headers,
        respond,
    };
    posts.send(post).await.unwrap();
    response.await.unwrap()
}

/// The server's end of long-polling.
struct Posts(mpsc::Receiver<Post>);

impl Posts {
    async fn start() -> (Self, u16) {
        let (listener, port) = listen().await;
        let (send, posts) = mpsc::channel(4);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let send = send.clone();
                let service = service_fn(move |request| {
                    let send = send.clone();
                    async move { Ok::<_, Infallible>(take(send, request).await) }
                });
                let stream = TokioIo::new(stream);
                tokio::spawn(http1::Builder::new().serve_connection(stream, service));
            }
        });
        (Self(posts), port)
    }

    async fn expect(&mut self, channel: &str) -> Post {
        let post = timeout(PATIENCE, self.0.recv()).await.unwrap().unwrap();
        assert_eq!(post.channel(), channel);
        post
    }

    /// The subscriptions and the first connect, in either order.
    async fn two(&mut self) -> (Post, Post) {
        let first = timeout(PATIENCE, self.0.recv()).await.unwrap().unwrap();
        let second = timeout(PATIENCE, self.0.recv()).await.unwrap().unwrap();
        if first.channel() == "/meta/subscribe" {
            (first, second)
        } else {
            (second, first)
        }
    }

    async fn welcome(&mut self, client: &str) -> Post {
        let handshake = self.expect("/meta/handshake").await;
        handshake.answer(&hello(client, "long-polling"));
        let (subscribe, connect) = self.two().await;
        subscribe.answer(&json!({}));
        connect.answer(&json!({}));
        self.expect("/meta/connect").await
    }
}

#[tokio::test]
async fn a_long_polling_session_from_handshake_to_disconnect() {
    let (mut posts, port) = Posts::start().await;
    let mut consumer = Consumer::start(config(port, Transport::LongPolling));

    let handshake = posts.expect("/meta/handshake").await;
    assert_eq!(handshake.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(handshake.headers[header::AUTHORIZATION], "Basic eDp5");
    assert_eq!(
        handshake.messages[0]["supportedConnectionTypes"],
        json!(["long-polling"])
    );
    handshake.answer(&hello("c1", "long-polling"));
    assert_eq!(consumer.fresh().await, "c1");
    let (subscribe, connect) = posts.two().await;
    assert_eq!(subscribe.messages.len(), 2);
    assert_eq!(connect.headers[header::COOKIE], "JSESSIONID=7");
    assert_eq!(connect.messages[0]["connectionType"], "long-polling");
    connect.answer(&json!({}));
    let held = posts.expect("/meta/connect").await;
    subscribe.answer(&json!({}));
    assert_eq!(consumer.subscribed().await, "/v2/me/*");

    // Events come in the answer to the held connect.
    let reply = answer(&held.messages[0], &json!({}));
    held.send(
        &json!([{"channel": "/v2/me/x", "data": 1}, {"channel": "/v2/me/x", "data": 2}, reply]),
    );
    assert_eq!(consumer.event().await.1, json!(1));
    assert_eq!(consumer.event().await.1, json!(2));

    // An error status: the old client id goes on.
    posts
        .expect("/meta/connect")
        .await
        .refuse(StatusCode::BAD_GATEWAY);
    assert_eq!(consumer.down().await, Cause::Status { status: 502 });
    let connect = posts.expect("/meta/connect").await;
    assert_eq!(connect.messages[0]["advice"], json!({"timeout": 0}));
    connect.answer(&json!({}));
    assert!(!consumer.resumed().await);

    // An answer without the reply, and with no JSON at all.
    posts.expect("/meta/connect").await.send(&json!([]));
    assert!(matches!(consumer.down().await, Cause::Protocol(_)));
    let connect = posts.expect("/meta/connect").await;
    let page = Response::new("<html>please sign in</html>".into());
    connect.respond.send(page).unwrap();
    assert!(matches!(consumer.down().await, Cause::Protocol(_)));

    // Unauthorized halts; an order goes on, and finds itself forgotten.
    posts
        .expect("/meta/connect")
        .await
        .refuse(StatusCode::FORBIDDEN);
    assert_eq!(consumer.unauthorized().await, 403);
    consumer.handle.retry_now();
    posts.expect("/meta/connect").await.answer(&unknown());
    let held = posts.welcome("c2").await;
    assert_eq!(consumer.fresh().await, "c2");

    let stop = consumer.handle.stop(PATIENCE);
    let serve = async {
        let disconnect = posts.expect("/meta/disconnect").await;
        held.answer(&json!({"advice": {"reconnect": "none"}}));
        disconnect.answer(&json!({}));
    };
    let (farewell, ()) = tokio::join!(stop, serve);
    assert_eq!(farewell, Farewell::Said);
}

#[tokio::test]
async fn connecting_names_its_steps() {
    let (listener, port) = listen().await;
    let mut consumer = Consumer::start(config(port, Transport::WebSocket));
    let step = |told: &Happening| match told {
        Happening::Connecting { step, attempt } => Some((*step, *attempt)),
        _ => None,
    };
    assert_eq!(consumer.until(step).await, (Step::Open, 0));
    let mut peer = Peer::accept(&listener).await;
    assert_eq!(consumer.until(step).await, (Step::Handshake, 0));
    peer.welcome("c1").await;
    drop(peer);
    assert_eq!(consumer.until(step).await, (Step::Open, 1));
    let _peer = Peer::accept(&listener).await;
    assert_eq!(consumer.until(step).await, (Step::Resume, 1));
    // Nobody answers the disconnect: the budget decides.
    let farewell = consumer.handle.stop(Duration::from_millis(50)).await;
    assert_eq!(farewell, Farewell::CutShort);
}

#[tokio::test]
async fn auto_falls_back_to_long_polling_and_says_so() {
    let (mut posts, port) = Posts::start().await;
    let mut consumer = Consumer::start(config(port, Choice::Auto));
    assert_eq!(consumer.down().await, Cause::UpgradeRefused { status: 400 });
    let why = consumer
        .until(|told| match told {
            Happening::FellBack { why } => Some(*why),
            _ => None,
        })
        .await;
    assert_eq!(why, Unfit::Refused { status: 400 });
    posts.welcome("c1").await;
    let transport = consumer
        .until(|told| match told {
            Happening::Fresh { transport, .. } => Some(*transport),
            _ => None,
        })
        .await;
    assert_eq!(transport, Transport::LongPolling);
}

#[tokio::test]
async fn a_post_carries_the_headers_of_its_moment_and_is_repeated_once_with_renewed_ones() {
    let (mut posts, port) = Posts::start().await;
    let mut consumer = Consumer::start(config(port, Transport::LongPolling));
    let held = posts.welcome("c1").await;
    assert!(!held.headers.contains_key(TOKEN));
    // The HTTP session was renewed, and its token with it; the refusal brings the new one.
    let renewed = |token| {
        with(
            bare(StatusCode::FORBIDDEN),
            HeaderName::from_static(TOKEN),
            token,
        )
    };
    let refusal = renewed("1");
    held.respond.send(refusal).unwrap();
    let again = posts.expect("/meta/connect").await;
    assert_eq!(again.headers[TOKEN], "1");
    assert_eq!(again.messages, held.messages);
    again.answer(&json!({}));
    let held = posts.expect("/meta/connect").await;
    assert_eq!(held.headers[TOKEN], "1");
    // Once only, whatever the second refusal brings.
    let refusal = renewed("2");
    held.respond.send(refusal).unwrap();
    let again = posts.expect("/meta/connect").await;
    assert_eq!(again.headers[TOKEN], "2");
    let refusal = renewed("3");
    again.respond.send(refusal).unwrap();
    assert_eq!(consumer.unauthorized().await, 403);
    consumer.handle.retry_now();
    let held = posts.expect("/meta/connect").await;
    assert_eq!(held.headers[TOKEN], "3");
    // And not at all with the headers it was refused with.
    let refusal = bare(StatusCode::UNAUTHORIZED);
    held.respond.send(refusal).unwrap();
    assert_eq!(consumer.unauthorized().await, 401);
}

/// An event and a connect's reply, compressed.
const PACKED: &str = "H4sIAAAAAAACA1WKSwqAQAhA7+J6QGjZVaKFOEZQY5EaQczdc9vyfaYXeCVV2WEEvAdsgg8UqOSUJvQk3qRCL7+xiRPykcietwWzmC2R0a+QPn+OSYPVWAAAAA==";
/// 512 KiB of zeros, compressed.
const BOMB: &str = "H4sIAAAAAAACA+3BgQAAAADDoPlT3+AEVQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB8A6wKZnUAAAgA";

#[tokio::test]
async fn an_answer_is_measured_unpacked_and_before_it_is_read() {
    use base64::Engine;
    let (mut posts, port) = Posts::start().await;
    let mut consumer = Consumer::start(config(port, Transport::LongPolling));
    let held = posts.welcome("c1").await;
    let packed = |text: &str| {
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(text)
            .unwrap();
        with(
            Response::new(bytes.into()),
            header::CONTENT_ENCODING,
            "gzip",
        )
    };
    assert!(BOMB.len() < 2 << 10);
    held.respond.send(packed(PACKED)).unwrap();
    assert_eq!(consumer.event().await.1, json!("unpacked"));
    let held = posts.expect("/meta/connect").await;
    held.respond.send(packed(BOMB)).unwrap();
    assert!(matches!(consumer.down().await, Cause::Frame(_)));
    // The second in one epoch is given up (design 5.6).
    posts.expect("/meta/connect").await.answer(&json!({}));
    let held = posts.expect("/meta/connect").await;
    let long = Response::new(" ".repeat((64 << 10) + 1).into());
    held.respond.send(long).unwrap();
    assert!(matches!(consumer.down().await, Cause::Frame(_)));
    consumer
        .until(|told| matches!(told, Happening::Lost).then_some(()))
        .await;
    assert_eq!(
        posts.expect("/meta/disconnect").await.messages[0]["clientId"],
        "c1"
    );
}

/// One text message in frames of this many bytes.
async fn send_in_pieces(peer: &mut Peer, text: &str, piece: usize) {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
    let pieces: Vec<&[u8]> = text.as_bytes().chunks(piece).collect();
    for (n, bytes) in pieces.iter().enumerate() {
        let kind = if n == 0 { Data::Text } else { Data::Continue };
        let last = n + 1 == pieces.len();
        let frame = Frame::message(bytes.to_vec(), OpCode::Data(kind), last);
        // The client may hang up before the last piece.
        if peer.socket.send(Message::Frame(frame)).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn frames_and_messages_have_their_own_limits() {
    let defaults = Limits::default();
    assert_eq!(
        (defaults.message, defaults.frame, defaults.write_buffer),
        (4 << 20, 1 << 20, 256 << 10)
    );
    let event = |size: usize| json!([{"channel": "/a", "data": "x".repeat(size)}]).to_string();
    // A message of many frames may be longer than one frame; by number they are not limited.
    for (size, piece, taken) in [
        (40 << 10, 8 << 10, true),
        (60 << 10, 7, true),
        (20 << 10, 20 << 10, false),
        (70 << 10, 8 << 10, false),
    ] {
        let (listener, port) = listen().await;
        let mut config = config(port, Transport::WebSocket);
        config.limits.frame = 16 << 10;
        let mut consumer = Consumer::start(config);
        let mut peer = Peer::accept(&listener).await;
        peer.welcome("c1").await;
        send_in_pieces(&mut peer, &event(size), piece).await;
        if taken {
            assert_eq!(consumer.event().await.1.as_str().unwrap().len(), size);
        } else {
            let cause = consumer.down().await;
            assert!(matches!(cause, Cause::Frame(_)), "{size} {piece}: {cause}");
        }
    }
}

#[tokio::test]
async fn a_batch_is_acknowledged_only_when_the_consumer_has_taken_its_events() {
    let (listener, port) = listen().await;
    let mut consumer = Consumer::start(config(port, Transport::WebSocket));
    let mut peer = Peer::accept(&listener).await;
    let handshake = peer.expect("/meta/handshake").await;
    let mut welcome = hello("c1", "websocket");
    welcome["ext"] = json!({"ack": true});
    peer.answer(&handshake, &welcome).await;
    for _ in 0..2 {
        let subscribe = peer.expect("/meta/subscribe").await;
        peer.answer(&subscribe, &json!({})).await;
        assert!(!consumer.subscribed().await.is_empty());
    }
    let connect = peer.expect("/meta/connect").await;
    assert_eq!(connect["ext"]["ack"], 0);
    peer.answer(&connect, &json!({"ext": {"ack": 1}})).await;
    let held = peer.expect("/meta/connect").await;
    assert_eq!(held["ext"]["ack"], 1);
    for n in 0..3 {
        peer.send(json!([{"channel": "/a", "data": n}])).await;
    }
    peer.answer(&held, &json!({"ext": {"ack": 2}})).await;
    // Nobody has taken them: there is room in the queue, and no word to the server.
    let quiet = Duration::from_millis(200);
    assert!(timeout(quiet, peer.socket.next()).await.is_err());
    for n in 0..2 {
        assert_eq!(consumer.event().await.1, json!(n));
    }
    assert!(timeout(quiet, peer.socket.next()).await.is_err());
    assert_eq!(consumer.event().await.1, json!(2));
    let held = peer.expect("/meta/connect").await;
    assert_eq!(held["ext"]["ack"], 2);

    // A consumer that takes nothing more can still leave.
    peer.send(json!([{"channel": "/a", "data": 3}])).await;
    peer.answer(&held, &json!({"ext": {"ack": 3}})).await;
    let stop = consumer.handle.stop(PATIENCE);
    let serve = async {
        loop {
            let frame = timeout(PATIENCE, peer.socket.next()).await.unwrap();
            let text = frame.unwrap().unwrap().into_text().unwrap();
            let messages: Value = serde_json::from_str(&text).unwrap();
            if messages[0]["channel"] == "/meta/disconnect" {
                return peer.answer(&messages[0], &json!({})).await;
            }
        }
    };
    let (farewell, ()) = tokio::join!(stop, serve);
    assert_eq!(farewell, Farewell::Said);
}
