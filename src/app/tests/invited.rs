//! Which invitations are taken by themselves, and which wait for a key (design §3).

use super::desk::{ALL, Desk, SUPERVISORS, accept, id, intrude, lost, report};
use crate::app::{Ask, Key};
use crate::domain::{Call, Event, Mode, ModeWord, State, Text, Watch, WatchScope};

#[test]
fn another_session_another_mode_or_too_late_is_not_ours() {
    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.offer("s2", Some(Mode::Monitor));
    assert_eq!(desk.take(), [], "another session");
    desk.offer("s1", Some(Mode::Coach));
    assert_eq!(desk.take(), [], "another mode");
    assert!(
        desk.said()
            .contains("invited as Coach, but Monitor was asked for")
    );
    desk.offer("s1", Some(Mode::Monitor));
    assert_eq!(desk.take(), [], "and then it is for a key");

    let mut desk = Desk::new();
    desk.key('m');
    desk.wait(9_900);
    desk.offer("s1", Some(Mode::Monitor));
    assert_eq!(
        desk.take(),
        [intrude("s1", Some(Mode::Monitor)), accept("s1")]
    );

    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.wait(10_000);
    desk.offer("s1", Some(Mode::Monitor));
    assert_eq!(desk.take(), [], "too late");
}

#[test]
fn too_late_is_too_late_also_where_the_timer_is_late() {
    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.now += std::time::Duration::from_secs(11);
    desk.offer("s1", Some(Mode::Monitor));
    assert_eq!(desk.take(), []);
}

#[test]
fn an_offer_is_taken_once() {
    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.offer("s1", Some(Mode::Monitor));
    desk.offer("s1", Some(Mode::Monitor));
    assert_eq!(desk.take(), [accept("s1")]);
    assert!(desk.model.attempt(&id("s1")).unwrap().under_way());
}

#[test]
fn a_lost_accept_is_not_repeated() {
    let mut desk = Desk::new();
    desk.key('m');
    desk.offer("s1", Some(Mode::Monitor));
    let call = desk.newest_act();
    desk.answer(call, Err(lost()));
    desk.take();
    desk.offer("s1", Some(Mode::Monitor));
    desk.wait(30_000);
    assert_eq!(desk.take(), []);
}

#[test]
fn unasked_is_shown_and_waits_for_a_key() {
    for mode in [
        None,
        Some(Mode::Monitor),
        Some(Mode::Coach),
        Some(Mode::BargeIn),
    ] {
        let mut desk = Desk::new();
        desk.offer("s1", mode);
        desk.wait(20_000);
        assert_eq!(desk.take(), []);
        let words = desk.model.offer_text(&id("s1")).unwrap();
        if mode.is_none() {
            assert!(words.contains("you did not ask"), "{words}");
        }
        desk.key('d');
        assert_eq!(desk.take(), [Call::Reject { session: id("s1") }]);
    }
}

#[test]
fn without_a_mode_it_is_mine_only_where_i_asked() {
    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.offer("s1", None);
    assert_eq!(desk.take(), []);
    assert!(desk.said().contains("the mode is not stated"));
    let words = desk.model.offer_text(&id("s1")).unwrap();
    assert!(
        words.contains("not stated") && !words.contains("did not ask"),
        "{words}"
    );
}

#[test]
fn accepting_barge_or_the_unknown_asks_as_barge_does() {
    for mode in [None, Some(Mode::BargeIn)] {
        let mut desk = Desk::new();
        desk.offer("s1", mode);
        desk.key('a');
        assert_eq!(desk.take(), []);
        assert!(desk.model.question_is_grave());
        desk.yes();
        assert_eq!(desk.take(), [accept("s1")]);
    }
    let mut desk = Desk::new();
    let mut odd = super::desk::bare("s1", State::Invited);
    odd.offered = Some(ModeWord::Other(Text::line("Whisper").into()));
    desk.put(odd);
    desk.key('a');
    assert!(matches!(desk.asks(), Some(Ask::AcceptUnstated { .. })));
    for mode in [Mode::Monitor, Mode::Coach] {
        let mut desk = Desk::new();
        desk.offer("s1", Some(mode));
        desk.key('a');
        assert_eq!(desk.take(), [accept("s1")]);
    }
}

#[test]
fn barge_is_taken_by_itself_only_if_it_was_confirmed() {
    // The watch is Barge, and `e` asks; only its yes lets the offer be taken.
    let mut desk = watching(Mode::BargeIn);
    desk.key('e');
    assert!(matches!(
        desk.asks(),
        Some(Ask::AsWatched {
            expect: Some(Mode::BargeIn),
            ..
        })
    ));
    assert_eq!(desk.take(), []);
    desk.yes();
    assert_eq!(desk.take(), [intrude("s1", None)]);
    desk.offer("s1", Some(Mode::BargeIn));
    assert_eq!(desk.take(), [accept("s1")]);
    // Asked as Monitor, offered as Barge: never.
    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.offer("s1", Some(Mode::BargeIn));
    assert_eq!(desk.take(), []);
}

fn watching(mode: Mode) -> Desk {
    let mut desk = Desk::new();
    desk.event(Event::Watched {
        agent: super::desk::user("ann"),
        outcome: Ok(()),
    });
    if mode != Mode::Monitor {
        desk.key('w');
        desk.reply(Key::Char(if mode == Mode::Coach { 'c' } else { 'b' }));
        desk.reply(Key::Char('a'));
        if mode == Mode::BargeIn {
            desk.yes();
        }
        let call = desk.newest_act();
        desk.passed_on(call);
    }
    assert_eq!(
        desk.model.watch_of(&super::desk::user("ann")),
        Some(Watch {
            mode,
            scope: WatchScope::All
        })
    );
    desk.paint();
    desk.take();
    desk
}

#[test]
fn e_expects_the_mode_of_the_watch() {
    for mode in [Mode::Monitor, Mode::Coach] {
        let mut desk = watching(mode);
        desk.key('e');
        assert!(desk.asks().is_none());
        assert!(desk.said().contains(mode.word()), "{}", desk.said());
        assert_eq!(desk.take(), [intrude("s1", None)]);
        desk.offer("s1", Some(mode));
        assert_eq!(desk.take(), [accept("s1")]);
    }
    let mut desk = watching(Mode::Coach);
    desk.key('e');
    desk.take();
    desk.offer("s1", Some(Mode::BargeIn));
    assert_eq!(desk.take(), []);
}

#[test]
fn e_with_an_unknown_mode_asks_and_is_accepted_by_key() {
    for offered in [
        None,
        Some(Mode::Monitor),
        Some(Mode::Coach),
        Some(Mode::BargeIn),
    ] {
        let mut desk = Desk::new();
        desk.key('e');
        assert!(matches!(
            desk.asks(),
            Some(Ask::AsWatched { expect: None, .. })
        ));
        desk.yes();
        assert_eq!(desk.take(), [intrude("s1", None)]);
        desk.offer("s1", offered);
        assert_eq!(desk.take(), []);
    }
}

#[test]
fn in_as_something_else_says_so() {
    let mut desk = Desk::new();
    desk.key('c');
    desk.offer("s1", Some(Mode::Coach));
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    assert!(
        desk.said()
            .contains("Coach was asked for, but the server confirms Monitor")
    );
    let mut desk = Desk::new();
    desk.key('c');
    desk.offer("s1", Some(Mode::Coach));
    desk.put(report("s1", State::Chatting, None));
    assert!(desk.said().contains("does not say in which mode"));
    desk.put(report("s1", State::Chatting, ALL));
    assert_eq!(desk.confirmed("s1"), Some(Mode::BargeIn));
}
