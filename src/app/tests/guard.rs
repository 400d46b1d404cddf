//! When words may reach a customer, and when not (design §4). The text stands ready with its two
//! seconds running; then the world moves; then the time is over.

use super::desk::{
    AGENTS, ALL, Desk, SUPERVISORS, bare, fetched, id, leave, lost, person, refusal, report,
    switch, words,
};
use crate::app::{Audience, Draft, Key};
use crate::domain::{Arrival, Event, Mode, Reported, SessionReport, State, Text, Visibility};

/// In `s1` as confirmed Barge, with “hello” entered for the customer.
fn waiting() -> Desk {
    let mut desk = Desk::in_s1(ALL);
    desk.key('s');
    desk.write("hello");
    assert!(matches!(
        desk.model.draft(&id("s1"), Audience::Customer),
        Some(("hello", Draft::Held { .. }))
    ));
    desk
}

fn sent(mut desk: Desk) -> usize {
    desk.wait(2_000);
    let n = words(&desk.take()).len();
    if n == 0 {
        assert_eq!(
            desk.draft("s1", Audience::Customer),
            "hello",
            "the draft survives"
        );
        assert!(matches!(
            desk.model.draft(&id("s1"), Audience::Customer),
            Some((_, Draft::Failed(_)))
        ));
        assert_eq!(desk.model.composer().unwrap().session, id("s1"));
    }
    n
}

fn after(change: impl FnOnce(&mut Desk)) -> usize {
    let mut desk = waiting();
    change(&mut desk);
    sent(desk)
}

#[test]
fn confirmed_barge_sends_to_its_session() {
    let mut desk = waiting();
    desk.wait(2_000);
    assert_eq!(words(&desk.take()), [("s1".into(), "hello".into())]);
}

#[test]
fn every_other_confirmed_mode_is_refused() {
    let odd = Some(Visibility::Other(Text::line("Everyone").into()));
    for mine in [AGENTS, SUPERVISORS, odd, None] {
        assert_eq!(after(|d| d.put(report("s1", State::Chatting, mine))), 0);
    }
}

#[test]
fn a_garbled_a_doubled_and_a_missing_me_is_unknown() {
    let with = |people| {
        let mut r = SessionReport::new(id("s1"), Arrival::Pushed);
        r.participants = people;
        after(|d| d.put(r))
    };
    assert_eq!(with(Reported::Unreadable), 0);
    assert_eq!(
        with(Reported::Is(
            vec![person("me", ALL), person("me", ALL)].into()
        )),
        0
    );
    assert_eq!(with(Reported::Is(vec![person("ann", ALL)].into())), 0);
    assert_eq!(with(Reported::Is(Vec::new().into())), 0);
    assert_eq!(with(Reported::Absent), 1, "absent is not empty");
}

#[test]
fn only_in_conversation() {
    let held = State::Other(Text::line("Held").into());
    for state in [
        State::Invited,
        State::LeftChat,
        State::Completed,
        State::Revoked,
        held,
    ] {
        assert_eq!(after(|d| d.put(bare("s1", state.clone()))), 0, "{state:?}");
    }
}

#[test]
fn only_while_live() {
    assert_eq!(after(Desk::late), 0);
    assert_eq!(
        after(|d| {
            d.late();
            d.event(Event::Link(crate::domain::Link::Live));
        }),
        1
    );
}

#[test]
fn an_epoch_forgets_and_an_unfinished_one_permits_nothing() {
    assert_eq!(
        after(|d| {
            d.begin();
        }),
        0
    );
    // A push of the new epoch confirms, but its snapshot is not whole.
    assert_eq!(
        after(|d| {
            d.begin();
            d.put(report("s1", State::Chatting, ALL));
        }),
        0
    );
    assert_eq!(
        after(|d| {
            let epoch = d.begin();
            d.put(report("s1", State::Chatting, ALL));
            d.event(Event::Ended(epoch));
        }),
        1
    );
    assert_eq!(
        after(|d| d.epoch(vec![fetched("s1", State::Chatting, ALL)])),
        1
    );
    assert_eq!(
        after(|d| d.epoch(vec![fetched("s1", State::Chatting, AGENTS)])),
        0
    );
    assert_eq!(after(|d| d.epoch(Vec::new())), 0);
    // A list that reports nothing confirms nothing anew.
    let mut silent = fetched("s1", State::Chatting, None);
    silent.participants = Reported::Is(vec![person("me", None), person("ann", None)].into());
    assert_eq!(after(|d| d.epoch(vec![silent])), 0);
}

#[test]
fn neither_an_offer_nor_a_capability_nor_a_wish_confirms() {
    let mut desk = Desk::in_s1(SUPERVISORS);
    desk.can("s1", &["SendMessage", "SendToAgents", "SwitchToBargeIn"]);
    let mut r = bare("s1", State::Chatting);
    r.offered = Some(crate::domain::ModeWord::Known(Mode::BargeIn));
    desk.put(r);
    desk.key('b');
    desk.yes();
    let call = desk.newest_act();
    desk.passed_on(call);
    desk.take();
    desk.key('s');
    assert!(desk.model.composer().is_none());
    assert!(desk.said().contains("not answered"), "{}", desk.said());
}

/// In `s1` as confirmed Barge, a switch to Coach or a leave sent, its waiting ended, text entered.
fn with_open_change(key: char) -> Desk {
    let mut desk = waiting();
    desk.press(Key::Esc);
    desk.press(Key::Esc);
    assert!(desk.model.composer().is_none());
    desk.key(key);
    let expected = match key {
        'c' => switch("s1", Mode::Coach),
        _ => leave("s1"),
    };
    assert_eq!(desk.calls.last().map(|c| &c.1), Some(&expected));
    desk
}

fn may_write(desk: &mut Desk) -> bool {
    desk.wait(31);
    desk.key('s');
    let open = desk.model.composer().is_some();
    if open {
        desk.press(Key::Esc);
    }
    open
}

#[test]
fn an_unanswered_switch_or_leave_permits_nothing() {
    for key in ['c', 'x'] {
        let mut desk = with_open_change(key);
        assert!(!may_write(&mut desk));
        // Passed on is no answer, and neither is `x`, nor a list that shows the old mode.
        let call = desk.newest_act();
        desk.passed_on(call);
        assert!(!may_write(&mut desk));
        desk.key('x');
        assert!(!may_write(&mut desk));
        desk.put(report("s1", State::Chatting, ALL));
        assert!(!may_write(&mut desk));
        desk.put(bare("s1", State::Chatting));
        assert!(!may_write(&mut desk));
    }
}

#[test]
fn a_refusal_answers() {
    for key in ['c', 'x'] {
        let mut desk = with_open_change(key);
        let call = desk.newest_act();
        desk.answer(call, Err(refusal(2)));
        assert!(may_write(&mut desk));

        let mut desk = with_open_change(key);
        let call = desk.newest_act();
        desk.passed_on_as(call, Some(4));
        desk.failed(4);
        assert!(may_write(&mut desk));

        // No answer at all is none.
        let mut desk = with_open_change(key);
        let call = desk.newest_act();
        desk.answer(call, Err(lost()));
        assert!(!may_write(&mut desk));
    }
}

#[test]
fn a_refusal_answers_only_what_was_refused() {
    // Coach was asked and called off; Monitor was asked and refused: Coach is still open.
    let mut desk = with_open_change('c');
    desk.key('x');
    desk.key('m');
    let second = desk.newest_act();
    desk.answer(second, Err(refusal(2)));
    assert!(!may_write(&mut desk));
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.put(report("s1", State::Chatting, ALL));
    // Coach has been answered; that it is Barge again was nobody's wish until it is taken.
    assert!(!desk.model.ladder.unanswered(&id("s1")));
    assert!(!may_write(&mut desk));
    desk.key('b');
    desk.yes();
    assert!(may_write(&mut desk));
}

#[test]
fn the_mode_asked_for_answers_and_another_does_not() {
    let mut desk = Desk::in_s1(SUPERVISORS);
    desk.key('b');
    desk.yes();
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.put(report("s1", State::Chatting, ALL));
    assert!(may_write(&mut desk));
}

/// Coach was asked for, and the answer is in: what the server shows instead can be taken by `b`,
/// if it is Barge, and until then nothing is written.
fn taken_as_barge(desk: &mut Desk) -> bool {
    assert!(!desk.model.ladder.unanswered(&id("s1")));
    assert!(!may_write(desk));
    desk.take();
    desk.key('b');
    desk.yes();
    desk.take().is_empty() && may_write(desk)
}

#[test]
fn ten_seconds_and_a_read_list_answer() {
    let read_at = |ms: u64, mine: Option<Visibility>| {
        let mut desk = with_open_change('c');
        desk.take();
        desk.wait(ms);
        (desk.reads() > 0).then(|| {
            let read = desk.newest_read();
            desk.mine(read, vec![fetched("s1", State::Chatting, mine)]);
            taken_as_barge(&mut desk)
        })
    };
    assert_eq!(read_at(9_000, ALL), None, "not before");
    assert_eq!(read_at(10_100, ALL), Some(true));
    assert_eq!(read_at(10_100, AGENTS), Some(false));
    let mut desk = with_open_change('c');
    desk.wait(10_100);
    let read = desk.newest_read();
    let mut silent = fetched("s1", State::Chatting, None);
    silent.participants = Reported::Is(vec![person("me", None), person("ann", None)].into());
    desk.mine(read, vec![silent]);
    assert_eq!(desk.confirmed("s1"), None, "silent: unknown");
    assert!(!may_write(&mut desk));
    // A read that fails answers nothing; the next one does.
    let mut desk = with_open_change('c');
    desk.wait(10_100);
    let read = desk.newest_read();
    desk.answer(read, Err(lost()));
    assert!(!may_write(&mut desk));
    desk.wait(10_100);
    let read = desk.newest_read();
    desk.mine(read, vec![fetched("s1", State::Chatting, ALL)]);
    assert!(taken_as_barge(&mut desk));
}

#[test]
fn a_read_asked_before_the_ten_seconds_answers_nothing() {
    let mut desk = with_open_change('c');
    let call = desk.newest_act();
    // The lost answer makes it look at once.
    desk.answer(call, Err(lost()));
    let early = desk.newest_read();
    desk.mine(early, vec![fetched("s1", State::Chatting, ALL)]);
    assert!(!may_write(&mut desk));
}

#[test]
fn the_session_ending_answers_and_permits_nothing() {
    let mut desk = with_open_change('x');
    desk.put(bare("s1", State::Completed));
    assert!(!may_write(&mut desk));
    // Invited again and in again: a new session with a new list.
    desk.put(report("s1", State::Chatting, ALL));
    assert!(may_write(&mut desk));
}

#[test]
fn an_old_answer_never_beats_a_newer_push() {
    let asked = || {
        let mut desk = Desk::in_s1(AGENTS);
        desk.key('m');
        let call = desk.newest_act();
        desk.answer(call, Err(lost()));
        let read = desk.newest_read();
        (desk, read)
    };
    // The list was made while I was Barge; the push says Monitor.
    let (mut desk, read) = asked();
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    desk.mine(read, vec![fetched("s1", State::Chatting, ALL)]);
    assert_eq!(desk.confirmed("s1"), Some(Mode::Monitor));
    assert!(!may_write(&mut desk));
    // Nor does it close a session that was pushed anew, nor one of a newer epoch.
    let (mut desk, read) = asked();
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    desk.mine(read, Vec::new());
    assert_eq!(desk.confirmed("s1"), Some(Mode::Monitor));
    let (mut desk, read) = asked();
    desk.epoch(vec![fetched("s1", State::Chatting, SUPERVISORS)]);
    desk.mine(
        read,
        vec![
            fetched("s1", State::Chatting, ALL),
            fetched("s9", State::Chatting, ALL),
        ],
    );
    assert_eq!(desk.confirmed("s1"), Some(Mode::Monitor));
    assert!(
        desk.model.floor().mine(&id("s9")).is_none(),
        "a ghost of the old epoch"
    );
    // What nobody overtook is news.
    let (mut desk, read) = asked();
    desk.mine(read, vec![fetched("s1", State::Chatting, SUPERVISORS)]);
    assert_eq!(desk.confirmed("s1"), Some(Mode::Monitor));
}

#[test]
fn somebody_else_signed_in_inherits_nothing() {
    assert_eq!(after(|d| d.sign_on("other")), 0);
    assert_eq!(after(|d| d.sign_on("me")), 1);
}
