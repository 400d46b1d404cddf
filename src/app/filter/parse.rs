//! The line that a person types → conditions. Never fails: what is not understood is left out and
//! complained of, so that a word half typed hides nothing.

use std::time::Duration;

use super::fold::Folded;
use super::term::{Clock, Field, InMode, Is, Named, Sign, Term, Test, Than, UNITS};

/// Why a piece of the line does not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Complaint {
    /// The piece.
    pub piece: String,
    /// What is wrong with it, and how it would be right.
    pub what: String,
}

/// Reads the line.
pub(super) fn parse(line: &str) -> (Vec<Term>, Vec<Complaint>) {
    let (mut terms, mut complaints) = (Vec::new(), Vec::new());
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let before = rest;
        let (sign, tail) = match rest.strip_prefix('-') {
            Some(tail) => (Sign::Without, tail),
            None => (Sign::With, rest),
        };
        let (read, tail) = piece(tail);
        match read {
            Ok(test) => terms.push(Term { sign, test }),
            Err(what) => {
                let end = before.len() - tail.len();
                let piece = before.get(..end).unwrap_or(before).trim().to_owned();
                complaints.push(Complaint { piece, what });
            }
        }
        rest = tail.trim_start();
    }
    (terms, complaints)
}

/// One condition, and what stands behind it.
fn piece(text: &str) -> (Result<Test, String>, &str) {
    let special = |c: char| c.is_whitespace() || matches!(c, ':' | '<' | '>');
    let end = text.find(special).unwrap_or(text.len());
    let (head, tail) = text.split_at(end);
    let named = !head.is_empty() && head.bytes().all(|b| b.is_ascii_alphabetic());
    let mark = tail.chars().next();
    match mark {
        Some(':') if named => {
            let (value, rest) = value(tail.get(1..).unwrap_or(""));
            (field(head, &value), rest)
        }
        Some(than @ ('<' | '>')) if named => {
            let (value, rest) = word(tail.get(1..).unwrap_or(""));
            let than = if than == '>' { Than::Over } else { Than::Under };
            (lasts(head, than, value), rest)
        }
        _ => {
            let (value, rest) = value(text);
            let test = if value.is_empty() {
                Err("nothing to look for".to_owned())
            } else {
                Ok(Test::Word(Folded::new(&value)))
            };
            (test, rest)
        }
    }
}

/// A value in quotes or up to the next space, and what stands behind it. Quotes that are still
/// open end with the line.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = word(text);
        return (value.to_owned(), rest);
    };
    let mut out = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, c)) = letters.next() {
        match c {
            '"' => return (out, quoted.get(at + 1..).unwrap_or("")),
            '\\' => out.extend(letters.next().map(|(_, c)| c)),
            other => out.push(other),
        }
    }
    (out, "")
}

fn word(text: &str) -> (&str, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at(end)
}

fn field(key: &str, value: &str) -> Result<Test, String> {
    if let Some(field) = Field::named(key) {
        return if value.is_empty() {
            Err(format!("{}: and then what to look for", field.name()))
        } else {
            Ok(Test::In(field, Folded::new(value)))
        };
    }
    if key.eq_ignore_ascii_case("mode") {
        let mode = InMode::named(value).map(Test::Mode);
        return mode.ok_or_else(|| format!("mode: and then one of {}", InMode::names()));
    }
    if key.eq_ignore_ascii_case("is") {
        let is = Is::named(value).map(Test::Is);
        return is.ok_or_else(|| format!("is: and then one of {}", Is::names()));
    }
    if let Some(clock) = Clock::named(key) {
        return Err(format!("write {0}>3m or {0}<3m", clock.name()));
    }
    Err(format!(
        "there is {} mode is wait age; with \"quotes\" it is a word",
        Field::names()
    ))
}

fn lasts(key: &str, than: Than, value: &str) -> Result<Test, String> {
    let Some(clock) = Clock::named(key) else {
        return Err(format!("only {} can be compared", Clock::names()));
    };
    let long = duration(value).ok_or_else(|| {
        format!(
            "how long? {}>3m, with s, m, h or d behind the number",
            clock.name()
        )
    })?;
    Ok(Test::Lasts(clock, than, long))
}

/// A duration in whole seconds: `90s`, `3m`, `1h30m`. `None` if it is none, or longer than time.
pub fn duration(text: &str) -> Option<Duration> {
    let (mut seconds, mut number) = (0_u64, None::<u64>);
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            let so_far = number.unwrap_or(0).checked_mul(10)?;
            number = Some(so_far.checked_add(u64::from(digit))?);
        } else {
            let (unit, _) = UNITS.iter().find(|(_, l)| c.eq_ignore_ascii_case(l))?;
            seconds = seconds.checked_add(number.take()?.checked_mul(*unit)?)?;
        }
    }
    // A number without a unit says nothing; so does nothing at all.
    (number.is_none() && !text.is_empty()).then(|| Duration::from_secs(seconds))
}
