//! The folder with one file a run: which of them is the newest, and a new one after it. The
//! order is the one that the files themselves state, not that of their names or dates.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::line::{self, Line, Read};
use super::paper::{Paper, Sheet};

/// How long another run may take to begin its file.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks whether it has.
const LOOK: Duration = Duration::from_millis(20);
/// Longest first line that is read; ours have a few hundred bytes.
const LONGEST: u64 = 64 * 1024;

/// The folder.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
}

/// A new file, ready for its first line.
pub struct Opened {
    /// What lines are put on.
    pub paper: Box<dyn Paper>,
    /// Its name in the folder.
    pub name: String,
    /// The file of the run before it.
    pub after: Option<String>,
    /// The hash of the newest line there.
    pub prev: String,
    /// Holds off other runs until the first line is on disk.
    pub turn: Option<File>,
}

impl Shelf {
    /// The shelf in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins a file after the newest one. One run at a time does this: see [`Opened::turn`].
    ///
    /// # Errors
    /// The folder cannot be made or written, or another run takes too long.
    pub fn open(&self, stamp: &str) -> io::Result<Opened> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)?;
        let turn = self.turn()?;
        let (after, prev) = match self.newest()? {
            Some((name, head)) => (Some(name), head),
            None => (None, line::nothing()),
        };
        let at = stamp.replace(':', "-");
        let name = format!("{at}-{}.jsonl", std::process::id());
        let sheet = Sheet::create(&self.folder.join(&name))?;
        // The name of a file is only on disk with its folder.
        File::open(&self.folder)?.sync_all()?;
        Ok(Opened {
            paper: Box::new(sheet),
            name,
            after,
            prev,
            turn: Some(turn),
        })
    }

    fn turn(&self) -> io::Result<File> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(self.folder.join(".lock"))?;
        let mut waited = Duration::ZERO;
        while let Err(e) = flock(&file, FlockOperation::NonBlockingLockExclusive) {
            if e != rustix::io::Errno::WOULDBLOCK || waited >= PATIENCE {
                return Err(e.into());
            }
            std::thread::sleep(LOOK);
            waited += LOOK;
        }
        Ok(file)
    }

    /// The names of the files, sorted.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            if let Some(name) = name.to_str().filter(|name| name.ends_with(".jsonl")) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// The run that no other run follows, with the hash of its last good line. Of several (somebody
    /// copied files) the one that began last.
    ///
    /// # Errors
    /// The folder or a file cannot be read.
    pub fn newest(&self) -> io::Result<Option<(String, String)>> {
        let mut begun = Vec::new();
        let mut followed = BTreeSet::new();
        for name in self.names()? {
            if let Some(first) = self.first_line(&name)? {
                followed.extend(first.after);
                begun.push((first.utc, name));
            }
        }
        begun.retain(|(_, name)| !followed.contains(name));
        begun.sort();
        let Some((_, name)) = begun.pop() else {
            return Ok(None);
        };
        let head = last_hash(&fs::read(self.folder.join(&name))?);
        Ok(head.map(|head| (name, head)))
    }

    fn first_line(&self, name: &str) -> io::Result<Option<Line>> {
        let mut first = Vec::new();
        let file = File::open(self.folder.join(name))?;
        BufReader::new(file.take(LONGEST)).read_until(b'\n', &mut first)?;
        let first = first.strip_suffix(b"\n").unwrap_or(&first);
        Ok(match line::read(first) {
            Read::Whole { line, .. } => Some(*line),
            Read::Broken { .. } | Read::Foreign => None,
        })
    }
}

/// The hash of the last line whose seal holds.
fn last_hash(bytes: &[u8]) -> Option<String> {
    bytes
        .split(|byte| *byte == b'\n')
        .rev()
        .find_map(|text| match line::read(text) {
            Read::Whole { hash, .. } => Some(hash),
            Read::Broken { .. } | Read::Foreign => None,
        })
}
