//! What a single value may be, and in which words it is refused.
//!
//! Knows the settings one by one; every function takes the user's text and gives the value, or
//! says what is accepted. Must not know where the text stands, nor any other setting.

use super::settings::{Barge, Monitor, Segment, Transport};
use super::words::{choice, has_control, quoted};

/// `dialect`: which edition of the vendor's pages the server follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Edition {
    /// Find out.
    #[default]
    Auto,
    /// The online reference.
    Online,
    /// The PDF edition of the Intrude page.
    Pdf,
}

pub(super) fn transport(text: &str) -> Result<Transport, String> {
    let words = [
        ("auto", Transport::Auto),
        ("websocket", Transport::Websocket),
        ("long-polling", Transport::LongPolling),
    ];
    one_of(&words, text)
}

pub(super) fn edition(text: &str) -> Result<Edition, String> {
    let words = [
        ("auto", Edition::Auto),
        ("online", Edition::Online),
        ("pdf", Edition::Pdf),
    ];
    one_of(&words, text)
}

pub(super) fn segment(text: &str) -> Result<Segment, String> {
    one_of(
        &[Segment::Smssessions, Segment::Smsessions].map(|word| (word.as_str(), word)),
        text,
    )
}

pub(super) fn barge(text: &str) -> Result<Barge, String> {
    one_of(
        &[Barge::BargeIn, Barge::Bargain].map(|word| (word.as_str(), word)),
        text,
    )
}

pub(super) fn monitor(text: &str) -> Result<Monitor, String> {
    one_of(
        &[("auto", Monitor::Auto), ("manual", Monitor::Manual)],
        text,
    )
}

fn one_of<T: Copy>(words: &[(&str, T)], text: &str) -> Result<T, String> {
    words
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, value)| *value)
        .ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            format!("must be {}, not {}", choice(&known), quoted(text))
        })
}

/// A user name for Basic authentication. It is not quoted: before a colon stands a name, but
/// behind it perhaps a password.
pub(super) fn user(text: &str) -> Result<String, String> {
    if text.contains(':') {
        return Err(
            "must not contain a colon: Basic authentication ends the name there".to_owned(),
        );
    }
    plain(text)
}

/// An agent's user name, as it is put in the `name` filter of `/contacts`.
pub(super) fn agent(text: &str) -> Result<String, String> {
    if text.contains(',') {
        return Err(format!(
            "must not contain a comma ({}): write one name per element",
            quoted(text)
        ));
    }
    plain(text)
}

/// A CometD channel that can be subscribed to.
pub(super) fn topic(text: &str) -> Result<String, String> {
    let text = plain(text)?;
    if !text.starts_with('/') || text.len() < 2 {
        return Err(format!("must begin with a slash, not be {}", quoted(&text)));
    }
    if text.starts_with("/meta/") {
        return Err(format!("must not be a /meta/ channel ({})", quoted(&text)));
    }
    Ok(text)
}

/// Whether a theme is named by its file.
pub(super) fn theme_file(name: &str) -> bool {
    name.ends_with(".toml")
}

/// Any text of one line.
pub(super) fn plain(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("must not be empty".to_owned());
    }
    if has_control(text) {
        return Err(format!(
            "must not contain control characters ({})",
            quoted(text)
        ));
    }
    Ok(text.to_owned())
}

/// An argument of a command, which may be empty. It is not quoted: it may hold a secret.
pub(super) fn argument(text: &str) -> Result<String, String> {
    if text.contains('\0') {
        return Err("must not contain a zero character".to_owned());
    }
    Ok(text.to_owned())
}
