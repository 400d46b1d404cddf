//! The answers to reads, as values of the domain.

use super::judge::{Accepted, judge, unclear};
use super::{Answer, Contacts, User};
use crate::domain::{
    Arrival, Entry, Fault, PolledSession, SessionId, SessionReport, SignOn, Text, UserId,
};
use crate::gws::loose::{self, Fields, Odds};
use crate::gws::request::Method;
use crate::gws::{entry, roster, session, users};

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
            .filter_map(|link| {
                let id = SessionId::new(&loose::last_segment(&link)?);
                Some(SessionReport::new(id, Arrival::Fetched))
            })
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

/// The ids that belong to a user name.
pub(in crate::gws) fn id_of(name: &str, users: &[User]) -> Option<UserId> {
    users
        .iter()
        .find(|user| user.user_name.as_deref() == Some(name))
        .map(|user| user.id.clone())
}
