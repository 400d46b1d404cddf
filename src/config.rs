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

mod error;
mod given;
mod password;
mod settings;
mod words;

pub use error::{Complaint, ConfigError, Origin};
pub use given::{Environment, Flags};
pub use password::{PasswordError, PasswordSource, password};
pub use settings::{
    Barge, DEFAULT_TOPICS, Dialect, Limits, Monitor, Segment, Server, Session, Settings, Team,
    Transport, UserData,
};
