//! A hand-written HTTP responder: it answers what the test says, and remembers what came.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct Came {
    pub method: String,
    pub target: String,
    head: String,
    pub body: String,
}

impl Came {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// What is done with a request.
pub enum Act {
    /// Answered: status, further header lines, body.
    Say(u16, String, String),
    /// Read, and never answered.
    Hang,
    /// Read, and the connection closed.
    Drop,
}

/// An answer.
pub fn say(status: u16, headers: impl Into<String>, body: impl Into<String>) -> Act {
    Act::Say(status, headers.into(), body.into())
}

/// JSON with HTTP 200.
pub fn json(body: impl Into<String>) -> Act {
    Act::Say(
        200,
        "Content-Type: application/json\r\n".to_owned(),
        body.into(),
    )
}

/// A running responder.
#[derive(Clone)]
pub struct Responder {
    pub at: SocketAddr,
    came: Arc<Mutex<Vec<Came>>>,
}

type Rule = dyn Fn(&Came) -> Act + Send + Sync;

impl Responder {
    /// Answers plain HTTP by a rule.
    pub async fn start(rule: impl Fn(&Came) -> Act + Send + Sync + 'static) -> Self {
        Self::run(None, Arc::new(rule)).await
    }

    /// The same over TLS.
    pub async fn start_tls(
        tls: tokio_rustls::TlsAcceptor,
        rule: impl Fn(&Came) -> Act + Send + Sync + 'static,
    ) -> Self {
        Self::run(Some(tls), Arc::new(rule)).await
    }

    async fn run(tls: Option<tokio_rustls::TlsAcceptor>, rule: Arc<Rule>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let came = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&came);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (tls, rule, log) = (tls.clone(), Arc::clone(&rule), Arc::clone(&log));
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &*rule, &log).await,
                        Some(tls) => match tls.accept(stream).into_fallible().await {
                            Ok(stream) => serve(stream, &*rule, &log).await,
                            // Read to the end: a reset could overtake the alert.
                            Err((_, mut stream)) => {
                                let mut rest = [0; 4096];
                                while stream.read(&mut rest).await.is_ok_and(|n| n > 0) {}
                            }
                        },
                    }
                });
            }
        });
        Self { at, came }
    }

    /// Everything that came, in order.
    pub fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    /// The targets that came, in order.
    pub fn targets(&self) -> Vec<String> {
        self.came().into_iter().map(|c| c.target).collect()
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    rule: &Rule,
    log: &Mutex<Vec<Came>>,
) {
    let Some(came) = read(&mut stream).await else {
        return;
    };
    log.lock().unwrap().push(came.clone());
    match rule(&came) {
        Act::Hang => std::future::pending().await,
        Act::Drop => {}
        Act::Say(status, headers, body) => {
            let head = format!(
                "HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(body.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Came> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let n = stream.read(&mut part).await.ok()?;
        if n == 0 {
            return None;
        }
        bytes.extend_from_slice(&part[..n]);
        if bytes.first() == Some(&0x16) {
            // A TLS greeting: what any HTTP server says to that.
            return Some(Came {
                method: "TLS".to_owned(),
                target: String::new(),
                head: String::new(),
                body: String::new(),
            });
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let mut words = head.split(' ');
        let mut came = Came {
            method: words.next()?.to_owned(),
            target: words.next()?.to_owned(),
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let length: usize = came
            .header("content-length")
            .map_or(0, |l| l.parse().unwrap());
        if body.len() >= length {
            came.body.truncate(length);
            return Some(came);
        }
    }
}
