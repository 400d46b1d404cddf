//! What can be wrong with a configuration, in words a person can act on.
//!
//! Knows how a place in a file, a variable or a flag is named. Must not know the rules
//! themselves, and never holds a password.

use std::fmt;
use std::path::PathBuf;

use super::words::cleaned;

/// Why no settings could be made. Every variant is exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Neither a config file nor an address was given: not a mistake, a first start.
    #[error(
        "no server is configured; to try floorwalk without one, run: floorwalk demo\n\
         for your own server, copy config.example.toml to {copy_to} and edit it, or pass --url and --user"
    )]
    NothingConfigured {
        /// Where the config file would be looked for.
        copy_to: String,
    },
    /// The config file could not be read.
    #[error("reading the config file {}: {reason}", cleaned(&path.to_string_lossy()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Settings are wrong or missing: all of them, one per line.
    #[error("{}", lines(.0))]
    Invalid(Vec<Complaint>),
}

fn lines(complaints: &[Complaint]) -> String {
    let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// One thing that is wrong: where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where the value stands.
    pub origin: Origin,
    /// What is wrong with it and what is accepted, free of control characters.
    pub what: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.what)
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of the config file.
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Table and key as a person writes them, such as `[server] url`; empty for a
        /// mistake that belongs to no key.
        key: String,
    },
    /// The config file as a whole.
    File(PathBuf),
    /// An environment variable.
    Variable(&'static str),
    /// A flag of the command line.
    Flag(&'static str),
}

impl Origin {
    /// The line of the config file, from 1; 0 for everything else.
    pub(super) fn line(&self) -> usize {
        match self {
            Self::Line { line, .. } => *line,
            Self::File(_) | Self::Variable(_) | Self::Flag(_) => 0,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { path, line, key } => {
                write!(f, "{}:{line}", cleaned(&path.to_string_lossy()))?;
                if key.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {key}")
                }
            }
            Self::File(path) => f.write_str(&cleaned(&path.to_string_lossy())),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}
