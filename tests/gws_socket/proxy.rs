//! A proxy that knows one server by every name, and remembers what it was told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How it answers `CONNECT`.
#[derive(Clone)]
pub enum Manner {
    /// Connects everybody.
    Open,
    /// Connects whoever brings this `Proxy-Authorization`.
    Asking(&'static str),
    /// Says this.
    Saying(&'static str),
    /// Takes the request and says nothing.
    Silent,
}

pub struct Proxy {
    pub at: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    manner: Arc<Mutex<Manner>>,
}

impl Proxy {
    pub async fn start(server: SocketAddr, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heads);
        let manner = Arc::new(Mutex::new(manner));
        let present = Arc::clone(&manner);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let manner = present.lock().unwrap().clone();
                tokio::spawn(serve(stream, server, manner, Arc::clone(&log)));
            }
        });
        Self { at, heads, manner }
    }

    /// New connections are answered so.
    pub fn turns(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// The heads of all requests, as they came.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn serve(
    mut client: TcpStream,
    server: SocketAddr,
    manner: Manner,
    log: Arc<Mutex<Vec<String>>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match client.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    log.lock().unwrap().push(head.clone());
    let is_let = match &manner {
        Manner::Open => true,
        Manner::Asking(value) => head.lines().any(|line| {
            let (name, said) = line.split_once(": ").unwrap_or_default();
            name.eq_ignore_ascii_case("proxy-authorization") && said == *value
        }),
        Manner::Saying(answer) => {
            let _ = client.write_all(answer.as_bytes()).await;
            return;
        }
        Manner::Silent => {
            let _ = client.read_u8().await;
            return;
        }
    };
    if !is_let {
        let _ = client
            .write_all(
                b"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
            )
            .await;
        return;
    }
    let mut server = TcpStream::connect(server).await.unwrap();
    if head.starts_with("CONNECT ") {
        client
            .write_all(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
            .await
            .unwrap();
    } else {
        server.write_all(head.as_bytes()).await.unwrap();
    }
    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
}
