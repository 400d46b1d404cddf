//! A session body from JSON. Knows every spelling of its key; a missing field stays missing.

use super::loose::{self, Fields, Odds};
use super::participant;
use crate::domain::{
    Arrival, Capabilities, ModeWord, PolledSession, SessionId, SessionReport, Stamp, State,
    UserData,
};

/// The keys under which one session stands (pages disagree; fixture `body-key-smsession`).
pub(super) const ONE: [&str; 4] = ["smssession", "smsession", "smsSession", "smsssession"];
/// The keys under which a list of them stands.
pub(super) const MANY: [&str; 4] = ["smssessions", "smsessions", "smsSessions", "smsssessions"];

/// The keys that link to a session, relative ones first.
const PATHS: [&str; 4] = [
    "smssessionPath",
    "smsessionPath",
    "smsSessionPath",
    "smsssessionPath",
];
const URIS: [&str; 4] = [
    "smssessionUri",
    "smsessionUri",
    "smsSessionUri",
    "smsssessionUri",
];

/// The session that a message links to.
pub(super) fn linked(message: &Fields<'_>, odds: &mut Odds) -> Option<SessionId> {
    loose::linked(message, &PATHS, &URIS, odds).map(|id| SessionId::new(&id))
}

/// The session's id: `id`, else the last segment of its link.
pub(super) fn id(fields: &Fields<'_>, odds: &mut Odds) -> Option<SessionId> {
    let link = loose::linked(fields, &["path"], &["uri"], odds);
    let id = fields.text("id", odds).filter(|id| !id.trim().is_empty());
    if let (Some(id), Some(link)) = (&id, &link)
        && id != link
    {
        odds.note("id and link disagree", &format!("{id} / {link}"));
    }
    id.or(link).map(|id| SessionId::new(&id))
}

/// One report; `None` if nothing says which session it is.
pub(super) fn read(
    fields: &Fields<'_>,
    arrival: Arrival,
    odds: &mut Odds,
) -> Option<SessionReport> {
    let mut report = SessionReport::new(id(fields, odds)?, arrival);
    report.state = fields.text("state", odds).map(|word| State::read(&word));
    report.participants = participant::read(fields, odds);
    report.capabilities = capabilities(fields, odds);
    report.received = received(fields, odds);
    report.offered = fields
        .text("supervisorMode", odds)
        .map(|word| ModeWord::read(&word));
    report.user_data = user_data(fields, odds);
    Some(report)
}

/// One row of an agent's list.
pub(super) fn polled(raw: &str, odds: &mut Odds) -> Option<PolledSession> {
    let fields = Fields::read(raw)?;
    Some(PolledSession {
        id: id(&fields, odds)?,
        received: received(&fields, odds),
        user_data: user_data(&fields, odds),
    })
}

fn capabilities(fields: &Fields<'_>, odds: &mut Odds) -> Option<Capabilities> {
    let words: Vec<_> = fields
        .list("capabilities", odds)?
        .into_iter()
        .filter_map(|raw| {
            let word = loose::string(raw);
            if word.is_none() {
                odds.note("capability", raw);
            }
            word
        })
        .collect();
    Some(Capabilities::read(words.iter().map(AsRef::as_ref)))
}

fn received(fields: &Fields<'_>, odds: &mut Odds) -> Option<Stamp> {
    let text = fields.text("receivedDate", odds)?;
    let stamp = Stamp::read(&text);
    if stamp.is_none() {
        odds.note("receivedDate", &text);
    }
    stamp
}

/// Only what stands between the braces is looked at, and that later.
fn user_data(fields: &Fields<'_>, odds: &mut Odds) -> Option<UserData> {
    let raw = fields.some("userData")?;
    if raw.starts_with('{') {
        return Some(UserData::new(raw));
    }
    odds.note("userData", raw);
    None
}
