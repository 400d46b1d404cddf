//! What a single value may be, and in which words it is refused.
//!
//! Knows the settings one by one; every function takes the user's text and gives the value, or
//! says what is accepted. Must not know where the text stands, nor any other setting.

use std::time::Duration;

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

/// `lock_after`: `"off"`, or a number of seconds, minutes or hours from 10 s to 24 h.
pub(super) fn idle(text: &str) -> Result<Option<Duration>, String> {
    if text == "off" {
        return Ok(None);
    }
    let unit = |c: char| match c {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3_600),
        _ => None,
    };
    let seconds = text
        .char_indices()
        .next_back()
        .and_then(|(at, c)| Some((text.get(..at)?.parse::<u64>().ok()?, unit(c)?)))
        .and_then(|(count, unit)| count.checked_mul(unit))
        .filter(|seconds| (10..=86_400).contains(seconds));
    match seconds {
        Some(seconds) => Ok(Some(Duration::from_secs(seconds))),
        None => Err(format!(
            "must be \"off\" or a time such as \"90s\", \"10m\" or \"1h\", from 10s to 24h; not {}",
            quoted(text)
        )),
    }
}

/// Whether a variable says yes.
pub(super) fn yes(text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" => Ok(false),
        other => Err(format!("must be 1 or 0, not {}", quoted(other))),
    }
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

/// A duration such as `90s`, `3m` or `1h30m`, in whole seconds. A year is longer than any wait.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    seconds(text)
        .filter(|s| (1..=31_536_000).contains(s))
        .map(Duration::from_secs)
        .ok_or_else(|| {
            format!(
                "must be a duration such as \"90s\", \"3m\" or \"1h30m\", not {}",
                quoted(text)
            )
        })
}

fn seconds(text: &str) -> Option<u64> {
    let (mut sum, mut number) = (0_u64, None::<u64>);
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            let so_far = number.unwrap_or(0).checked_mul(10)?;
            number = Some(so_far.checked_add(u64::from(digit))?);
            continue;
        }
        let unit = match c {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        sum = sum.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    number.is_none().then_some(sum)
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
