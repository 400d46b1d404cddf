//! One entry of a session's log from JSON (SMSGetMessages page). An entry without a place in the
//! log is dropped; anything else about it may be missing.

use super::loose::{self, Fields, Odds};
use super::participant::{self, Person};
use crate::domain::{Entry, EntryKind, Speaker, Stamp, Text};

/// The entries of a raw list, in the order of the message.
pub(super) fn read_all<'a>(list: impl IntoIterator<Item = &'a str>, odds: &mut Odds) -> Vec<Entry> {
    list.into_iter()
        .filter_map(|raw| {
            let entry = read(raw, odds);
            if entry.is_none() {
                odds.note("entry without index", raw);
            }
            entry
        })
        .collect()
}

fn read(raw: &str, odds: &mut Odds) -> Option<Entry> {
    let fields = Fields::read(raw)?;
    let index = u32::try_from(fields.number("index", odds)?).ok()?;
    let kind = fields.text("type", odds).map_or_else(
        || EntryKind::Other(Text::line("unknown")),
        |word| EntryKind::read(&word),
    );
    Some(Entry {
        index,
        from: (fields.object("from", odds)).map(|from| speaker(&Person::loose(&from, odds), odds)),
        visibility: participant::visibility(&fields, odds),
        text: words(&kind, &fields, odds),
        at: at(&fields, odds),
        kind,
    })
}

fn speaker(from: &Person<'_>, odds: &mut Odds) -> Speaker {
    Speaker {
        id: from.id(),
        kind: from.kind(),
        nickname: from.nickname(),
        user: from.user(odds),
    }
}

/// `text`, else `noticeText`; for a link its `url`. Words of another type are shown as they came:
/// somebody may have said them.
fn words(kind: &EntryKind, fields: &Fields<'_>, odds: &mut Odds) -> Text {
    let keys: [&str; 3] = match kind {
        EntryKind::PushUrl => ["url", "text", "noticeText"],
        _ => ["text", "noticeText", "url"],
    };
    let Some((key, raw)) = keys
        .into_iter()
        .find_map(|key| Some((key, fields.some(key)?)))
    else {
        return Text::default();
    };
    if let Some(text) = loose::string(raw) {
        return Text::clean(&text);
    }
    odds.note(key, raw);
    Text::clean(raw)
}

/// `timestampSeconds`, which holds milliseconds (fixture of that name), else `timestamp`.
fn at(fields: &Fields<'_>, odds: &mut Odds) -> Option<Stamp> {
    if let Some(ms) = fields.number("timestampSeconds", odds) {
        return Some(Stamp(ms));
    }
    let text = fields.text("timestamp", odds)?;
    let stamp = Stamp::read(&text);
    if stamp.is_none() {
        odds.note("timestamp", &text);
    }
    stamp
}
