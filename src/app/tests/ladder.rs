//! Every row of the ladder's table (design §3).

use super::desk::{
    AGENTS, ALL, Desk, SUPERVISORS, accept, bare, id, intrude, leave, lost, refusal, report, switch,
};
use crate::app::{Ask, Stage};
use crate::domain::{Call, Mode, State};

const KEYS: [(char, Mode); 3] = [
    ('m', Mode::Monitor),
    ('c', Mode::Coach),
    ('b', Mode::BargeIn),
];

#[test]
fn not_in_it_intrudes_with_the_mode_is_invited_and_accepts() {
    for (key, mode) in KEYS {
        let mut desk = Desk::new();
        desk.key(key);
        if mode == Mode::BargeIn {
            assert!(matches!(desk.asks(), Some(Ask::Barge { .. })));
            assert_eq!(desk.take(), []);
            desk.yes();
        }
        assert_eq!(desk.take(), [intrude("s1", Some(mode))]);
        desk.offer("s1", Some(mode));
        assert_eq!(desk.take(), [accept("s1")]);
        let mine =
            [SUPERVISORS, AGENTS, ALL][KEYS.iter().position(|k| k.0 == key).unwrap()].clone();
        desk.put(report("s1", State::Chatting, mine));
        assert_eq!(desk.take(), []);
        let attempt = desk.model.attempt(&id("s1")).unwrap();
        assert!(!attempt.under_way());
        assert_eq!(
            attempt.trail.iter().map(|t| t.0).collect::<Vec<_>>(),
            ["asked", "invited", "accepting"]
        );
        assert_eq!(desk.confirmed("s1"), Some(mode));
    }
}

#[test]
fn in_it_with_another_mode_switches() {
    let all = [
        (SUPERVISORS, Mode::Monitor),
        (AGENTS, Mode::Coach),
        (ALL, Mode::BargeIn),
    ];
    for (mine, from) in all {
        for (key, to) in KEYS {
            let mut desk = Desk::in_s1(mine.clone());
            desk.key(key);
            if to == from {
                assert_eq!(desk.take(), []);
                assert!(desk.asks().is_none());
                assert!(desk.said().contains("already in"), "{}", desk.said());
                continue;
            }
            if to == Mode::BargeIn {
                desk.yes();
            }
            assert_eq!(desk.take(), [switch("s1", to)], "{from} to {to}");
        }
    }
}

#[test]
fn down_never_waits_for_a_capability_and_up_does() {
    let mut desk = Desk::in_s1(ALL);
    desk.can("s1", &["Leave"]);
    desk.key('c');
    assert_eq!(desk.take(), [switch("s1", Mode::Coach)]);

    let mut desk = Desk::in_s1(SUPERVISORS);
    desk.can("s1", &["Leave"]);
    desk.key('c').key('b');
    assert_eq!(desk.take(), []);
    assert!(desk.asks().is_none());

    // Nor for the link.
    let mut desk = Desk::in_s1(ALL);
    desk.late();
    desk.key('m');
    assert_eq!(desk.take(), [switch("s1", Mode::Monitor)]);
}

#[test]
fn in_it_unconfirmed_sends_the_switch_whatever_is_offered() {
    for (key, mode) in KEYS {
        let mut desk = Desk::in_s1(None);
        desk.can("s1", &["Leave"]);
        desk.key(key);
        if mode == Mode::BargeIn {
            desk.yes();
        }
        assert_eq!(desk.take(), [switch("s1", mode)]);
    }
}

#[test]
fn a_step_under_way_refuses_and_tells_its_age() {
    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.wait(3_000);
    for key in ['m', 'c', 'b', 'e', 'a', 'd'] {
        desk.key(key);
        assert_eq!(desk.take(), []);
        assert!(desk.asks().is_none());
        assert!(
            desk.said().contains("Monitor asked 0:03"),
            "{}",
            desk.said()
        );
    }
}

#[test]
fn x_ends_the_waiting_and_nothing_else() {
    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.key('x');
    assert_eq!(desk.take(), []);
    assert!(!desk.model.attempt(&id("s1")).unwrap().under_way());
    // The invitation that comes now is shown, not taken.
    desk.offer("s1", Some(Mode::Monitor));
    assert_eq!(desk.take(), []);
    desk.key('a');
    assert_eq!(desk.take(), [accept("s1")]);
}

#[test]
fn x_is_calm_for_a_second_after_a_step_ended() {
    let mut desk = Desk::in_s1(SUPERVISORS);
    desk.key('c');
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.take();
    desk.key('x');
    assert_eq!(desk.take(), []);
    assert!(desk.said().contains("press x again"));
    desk.wait(1_000);
    desk.key('x');
    assert_eq!(desk.take(), [leave("s1")]);
}

#[test]
fn opening_a_row_asks_nobody() {
    let mut desk = Desk::new();
    desk.press(crate::app::Key::Enter);
    assert_eq!(desk.model.opened(), Some(&id("s1")));
    assert!(desk.calls.is_empty());
}

#[test]
fn nothing_is_asked_for_while_not_live() {
    for key in ['m', 'c', 'b', 'e'] {
        let mut desk = Desk::new();
        desk.late();
        desk.key(key);
        assert_eq!(desk.take(), []);
        assert!(desk.asks().is_none());
    }
}

#[test]
fn after_a_lost_answer_it_looks_and_offers_and_repeats_nothing() {
    let mut desk = Desk::new();
    desk.key('m');
    let call = desk.newest_act();
    desk.take();
    desk.answer(call, Err(lost()));
    assert_eq!(
        desk.model.attempt(&id("s1")).unwrap().stage,
        Stage::Checking
    );
    let read = desk.newest_read();
    assert_eq!(desk.take(), []);
    desk.mine(read, Vec::new());
    assert!(!desk.model.attempt(&id("s1")).unwrap().under_way());
    assert!(desk.said().contains("press the key again"));
    desk.wait(60_000);
    assert_eq!(desk.take(), []);
    desk.key('m');
    assert_eq!(desk.take(), [intrude("s1", Some(Mode::Monitor))]);
}

#[test]
fn a_look_that_fails_is_taken_again_later() {
    let mut desk = Desk::new();
    desk.key('m');
    let call = desk.newest_act();
    desk.answer(call, Err(lost()));
    let first = desk.newest_read();
    desk.take();
    desk.answer(first, Err(lost()));
    desk.wait(9_000);
    assert_eq!(desk.reads(), 0);
    desk.wait(1_100);
    let second = desk.newest_read();
    desk.mine(second, Vec::new());
    assert!(!desk.model.attempt(&id("s1")).unwrap().under_way());
}

#[test]
fn nobody_answers_the_step_is_looked_at_once() {
    let mut desk = Desk::new();
    desk.key('m');
    desk.take();
    desk.wait(10_100);
    assert_eq!(desk.reads(), 1);
    assert_eq!(desk.take(), []);
    assert!(desk.said().contains("no invitation came"));
}

#[test]
fn the_answer_to_an_earlier_step_says_nothing_of_this_one() {
    let mut desk = Desk::new();
    desk.key('m');
    let intrude = desk.newest_act();
    desk.offer("s1", Some(Mode::Monitor));
    assert_eq!(
        desk.model.attempt(&id("s1")).unwrap().stage,
        Stage::Accepting
    );
    desk.answer(intrude, Err(lost()));
    assert_eq!(
        desk.model.attempt(&id("s1")).unwrap().stage,
        Stage::Accepting
    );
    desk.answer(intrude, Err(refusal(2)));
    assert_eq!(
        desk.model.attempt(&id("s1")).unwrap().stage,
        Stage::Accepting
    );
}

#[test]
fn a_switch_called_off_is_not_taken_for_the_mode_there_is() {
    // `b`, yes, `x`, and then `m`: the list still says Monitor, but Barge is on its way.
    let mut desk = Desk::in_s1(SUPERVISORS);
    desk.key('b');
    desk.yes();
    desk.key('x');
    desk.take();
    desk.key('m');
    assert_eq!(desk.take(), [switch("s1", Mode::Monitor)]);
}

#[test]
fn leaving_and_its_ends() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('x');
    assert_eq!(desk.take(), [leave("s1")]);
    desk.put(bare("s1", State::Completed));
    assert!(!desk.model.attempt(&id("s1")).unwrap().under_way());
    assert_eq!(desk.take(), []);
}

#[test]
fn leaving_asks_where_nobody_else_is_with_the_customer() {
    let mut desk = Desk::new();
    let mut alone = report("s1", State::Chatting, ALL);
    alone.participants = crate::domain::Reported::Is(
        vec![
            super::desk::person("customer", ALL),
            super::desk::person("me", ALL),
        ]
        .into(),
    );
    desk.put(alone);
    assert!(desk.model.row(&id("s1")).unwrap().alone);
    desk.key('x');
    assert_eq!(desk.take(), []);
    assert!(matches!(desk.asks(), Some(Ask::LeaveCustomer { .. })));
    desk.yes();
    assert_eq!(desk.take(), [leave("s1")]);
}

#[test]
fn a_supervisor_who_barges_is_not_the_agent() {
    let mut desk = Desk::new();
    let with = |visibility| {
        let mut r = report("s1", State::Chatting, SUPERVISORS);
        r.participants = crate::domain::Reported::Is(
            vec![
                super::desk::person("customer", ALL),
                super::desk::person("tove", visibility),
                super::desk::person("me", SUPERVISORS),
            ]
            .into(),
        );
        r
    };
    desk.put(with(AGENTS));
    desk.put(with(ALL));
    desk.key('x');
    assert!(matches!(desk.asks(), Some(Ask::LeaveCustomer { .. })));
    assert_eq!(desk.take(), Vec::<Call>::new());
}
