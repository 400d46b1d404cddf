//! The command line: words in, one [`Command`] out.
//!
//! Knows the words of the contract and their ranges. Must not know what is done with them,
//! and prints nothing: help and usage errors are handed to the caller.

mod args;
mod record;
mod simulate;
mod world;

use std::ffi::OsString;

use clap::Parser;

use crate::config::{Flags, Transport};

pub use record::Audit;
pub use simulate::{Simulate, Spelling, Wire};
pub use world::World;

/// What the person asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// `floorwalk`: the console, against the server in the config file.
    Console(Flags),
    /// `floorwalk demo`: the console, against an embedded server.
    Demo(Demo),
    /// `floorwalk audit`: what stands on record.
    Audit(Audit),
    /// `floorwalk simulate`: the embedded server alone.
    Simulate(Simulate),
}

/// `floorwalk demo`.
#[derive(Debug, Clone, PartialEq)]
pub struct Demo {
    /// The world the embedded server shows.
    pub world: World,
    /// How the notifications travel.
    pub transport: Transport,
    /// Whether nothing is sent but reads.
    pub read_only: bool,
}

/// Why there is nothing to do.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A usage error, or the text of `--help` or `--version`; `clap::Error::print` knows
    /// which stream it belongs on.
    #[error(transparent)]
    Usage(#[from] clap::Error),
}

impl Refusal {
    /// The exit code: 0 for help and version, else 2.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(error) => u8::try_from(error.exit_code()).unwrap_or(2),
        }
    }
}

/// Reads a command line; the first word is the program's own name.
///
/// # Errors
///
/// [`Refusal`]: what clap says.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command, Refusal> {
    Ok(args::Args::try_parse_from(words)?.into_command())
}
