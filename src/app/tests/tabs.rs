//! My sessions side by side, and leaving all of them.

use super::desk::{ALL, Desk, SUPERVISORS, bare, id, leave, person, refusal, report};
use crate::app::{Ask, Key, Pane};
use crate::domain::{Call, Reported, SessionId, State};

/// In `s1`, `s2` and `s3`, joined in the order `s2`, `s3`, `s1`, as Monitor.
fn in_three() -> Desk {
    let mut desk = Desk::new();
    desk.list("ann", &["s1", "s2", "s3"]);
    for name in ["s2", "s3", "s1"] {
        desk.wait(10);
        desk.put(report(name, State::Chatting, SUPERVISORS));
    }
    desk.model.settle();
    desk.paint();
    desk.take();
    desk
}

/// A session in which nobody but me is known to be with the customer.
fn alone(name: &str) -> crate::domain::SessionReport {
    let mut report = report(name, State::Chatting, ALL);
    report.participants = Reported::Is(vec![person("customer", ALL), person("me", ALL)].into());
    report
}

fn shown(desk: &Desk) -> Option<SessionId> {
    desk.model.opened().cloned()
}

#[test]
fn next_and_previous_go_round_and_take_the_highlight_along() {
    let mut desk = in_three();
    let tabs = desk.model.tabs();
    let tabs: Vec<_> = (0..tabs.count()).map(|at| tabs.get(at).unwrap()).collect();
    assert_eq!(tabs, [&id("s2"), &id("s3"), &id("s1")]);
    for name in ["s2", "s3", "s1", "s2"] {
        desk.press(Key::Right);
        assert_eq!(shown(&desk), Some(id(name)));
        assert_eq!(desk.model.highlighted(), Some(&id(name)));
    }
    for name in ["s1", "s3"] {
        desk.press(Key::Left);
        assert_eq!(shown(&desk), Some(id(name)));
    }
    assert_eq!(desk.take(), [], "looking is free");
    // One that is left is none of mine any more.
    desk.put(bare("s1", State::Completed));
    desk.press(Key::Right);
    assert_eq!(shown(&desk), Some(id("s2")));
}

#[test]
fn what_the_filter_hides_still_hears_the_keys() {
    let mut desk = in_three();
    desk.press(Key::Char('/'));
    desk.write("nothing like it");
    desk.press(Key::Right);
    assert_eq!(shown(&desk), Some(id("s2")));
    assert_eq!(desk.model.pane(), Pane::Transcript);
    desk.key('x');
    assert_eq!(desk.take(), [leave("s2")]);
}

#[test]
fn in_no_session_it_says_so() {
    let mut desk = Desk::new();
    desk.press(Key::Right);
    assert!(desk.said().contains("no session"));
    desk.key('X');
    assert!(desk.asks().is_none());
}

#[test]
fn leave_all_asks_names_and_goes_one_by_one() {
    let mut desk = in_three();
    desk.put(alone("s3"));
    desk.key('X');
    assert!(matches!(desk.asks(), Some(Ask::LeaveAll { .. })));
    let (text, _) = desk.model.question_text().unwrap();
    assert!(text.contains("all 3 sessions"), "{text}");
    assert!(text.contains("ALONE with customer"), "{text}");
    assert!(desk.model.question_is_grave());
    assert_eq!(desk.take(), []);
    desk.yes();
    assert_eq!(desk.take(), [leave("s2")]);
    desk.put(bare("s2", State::Completed));
    assert_eq!(desk.take(), [leave("s3")], "it was said what it ends");
    desk.put(bare("s3", State::LeftChat));
    assert_eq!(desk.take(), [leave("s1")]);
    desk.put(bare("s1", State::Completed));
    assert!(desk.said().contains("left 3 sessions"), "{}", desk.said());
    assert_eq!(desk.take(), []);
}

#[test]
fn no_is_no() {
    let mut desk = in_three();
    desk.key('X');
    desk.reply(Key::Char('n'));
    desk.wait(1_000);
    assert_eq!(desk.take(), []);
    assert!(!desk.model.question_is_grave());
}

#[test]
fn what_could_not_be_left_is_named_and_the_others_are_left() {
    let mut desk = in_three();
    desk.key('X');
    desk.yes();
    let call = desk.newest_act();
    desk.answer(call, Err(refusal(5)));
    // Meanwhile the agent of the next one has gone: that was not in the question.
    desk.put(alone("s1"));
    desk.put(bare("s3", State::Completed));
    let left: Vec<Call> = desk.take();
    assert_eq!(left, [leave("s2"), leave("s3")]);
    let said = desk.said();
    assert!(said.contains("left 1 session;"), "{said}");
    assert!(said.contains("refused"), "{said}");
    assert!(said.contains("you are alone"), "{said}");
}

#[test]
fn one_where_a_step_is_under_way_stays() {
    let mut desk = in_three();
    desk.press(Key::Right);
    desk.paint();
    desk.key('c');
    desk.take();
    desk.key('X');
    desk.yes();
    for name in ["s3", "s1"] {
        assert_eq!(desk.take(), [leave(name)]);
        desk.put(bare(name, State::Completed));
    }
    assert!(desk.said().contains("under way"), "{}", desk.said());
    // What quitting then leaves is known by name at the next start.
    desk.key('q');
    desk.yes();
    let quit = desk.quit.take().unwrap();
    assert_eq!(quit.leave, [id("s2")]);
    assert_eq!(quit.names[&id("s2")].as_str(), "customer");
}
