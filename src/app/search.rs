//! Search in the transcript that is shown: by part of a word, whatever the case; newest first.

use super::edit::LineEdit;
use super::key::Key;
use super::model::Model;
use super::scroll::Scroll;
use crate::domain::{Entry, EntryKind, Transcript};

/// An open search.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Search {
    edit: LineEdit,
    at: Option<u32>,
}

impl Search {
    /// What is searched for.
    pub fn edit(&self) -> &LineEdit {
        &self.edit
    }

    /// The index of the entry that was found and is shown.
    pub fn at(&self) -> Option<u32> {
        self.at
    }

    /// Whether an entry has it.
    pub fn finds(&self, entry: &Entry) -> bool {
        finds(entry, &self.edit.text().trim().to_lowercase())
    }

    /// Which of how many this is, the newest being the first.
    pub fn place(&self, log: &Transcript) -> (usize, usize) {
        let needle = self.edit.text().trim().to_lowercase();
        let found = || log.lines().rev().filter(|e| finds(e, &needle));
        let place = found().position(|e| Some(e.index) == self.at);
        (place.map_or(0, |n| n + 1), found().count())
    }
}

fn finds(entry: &Entry, needle: &str) -> bool {
    let said = matches!(
        entry.kind,
        EntryKind::Text | EntryKind::PushUrl | EntryKind::Notice
    );
    said && !needle.is_empty() && entry.text.as_str().to_lowercase().contains(needle)
}

enum Way {
    Older,
    Newer,
    Newest,
}

/// A key for the open search.
pub(crate) fn key(model: &mut Model, key: Key) {
    let Some(search) = &mut model.search else {
        return;
    };
    match key {
        Key::Esc => model.search = None,
        Key::Enter | Key::Up => go(model, &Way::Older),
        Key::Down => go(model, &Way::Newer),
        other => {
            if search.edit.key(other) {
                go(model, &Way::Newest);
            }
        }
    }
}

/// Pasted text is searched for too.
pub(crate) fn paste(model: &mut Model, text: &str) {
    if let Some(search) = &mut model.search {
        search.edit.insert(text);
    }
    go(model, &Way::Newest);
}

fn go(model: &mut Model, way: &Way) {
    let (Some(search), Some(session)) = (&mut model.search, &model.opened) else {
        return;
    };
    let Some(log) = model.floor.log(session) else {
        return;
    };
    let needle = search.edit.text().trim().to_lowercase();
    let mut found = log.lines().filter(|e| finds(e, &needle));
    let entry = match (way, search.at) {
        (Way::Older, Some(at)) => found.rfind(|e| e.index < at),
        (Way::Newer, Some(at)) => found.find(|e| e.index > at),
        (Way::Older | Way::Newer, None) | (Way::Newest, _) => found.next_back(),
    };
    match (entry, way) {
        (Some(entry), _) => {
            search.at = Some(entry.index);
            model.scroll = Scroll::to(log, entry.index, &model.seen);
        }
        (None, Way::Newest) => search.at = None,
        // There is none further: it stays where it is.
        (None, Way::Older | Way::Newer) => {}
    }
}

impl Model {
    /// The open search in the transcript.
    pub fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }
}
