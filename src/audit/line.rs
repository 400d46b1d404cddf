//! One line of the audit: its fields, the seal that closes it, and reading it back. Knows no file.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// What stands between the fields that are sealed and the seal.
const SEAL: &str = ",\"hash\":\"";
/// The last two characters of a line.
const CLOSE: &str = "\"}";
/// Characters of a hash: SHA-256 in lower-case hexadecimal.
const HEX: usize = 64;

/// What a line is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// A run begins.
    Begin,
    /// Something is about to be asked of the server.
    Intent,
    /// What came of it.
    Result,
    /// Something was done that asks nothing of the server.
    Note,
    /// The run ends.
    End,
}

impl Kind {
    /// The word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Intent => "intent",
            Self::Result => "result",
            Self::Note => "note",
            Self::End => "end",
        }
    }
}

/// The fields of a line, but for its seal. What is not known is left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its number in its file, from 1.
    pub(super) seq: u64,
    /// When, by the wall clock: UTC, to the microsecond (RFC 3339).
    pub(super) utc: String,
    /// When, in microseconds since the run began: this clock never jumps.
    pub(super) mono_us: u64,
    /// The person's name in the contact centre.
    pub(super) user: String,
    /// Their account on the machine.
    pub(super) login: String,
    /// The machine.
    pub(super) host: String,
    /// Where their SSH session comes from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) ssh: Option<String>,
    /// What it is about.
    pub(super) kind: Kind,
    /// What was done.
    #[serde(flatten)]
    pub(super) deed: Deed,
    /// How many lines before this one could not be written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) missed: Option<u64>,
    /// In the first line: the file of the run before this one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) after: Option<String>,
    /// The hash of the line before this one.
    pub(super) prev: String,
}

/// What was done, by whom it was asked and what came of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Deed {
    /// Ties a result to its intent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) deed: Option<u64>,
    /// What.
    pub(super) action: String,
    /// In which session.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) session: Option<String>,
    /// Which agent's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) agent: Option<String>,
    /// The mode asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) asked: Option<String>,
    /// The mode that the server had confirmed by then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) confirmed: Option<String>,
    /// How many characters were written to somebody.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) length: Option<u64>,
    /// What was written, if that is configured.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) text: Option<String>,
    /// What came of it, in one word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) outcome: Option<String>,
    /// The server's `statusCode`, or the HTTP status.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) code: Option<i64>,
}

/// A line as it stands in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sealed {
    /// The whole line without its line break.
    pub(super) text: String,
    /// Its hash.
    pub(super) hash: String,
}

/// What the first line of the first run follows.
pub(super) fn nothing() -> String {
    "0".repeat(HEX)
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string never fails.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl Line {
    /// Closes the line: the seal is the hash of everything before it.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub(super) fn seal(&self) -> Result<Sealed, serde_json::Error> {
        let whole = serde_json::to_string(self)?;
        let body = whole.strip_suffix('}').unwrap_or(&whole);
        let hash = hash(body.as_bytes());
        let text = format!("{body}{SEAL}{hash}{CLOSE}");
        Ok(Sealed { text, hash })
    }
}

/// What was read of one line of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Read {
    /// A line whose seal holds.
    Whole {
        /// Its fields.
        line: Box<Line>,
        /// Its hash.
        hash: String,
    },
    /// Its seal does not fit what it closes.
    Broken {
        /// The hash that the seal states.
        states: String,
    },
    /// No line of an audit.
    Foreign,
}

/// Reads a line, without its line break.
pub(super) fn read(bytes: &[u8]) -> Read {
    let sealed = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| text.strip_suffix(CLOSE))
        .and_then(|text| text.split_at_checked(text.len().checked_sub(HEX)?))
        .and_then(|(rest, hash)| Some((rest.strip_suffix(SEAL)?, hash)))
        .filter(|(_, hash)| is_hash(hash));
    let Some((body, states)) = sealed else {
        return Read::Foreign;
    };
    if hash(body.as_bytes()) != states {
        return Read::Broken {
            states: states.to_owned(),
        };
    }
    match serde_json::from_str::<Line>(&format!("{body}}}")) {
        Ok(line) => Read::Whole {
            line: Box::new(line),
            hash: states.to_owned(),
        },
        Err(_) => Read::Foreign,
    }
}

/// Whether a text looks like a hash.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == HEX
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
