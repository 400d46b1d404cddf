//! Refused steps: their words, and the one repeat that a key may allow (design §3).

use super::desk::{Desk, SUPERVISORS, id, intrude, refusal, switch, user};
use crate::app::Ask;
use crate::domain::{Call, Event, Fault, Mode, Watch};

fn refused(key: char, code: i64) -> Desk {
    let mut desk = Desk::new();
    desk.key(key);
    if key == 'b' || key == 'e' {
        desk.yes();
    }
    let call = desk.newest_act();
    desk.answer(call, Err(refusal(code)));
    desk.take();
    desk
}

#[test]
fn codes_2_3_and_5_offer_to_watch_and_ask_once_more() {
    for code in [2, 3, 5] {
        let mut desk = refused('c', code);
        assert!(
            desk.said().contains("w: watch the agent and ask again"),
            "{}",
            desk.said()
        );
        desk.wait(60_000);
        assert_eq!(desk.take(), [], "by key only");
        desk.key('w');
        assert!(matches!(desk.asks(), Some(Ask::WatchThenAsk { .. })));
        desk.yes();
        let watch = desk.newest_act();
        assert!(matches!(
            &desk.take()[..],
            [Call::Watch {
                watch: Watch::SILENT,
                ..
            }]
        ));
        desk.passed_on(watch);
        assert_eq!(desk.take(), [intrude("s1", Some(Mode::Coach))]);
    }
}

#[test]
fn the_repeat_is_one() {
    let mut desk = refused('m', 5);
    desk.key('w');
    desk.yes();
    let watch = desk.newest_act();
    desk.passed_on(watch);
    let second = desk.newest_act();
    desk.take();
    desk.answer(second, Err(refusal(5)));
    assert!(!desk.said().contains("watch the agent"), "{}", desk.said());
    desk.wait(60_000);
    assert_eq!(desk.take(), []);
}

#[test]
fn other_codes_and_watched_agents_get_no_offer() {
    for code in [1, 4, 6, 20] {
        let mut desk = refused('m', code);
        assert!(!desk.said().contains("watch the agent"));
        desk.key('w');
        assert!(!matches!(desk.asks(), Some(Ask::WatchThenAsk { .. })));
    }
    let mut desk = Desk::new();
    desk.event(Event::Watched {
        agent: user("ann"),
        outcome: Ok(()),
    });
    desk.key('m');
    let call = desk.newest_act();
    desk.answer(call, Err(refusal(2)));
    assert!(!desk.said().contains("watch the agent"));
}

#[test]
fn once_the_agent_is_watched_otherwise_w_is_the_menu_again() {
    let mut desk = refused('m', 2);
    desk.event(Event::Watched {
        agent: user("ann"),
        outcome: Ok(()),
    });
    desk.key('w');
    assert!(matches!(desk.asks(), Some(Ask::WatchMenu { .. })));
}

#[test]
fn a_barge_is_never_repeated_without_being_asked_again() {
    let mut desk = refused('b', 2);
    desk.key('w');
    desk.yes();
    let watch = desk.newest_act();
    desk.take();
    desk.passed_on(watch);
    assert_eq!(desk.take(), []);
    assert!(desk.said().contains("press b again"));
}

#[test]
fn no_repeat_into_another_request_nor_without_the_link() {
    let mut desk = refused('m', 2);
    desk.key('w');
    desk.yes();
    let watch = desk.newest_act();
    desk.key('c');
    desk.take();
    desk.passed_on(watch);
    assert_eq!(desk.take(), [], "Coach is asked already");

    let mut desk = refused('m', 2);
    desk.key('w');
    desk.yes();
    let watch = desk.newest_act();
    desk.late();
    desk.take();
    desk.passed_on(watch);
    assert_eq!(desk.take(), []);
}

#[test]
fn an_unknown_path_names_its_advice() {
    let mut desk = Desk::new();
    desk.key('m');
    let call = desk.newest_act();
    desk.answer(call, Err(Fault::Http { status: 404 }));
    assert!(desk.said().contains("dialect"), "{}", desk.said());
}

#[test]
fn a_failure_that_comes_later_is_matched_by_its_reference() {
    let mut desk = Desk::in_s1(SUPERVISORS);
    desk.key('c');
    let call = desk.newest_act();
    assert_eq!(desk.take(), [switch("s1", Mode::Coach)]);
    desk.passed_on_as(call, Some(7));
    desk.failed(8);
    assert!(desk.model.attempt(&id("s1")).unwrap().under_way());
    desk.failed(7);
    assert!(!desk.model.attempt(&id("s1")).unwrap().under_way());
    assert!(desk.said().contains("refused"));
}
