//! Reads new lines for rules about words. Typing previews are no lines, and are never read.

use super::alert::{Evidence, Source};
use super::history::Place;
use super::rule::{Side, When};
use crate::app::model::Model;
use crate::domain::{Entry, EntryKind, ParticipantType, SessionId, UserId};

/// A line that matters to some rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Heard {
    pub(super) index: u32,
    /// Who said it, where a user is behind it.
    pub(super) by: Option<UserId>,
    /// Whether it may answer somebody who asked for help.
    pub(super) answers: Answers,
    /// The rules it matches.
    pub(super) hits: Vec<(Place, Evidence)>,
}

/// Whether a line may answer somebody who asked for help: a whisper, or anything of mine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answers {
    Yes,
    No,
}

/// What is new in these entries, in their order. To be called before they are merged.
pub(super) fn read(model: &Model, id: &SessionId, entries: &[Entry]) -> Vec<Heard> {
    let me = model.me();
    let log = model.floor.log(id);
    let new = |e: &&Entry| e.kind == EntryKind::Text && log.is_none_or(|log| !log.knows(e.index));
    let mut heard: Vec<Heard> = entries
        .iter()
        .filter(new)
        .filter_map(|entry| line(model, &me, entry))
        .collect();
    heard.sort_by_key(|h| h.index);
    heard
}

fn line(model: &Model, me: &UserId, entry: &Entry) -> Option<Heard> {
    let from = entry.from.as_ref()?;
    let mine = from.user.as_ref() == Some(me);
    let whisper = from.kind == ParticipantType::Agent && !entry.may_reach_customer();
    let text = entry.text.on_one_line();
    let mut hits = Vec::new();
    for (place, rule) in model.settings.alerts.rules.iter().enumerate() {
        let pattern = match &rule.when {
            When::Words { side, pattern } if !mine && says(*side, &from.kind) => pattern,
            When::Help {
                code: Some(code), ..
            } if whisper && !mine => code,
            When::Words { .. }
            | When::Help { .. }
            | When::Waiting { .. }
            | When::NoAnswer { .. }
            | When::Older { .. }
            | When::NotReady { .. }
            | When::Alone => continue,
        };
        if let Some(found) = pattern.find(text.as_str()) {
            let source = Source::Line(entry.index);
            let matched = (found.start(), found.end());
            let mut evidence = Evidence::of(source, from.nickname.clone(), &text, matched);
            evidence.at = entry.at;
            evidence.by = from.user.clone();
            hits.push((place, evidence));
        }
    }
    let answers = if mine || whisper {
        Answers::Yes
    } else {
        Answers::No
    };
    (answers == Answers::Yes || !hits.is_empty()).then(|| Heard {
        index: entry.index,
        by: from.user.clone(),
        answers,
        hits,
    })
}

fn says(side: Side, kind: &ParticipantType) -> bool {
    match side {
        Side::Any => true,
        Side::Customer => *kind == ParticipantType::Customer,
        Side::Agent => *kind == ParticipantType::Agent,
    }
}
