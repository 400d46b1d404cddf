//! The answers to operations: passed on, in part, or refused.

use super::judge::judge;
use super::{Answer, log, my_sessions};
use crate::domain::{Call, Fault, ReferenceId, Reply, Text};
use crate::gws::Words;
use crate::gws::loose::{self, Fields, Odds};
use crate::gws::request::Method;

/// The answer to an operation.
///
/// # Errors
/// As the server refused it. A refused Intrude names the dialect setting where that may be why.
pub fn operation(call: &Call, answer: &Answer, words: &Words) -> Result<Reply, Fault> {
    let reply = passed_on(answer);
    match call {
        Call::Intrude { .. } => reply.map_err(|fault| with_advice(fault, answer, words)),
        Call::Accept { .. }
        | Call::Reject { .. }
        | Call::Switch { .. }
        | Call::Leave { .. }
        | Call::SendToAgents { .. }
        | Call::SendMessage(_)
        | Call::TypingToAgents { .. }
        | Call::TypingToAll(_)
        | Call::Watch { .. }
        | Call::Unwatch { .. } => reply,
        Call::ReadLog { session, .. } => {
            log(answer).map(|entries| Reply::Log(session.clone(), entries))
        }
        Call::ReadMine => my_sessions(answer).map(Reply::Mine),
    }
}

/// The answer to any POST: passed on, perhaps in part.
///
/// # Errors
/// As the server refused it.
pub fn passed_on(answer: &Answer) -> Result<Reply, Fault> {
    let accepted = judge(answer, Method::Post)?;
    Ok(Reply::PassedOn {
        reference: accepted
            .fields
            .number("referenceId", &mut Odds::default())
            .map(ReferenceId),
        partly: accepted.partial.then(|| parts(&accepted.fields)),
    })
}

/// Which parts of a code 7 failed. The layout is not published: a list, or objects by name.
fn parts(fields: &Fields<'_>) -> Text {
    let mut failed = Vec::new();
    for (key, raw) in fields.iter() {
        for (name, part) in named_parts(key, raw) {
            let code = part.some("statusCode").and_then(loose::number);
            if let Some(code) = code.filter(|code| *code != 0) {
                let mut unread = Odds::default();
                let why = part.text("statusMessage", &mut unread);
                let why = why.unwrap_or_else(|| format!("code {code}").into());
                failed.push(format!("{name}: {why}"));
            }
        }
    }
    let message = fields.text("statusMessage", &mut Odds::default());
    match (failed.is_empty(), message) {
        (true, None) => Text::line("a part of it failed; the server does not say which"),
        (true, Some(message)) => Text::line(&message),
        (false, None) => Text::line(&failed.join("; ")),
        (false, Some(message)) => Text::line(&format!("{message} ({})", failed.join("; "))),
    }
}

fn named_parts<'a>(key: &str, raw: &'a str) -> Vec<(String, Fields<'a>)> {
    if let Some(part) = Fields::read(raw) {
        return vec![(key.to_owned(), part)];
    }
    let parts = loose::list(raw).unwrap_or_default();
    parts
        .into_iter()
        .filter_map(Fields::read)
        .map(|part| {
            let name = part.text("channel", &mut Odds::default());
            (
                name.unwrap_or_else(|| key.to_owned().into()).into_owned(),
                part,
            )
        })
        .collect()
}

/// Code 2, code 10 and HTTP 404 may all mean a word or a path that this server does not take.
fn with_advice(fault: Fault, answer: &Answer, words: &Words) -> Fault {
    let advised = |code, message: &Text| Fault::Refused {
        code,
        message: Text::line(&if message.is_empty() {
            words.advice()
        } else {
            format!("{message}; {}", words.advice())
        }),
    };
    match &fault {
        Fault::Http { status: 404 } => advised(404, &Text::default()),
        Fault::Refused { code, message } if matches!(code, 2 | 10) || answer.status == 404 => {
            advised(*code, message)
        }
        _ => fault,
    }
}
