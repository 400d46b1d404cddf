//! A bare client for the tests of the embedded server: HTTP by hand over TCP,
//! websocket by tungstenite, and no code of the console.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use floorwalk::sim::{Options, Server};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

/// Longer than anything takes on a busy machine.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// A floor on which nothing happens by itself.
pub(crate) fn quiet() -> Options {
    Options {
        agents: 3,
        sessions: 0,
        rate: 0.0,
        ..Options::default()
    }
}

pub(crate) async fn start(options: Options) -> Server {
    Server::start(options).await.expect("starting the server")
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The JSESSIONID cookie that the answer sets.
    pub(crate) fn cookie(&self) -> Option<String> {
        let value = self.header("set-cookie")?;
        value.split(';').next().map(str::to_owned)
    }
}

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) addr: SocketAddr,
    pub(crate) user: Option<String>,
    pub(crate) cookie: Option<String>,
    /// Sent with everything.
    pub(crate) headers: Vec<(String, String)>,
}

impl Caller {
    pub(crate) fn new(addr: SocketAddr, user: &str) -> Self {
        Self {
            addr,
            user: Some(user.to_owned()),
            cookie: None,
            headers: Vec::new(),
        }
    }

    pub(crate) fn nobody(addr: SocketAddr) -> Self {
        Self {
            addr,
            user: None,
            cookie: None,
            headers: Vec::new(),
        }
    }

    fn authorization(&self) -> Option<String> {
        let user = self.user.as_ref()?;
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:demo"));
        Some(format!("Basic {pair}"))
    }

    /// Signs in: takes the cookie and the CSRF token, where there is one.
    pub(crate) async fn sign_in(&mut self) -> Reply {
        self.cookie = None;
        self.headers.clear();
        let reply = self.get("/api/v2/me").await;
        self.learn(&reply);
        reply
    }

    /// Takes cookie and CSRF token from the answer to a GET.
    pub(crate) fn learn(&mut self, reply: &Reply) {
        if let Some(cookie) = reply.cookie() {
            self.cookie = Some(cookie);
        }
        if let Some(name) = reply.header("x-csrf-header") {
            let value = reply.header(name).or(reply.header("x-csrf-token"));
            self.headers = vec![(name.to_owned(), value.unwrap().to_owned())];
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, Some(body)).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        tokio::time::timeout(LONG, self.try_send(method, path, body))
            .await
            .expect("an answer in time")
            .expect("an answer")
    }

    pub(crate) async fn try_send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> std::io::Result<Reply> {
        let mut stream = TcpStream::connect(self.addr).await?;
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: floor\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        if let Some(value) = self.authorization() {
            head += &format!("Authorization: {value}\r\n");
        }
        if let Some(cookie) = &self.cookie {
            head += &format!("Cookie: {cookie}\r\n");
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream
            .write_all(format!("{head}\r\n{body}").as_bytes())
            .await?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await?;
        let text = String::from_utf8(bytes).map_err(|_| std::io::ErrorKind::InvalidData)?;
        let (head, text) = text
            .split_once("\r\n\r\n")
            .ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        Ok(Reply {
            status: status
                .and_then(|status| status.parse().ok())
                .expect("a status"),
            headers: lines
                .filter_map(|line| line.split_once(':'))
                .map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
                .collect(),
            text: text.to_owned(),
        })
    }

    /// Opens a websocket; the HTTP status when it is refused.
    pub(crate) async fn socket(&self) -> Result<Socket, u16> {
        self.socket_at("/api/v2/notifications").await
    }

    pub(crate) async fn socket_at(&self, path: &str) -> Result<Socket, u16> {
        let mut request = format!("ws://{}{path}", self.addr)
            .into_client_request()
            .unwrap();
        let headers = request.headers_mut();
        if let Some(value) = self.authorization() {
            headers.insert("authorization", value.parse().unwrap());
        }
        if let Some(cookie) = &self.cookie {
            headers.insert("cookie", cookie.parse().unwrap());
        }
        let stream = TcpStream::connect(self.addr).await.unwrap();
        // Two frames in a row must not wait for each other.
        stream.set_nodelay(true).unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((stream, answer)) => Ok(Socket {
                stream,
                waiting: VecDeque::new(),
                client: String::new(),
                cookie: answer.headers().get("set-cookie").map(|value| {
                    value
                        .to_str()
                        .unwrap()
                        .split(';')
                        .next()
                        .unwrap()
                        .to_owned()
                }),
                next: 100,
            }),
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => {
                Err(answer.status().as_u16())
            }
            Err(error) => panic!("opening a websocket: {error}"),
        }
    }

    /// A websocket that has shaken hands, subscribed and holds a connect.
    pub(crate) async fn console(&self) -> Socket {
        let mut socket = self.socket().await.expect("a websocket");
        socket.begin().await;
        socket
    }
}

/// A websocket.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: WebSocketStream<TcpStream>,
    waiting: VecDeque<Value>,
    pub(crate) client: String,
    pub(crate) cookie: Option<String>,
    next: u64,
}

impl Socket {
    pub(crate) async fn say(&mut self, messages: &Value) {
        self.say_text(&messages.to_string()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// The next frame, as text; `None` at the end, with a close code if any.
    pub(crate) async fn frame(&mut self) -> Result<String, Option<u16>> {
        loop {
            let message = tokio::time::timeout(LONG, self.stream.next())
                .await
                .expect("a frame in time");
            match message {
                Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map(|frame| u16::from(frame.code)));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// The next message.
    pub(crate) async fn message(&mut self) -> Value {
        loop {
            if let Some(message) = self.waiting.pop_front() {
                return message;
            }
            let frame = self.frame().await.expect("a frame");
            match serde_json::from_str(&frame).expect("JSON") {
                Value::Array(messages) => self.waiting.extend(messages),
                other => panic!("no array: {other}"),
            }
        }
    }

    /// The next event, passing over replies.
    pub(crate) async fn event(&mut self) -> Value {
        loop {
            let message = self.message().await;
            if message.get("data").is_some() {
                return message;
            }
        }
    }

    /// The reply on a channel, passing over everything else.
    pub(crate) async fn reply(&mut self, channel: &str) -> Value {
        loop {
            let message = self.message().await;
            if message["channel"] == channel && message.get("data").is_none() {
                return message;
            }
        }
    }

    pub(crate) async fn handshake(&mut self) -> Value {
        self.say(&json!([handshake()])).await;
        let reply = self.reply("/meta/handshake").await;
        self.client = reply["clientId"].as_str().unwrap().to_owned();
        reply
    }

    pub(crate) async fn subscribe(&mut self, name: &str) -> Value {
        self.next += 1;
        let client = &self.client;
        let message = json!([{"id": self.next.to_string(), "channel": "/meta/subscribe",
            "clientId": client, "subscription": name}]);
        self.say(&message).await;
        self.reply("/meta/subscribe").await
    }

    /// Sends a connect; with a time-out, as advice.
    pub(crate) async fn connect(&mut self, timeout: Option<u64>) {
        self.next += 1;
        let mut message = json!({"id": self.next.to_string(), "channel": "/meta/connect",
            "clientId": self.client, "connectionType": "websocket"});
        if let Some(timeout) = timeout {
            message["advice"] = json!({ "timeout": timeout });
        }
        self.say(&json!([message])).await;
    }

    pub(crate) async fn begin(&mut self) {
        self.handshake().await;
        self.connect(Some(0)).await;
        assert_eq!(self.reply("/meta/connect").await["successful"], true);
        assert_eq!(self.subscribe("/v2/me/*").await["successful"], true);
        self.connect(None).await;
        // Once this is answered, the connect is held.
        let ready = json!([{"id": "0", "channel": "/floor/ready", "clientId": self.client}]);
        self.say(&ready).await;
        self.reply("/floor/ready").await;
    }
}

/// Waits until something holds.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    until_async(what, async || holds()).await;
}

/// Waits until something that has to be asked for holds.
pub(crate) async fn until_async(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    tokio::time::timeout(LONG, async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap_or_else(|_| panic!("waited too long until {what}"));
}

/// A handshake message.
pub(crate) fn handshake() -> Value {
    json!({"id": "1", "channel": "/meta/handshake", "version": "1.0",
        "supportedConnectionTypes": ["websocket", "long-polling"]})
}

/// The id of a user.
pub(crate) async fn my_id(caller: &Caller) -> String {
    caller.get("/api/v2/me").await.json()["user"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}
