//! Which config file is read, and reading it.
//!
//! Knows the disk. Must not know what stands in the file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::given::{Environment, Flags};
use super::words::cleaned;

/// The largest config file read, in bytes; more is a mistake such as the wrong file.
const LARGEST: u64 = 1 << 20;

/// Which file is meant.
pub(super) enum Location {
    /// The one a flag or a variable names: it has to exist.
    Named(PathBuf),
    /// The usual place: it may be empty. `None` if no home directory is known.
    Usual(Option<PathBuf>),
}

impl Location {
    /// `--config`, else `FLOORWALK_CONFIG`, else the usual place.
    pub(super) fn of(flags: &Flags, environment: &Environment) -> Self {
        match flags.config.as_ref().or(environment.config.as_ref()) {
            Some(path) => Self::Named(path.clone()),
            None => Self::Usual(
                environment
                    .config_home
                    .as_ref()
                    .map(|home| home.join("floorwalk").join("config.toml")),
            ),
        }
    }

    /// The path, if there is one.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Named(path) => Some(path),
            Self::Usual(path) => path.as_deref(),
        }
    }

    /// The path as a person would write it.
    pub(super) fn words(&self) -> String {
        match self.path() {
            Some(path) => cleaned(&path.to_string_lossy()),
            None => "$XDG_CONFIG_HOME/floorwalk/config.toml".to_owned(),
        }
    }

    /// The text of the file; `None` if nothing is at the usual place.
    pub(super) fn text(&self) -> Result<Option<String>, ConfigError> {
        let Some(path) = self.path() else {
            return Ok(None);
        };
        match (read(path), self) {
            (Ok(text), _) => Ok(Some(text)),
            (Err(error), Self::Usual(_)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            (Err(error), _) => Err(ConfigError::Unreadable {
                path: path.to_owned(),
                reason: error.to_string(),
            }),
        }
    }
}

pub(super) fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("larger than 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8 text"))
}
