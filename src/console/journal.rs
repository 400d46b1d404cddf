//! The log file: opened before the alternate screen, in the state folder, readable by its owner.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// A log file larger than this is set aside when a run begins; one older file is kept.
const LARGEST: u64 = 8 * 1024 * 1024;

/// The open log. What is written goes out when it is dropped at the latest.
#[derive(Debug)]
pub struct Journal {
    /// Where it is.
    pub path: PathBuf,
    _guard: tracing_appender::non_blocking::WorkerGuard,
}

/// Opens `floorwalk.log` in `folder` and sends this program's events there. Other crates' events
/// are left out: they may quote headers.
///
/// # Errors
/// The folder or file cannot be made.
pub fn open(folder: &Path) -> std::io::Result<Journal> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let path = folder.join("floorwalk.log");
    if fs::metadata(&path).is_ok_and(|m| m.len() > LARGEST) {
        fs::rename(&path, folder.join("floorwalk.log.1"))?;
    }
    let file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&path)?;
    let (writer, guard) = tracing_appender::non_blocking::NonBlockingBuilder::default()
        .buffered_lines_limit(4096)
        .finish(file);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(false)
        .with_target(true);
    let ours = Targets::new().with_target("floorwalk", LevelFilter::INFO);
    // A test may have set one up already; the first one stays.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(ours)
        .try_init();
    Ok(Journal {
        path,
        _guard: guard,
    })
}
