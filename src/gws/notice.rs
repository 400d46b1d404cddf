//! What the feed pushes, one Bayeux event's `data` at a time. The `messageType` decides what it
//! is, never the channel; a session body is applied whatever the message calls itself.

mod usual;

use std::borrow::Cow;

use super::loose::{Fields, Odds};
use super::roll::Roll;
use super::{entry, session};
use crate::domain::{Arrival, Event, ReferenceId, SessionId, Text, trimmed};
use crate::json;

pub use usual::Usual;

/// The words of `messageType` that we know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `SMSsessionStateChangeMessage`
    Session,
    /// `MessageLogUpdated`
    Log,
    /// `ChannelStateChangeMessageV2`: my own media states; they touch no session.
    Channels,
    /// None at all: printed so for an asynchronous error (SMSCancelConsult page).
    Unnamed,
    /// Any other.
    Other,
}

impl Kind {
    fn read(word: Option<&str>) -> Self {
        match word.map(trimmed) {
            Some("SMSsessionStateChangeMessage") => Self::Session,
            Some("MessageLogUpdated") => Self::Log,
            Some("ChannelStateChangeMessageV2" | "ChannelStateChangeMessage") => Self::Channels,
            None => Self::Unnamed,
            Some(_) => Self::Other,
        }
    }
}

/// What is remembered of one notification for those after it. Changes nothing of what is read.
#[derive(Debug, Default)]
pub struct Memory(Roll);

impl Memory {
    /// Reads one event's raw `data`. Never fails: what is not understood becomes [`Event::Odd`].
    pub fn read(&mut self, data: &str) -> Vec<Event> {
        let usual: Option<Usual<'_>> = json::read(data);
        let events = usual.and_then(|usual| usual.events(self));
        events.unwrap_or_else(|| unusual(data))
    }
}

/// The same of a notification by itself.
pub fn read(data: &str) -> Vec<Event> {
    Memory::default().read(data)
}

/// Reads what is no [`Usual`] notification, field by field, so that what is not understood costs
/// only itself.
pub fn unusual(data: &str) -> Vec<Event> {
    let (mut events, mut odds) = (Vec::new(), Odds::default());
    match Fields::read(data) {
        Some(fields) => message(&fields, data, &mut events, &mut odds),
        None => repaired(data, &mut events, &mut odds),
    }
    events.extend(odds.told());
    events
}

fn repaired(data: &str, events: &mut Vec<Event>, odds: &mut Odds) {
    let text = match serde_json::from_str::<serde::de::IgnoredAny>(data) {
        Ok(_) => return odds.note("data is no object", data),
        Err(_) => json::repair(data),
    };
    match text.as_deref().and_then(Fields::read) {
        Some(fields) => {
            odds.note("Python words in JSON", data);
            message(&fields, data, events, odds);
        }
        None => odds.note("invalid JSON", data),
    }
}

fn message(fields: &Fields<'_>, data: &str, events: &mut Vec<Event>, odds: &mut Odds) {
    let kind_word = fields.text("messageType", odds);
    let kind = Kind::read(kind_word.as_deref());
    let notification = fields.text("notificationType", odds);
    let notification = notification.as_deref().map(str::trim);
    let reference = fields.number("referenceId", odds).map(ReferenceId);
    let body = body(fields, odds);
    let mut session = None;
    if let Some(body) = &body {
        match session::read(body, Arrival::Pushed, odds) {
            Some(mut report) => {
                report.reference = reference;
                session = Some(report.id.clone());
                events.push(Event::Put(report));
            }
            None => odds.note("session without id", data),
        }
    }
    if notification == Some("Error") {
        let session = session.or_else(|| session::linked(fields, odds));
        events.push(failed(fields, reference, session, odds));
    } else if kind == Kind::Log {
        log(fields, session, data, events, odds);
    } else {
        match kind {
            Kind::Session if body.is_none() => odds.note("state change without session", data),
            Kind::Other | Kind::Unnamed => {
                services(fields, events);
                let word = kind_word.unwrap_or(Cow::Borrowed(""));
                odds.note("message type", if word.is_empty() { data } else { &word });
            }
            Kind::Session | Kind::Log | Kind::Channels => {}
        }
    }
    known_notification(notification, odds);
}

/// The session body; where two keys hold one, the one with an id counts.
fn body<'a>(fields: &Fields<'a>, odds: &mut Odds) -> Option<Fields<'a>> {
    let mut bodies: Vec<Fields<'a>> = session::ONE
        .into_iter()
        .filter_map(|key| fields.object(key, odds))
        .collect();
    if bodies.len() > 1 {
        odds.note("two session bodies", "");
        let with_id = bodies.iter().position(|b| b.some("id").is_some());
        return Some(bodies.swap_remove(with_id.unwrap_or(0)));
    }
    bodies.pop()
}

/// Whose lines these are, the link says before the body.
fn log(
    fields: &Fields<'_>,
    session: Option<SessionId>,
    data: &str,
    events: &mut Vec<Event>,
    odds: &mut Odds,
) {
    let Some(id) = session::linked(fields, odds).or(session) else {
        // Whose line is this? A chat's log comes under the same type with a link of its own.
        return odds.note("messages without a session", data);
    };
    if let Some(list) = fields.list("messages", odds) {
        said(id, list, events, odds);
    }
}

fn said<'a>(
    id: SessionId,
    list: impl IntoIterator<Item = &'a str>,
    events: &mut Vec<Event>,
    odds: &mut Odds,
) {
    let entries = entry::read_all(list, odds);
    if !entries.is_empty() {
        events.push(Event::Said(id, entries));
    }
}

fn failed(
    fields: &Fields<'_>,
    reference: Option<ReferenceId>,
    session: Option<SessionId>,
    odds: &mut Odds,
) -> Event {
    let words = fields
        .text("errorMessage", odds)
        .or_else(|| fields.text("statusMessage", odds));
    Event::Failed {
        reference,
        session,
        message: words.map_or_else(|| Text::line("no reason given"), |w| Text::line(&w)),
    }
}

/// The state of services behind the server: the content is not published, so this is what can be
/// read of it, and the message is counted as odd as well.
fn services(fields: &Fields<'_>, events: &mut Vec<Event>) {
    let mut unread = Odds::default();
    for raw in fields.list("services", &mut unread).unwrap_or_default() {
        let Some(service) = Fields::read(raw) else {
            continue;
        };
        if let (Some(name), Some(state)) = (
            service.text("name", &mut unread),
            service.text("state", &mut unread),
        ) {
            let line = format!("the server reports the service {name} as {state}");
            events.push(Event::Notice(Text::line(&line)));
        }
    }
}

fn known_notification(word: Option<&str>, odds: &mut Odds) {
    match word {
        None
        | Some(
            "StatusChange" | "ParticipantsUpdated" | "PropertiesUpdated" | "NewMessages" | "Error",
        ) => {}
        Some(other) => odds.note("notification type", other),
    }
}
