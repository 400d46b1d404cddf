//! The settings of the console: command line over environment over config file over defaults.
//!
//! Knows the config file, its tables and its errors, and where the password comes from. Must
//! not know anything else of the program: it hands out plain data.
//!
//! ```text
//! given    what flags and environment say            ┐
//! read     the file's text → layers, with complaints ├→ resolve → Settings
//! locate   which file                                ┘
//! ```

mod address;
mod audit;
mod error;
mod given;
mod keys;
mod layer;
mod list;
mod locate;
mod outer;
mod password;
mod privacy;
mod read;
mod resolve;
mod section;
mod settings;
mod theme;
mod trust;
mod urgency;
mod values;
mod view;
mod words;

pub use audit::Audit;
pub use error::{Complaint, ConfigError, Origin};
pub use given::{Environment, Flags};
pub use password::{PassphraseError, PasswordError, PasswordSource, passphrase, password};
pub use privacy::Privacy;
pub use settings::{
    Barge, ClientCertificate, DEFAULT_TOPICS, Dialect, Display, Group, KeyChoice, Limits, Monitor,
    Segment, Server, Session, Settings, Snippet, Team, Theme, Transport, UserData, Writing,
};
pub use theme::{StyleChoice, styles};
pub use words::{nearest, quoted};

pub use urgency::{ServiceLimit, Urgency};
pub use view::View;

use locate::Location;
use resolve::Found;

/// Makes the settings: `flags` over `environment` over the config file over the defaults.
///
/// Reads the config file and nothing else; the password is fetched later, by [`password()`].
///
/// # Errors
///
/// [`ConfigError`]: nothing is configured, the file cannot be read, or everything that is wrong
/// in it, in its profiles, in the environment and in the flags.
pub fn load(flags: &Flags, environment: &Environment) -> Result<Settings, ConfigError> {
    let location = Location::of(flags, environment);
    let text = location.text()?;
    let found = match (location.path(), &text) {
        (Some(path), Some(text)) => {
            let contents = read::read(path, text, environment.home.as_deref());
            Found::File(path, Box::new(contents))
        }
        _ => Found::Nothing(location.words()),
    };
    resolve::resolve(found, environment, flags)
}

/// Where the config file is, whether or not there is one: to be told when it changes.
#[must_use]
pub fn file(flags: &Flags, environment: &Environment) -> Option<std::path::PathBuf> {
    Location::of(flags, environment)
        .path()
        .map(std::path::Path::to_owned)
}
