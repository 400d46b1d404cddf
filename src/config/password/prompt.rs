//! Asks the person for the password.
//!
//! Knows the controlling terminal. Must not know what a password looks like.

use super::super::words::cleaned;
use super::PasswordError;

/// The controlling terminal, also when standard input or output go elsewhere.
const TERMINAL: &str = "/dev/tty";

/// Asks on the controlling terminal, without echo.
pub(super) async fn ask(user: &str, host: Option<&str>) -> Result<String, PasswordError> {
    let question = format!(
        "password for {} at {}: ",
        cleaned(user),
        cleaned(host.unwrap_or("the server"))
    );
    // Reading a terminal blocks; the person may take as long as they like.
    tokio::task::spawn_blocking(move || read(&question))
        .await
        .unwrap_or_else(|error| Err(PasswordError::Prompt(error.to_string())))
}

fn read(question: &str) -> Result<String, PasswordError> {
    // A process without a controlling terminal cannot open this name (ENXIO).
    std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(TERMINAL)
        .map_err(|_| PasswordError::NoTerminal)?;
    rpassword::prompt_password(question).map_err(|error| PasswordError::Prompt(error.to_string()))
}
