//! What the command line and the environment say about the settings, as values.
//!
//! Knows the names of the variables. Must not know the file, nor what a setting means; the
//! process's own environment is touched in one function only, so that everything else can be
//! tested without it.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

use super::error::{Complaint, Origin};
use super::settings::Transport;

/// What the command line says about the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--config`: the config file.
    pub config: Option<PathBuf>,
    /// `--profile`: the profile laid over it.
    pub profile: Option<String>,
    /// `--url`: the address of the server.
    pub url: Option<String>,
    /// `--user`: the user name.
    pub user: Option<String>,
    /// `--transport`: how notifications travel.
    pub transport: Option<Transport>,
    /// `--read-only`: nothing is sent but reads.
    pub read_only: bool,
}

/// What the environment says about the settings. An empty variable counts as none.
#[derive(Clone, Default)]
pub struct Environment {
    /// `FLOORWALK_CONFIG`.
    pub(super) config: Option<PathBuf>,
    /// `FLOORWALK_PROFILE`.
    pub(super) profile: Option<String>,
    /// `FLOORWALK_URL`.
    pub(super) url: Option<String>,
    /// `FLOORWALK_USER`.
    pub(super) user: Option<String>,
    /// `FLOORWALK_TRANSPORT`.
    pub(super) transport: Option<String>,
    /// `FLOORWALK_READ_ONLY`.
    pub(super) read_only: Option<String>,
    /// `FLOORWALK_PASSWORD`.
    pub(super) password: Option<SecretString>,
    /// `XDG_CONFIG_HOME`, or `.config` in the home directory.
    pub(super) config_home: Option<PathBuf>,
    /// The home directory, for a leading `~`.
    pub(super) home: Option<PathBuf>,
    /// Variables that could not be read.
    pub(super) complaints: Vec<Complaint>,
}

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::from_lookup(|name| match name {
            // The user database knows a home directory even where the variable is missing.
            "HOME" => etcetera::home_dir().ok().map(PathBuf::into_os_string),
            name => std::env::var_os(name),
        })
    }

    /// The environment in which `lookup` finds the variables.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let found = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let mut complaints = Vec::new();
        let mut text = |name: &'static str| match found(name)?.into_string() {
            Ok(text) => Some(text),
            Err(_) => {
                complaints.push(Complaint {
                    origin: Origin::Variable(name),
                    what: "is not UTF-8 text".to_owned(),
                });
                None
            }
        };
        let home = found("HOME").map(PathBuf::from);
        Self {
            profile: text("FLOORWALK_PROFILE"),
            url: text("FLOORWALK_URL"),
            user: text("FLOORWALK_USER"),
            transport: text("FLOORWALK_TRANSPORT"),
            read_only: text("FLOORWALK_READ_ONLY"),
            password: text("FLOORWALK_PASSWORD").map(SecretString::from),
            config: found("FLOORWALK_CONFIG").map(PathBuf::from),
            // The XDG base directory specification: a relative path is invalid and ignored.
            config_home: found("XDG_CONFIG_HOME")
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
                .or_else(|| home.as_ref().map(|home| home.join(".config"))),
            home,
            complaints,
        }
    }
}

/// Names what is set; the password is not shown, and neither is an address that may hold one.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("config", &self.config)
            .field("profile", &self.profile)
            .field("user", &self.user)
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}
