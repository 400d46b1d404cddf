//! The lines of a file for a person: one line each, cleaned. What cannot be read is said to be so,
//! and never shown raw.

use std::fmt::Write as _;

use super::line::{self, Line, Read};
use crate::domain::Text;

/// The lines of a file as text, with a line break behind each.
pub fn lines(bytes: &[u8]) -> String {
    let mut out = String::new();
    let all = bytes.split(|byte| *byte == b'\n');
    for (at, text) in (1..).zip(all).filter(|(_, text)| !text.is_empty()) {
        let said = match line::read(text) {
            Read::Whole { line, .. } => words(&line),
            Read::Broken { .. } => format!("line {at} was changed: its hash does not fit it"),
            Read::Foreign => format!("line {at} is no line of an audit"),
        };
        out.push_str(Text::line(&said).as_str());
        out.push('\n');
    }
    out
}

/// One line in words.
fn words(line: &Line) -> String {
    let mut out = format!("{}  {:<6} {}", line.utc, line.kind.word(), line.deed.action);
    let deed = &line.deed;
    let mut put = |name: &str, value: Option<&String>| {
        if let Some(value) = value {
            // Writing to a string never fails.
            let _ = write!(out, "  {name} {value}");
        }
    };
    put("session", deed.session.as_ref());
    put("agent", deed.agent.as_ref());
    put("asked", deed.asked.as_ref());
    put("confirmed", deed.confirmed.as_ref());
    put("characters", deed.length.map(|n| n.to_string()).as_ref());
    put("text", deed.text.as_ref());
    put("=", deed.outcome.as_ref());
    put("code", deed.code.map(|n| n.to_string()).as_ref());
    put("after", line.after.as_ref());
    put("missed", line.missed.map(|n| n.to_string()).as_ref());
    put("deed", deed.deed.map(|n| n.to_string()).as_ref());
    let from = line.ssh.as_ref().map(|ssh| format!(" from {ssh}"));
    let _ = write!(
        out,
        "  by {} ({}@{}{})",
        line.user,
        line.login,
        line.host,
        from.unwrap_or_default()
    );
    out
}
