//! The file of a run: made for nobody else, locked while the run lasts, written at its end only.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

/// What lines are put on.
pub trait Paper: Send {
    /// Puts lines where the good ones end, at byte `at`, and returns once they are on disk. What a
    /// failed try left behind there is taken away first.
    ///
    /// # Errors
    /// The disk is full, or gone, or somebody cut the file.
    fn put(&mut self, at: u64, line: &[u8]) -> io::Result<()>;

    /// Takes the paper away: not even its first line could be put on it.
    fn discard(&mut self);
}

/// A file of ours.
#[derive(Debug)]
pub(super) struct Sheet(File, PathBuf);

impl Sheet {
    /// Makes the file and locks it.
    ///
    /// # Errors
    /// There is one by that name already, the folder cannot be written, or the file system cannot
    /// lock.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Self(file, path.to_owned()))
    }
}

impl Paper for Sheet {
    fn put(&mut self, at: u64, line: &[u8]) -> io::Result<()> {
        let length = self.0.metadata()?.len();
        if length < at {
            return Err(io::Error::other("somebody cut the audit file"));
        }
        if length > at {
            self.0.set_len(at)?;
        }
        self.0.write_all_at(line, at)?;
        self.0.sync_data()
    }

    fn discard(&mut self) {
        if let Err(e) = std::fs::remove_file(&self.1) {
            tracing::warn!("an audit file without a line stays: {e}");
        }
    }
}

/// Whether a run still writes the file.
pub(super) fn is_being_written(path: &Path) -> bool {
    let Ok(file) = File::open(path) else {
        return false;
    };
    // Closing the file gives the lock back.
    flock(&file, FlockOperation::NonBlockingLockShared).is_err()
}
