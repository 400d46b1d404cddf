//! A session body from JSON. Knows every spelling of its key; a missing field stays missing.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, SeqAccess, Visitor};

use super::loose::{self, Fields, Odds};
use super::participant;
use super::roll::Roll;
use crate::domain::{
    Arrival, Capabilities, ModeWord, PolledSession, Reported, SessionId, SessionReport, Stamp,
    State, UserData, trimmed,
};
use crate::json::{Raw, Word, present};

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

/// A session body as it usually is: anything else about it is an error, and it is then read field by
/// field.
#[derive(serde::Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow)]
    path: Option<Word<'a>>,
    #[serde(borrow)]
    uri: Option<Word<'a>>,
    #[serde(borrow)]
    state: Option<Word<'a>>,
    /// A list that is null is one that cannot be read, and confirms nothing.
    #[serde(borrow, default, deserialize_with = "present")]
    participants: Option<Raw<'a>>,
    capabilities: Option<Offered>,
    #[serde(borrow)]
    received_date: Option<Word<'a>>,
    #[serde(borrow)]
    supervisor_mode: Option<Word<'a>>,
    #[serde(borrow, default, deserialize_with = "braced")]
    user_data: Option<&'a str>,
}

/// Only what stands between the braces is looked at, and that later.
fn braced<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'de str>, D::Error> {
    match Option::<Raw<'_>>::deserialize(from)?.map(|raw| raw.0) {
        Some(raw) if !raw.starts_with('{') => Err(D::Error::custom("user data is no object")),
        raw => Ok(raw),
    }
}

/// Capabilities that are all words.
#[derive(Debug)]
struct Offered(Capabilities);

impl<'de> Deserialize<'de> for Offered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Offered;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of words")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Offered, A::Error> {
                let mut failed = Ok(());
                let words = std::iter::from_fn(|| {
                    let word = seq.next_element::<Word<'de>>();
                    word.unwrap_or_else(|e| {
                        failed = Err(e);
                        None
                    })
                });
                let offered = Capabilities::read(words);
                failed.map(|()| Offered(offered))
            }
        }
        deserializer.deserialize_seq(Visit)
    }
}

impl Body<'_> {
    /// Whether it names its session by more than a link.
    pub(super) fn has_id(&self) -> bool {
        !trimmed(&self.id.0).is_empty()
    }

    /// What it says; `None` if nothing says which session it is, or its people are not as usual.
    pub(super) fn report(
        self,
        arrival: Arrival,
        roll: &mut Roll,
        odds: &mut Odds,
    ) -> Option<SessionReport> {
        let link = loose::link(self.path.as_ref(), self.uri.as_ref(), odds);
        let mut report =
            SessionReport::new(named(Some(&self.id.0), link.as_deref(), odds)?, arrival);
        report.state = self.state.as_ref().map(|word| State::read(&word.0));
        if let Some(people) = self.participants {
            report.participants = Reported::Is(roll.people(people.0)?);
        }
        report.capabilities = self.capabilities.map(|offered| offered.0);
        report.received = stamp(
            self.received_date.as_ref().map(|word| word.0.as_ref()),
            odds,
        );
        report.offered = (self.supervisor_mode.as_ref()).map(|word| ModeWord::read(&word.0));
        report.user_data = self.user_data.map(UserData::new);
        Some(report)
    }
}

/// The session's id: `id`, else the last segment of its link.
fn id(fields: &Fields<'_>, odds: &mut Odds) -> Option<SessionId> {
    let link = loose::linked(fields, &["path"], &["uri"], odds);
    let id = fields.text("id", odds);
    named(id.as_deref(), link.as_deref(), odds)
}

fn named(id: Option<&str>, link: Option<&str>, odds: &mut Odds) -> Option<SessionId> {
    let id = id.filter(|id| !trimmed(id).is_empty());
    if let (Some(id), Some(link)) = (id, link)
        && id != link
    {
        odds.note("id and link disagree", &format!("{id} / {link}"));
    }
    id.or(link).map(SessionId::new)
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
    let text = fields.text("receivedDate", odds);
    stamp(text.as_deref(), odds)
}

fn stamp(text: Option<&str>, odds: &mut Odds) -> Option<Stamp> {
    let text = text?;
    let stamp = Stamp::read(text);
    if stamp.is_none() {
        odds.note("receivedDate", text);
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
