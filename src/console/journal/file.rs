//! The log file: one a run, the last few kept, none larger than a limit. Only its owner reads it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The newest; the ones before it are called `floorwalk.log.1` and so on.
pub const NAME: &str = "floorwalk.log";
/// Older files that are kept.
const OLDER: usize = 4;
/// A run that writes more begins another file.
const LARGEST: u64 = 8 * 1024 * 1024;

/// The open file.
#[derive(Debug)]
pub(super) struct Rotating {
    folder: PathBuf,
    file: File,
    written: u64,
    largest: u64,
}

impl Rotating {
    /// Sets the earlier files aside and begins one.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        Self::with_limit(folder, LARGEST)
    }

    fn with_limit(folder: &Path, largest: u64) -> io::Result<Self> {
        Ok(Self {
            folder: folder.to_owned(),
            file: begin(folder)?,
            written: 0,
            largest,
        })
    }
}

fn begin(folder: &Path) -> io::Result<File> {
    let name = |n: usize| match n {
        0 => folder.join(NAME),
        n => folder.join(format!("{NAME}.{n}")),
    };
    for n in (0..OLDER).rev() {
        match fs::rename(name(n), name(n + 1)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            Ok(()) | Err(_) => {}
        }
    }
    // New, so that nobody who may read an older one may read this.
    fs::OpenOptions::new()
        .append(true)
        .create_new(true)
        .mode(0o600)
        .open(name(0))
}

impl Write for Rotating {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written > self.largest {
            // Where another cannot be begun, this one goes on.
            if let Ok(file) = begin(&self.folder) {
                self.file = file;
            }
            self.written = 0;
        }
        let n = self.file.write(bytes)?;
        self.written += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn one_a_run_a_few_kept_and_none_too_large() {
        let folder = tempfile::tempdir().unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        for run in 0..8 {
            let mut file = Rotating::open(folder.path()).unwrap();
            file.write_all(format!("run {run}").as_bytes()).unwrap();
        }
        assert_eq!(read(NAME), "run 7");
        assert_eq!(read("floorwalk.log.4"), "run 3");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), OLDER + 1);
        let mut file = Rotating::with_limit(folder.path(), 10).unwrap();
        for _ in 0..3 {
            file.write_all(b"eight888").unwrap();
        }
        assert_eq!(read(NAME), "eight888");
        assert_eq!(read("floorwalk.log.1"), "eight888eight888");
        for entry in fs::read_dir(folder.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
