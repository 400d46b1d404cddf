//! Participants from JSON. Strict where a mode could be confirmed by mistake: a list with one
//! member that cannot be read is a list that cannot be read.

use super::loose::{self, Fields, Odds};
use crate::domain::{
    Participant, ParticipantId, ParticipantType, Reported, Text, UserId, Visibility,
};

/// The `participants` of a session body.
pub(super) fn read(session: &Fields<'_>, odds: &mut Odds) -> Reported<Vec<Participant>> {
    if let Some(list) = session.objects("participants") {
        let mut people = Vec::with_capacity(list.len());
        people.extend(list.iter().map_while(|one| participant(one, odds)));
        // Only a link can be wrong in what was read so far: its text is small, and is gone.
        if people.len() == list.len() {
            return Reported::Is(people);
        }
        odds.note("participants", "a link that is no text");
        return Reported::Unreadable;
    }
    let Some(raw) = session.raw("participants") else {
        return Reported::Absent;
    };
    let list = loose::list(raw).and_then(|list| {
        let list = list.into_iter();
        list.map(|one| participant(&Fields::read(one)?, odds))
            .collect()
    });
    match list {
        Some(list) => Reported::Is(list),
        None => {
            odds.note("participants", raw);
            Reported::Unreadable
        }
    }
}

fn participant(fields: &Fields<'_>, odds: &mut Odds) -> Option<Participant> {
    // Two entries with my user id confirm no mode; one whose link cannot be read may be the other.
    for link in ["uri", "path"] {
        if fields.some(link).is_some_and(|raw| !raw.starts_with('"')) {
            return None;
        }
    }
    Some(Participant {
        id: id(fields, odds),
        kind: kind(fields, odds),
        nickname: nickname(fields, odds),
        visibility: visibility(fields, odds),
        user: user(fields, odds),
    })
}

/// The participant's own id; the log's entries also have it under `id`.
pub(super) fn id(fields: &Fields<'_>, odds: &mut Odds) -> Option<ParticipantId> {
    fields
        .text("participantId", odds)
        .or_else(|| fields.text("id", odds))
        .map(|id| ParticipantId::new(&id))
}

pub(super) fn kind(fields: &Fields<'_>, odds: &mut Odds) -> ParticipantType {
    fields.text("type", odds).map_or_else(
        || ParticipantType::Other(Text::line("unknown")),
        |word| ParticipantType::read(&word),
    )
}

pub(super) fn nickname(fields: &Fields<'_>, odds: &mut Odds) -> Text {
    fields
        .text("nickname", odds)
        .map_or_else(Text::default, |name| Text::line(&name))
}

/// A visibility that is no string is one we do not know, not one that is not stated.
pub(super) fn visibility(fields: &Fields<'_>, odds: &mut Odds) -> Option<Visibility> {
    let raw = fields.some("visibility")?;
    Some(match fields.text("visibility", odds) {
        Some(word) => Visibility::read(&word),
        None => Visibility::Other(Text::line(raw)),
    })
}

pub(super) fn user(fields: &Fields<'_>, odds: &mut Odds) -> Option<UserId> {
    loose::linked(fields, &["path"], &["uri"], odds).map(|id| UserId::new(&id))
}
