//! A TCP proxy between console and server that can do to a connection what networks do.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "shared by tests"
)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the proxy does now to every connection, old and new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Passes everything on.
    Open,
    /// Holds everything: no byte moves, nothing is closed (a black hole).
    Stalled,
    /// Holds only what comes from the server.
    Deaf,
    /// Takes connections and closes them at once.
    Refusing,
}

/// How connections end on command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// FIN.
    Close,
    /// RST.
    Reset,
}

#[derive(Debug)]
struct State {
    line: watch::Sender<Line>,
    cut: watch::Sender<(u64, Cut)>,
    target: watch::Sender<SocketAddr>,
    /// After so many more bytes from the server everything is reset; 0 = never.
    fuse: AtomicU64,
    /// Milliseconds that each piece waits.
    delay: AtomicU64,
    /// Bytes a second in each direction; 0 = no limit.
    throttle: AtomicU64,
    taken: AtomicUsize,
    /// Connections up to this one are stranded.
    stranded: watch::Sender<usize>,
    /// A connection on which the server says this word says nothing more.
    mute: std::sync::Mutex<Option<&'static str>>,
    /// When something of a Bayeux message was passed on from the server.
    heard: std::sync::Mutex<Vec<Instant>>,
}

/// The proxy; dropping it ends it.
#[derive(Debug)]
pub struct Proxy {
    addr: SocketAddr,
    state: Arc<State>,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    pub async fn to(target: SocketAddr) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), target).await
    }

    /// At an address of its own.
    pub async fn at(here: SocketAddr, target: SocketAddr) -> Self {
        let listener = TcpListener::bind(here).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let state = Arc::new(State {
            line: watch::Sender::new(Line::Open),
            cut: watch::Sender::new((0, Cut::Close)),
            target: watch::Sender::new(target),
            fuse: AtomicU64::new(0),
            delay: AtomicU64::new(0),
            throttle: AtomicU64::new(0),
            taken: AtomicUsize::new(0),
            stranded: watch::Sender::new(0),
            mute: std::sync::Mutex::new(None),
            heard: std::sync::Mutex::new(Vec::new()),
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = shared.taken.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::spawn(serve(client, number, Arc::clone(&shared)));
            }
        });
        Self { addr, state, task }
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// How many connections were taken so far.
    pub fn taken(&self) -> usize {
        self.state.taken.load(Ordering::SeqCst)
    }

    pub fn line(&self, line: Line) {
        self.state.line.send_replace(line);
    }

    /// Ends every connection there is.
    pub fn cut(&self, how: Cut) {
        self.state.cut.send_modify(|(n, cut)| {
            *n += 1;
            *cut = how;
        });
    }

    /// Resets everything in the middle of what the server sends, after so many bytes.
    pub fn cut_after(&self, bytes: u64) {
        self.state.fuse.store(bytes, Ordering::SeqCst);
    }

    pub fn delay(&self, by: Duration) {
        self.state
            .delay
            .store(u64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub fn throttle(&self, bytes_per_second: u64) {
        self.state
            .throttle
            .store(bytes_per_second, Ordering::SeqCst);
    }

    /// A connection on which the server is about to say this word falls silent before it, for good.
    pub fn mute(&self, word: Option<&'static str>) {
        *self.state.mute.lock().unwrap() = word;
    }

    /// Every connection there is stands for ever and carries nothing; new ones are as the line is.
    pub fn strand(&self) {
        self.state.stranded.send_replace(self.taken());
    }

    /// When something of a Bayeux message was passed on from the server, oldest first.
    pub fn heard(&self) -> Vec<Instant> {
        self.state.heard.lock().unwrap().clone()
    }

    /// New connections go there.
    pub fn retarget(&self, target: SocketAddr) {
        self.state.target.send_replace(target);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(client: TcpStream, number: usize, state: Arc<State>) {
    if *state.line.borrow() == Line::Refusing {
        return;
    }
    let mut cut = state.cut.subscribe();
    cut.mark_unchanged();
    let target = *state.target.borrow();
    let Ok(server) = TcpStream::connect(target).await else {
        return;
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    // Kept to be able to reset, whatever the halves do.
    let linger = (socket2(&client), socket2(&server));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let up = pump(from_client, to_server, Arc::clone(&state), Way::Up);
    let down = pump(from_server, to_client, Arc::clone(&state), Way::Down);
    let mut stranded = state.stranded.subscribe();
    // Pinned here: a stranded connection is held, not dropped.
    let mut pumps = std::pin::pin!(async { tokio::join!(up, down) });
    let strand = async {
        let _ = stranded.wait_for(|last| *last >= number).await;
    };
    let how = tokio::select! {
        how = &mut pumps => if how.1 == Some(Cut::Reset) { Cut::Reset } else { Cut::Close },
        _ = cut.changed() => cut.borrow().1,
        () = strand => {
            let mut cut = state.cut.subscribe();
            let _ = cut.changed().await;
            cut.borrow().1
        }
    };
    if how == Cut::Reset {
        for socket in [linger.0, linger.1].into_iter().flatten() {
            let _ = rustix::net::sockopt::set_socket_linger(&socket, Some(Duration::ZERO));
        }
    }
}

fn socket2(stream: &TcpStream) -> Option<std::os::fd::OwnedFd> {
    use std::os::fd::AsFd as _;
    stream.as_fd().try_clone_to_owned().ok()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    state: Arc<State>,
    way: Way,
) -> Option<Cut> {
    let mut line = state.line.subscribe();
    let mut buffer = vec![0; 16 * 1024];
    let mut bayeux = false;
    loop {
        let held = |line: Line| line == Line::Stalled || (line == Line::Deaf && way == Way::Down);
        line.wait_for(|l| !held(*l)).await.ok()?;
        let n = match from.read(&mut buffer).await {
            Ok(0) | Err(_) => {
                let _ = to.shutdown().await;
                return Some(Cut::Close);
            }
            Ok(n) => n,
        };
        // What was read while the line fell is held, too.
        line.wait_for(|l| !held(*l)).await.ok()?;
        let word = *state.mute.lock().unwrap();
        if let Some(word) = word
            && way == Way::Down
            && buffer[..n]
                .windows(word.len())
                .any(|w| w == word.as_bytes())
        {
            // What else the server says on it is heard by nobody.
            while !matches!(from.read(&mut buffer).await, Ok(0) | Err(_)) {}
            return Some(Cut::Close);
        }
        let delay = state.delay.load(Ordering::SeqCst);
        if delay > 0 {
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
        let throttle = state.throttle.load(Ordering::SeqCst);
        if let Some(micros) = (n as u64 * 1_000_000).checked_div(throttle) {
            tokio::time::sleep(Duration::from_micros(micros)).await;
        }
        let mut n = n;
        let fuse = state.fuse.load(Ordering::SeqCst);
        let blown = way == Way::Down && fuse > 0 && {
            let left = fuse.saturating_sub(n as u64);
            n = n.min(usize::try_from(fuse).unwrap_or(usize::MAX));
            state.fuse.store(left, Ordering::SeqCst);
            left == 0
        };
        if to.write_all(&buffer[..n]).await.is_err() {
            return Some(Cut::Close);
        }
        bayeux = match way {
            Way::Up => false,
            Way::Down => is_bayeux(&buffer[..n], bayeux),
        };
        if bayeux {
            state.heard.lock().unwrap().push(Instant::now());
        }
        if blown {
            let _ = to.flush().await;
            state.cut.send_modify(|(count, cut)| {
                *count += 1;
                *cut = Cut::Reset;
            });
            return Some(Cut::Reset);
        }
    }
}

/// Whether these bytes are of a Bayeux message: all of a websocket's are, and so is what goes on
/// from one that was.
fn is_bayeux(bytes: &[u8], goes_on: bool) -> bool {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|w| w == word);
    if has(br#""channel":"/"#) || bytes.starts_with(b"HTTP/1.1 101") {
        return true;
    }
    goes_on && !bytes.starts_with(b"HTTP/1.1")
}
