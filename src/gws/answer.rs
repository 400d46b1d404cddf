//! What comes back, as data: HTTP status and body in, a judgement out. The code in the body
//! decides where there is one (ReturnValues page), else the HTTP status. Knows no socket.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::loose::{self, Fields, Odds};
use super::request::Method;
use super::{Words, entry, roster, session, users};
use crate::domain::{
    Arrival, Call, Entry, Fault, PolledSession, ReferenceId, Reply, SessionReport, SignOn, Text,
    UserId,
};

pub use super::roster::{Contact, Contacts};
pub use super::users::User;

/// One HTTP answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// The body, decompressed; bytes that are no UTF-8 replaced.
    pub body: String,
}

/// An answer that says yes.
#[derive(Debug)]
pub(super) struct Accepted<'a> {
    /// The object; empty for a bare list.
    pub(super) fields: Fields<'a>,
    /// A list without an object around it.
    pub(super) bare: Option<Vec<&'a str>>,
    /// Whether `statusCode` 7 was given: only a part worked.
    pub(super) partial: bool,
}

/// Judges an answer.
///
/// # Errors
/// Everything that is not `statusCode` 0 or 7. What an operation's outcome cannot be read from is
/// [`Fault::Unknown`]; the same for a read is [`Fault::NotGws`].
pub(super) fn judge(answer: &Answer, method: Method) -> Result<Accepted<'_>, Fault> {
    let body = answer.body.trim();
    let fields = Fields::read(body);
    let code = fields.as_ref().and_then(|f| f.some("statusCode"));
    let Some(raw_code) = code else {
        return without_code(answer, fields, method);
    };
    let fields = fields.unwrap_or_default();
    let message = fields
        .text("statusMessage", &mut Odds::default())
        .map_or_else(Text::default, |text| Text::line(&text));
    match loose::number(raw_code) {
        _ if answer.status == 401 => Err(Fault::SignIn { message }),
        _ if answer.status == 429 => Err(busy(answer)),
        Some(code @ (0 | 7)) => Ok(Accepted {
            fields,
            bare: None,
            partial: code == 7,
        }),
        // "Not finished" is the one code that does not promise that nothing was changed.
        Some(9) if method == Method::Post => Err(unclear(
            method,
            &format!("the server says it is not finished (code 9) {message}"),
        )),
        Some(20) => Err(Fault::SignIn { message }),
        Some(code) => Err(Fault::Refused { code, message }),
        None => Err(unclear(method, &format!("the statusCode is {raw_code}"))),
    }
}

fn without_code<'a>(
    answer: &'a Answer,
    fields: Option<Fields<'a>>,
    method: Method,
) -> Result<Accepted<'a>, Fault> {
    match answer.status {
        401 => {
            return Err(Fault::SignIn {
                message: Text::default(),
            });
        }
        429 | 503 => return Err(busy(answer)),
        200..=299 => {}
        300..=399 => {
            return Err(Fault::NotGws {
                why: Text::line(&format!(
                    "the server sends us elsewhere (HTTP {}), which is not followed: \
                     check the url setting",
                    answer.status
                )),
            });
        }
        status => return Err(Fault::Http { status }),
    }
    let body = answer.body.trim();
    let bare = loose::list(body);
    match method {
        // As printed (SMSResources page): the object itself, or a list of them, without a code.
        Method::Get if fields.is_some() || bare.is_some() => Ok(Accepted {
            fields: fields.unwrap_or_default(),
            bare,
            partial: false,
        }),
        Method::Get | Method::Post if body.is_empty() => {
            Err(unclear(method, "the answer was empty"))
        }
        Method::Get | Method::Post if fields.is_some() => {
            Err(unclear(method, "the answer has no statusCode"))
        }
        Method::Get | Method::Post => Err(unclear(
            method,
            &format!(
                "HTTP {} with something that is not JSON: check the url setting",
                answer.status
            ),
        )),
    }
}

/// An answer from which nothing can be concluded.
pub(super) fn unclear(method: Method, why: &str) -> Fault {
    let why = Text::line(why);
    match method {
        Method::Post => Fault::Unknown { why },
        Method::Get => Fault::NotGws { why },
    }
}

fn busy(answer: &Answer) -> Fault {
    Fault::Busy {
        status: answer.status,
        retry_after: answer
            .retry_after
            .as_deref()
            .and_then(|value| retry_after(value, SystemTime::now())),
    }
}

/// `Retry-After` as seconds or as an HTTP date (RFC 9110 §10.2.3); at most an hour is believed.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    const LONGEST: Duration = Duration::from_secs(3600);
    let value = value.trim();
    let wait = if let Ok(seconds) = value.parse::<u64>() {
        Duration::from_secs(seconds)
    } else {
        let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
        let at = UNIX_EPOCH + Duration::from_secs(u64::try_from(at.as_second()).ok()?);
        at.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

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

/// The answer to `GET /me`.
///
/// # Errors
/// As the server refused it, or where it is not this API.
pub fn me(answer: &Answer, server: Text) -> Result<SignOn, Fault> {
    let accepted = judge(answer, Method::Get)?;
    let mut odds = Odds::default();
    let user = accepted
        .fields
        .object("user", &mut odds)
        .and_then(|user| users::read(&user, &mut odds));
    odds.log();
    let Some(user) = user else {
        return Err(unclear(Method::Get, "the answer names no user"));
    };
    Ok(SignOn {
        user_name: Text::line(user.user_name.as_deref().unwrap_or(user.id.as_str())),
        name: user.name,
        me: user.id,
        server,
    })
}

/// The answer to `GET /users…`, as a list or as one.
///
/// # Errors
/// As the server refused it.
pub fn users(answer: &Answer) -> Result<Vec<User>, Fault> {
    let accepted = judge(answer, Method::Get)?;
    let mut odds = Odds::default();
    let mut list = accepted.fields.list("users", &mut odds).unwrap_or_default();
    list.extend(accepted.bare.unwrap_or_default());
    list.extend(accepted.fields.some("user"));
    let users = list
        .into_iter()
        .filter_map(Fields::read)
        .filter_map(|user| users::read(&user, &mut odds))
        .collect();
    odds.log();
    Ok(users)
}

/// The answer to `GET /contacts`.
///
/// # Errors
/// As the server refused it, or where it lists no contacts.
pub fn contacts(answer: &Answer) -> Result<Contacts, Fault> {
    let accepted = judge(answer, Method::Get)?;
    let mut odds = Odds::default();
    let contacts = roster::read(&accepted, &mut odds);
    odds.log();
    contacts.ok_or_else(|| unclear(Method::Get, "the answer lists no contacts"))
}

/// The sessions of one agent, and whether the answer had a list of them at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgentSessions {
    /// Who answered: the user that the id belongs to.
    pub user: Option<User>,
    /// The list; `None` where there was none, which also means that there are no sessions.
    pub sessions: Option<Vec<PolledSession>>,
}

/// The answer to `GET /users/{id}?subresources=…`.
///
/// # Errors
/// As the server refused it, or where it names no user.
pub fn agent_sessions(answer: &Answer) -> Result<AgentSessions, Fault> {
    let accepted = judge(answer, Method::Get)?;
    let mut odds = Odds::default();
    let Some(user) = accepted.fields.object("user", &mut odds) else {
        return Err(unclear(Method::Get, "the answer names no user"));
    };
    let sessions = session::MANY
        .into_iter()
        .find_map(|key| user.list(key, &mut odds))
        .map(|list| {
            list.into_iter()
                .filter_map(|raw| session::polled(raw, &mut odds))
                .collect()
        });
    let user = users::read(&user, &mut odds);
    odds.log();
    Ok(AgentSessions { user, sessions })
}

/// The answer to `GET /me/smssessions`: a list, one object, or links only.
///
/// # Errors
/// As the server refused it, or where the list cannot be read.
pub fn my_sessions(answer: &Answer) -> Result<Vec<SessionReport>, Fault> {
    let accepted = judge(answer, Method::Get)?;
    let mut odds = Odds::default();
    let reports = listed_sessions(&accepted, &mut odds);
    odds.log();
    reports
}

fn listed_sessions(accepted: &Accepted<'_>, odds: &mut Odds) -> Result<Vec<SessionReport>, Fault> {
    let fields = &accepted.fields;
    if let Some(list) = &accepted.bare {
        return Ok(read_sessions(list, odds));
    }
    for key in session::MANY.into_iter().chain(session::ONE) {
        let Some(raw) = fields.some(key) else {
            continue;
        };
        let list = match loose::list(raw) {
            Some(list) => list,
            None if raw.starts_with('{') => vec![raw],
            // Read as empty it would send everybody home.
            None => return Err(unclear(Method::Get, "the list of sessions is no list")),
        };
        return Ok(read_sessions(&list, odds));
    }
    if let Some(links) = fields.list("uris", odds) {
        return Ok(links
            .into_iter()
            .filter_map(loose::string)
            .filter_map(|link| loose::last_segment(&link))
            .map(|id| SessionReport::new(crate::domain::SessionId::new(&id), Arrival::Fetched))
            .collect());
    }
    if fields.some("state").is_some() {
        return Ok(session::read(fields, Arrival::Fetched, odds)
            .into_iter()
            .collect());
    }
    match fields.some("statusCode") {
        // A missing key is how some lists say that there is none.
        Some(_) => Ok(Vec::new()),
        None => Err(unclear(Method::Get, "the answer lists no sessions")),
    }
}

fn read_sessions(list: &[&str], odds: &mut Odds) -> Vec<SessionReport> {
    list.iter()
        .filter_map(|raw| {
            let report =
                Fields::read(raw).and_then(|fields| session::read(&fields, Arrival::Fetched, odds));
            if report.is_none() {
                odds.note("session without id", raw);
            }
            report
        })
        .collect()
}

/// The answer to `GET …/messages`. Past the end some servers say code 2 (fixture
/// `messages-get-past-end`): that is an empty part.
///
/// # Errors
/// As the server refused it, or where it holds no messages.
pub fn log(answer: &Answer) -> Result<Vec<Entry>, Fault> {
    let accepted = match judge(answer, Method::Get) {
        Err(Fault::Refused { code: 2, .. }) => return Ok(Vec::new()),
        judged => judged?,
    };
    let mut odds = Odds::default();
    let list = accepted
        .bare
        .or_else(|| accepted.fields.list("messages", &mut odds));
    let entries = list.map(|list| entry::read_all(list, &mut odds));
    odds.log();
    match entries {
        Some(entries) => Ok(entries),
        None if accepted.fields.some("messages").is_none()
            && accepted.fields.some("statusCode").is_some() =>
        {
            Ok(Vec::new())
        }
        None => Err(unclear(Method::Get, "the answer holds no messages")),
    }
}

/// Whether an answer to a list says that its path does not exist.
pub(super) fn is_unknown_path(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Http { status: 404 } | Fault::Refused { code: 6, .. }
    )
}

/// The ids that belong to a user name.
pub(super) fn id_of(name: &str, users: &[User]) -> Option<UserId> {
    users
        .iter()
        .find(|user| user.user_name.as_deref() == Some(name))
        .map(|user| user.id.clone())
}
