//! Where the password comes from, and getting it.
//!
//! Knows the order of the sources and that a password is one line. Must not know what it is
//! used for. The password itself is only ever in a [`SecretString`]: no error, no `Debug` and
//! no `Display` here shows it, nor the arguments of the command that prints it.

mod command;
mod file;
mod line;
mod prompt;

use std::fmt;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::settings::Server;
use super::words::{cleaned, has_control};

/// The longest password read, in bytes; more is a mistake such as the wrong file.
const LONGEST: usize = 4096;

/// How much of a source is read, in bytes: a password, its newline, and one more that tells
/// that it is too long.
const READ: usize = LONGEST + 3;

/// Where the password comes from, already decided between environment, file and prompt.
#[derive(Clone)]
pub enum PasswordSource {
    /// It stood in `FLOORWALK_PASSWORD`.
    Given(SecretString),
    /// A program prints it: its name, then its arguments; no shell.
    Command {
        /// The program.
        program: String,
        /// Its arguments.
        arguments: Vec<String>,
    },
    /// It stands in a file that only its owner may open.
    File(PathBuf),
    /// The person types it on the terminal.
    Prompt,
}

impl fmt::Debug for PasswordSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(_) => f.write_str("Given([REDACTED])"),
            Self::Command { program, arguments } => {
                write!(f, "Command({program:?} and {} arguments)", arguments.len())
            }
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Prompt => f.write_str("Prompt"),
        }
    }
}

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The command could not be started.
    #[error("running password_command {}: {reason}", cleaned(program))]
    NotStarted {
        /// The program.
        program: String,
        /// What the system said.
        reason: String,
    },
    /// The command ended with something else than success.
    #[error(
        "running password_command {}: {status}{}",
        cleaned(program),
        saying(stderr)
    )]
    Failed {
        /// The program.
        program: String,
        /// How it ended, such as `exit status: 1`.
        status: String,
        /// What it said about it, cleaned and cut.
        stderr: String,
    },
    /// The command did not end in time.
    #[error(
        "running password_command {}: still running after 10 seconds{}",
        cleaned(program),
        saying(stderr)
    )]
    TimedOut {
        /// The program.
        program: String,
        /// What it had said until then, cleaned and cut.
        stderr: String,
    },
    /// The password file could not be read.
    #[error("reading password_file {}: {reason}", cleaned(&path.to_string_lossy()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The password file is open to others than its owner.
    #[error(
        "reading password_file {path}: others than its owner may open it (mode {mode:04o}); run: chmod 600 {path}",
        path = cleaned(&path.to_string_lossy())
    )]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// What was read cannot be a password.
    #[error("the password from {whence} {why}")]
    Unusable {
        /// The source, as a person would call it.
        whence: &'static str,
        /// What is wrong, without quoting any of it.
        why: &'static str,
    },
    /// The person should type it, but there is no terminal.
    #[error(
        "asking for the password: there is no terminal; \
         set FLOORWALK_PASSWORD, or password_command or password_file in [server] of the config file"
    )]
    NoTerminal,
    /// The person answered the prompt with Ctrl-C or Ctrl-D, or the terminal went away.
    #[error("asking for the password: broken off")]
    BrokenOff,
    /// The terminal could not be used.
    #[error("asking for the password: {0}")]
    Terminal(String),
}

fn saying(stderr: &str) -> String {
    if stderr.is_empty() {
        String::new()
    } else {
        format!("; it said: {stderr}")
    }
}

/// Why there is no passphrase to unlock with.
#[derive(Debug, thiserror::Error)]
#[error("[privacy] lock_passphrase_file or lock_passphrase_command: {0}")]
pub struct PassphraseError(#[from] PasswordError);

/// Gets the passphrase that unlocks the screen from a command or a file, by the rules for
/// passwords.
///
/// # Errors
///
/// Everything of [`PasswordError`] that can be wrong with these two.
pub async fn passphrase(source: &PasswordSource) -> Result<SecretString, PassphraseError> {
    let found = match source {
        PasswordSource::Given(secret) => Ok(secret.clone()),
        PasswordSource::Command { program, arguments } => {
            let printed = command::output(program, arguments).await?;
            decoded("lock_passphrase_command", printed)
        }
        PasswordSource::File(path) => decoded("lock_passphrase_file", file::contents(path).await?),
        // Asking for it would lock the person out of the start.
        PasswordSource::Prompt => Err(PasswordError::NoTerminal),
    };
    Ok(found?)
}

/// Gets the password for `server.user` from where `server.password` says.
///
/// Waits at most 10 s for a command, and as long as the person takes at a prompt.
///
/// # Errors
///
/// Everything of [`PasswordError`]; a source that fails is never replaced by the next one, so
/// that a password meant for somewhere else is not sent.
pub async fn password(server: &Server) -> Result<SecretString, PasswordError> {
    match &server.password {
        PasswordSource::Given(secret) => {
            let secret = secret.expose_secret().to_owned();
            usable("FLOORWALK_PASSWORD", secret)
        }
        PasswordSource::Command { program, arguments } => {
            let printed = command::output(program, arguments).await?;
            decoded("password_command", printed)
        }
        PasswordSource::File(path) => decoded("password_file", file::contents(path).await?),
        PasswordSource::Prompt => {
            let typed = prompt::ask(&server.user, server.base.host_str()).await?;
            decoded("the prompt", typed)
        }
    }
}

/// The password in the bytes of a file or of a command's output: one trailing newline is not
/// part of it.
fn decoded(whence: &'static str, mut bytes: Vec<u8>) -> Result<SecretString, PasswordError> {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    if bytes.len() > LONGEST {
        let why = "is longer than 4096 bytes";
        return Err(PasswordError::Unusable { whence, why });
    }
    match String::from_utf8(bytes) {
        Ok(text) => usable(whence, text),
        Err(_) => Err(PasswordError::Unusable {
            whence,
            why: "is not UTF-8 text",
        }),
    }
}

/// Refuses what Basic authentication cannot carry (RFC 7617 forbids control characters) and
/// what is surely a mistake.
fn usable(whence: &'static str, text: String) -> Result<SecretString, PasswordError> {
    // Made a secret first, so that the text is wiped also when it is refused.
    let secret = SecretString::from(text);
    let why = if secret.expose_secret().is_empty() {
        "is empty"
    } else if has_control(secret.expose_secret()) {
        "has more than one line or a control character in it"
    } else {
        return Ok(secret);
    };
    Err(PasswordError::Unusable { whence, why })
}
