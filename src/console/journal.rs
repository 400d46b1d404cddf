//! The journal: a log file, opened before the alternate screen, in the state folder, readable by
//! its owner; and the same lines for the Log screen. Never waits for either.

mod echo;
mod file;

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::app::{LogLine, Msg};
pub use file::NAME as LOG_NAME;

/// Lines that wait for the Log screen; when more come at once, the file alone has them.
const WAITING: usize = 512;
/// Lines handed to the loop at once.
const TOGETHER: usize = 64;

/// The open journal. What is written goes out when it is dropped at the latest.
#[derive(Debug)]
pub struct Journal {
    /// Where the file is.
    pub path: PathBuf,
    /// The lines from now on, for the Log screen; taken once.
    pub lines: Option<mpsc::Receiver<LogLine>>,
    _guard: tracing_appender::non_blocking::WorkerGuard,
}

/// Opens a new log file in `folder`, sets earlier ones aside, and sends this program's events
/// there. Other crates' events are left out: they may quote headers.
///
/// # Errors
/// The folder or file cannot be made.
pub fn open(folder: &Path) -> std::io::Result<Journal> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let file = file::Rotating::open(folder)?;
    let (writer, guard) = tracing_appender::non_blocking::NonBlockingBuilder::default()
        .buffered_lines_limit(4096)
        .finish(file);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(false)
        .with_target(true);
    let (out, shown) = mpsc::channel(WAITING);
    let ours = Targets::new().with_target("floorwalk", LevelFilter::INFO);
    // A test may have set one up already; the first one stays.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(echo::Echo::new(out))
        .with(ours)
        .try_init();
    Ok(Journal {
        path: folder.join(LOG_NAME),
        lines: Some(shown),
        _guard: guard,
    })
}

/// Hands the lines to the loop until one of the two ends.
pub(super) async fn hand_on(mut lines: mpsc::Receiver<LogLine>, loop_in: mpsc::Sender<Msg>) {
    let mut batch = Vec::with_capacity(TOGETHER);
    while lines.recv_many(&mut batch, TOGETHER).await > 0 {
        let batch = std::mem::take(&mut batch);
        if loop_in.send(Msg::Logged(batch)).await.is_err() {
            return;
        }
    }
}
