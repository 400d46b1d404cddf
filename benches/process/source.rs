//! A source of notifications that is faster than any client: what goes to the CometD endpoint is
//! answered here, every other connection is led to the embedded server.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::flow::{Flow, Flown};
use crate::frames;
use crate::line::{Acks, Line, Task};
use crate::notices::Notices;
use crate::server::Server;
use crate::world::World;

/// What waits for a line.
const QUEUE: usize = 16;

/// Who answers the CometD endpoint.
#[derive(Clone)]
enum Endpoint {
    Ours(Arc<Notices>, Acks),
    Servers,
}

struct Shared {
    upstream: String,
    endpoint: Endpoint,
    newest: Mutex<Option<mpsc::Sender<Task>>>,
    asked: AtomicU64,
}

pub struct Source {
    pub addr: SocketAddr,
    shared: Arc<Shared>,
    _runtime: tokio::runtime::Runtime,
}

impl Source {
    /// One that sends notifications itself.
    pub fn before(server: &Server, world: World, acks: Acks) -> Self {
        Self::with(server, Endpoint::Ours(Arc::new(Notices::of(world)), acks))
    }

    /// One that only counts what is asked of the embedded server.
    pub fn counter(server: &Server) -> Self {
        Self::with(server, Endpoint::Servers)
    }

    fn with(server: &Server, endpoint: Endpoint) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .expect("a port");
        let shared = Arc::new(Shared {
            upstream: server.addr.clone(),
            endpoint,
            newest: Mutex::new(None),
            asked: AtomicU64::new(0),
        });
        let addr = listener.local_addr().expect("its address");
        runtime.spawn(accept(listener, shared.clone()));
        Self {
            addr,
            shared,
            _runtime: runtime,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    pub fn sessions(&self) -> usize {
        match &self.shared.endpoint {
            Endpoint::Ours(notices, _) => notices.sessions(),
            Endpoint::Servers => 0,
        }
    }

    /// Requests and frames that clients have sent so far.
    pub fn asked(&self) -> u64 {
        self.shared.asked.load(Ordering::Relaxed)
    }

    /// Whoever was there is gone: the next flow is for the next client.
    pub fn forget(&self) {
        *self.shared.newest.lock().expect("the newest line") = None;
    }

    /// Begins a flow to the newest client, waiting for one.
    pub fn begin(&self, flow: Flow) -> Receiver<Flown> {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let (tell, told) = std::sync::mpsc::channel();
            let newest = self.shared.newest.lock().expect("the newest line").clone();
            if newest.is_some_and(|line| line.try_send(Task(flow, tell)).is_ok()) {
                return told;
            }
            assert!(Instant::now() < end, "no client came");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((socket, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            // An error is a connection that ended.
            let _ = serve(socket, &shared).await;
        });
    }
}

async fn serve(socket: TcpStream, shared: &Shared) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let mut head = [0; 256];
    let length = socket.peek(&mut head).await?;
    let head = String::from_utf8_lossy(&head[..length]);
    let first = head.lines().next().unwrap_or_default();
    match &shared.endpoint {
        Endpoint::Ours(notices, acks) if first.contains("/notifications") => {
            let line = |out| Line::new(out, notices.clone(), *acks);
            upgrade(socket, shared, line).await
        }
        Endpoint::Ours(..) | Endpoint::Servers => lead(socket, shared).await,
    }
}

/// To the embedded server and back.
async fn lead(socket: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let server = TcpStream::connect(&shared.upstream).await?;
    server.set_nodelay(true)?;
    let (mut from_server, mut to_server) = server.into_split();
    let (mut from_client, mut to_client) = socket.into_split();
    let back = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let length = from_client.read(&mut bytes).await?;
        if length == 0 {
            back.abort();
            return Ok(());
        }
        // A request and a frame are small: each comes in one piece.
        shared.asked.fetch_add(1, Ordering::Relaxed);
        to_server.write_all(&bytes[..length]).await?;
    }
}

async fn upgrade(
    socket: TcpStream,
    shared: &Shared,
    line: impl FnOnce(tokio::net::tcp::OwnedWriteHalf) -> Line,
) -> std::io::Result<()> {
    let (from, mut out) = socket.into_split();
    let mut from = BufReader::new(from);
    let mut key = String::new();
    loop {
        let mut text = String::new();
        if from.read_line(&mut text).await? == 0 || text == "\r\n" {
            break;
        }
        if let Some((name, value)) = text.split_once(':')
            && name.eq_ignore_ascii_case("sec-websocket-key")
        {
            value.trim().clone_into(&mut key);
        }
    }
    let accepted = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {}\r\n\r\n",
        derive_accept_key(key.as_bytes())
    );
    out.write_all(accepted.as_bytes()).await?;
    let (tell, heard) = mpsc::channel(QUEUE);
    let (tasks_in, tasks) = mpsc::channel(QUEUE);
    let line = tokio::spawn(line(out).run(heard, tasks));
    while let Some(one) = frames::read(&mut from).await {
        if let frames::Heard::Messages(messages) = &one
            && messages.iter().any(|m| m["channel"] == "/meta/subscribe")
        {
            // From now on it may be sent to.
            let mut newest = shared.newest.lock().expect("the newest line");
            *newest = Some(tasks_in.clone());
        }
        if tell.send(one).await.is_err() {
            break;
        }
    }
    line.abort();
    Ok(())
}
