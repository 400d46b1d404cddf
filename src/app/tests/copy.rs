//! One message for the clipboard.

use super::desk::{AGENTS, Desk, id};
use crate::app::{Effect, Key, Tell};
use crate::domain::{Entry, EntryKind, Event, Text};

fn line(index: u32, kind: EntryKind, text: &str) -> Entry {
    let line = super::list::line(index, i64::from(index) * 1_000, true);
    Entry {
        kind,
        text: Text::clean(text),
        ..line
    }
}

fn desk() -> Desk {
    let mut desk = Desk::in_s1(AGENTS);
    desk.event(Event::Said(
        id("s1"),
        vec![
            line(1, EntryKind::Text, "my heater\nshows E7"),
            line(2, EntryKind::Text, "the second"),
            line(3, EntryKind::Joined, "someone"),
            line(4, EntryKind::TypingStarted, "I will sue"),
        ],
    ));
    desk.paint();
    desk
}

fn copied(desk: &mut Desk) -> Vec<String> {
    let all = std::mem::take(&mut desk.other);
    all.into_iter()
        .filter_map(|e| match e {
            Effect::Tell(Tell::Copy { text }) => Some(text.to_string()),
            _ => None,
        })
        .collect()
}

#[test]
fn the_last_message_never_what_is_being_typed() {
    let mut desk = desk();
    desk.press(Key::Char('y'));
    assert_eq!(copied(&mut desk), ["the second"]);
    let said = desk.said();
    assert!(
        said.contains("sent to the terminal's clipboard (10 bytes)"),
        "{said}"
    );
    assert_eq!(desk.take(), []);
    assert!(
        !said.contains("copied") && !said.contains("second"),
        "{said}"
    );
}

#[test]
fn the_one_the_reader_has_scrolled_to_as_it_was_written() {
    let mut desk = desk();
    desk.press(Key::Enter);
    desk.press(Key::Tab);
    desk.paint();
    desk.press(Key::Char('y'));
    assert_eq!(copied(&mut desk), ["the second"]);
    // A transcript that fits is never scrolled; this one does not.
    desk.model.scroll = crate::app::Scroll::At {
        index: 1,
        hidden: 0,
        newest: 4,
    };
    desk.press(Key::Char('y'));
    assert_eq!(copied(&mut desk), ["my heater\nshows E7"]);
}

#[test]
fn where_nothing_is_known_it_says_so() {
    let mut desk = Desk::new();
    desk.press(Key::Char('y'));
    assert_eq!(copied(&mut desk), [""; 0]);
    assert_eq!(desk.said(), "no message of this session is known");
}
