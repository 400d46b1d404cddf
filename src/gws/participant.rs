//! Participants from JSON. Strict where a mode could be confirmed by mistake: a list with one
//! member that cannot be read is a list that cannot be read.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};

use super::loose::{self, Fields, Odds};
use crate::domain::{
    Participant, ParticipantId, ParticipantType, Reported, Text, UserId, Visibility,
};
use crate::json::{Object, Word};

/// A participant as it stands in JSON; what a log says of who spoke has the same fields.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person<'a> {
    #[serde(borrow)]
    participant_id: Option<Word<'a>>,
    #[serde(borrow)]
    id: Option<Word<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Word<'a>>,
    #[serde(borrow)]
    nickname: Option<Word<'a>>,
    #[serde(borrow)]
    visibility: Option<Word<'a>>,
    #[serde(borrow)]
    path: Option<Word<'a>>,
    #[serde(borrow)]
    uri: Option<Word<'a>>,
}

impl<'a> Person<'a> {
    /// Field by field; one that is not understood is noted and left out.
    pub(super) fn loose(fields: &Fields<'a>, odds: &mut Odds) -> Self {
        let participant_id = fields.word("participantId", odds);
        let id = match participant_id {
            Some(_) => None,
            None => fields.word("id", odds),
        };
        Self {
            participant_id,
            id,
            kind: fields.word("type", odds),
            nickname: fields.word("nickname", odds),
            visibility: visibility_word(fields, odds),
            path: fields.word("path", odds),
            uri: fields.word("uri", odds),
        }
    }

    /// The participant's own id; the log's entries also have it under `id`.
    pub(super) fn id(&self) -> Option<ParticipantId> {
        let id = self.participant_id.as_ref().or(self.id.as_ref())?;
        Some(ParticipantId::new(&id.0))
    }

    pub(super) fn kind(&self) -> ParticipantType {
        self.kind.as_ref().map_or_else(
            || ParticipantType::Other(Text::line("unknown").into()),
            |word| ParticipantType::read(&word.0),
        )
    }

    pub(super) fn nickname(&self) -> Text {
        (self.nickname.as_ref()).map_or_else(Text::default, |name| Text::line(&name.0))
    }

    /// From the end of its link.
    pub(super) fn user(&self, odds: &mut Odds) -> Option<UserId> {
        let (path, uri) = (self.path.as_ref(), self.uri.as_ref());
        loose::link(path, uri, odds).map(|id| UserId::new(&id))
    }

    fn participant(&self, odds: &mut Odds) -> Participant {
        Participant {
            id: self.id(),
            kind: self.kind(),
            nickname: self.nickname(),
            visibility: (self.visibility.as_ref()).map(|word| Visibility::read(&word.0)),
            user: self.user(odds),
        }
    }
}

/// A list of people about whom nothing is odd.
#[derive(Debug)]
pub(super) struct People(pub(super) Vec<Participant>);

/// Mostly an agent, a customer and somebody who listens.
const FEW: usize = 4;

impl<'de> Deserialize<'de> for People {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = People;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of people")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<People, A::Error> {
                let (mut people, mut odds) = (Vec::with_capacity(FEW), Odds::default());
                while let Some(person) = seq.next_element::<Object<Person<'de>>>()? {
                    people.push(person.0.participant(&mut odds));
                }
                if odds.0.is_empty() {
                    Ok(People(people))
                } else {
                    Err(A::Error::custom("a link that is not as usual"))
                }
            }
        }
        deserializer.deserialize_seq(Visit)
    }
}

/// The `participants` of a session body.
pub(super) fn read(session: &Fields<'_>, odds: &mut Odds) -> Reported<Arc<[Participant]>> {
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
    Some(Person::loose(fields, odds).participant(odds))
}

/// Who sees it, of a participant or of a line.
pub(super) fn visibility(fields: &Fields<'_>, odds: &mut Odds) -> Option<Visibility> {
    visibility_word(fields, odds).map(|word| Visibility::read(&word.0))
}

/// A visibility that is no string is one we do not know, not one that is not stated.
fn visibility_word<'a>(fields: &Fields<'a>, odds: &mut Odds) -> Option<Word<'a>> {
    let raw = fields.some("visibility")?;
    (fields.word("visibility", odds)).or(Some(Word(Cow::Borrowed(raw))))
}
