//! Who hears a key, and the thirty milliseconds (design §4, §8).

use super::desk::{AGENTS, ALL, Desk, id, intrude, report};
use crate::app::{Audience, Key, Msg, Pane, Press};
use crate::domain::{Mode, State};

#[test]
fn a_sending_key_waits_30_ms_and_hits_the_row_it_was_aimed_at() {
    let mut desk = Desk::new();
    desk.press(Key::Char('m'));
    desk.wait(29);
    assert_eq!(desk.take(), []);
    // Meanwhile the list is sorted anew: an invitation, and s2 joined, both above.
    desk.offer("s9", Some(Mode::Coach));
    desk.put(report("s2", State::Chatting, AGENTS));
    desk.wait(2);
    assert_eq!(desk.take(), [intrude("s1", Some(Mode::Monitor))]);
}

#[test]
fn moving_on_within_the_time_does_not_move_the_aim() {
    let mut desk = Desk::new();
    desk.press(Key::Char('m'));
    desk.press(Key::Char('j'));
    assert_eq!(
        desk.model.highlighted(),
        Some(&id("s2")),
        "moves act at once"
    );
    desk.wait(31);
    assert_eq!(desk.take(), [intrude("s1", Some(Mode::Monitor))]);
}

#[test]
fn a_row_that_went_before_the_key_acts_is_not_replaced_by_its_neighbour() {
    let mut desk = Desk::new();
    desk.press(Key::Char('m'));
    desk.list("ann", &["s2"]);
    desk.wait(31);
    assert_eq!(desk.take(), []);
    // And one that went just before the key was read: nobody has seen the new highlight.
    let mut desk = Desk::new();
    desk.list("ann", &["s2"]);
    desk.key('m');
    assert_eq!(desk.take(), []);
    assert!(desk.said().contains("just gone"), "{}", desk.said());
    desk.paint();
    desk.key('m');
    assert_eq!(desk.take(), [intrude("s2", Some(Mode::Monitor))]);
}

#[test]
fn nine_printable_keys_are_a_paste() {
    for text in [
        "mmmmmmmmm",
        "m/abcdefgh",
        "m?jjjjjjjj",
        "q12345678",
        "im a paste",
        "xxxxxxxxxxxxxxxxx",
    ] {
        let mut desk = Desk::in_s1(AGENTS);
        for c in text.chars() {
            desk.press(Key::Char(c));
            desk.now += std::time::Duration::from_millis(3);
            desk.wait(0);
        }
        desk.wait(100);
        assert_eq!(desk.take(), [], "{text}");
        assert!(desk.quit.is_none() && desk.asks().is_none() && desk.model.composer().is_none());
        assert!(
            desk.model
                .said()
                .any(|n| n.text.as_str().contains("like a paste")),
            "{text}"
        );
    }
    // Eight are a person.
    let mut desk = Desk::new();
    for c in "jjjjjjkm".chars() {
        desk.press(Key::Char(c));
    }
    desk.wait(31);
    assert_eq!(desk.take().len(), 1);
}

#[test]
fn a_paste_that_was_read_during_a_slow_frame_is_one_all_the_same() {
    let mut desk = Desk::new();
    let read = desk.now;
    desk.wait(500);
    for n in 0..9 {
        let at = read + std::time::Duration::from_millis(n);
        desk.send(Msg::Key(Press {
            key: Key::Char('m'),
            at,
        }));
        desk.wait(0);
    }
    desk.wait(100);
    assert_eq!(desk.take(), []);
}

#[test]
fn what_follows_a_key_that_opened_something_was_not_meant_for_the_list() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.press(Key::Char('i'));
    desk.wait(20);
    desk.press(Key::Char('x'));
    desk.wait(100);
    assert_eq!(desk.take(), []);
    assert!(desk.model.composer().is_some());
}

#[test]
fn ctrl_c_twice_within_two_seconds() {
    let mut desk = Desk::new();
    desk.press(Key::Ctrl('c'));
    desk.wait(2_001);
    desk.press(Key::Ctrl('c'));
    assert!(desk.quit.is_none());
    desk.wait(2_000);
    desk.press(Key::Ctrl('c'));
    assert!(desk.quit.is_some());
    // From anywhere.
    let open: [fn(&mut Desk); 5] = [
        |d| {
            d.key('i');
        },
        |d| {
            d.key('b');
        },
        |d| {
            d.key('?');
        },
        |d| {
            d.key('/');
        },
        |d| {
            d.key('q');
        },
    ];
    for open in open {
        let mut desk = Desk::in_s1(AGENTS);
        open(&mut desk);
        desk.press(Key::Ctrl('c'));
        assert!(desk.quit.is_none());
        desk.press(Key::Ctrl('c'));
        assert!(desk.quit.is_some());
    }
}

#[test]
fn pasted_text_goes_where_text_goes_and_never_acts() {
    let mut desk = Desk::in_s1(ALL);
    desk.send(Msg::Paste("m\nq\ny".into()));
    desk.wait(100);
    assert_eq!(desk.take(), []);
    desk.key('b');
    desk.send(Msg::Paste("y".into()));
    assert_eq!(desk.take(), []);
    desk.key('s');
    desk.send(Msg::Paste("one".into()));
    assert_eq!(desk.draft("s1", Audience::Customer), "one");
    desk.send(Msg::Paste("\ntwo\r\nthree\n".into()));
    assert_eq!(
        desk.draft("s1", Audience::Customer),
        "one",
        "several lines ask"
    );
    desk.yes();
    assert_eq!(desk.draft("s1", Audience::Customer), "one two three");
    desk.wait(10_000);
    assert_eq!(desk.take(), []);
    // A line with its break is a line, and is not sent.
    desk.send(Msg::Paste(" four\n".into()));
    desk.wait(10_000);
    assert_eq!(desk.draft("s1", Audience::Customer), "one two three four");
    assert_eq!(desk.take(), []);
}

#[test]
fn the_filter_takes_letters_and_sends_nothing() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('/');
    for c in "mcbxq".chars() {
        desk.press(Key::Char(c));
        desk.wait(50);
    }
    assert_eq!(desk.take(), []);
    assert!(desk.quit.is_none());
    assert!(desk.model.order().is_empty());
    desk.press(Key::Esc);
    assert_eq!(desk.model.order().len(), 2);
    desk.press(Key::Ctrl('f'));
    desk.send(Msg::Paste("ann".into()));
    desk.press(Key::Enter);
    assert_eq!(desk.model.order().len(), 2);
    assert_eq!(desk.model.filter().0.text(), "ann");
    desk.paint();
    desk.key('x');
    assert_eq!(desk.take().len(), 1, "kept: the keys are the list's again");
}

#[test]
fn the_transcript_acts_on_the_session_shown() {
    let mut desk = Desk::new();
    desk.press(Key::Enter);
    desk.press(Key::Down);
    desk.press(Key::Tab);
    assert_eq!(desk.model.pane(), Pane::Transcript);
    desk.key('m');
    assert_eq!(desk.take(), [intrude("s1", Some(Mode::Monitor))]);
    desk.press(Key::Tab);
    desk.paint();
    desk.key('m');
    assert_eq!(desk.take(), [intrude("s2", Some(Mode::Monitor))]);
}

#[test]
fn capitals_and_reserved_keys_do_nothing() {
    let mut desk = Desk::in_s1(AGENTS);
    for c in "MCBEWISADRQnNtvpluhfoz:0123456789y ".chars() {
        desk.key(c);
        assert_eq!(desk.take(), [], "{c}");
        assert!(desk.asks().is_none() && desk.model.composer().is_none() && desk.quit.is_none());
    }
}
