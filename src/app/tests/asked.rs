//! The mode asked for against the mode confirmed (case 31 of C4).

use super::desk::{AGENTS, ALL, Desk, SUPERVISORS, fetched, id, report, switch, user, words};
use crate::app::{Ask, Audience, Difference, Draft, Key};
use crate::domain::{Call, Event, Mode, State};

fn difference(desk: &Desk) -> Option<(Mode, Mode)> {
    desk.model
        .difference(&id("s1"))
        .map(|Difference { asked, confirmed }| (asked, confirmed))
}

/// In `s1` as this mode, by its key.
fn by_key(letter: char, visibility: Option<crate::domain::Visibility>) -> Desk {
    let mut desk = Desk::in_s1(SUPERVISORS);
    desk.key(letter);
    if letter == 'b' {
        desk.yes();
    }
    desk.put(report("s1", State::Chatting, visibility));
    desk.wait(2_000);
    desk.take();
    desk
}

#[test]
fn what_was_asked_for_and_confirmed_is_no_difference() {
    for (letter, seen) in [('c', AGENTS), ('b', ALL)] {
        let desk = by_key(letter, seen);
        assert_eq!(difference(&desk), None, "{letter}");
    }
    // Nor is one that nobody here asked for: it was never otherwise.
    assert_eq!(difference(&Desk::in_s1(ALL)), None);
}

#[test]
fn a_barge_that_somebody_else_made_sends_nothing_until_it_is_taken() {
    let mut desk = by_key('c', AGENTS);
    desk.put(report("s1", State::Chatting, ALL));
    assert_eq!(difference(&desk), Some((Mode::Coach, Mode::BargeIn)));
    desk.key('s');
    assert!(desk.model.composer().is_none());
    assert!(
        desk.said().contains("Coach was asked for"),
        "{}",
        desk.said()
    );
    // The key of what is confirmed takes it; being read by the customer asks first.
    desk.key('b');
    assert!(matches!(desk.asks(), Some(Ask::Barge { .. })));
    assert!(desk.model.question_is_grave());
    desk.reply(Key::Char('n'));
    assert_eq!(difference(&desk), Some((Mode::Coach, Mode::BargeIn)));
    desk.key('b');
    desk.yes();
    assert_eq!(desk.take(), [], "nothing is asked of the server");
    assert_eq!(difference(&desk), None);
    desk.key('s');
    assert_eq!(
        desk.model.composer().map(|c| c.audience),
        Some(Audience::Customer)
    );
}

#[test]
fn a_text_that_still_waits_does_not_leave_when_the_mode_comes_back_by_another_hand() {
    let mut desk = by_key('b', ALL);
    desk.key('s');
    desk.write("we will see");
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    assert_eq!(difference(&desk), Some((Mode::BargeIn, Mode::Monitor)));
    desk.wait(2_500);
    assert_eq!(words(&desk.take()), []);
    assert!(matches!(
        desk.model.draft(&id("s1"), Audience::Customer),
        Some((_, Draft::Failed(_)))
    ));
    // Equal again: settled without a key.
    desk.put(report("s1", State::Chatting, ALL));
    assert_eq!(difference(&desk), None);
}

#[test]
fn it_is_settled_by_asking_again_too() {
    let mut desk = by_key('c', AGENTS);
    desk.put(report("s1", State::Chatting, ALL));
    desk.key('c');
    assert_eq!(desk.take(), [switch("s1", Mode::Coach)]);
    assert_eq!(difference(&desk), None, "a step is under way");
    desk.put(report("s1", State::Chatting, AGENTS));
    assert_eq!(difference(&desk), None);
    // Or by taking a lower one, without a question.
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    desk.wait(2_000);
    desk.key('m');
    assert_eq!((desk.take(), difference(&desk)), (vec![], None));
}

#[test]
fn a_new_epoch_and_a_refusal_do_not_forget_what_was_asked_for() {
    let mut desk = by_key('c', AGENTS);
    desk.epoch(vec![fetched("s1", State::Chatting, ALL)]);
    assert_eq!(difference(&desk), Some((Mode::Coach, Mode::BargeIn)));
    let mut desk = by_key('c', AGENTS);
    desk.key('m');
    let call = desk.newest_act();
    desk.answer(call, Err(super::desk::refusal(2)));
    assert_eq!(difference(&desk), None, "still Coach, as before");
}

#[test]
fn a_watch_that_brings_another_mode_than_it_asked_for() {
    let watched = || {
        let mut desk = Desk::new();
        desk.event(Event::Watched {
            agent: user("ann"),
            outcome: Ok(()),
        });
        desk.wait(1_000);
        desk
    };
    let mut desk = watched();
    desk.put(report("s1", State::Chatting, ALL));
    assert_eq!(difference(&desk), Some((Mode::Monitor, Mode::BargeIn)));
    // What a list shows may be older than the watch.
    let mut desk = watched();
    desk.epoch(vec![fetched("s1", State::Chatting, None)]);
    desk.put(report("s1", State::Chatting, ALL));
    assert_eq!(difference(&desk), None);
}

#[test]
fn left_and_joined_again_it_begins_anew() {
    let mut desk = by_key('c', AGENTS);
    desk.key('x');
    assert!(matches!(desk.take()[..], [Call::Leave { .. }]));
    desk.put(super::desk::bare("s1", State::Completed));
    desk.put(report("s1", State::Chatting, ALL));
    assert_eq!(difference(&desk), None);
}
