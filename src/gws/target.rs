//! Where a server is and who signs in. Reads no configuration file.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::Dialect;

/// How long is waited for what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeouts {
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For a whole request, from its start to the last byte of the answer.
    pub request: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(10),
        }
    }
}

/// One server and one person. `Debug` shows no password.
#[derive(Clone, Debug)]
pub struct Target {
    /// The base to which `/api/v2` is added; a context path in it is kept.
    pub base: Url,
    /// The sign-in name.
    pub user: String,
    /// The password.
    pub password: SecretString,
    /// The spelling.
    pub dialect: Dialect,
    /// A PEM file with certificates to trust besides the platform's.
    pub ca_file: Option<PathBuf>,
    /// How long is waited.
    pub timeouts: Timeouts,
}

/// The fields of `StartContactCenterSession` (the page of that name); an empty list or `None`
/// sends no key.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StartSession {
    /// The channels; what SMS is called here is not published, `smssession` is inferred.
    pub channels: Vec<String>,
    /// The place.
    pub place: Option<String>,
    /// The login code.
    pub login_code: Option<String>,
    /// The queue.
    pub queue: Option<String>,
}
