//! One message for the person's clipboard: its text and nothing else, never what somebody is still
//! typing. It is sent to the terminal; whether that takes it nobody says.

use super::effect::{Effect, Step};
use super::model::{Model, Pane};
use super::scroll::Scroll;
use super::tell::Tell;
use crate::domain::{Entry, EntryKind, Transcript};

/// The key: the message at the reader's place in the transcript, else the last one of the
/// highlighted session.
pub(crate) fn key(model: &mut Model, step: &mut Step) {
    let Some(session) = model.target() else {
        model.info("no session is highlighted");
        return;
    };
    let scroll = match model.pane {
        Pane::Transcript => model.scroll,
        Pane::List => Scroll::Follow,
    };
    let log = model.floor.log(&session);
    let Some(entry) = log.and_then(|log| chosen(log, scroll)) else {
        model.info("no message of this session is known");
        return;
    };
    // What is hidden on the screen is hidden there, too.
    let veil = model.veil(&session);
    let text = veil.text(&entry.text);
    let from = entry
        .from
        .as_ref()
        .map(|f| veil.text(&f.nickname).to_string());
    let from = from.map_or_else(String::new, |name| format!(" of {name}"));
    let bytes = text.as_str().len();
    model.info(&format!(
        "a message{from} was sent to the terminal's clipboard ({bytes} bytes)"
    ));
    step.push(Effect::Tell(Tell::Copy { text }));
}

fn chosen(log: &Transcript, scroll: Scroll) -> Option<&Entry> {
    let last = match scroll {
        Scroll::Follow => u32::MAX,
        Scroll::At { index, .. } => index,
    };
    log.lines()
        .rev()
        .find(|entry| entry.index <= last && is_message(entry))
}

fn is_message(entry: &Entry) -> bool {
    match &entry.kind {
        EntryKind::Text | EntryKind::PushUrl | EntryKind::Notice => !entry.text.is_empty(),
        EntryKind::Joined
        | EntryKind::Left
        | EntryKind::Rejoined
        | EntryKind::TypingStarted
        | EntryKind::TypingStopped
        | EntryKind::Other(_) => false,
    }
}
