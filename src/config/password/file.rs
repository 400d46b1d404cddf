//! Reads the file that holds the password.
//!
//! Knows files and their permissions. Must not know what a password looks like.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{PasswordError, READ};

/// What stands in the file, or so much of it that it is surely too long.
pub(super) async fn contents(path: &Path) -> Result<Vec<u8>, PasswordError> {
    let path = path.to_owned();
    let lost = path.clone();
    tokio::task::spawn_blocking(move || read(path))
        .await
        .unwrap_or_else(|error| Err(unreadable(lost, error.to_string())))
}

fn read(path: PathBuf) -> Result<Vec<u8>, PasswordError> {
    match open(&path) {
        Ok((file, mode)) if mode & 0o077 == 0 => {
            let mut bytes = Vec::with_capacity(READ);
            match file.take(READ as u64).read_to_end(&mut bytes) {
                Ok(_) => Ok(bytes),
                Err(error) => Err(unreadable(path, error.to_string())),
            }
        }
        Ok((_, mode)) => Err(PasswordError::TooOpen { path, mode }),
        Err(error) => Err(unreadable(path, error.to_string())),
    }
}

/// The open file and its permission bits, taken from the file that was opened and not from
/// whatever has the name a moment later.
fn open(path: &Path) -> io::Result<(File, u32)> {
    // Opening a pipe would wait for its writer, so its kind is looked at first.
    regular(&std::fs::metadata(path)?)?;
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    regular(&metadata)?;
    Ok((file, metadata.permissions().mode() & 0o7777))
}

fn regular(metadata: &std::fs::Metadata) -> io::Result<()> {
    if metadata.is_file() {
        Ok(())
    } else {
        Err(io::Error::other("not a regular file"))
    }
}

fn unreadable(path: PathBuf, reason: String) -> PasswordError {
    PasswordError::Unreadable { path, reason }
}
