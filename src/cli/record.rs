//! `floorwalk audit`: its words.
//!
//! Knows flags and help texts. Must not know what an audit is.

use std::path::PathBuf;

use clap::Subcommand;

/// `floorwalk audit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audit {
    /// `verify`: is anything wrong with it?
    Verify {
        /// One file; else every run.
        file: Option<PathBuf>,
        /// A head hash that was kept elsewhere.
        head: Option<String>,
    },
    /// `show`: its lines for a person.
    Show {
        /// The file; else that of the newest run.
        file: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditWord {
    /// Look for edits, gaps and lines out of order, in every run or in one FILE
    ///
    /// That the end of the newest run was cut off or written anew is only found against a head
    /// hash that was kept elsewhere: the console prints it when it ends, and shows it on its Log
    /// screen.
    Verify {
        /// One file by itself [default: every run, and how they follow each other]
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// The hash of a line that must be there
        #[arg(long, value_name = "HASH", value_parser = hash)]
        head: Option<String>,
    },
    /// Print the lines of a run for a person
    Show {
        /// The file [default: the newest run]
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

impl From<AuditWord> for Audit {
    fn from(word: AuditWord) -> Self {
        match word {
            AuditWord::Verify { file, head } => Self::Verify { file, head },
            AuditWord::Show { file } => Self::Show { file },
        }
    }
}

fn hash(text: &str) -> Result<String, String> {
    let hash = text.trim().to_ascii_lowercase();
    let is_hex = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    is_hex
        .then_some(hash)
        .ok_or_else(|| "must be 64 hexadecimal digits".to_owned())
}
