//! Questions: who may open one, which keys count, and when (design §4).

use super::desk::{AGENTS, ALL, Deed, Desk, SUPERVISORS, bare, fetched, id, report};
use crate::app::{Ask, Key};
use crate::domain::{Event, Mode, State};

#[test]
fn keys_count_from_250_ms_after_the_frame() {
    let mut desk = Desk::new();
    desk.key('b');
    desk.wait(5_000);
    desk.press(Key::Char('y'));
    assert_eq!(desk.take(), [], "not painted yet");
    desk.paint();
    desk.wait(249);
    desk.press(Key::Char('y'));
    desk.press(Key::Esc);
    assert!(desk.asks().is_some());
    assert_eq!(desk.take(), []);
    // Painting again starts nothing anew.
    desk.paint();
    desk.wait(1);
    desk.press(Key::Char('y'));
    assert_eq!(desk.take().len(), 1);
}

#[test]
fn a_key_read_before_the_frame_never_counts() {
    let mut desk = Desk::new();
    desk.key('b');
    let read = desk.now;
    desk.paint();
    desk.wait(1_000);
    desk.send(crate::app::Msg::Key(crate::app::Press {
        key: Key::Char('y'),
        at: read,
    }));
    assert!(desk.asks().is_some());
    assert_eq!(desk.take(), []);
}

#[test]
fn only_y_n_and_esc() {
    let mut desk = Desk::new();
    desk.key('b');
    desk.paint();
    desk.wait(300);
    for key in "mcbewisadxjkgGqrY/?"
        .chars()
        .map(Key::Char)
        .chain([Key::Enter, Key::Tab, Key::Down])
    {
        desk.press(key);
        desk.wait(40);
        assert!(matches!(desk.asks(), Some(Ask::Barge { .. })), "{key}");
    }
    assert_eq!(desk.take(), []);
    for key in [Key::Char('n'), Key::Esc] {
        let mut desk = Desk::new();
        desk.key('b');
        desk.reply(key);
        assert!(desk.asks().is_none());
        assert_eq!(desk.take(), []);
    }
}

#[test]
fn barge_asks_every_time_and_names_who() {
    let mut desk = Desk::in_s1(AGENTS);
    for _ in 0..2 {
        desk.key('b');
        let (text, _) = desk.model.question_text().unwrap();
        for part in ["ann", "customer", "supervisor"] {
            assert!(text.contains(part), "{text}");
        }
        desk.reply(Key::Char('n'));
    }
    assert_eq!(desk.take(), []);
}

#[test]
fn a_target_that_vanishes_leaves_only_esc() {
    let vanish: [(&str, Deed); 4] = [
        ("revoked", |d| d.put(bare("s1", State::Revoked))),
        ("gone", |d| d.event(Event::Gone(id("s1")))),
        ("another epoch", |d| d.epoch(Vec::new())),
        ("completed", |d| d.put(bare("s1", State::Completed))),
    ];
    for (word, vanish) in vanish {
        let mut desk = Desk::in_s1(AGENTS);
        desk.key('b');
        desk.paint();
        vanish(&mut desk);
        assert!(desk.model.question().unwrap().gone.is_some(), "{word}");
        desk.wait(300);
        for key in [Key::Char('y'), Key::Char('n'), Key::Enter] {
            desk.press(key);
            assert!(desk.asks().is_some(), "{word}");
        }
        // It stays said even if the session comes back.
        desk.put(report("s1", State::Chatting, AGENTS));
        desk.press(Key::Char('y'));
        assert_eq!(desk.take(), [], "{word}");
        desk.press(Key::Esc);
        assert!(desk.asks().is_none());
    }
}

#[test]
fn an_unjoined_target_and_an_invitation_vanish_too() {
    let mut desk = Desk::new();
    desk.key('b');
    desk.list("ann", &["s2"]);
    assert!(desk.model.question().unwrap().gone.is_some());
    let mut desk = Desk::new();
    desk.offer("s1", Some(Mode::BargeIn));
    desk.key('a');
    desk.put(bare("s1", State::Revoked));
    assert!(desk.model.question().unwrap().gone.is_some());
}

#[test]
fn nothing_from_outside_opens_a_question_or_takes_the_keys() {
    let mut desk = Desk::in_s1(ALL);
    desk.press(Key::Enter);
    desk.press(Key::Tab);
    let before = (
        desk.model.pane(),
        desk.model.opened().cloned(),
        desk.model.highlighted().cloned(),
    );
    desk.offer("s2", None);
    desk.offer("s3", Some(Mode::BargeIn));
    desk.put(bare("s1", State::Revoked));
    desk.late();
    desk.epoch(vec![fetched("s4", State::Chatting, SUPERVISORS)]);
    desk.sign_on("me");
    desk.event(Event::MissesEvents);
    desk.event(Event::Lost);
    desk.wait(10_000);
    assert!(desk.asks().is_none() && desk.model.composer().is_none());
    assert!(desk.model.sign_in().is_none() && desk.model.help().is_none());
    desk.model.settle();
    let after = (
        desk.model.pane(),
        desk.model.opened().cloned(),
        desk.model.highlighted().cloned(),
    );
    assert_eq!(before, after);
}
