//! Snapshots and deltas (design §5.1–5.3).

use super::desk::{AGENTS, ALL, Desk, SUPERVISORS, bare, fetched, id, report};
use crate::domain::{Call, Epoch, Event, Mode, State};

fn shown(desk: &mut Desk) -> Vec<String> {
    desk.model.settle();
    desk.model.order().iter().map(ToString::to_string).collect()
}

#[test]
fn the_swap_is_atomic_and_what_it_does_not_name_is_over() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.put(report("s8", State::Chatting, AGENTS));
    let before = shown(&mut desk);
    let epoch = desk.begin();
    desk.event(Event::Row(
        epoch,
        fetched("s9", State::Chatting, SUPERVISORS),
    ));
    assert_eq!(shown(&mut desk), before, "a row is staged");
    desk.event(Event::Ended(epoch));
    assert!(shown(&mut desk).contains(&"s9".to_owned()));
    assert!(desk.model.floor().mine(&id("s1")).unwrap().over.is_some());
    assert!(desk.model.floor().mine(&id("s8")).unwrap().over.is_some());
    assert_eq!(desk.confirmed("s9"), Some(Mode::Monitor));
    let line = desk.model.catch_up().unwrap();
    assert!(line.contains("1 new") && line.contains("2 gone"), "{line}");
}

#[test]
fn a_delta_during_the_snapshot_wins() {
    let mut desk = Desk::in_s1(ALL);
    let epoch = desk.begin();
    assert_eq!(desk.confirmed("s1"), None, "forgotten");
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    desk.put(report("s5", State::Chatting, AGENTS));
    desk.event(Event::Gone(id("s6")));
    desk.event(Event::Row(epoch, fetched("s1", State::Chatting, ALL)));
    desk.event(Event::Row(epoch, fetched("s6", State::Chatting, ALL)));
    desk.event(Event::Ended(epoch));
    assert_eq!(desk.confirmed("s1"), Some(Mode::Monitor));
    assert!(
        desk.model.floor().mine(&id("s5")).unwrap().over.is_none(),
        "pushed, though not listed"
    );
    assert!(desk.model.floor().mine(&id("s6")).is_none());
    // The other way round too.
    let epoch = desk.begin();
    desk.event(Event::Row(epoch, fetched("s1", State::Chatting, ALL)));
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.event(Event::Ended(epoch));
    assert_eq!(desk.confirmed("s1"), Some(Mode::Coach));
}

#[test]
fn an_old_epoch_says_nothing() {
    let mut desk = Desk::in_s1(AGENTS);
    let old = desk.begin();
    let new = desk.begin();
    desk.event(Event::Row(old, fetched("s7", State::Chatting, ALL)));
    desk.event(Event::Ended(old));
    assert!(desk.model.floor().is_reading());
    assert!(desk.model.floor().mine(&id("s1")).unwrap().over.is_none());
    desk.event(Event::Row(new, fetched("s1", State::Chatting, AGENTS)));
    desk.event(Event::Ended(new));
    desk.event(Event::Row(new, fetched("s7", State::Chatting, ALL)));
    desk.event(Event::Ended(Epoch(77)));
    assert!(desk.model.floor().mine(&id("s7")).is_none());
    assert_eq!(desk.confirmed("s1"), Some(Mode::Coach));
}

#[test]
fn every_resync_leaves_a_line_and_reads_the_logs() {
    let mut desk = Desk::in_s1(AGENTS);
    assert_eq!(desk.model.catch_up(), None, "the first is no resync");
    desk.calls.clear();
    desk.late();
    desk.wait(42_000);
    desk.epoch(vec![fetched("s1", State::Chatting, AGENTS)]);
    let line = desk.model.catch_up().unwrap();
    assert!(
        line.contains("0:42") && line.contains("still reading"),
        "{line}"
    );
    let log = desk.newest(|c| matches!(c, Call::ReadLog { session, .. } if *session == id("s1")));
    desk.answer(
        log,
        Ok(crate::domain::Reply::Log(
            id("s1"),
            vec![super::list::line(1, 1_000, true)],
        )),
    );
    assert!(
        desk.model.catch_up().unwrap().contains("still reading"),
        "the lists"
    );
    desk.list("ann", &["s1", "s2"]);
    let line = desk.model.catch_up().unwrap();
    assert!(
        line.contains("1 missed message") && !line.contains("still"),
        "{line}"
    );
    desk.epoch(vec![fetched("s1", State::Chatting, AGENTS)]);
    assert!(desk.model.catch_up().unwrap().contains("nothing missed"));
}

#[test]
fn a_read_list_without_a_session_closes_it_unless_it_was_pushed_meanwhile() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.put(report("s2", State::Chatting, AGENTS));
    desk.key('b');
    desk.yes();
    let call = desk.newest_act();
    desk.answer(call, Err(super::desk::lost()));
    let read = desk.newest_read();
    desk.put(bare("s2", State::Chatting));
    desk.mine(read, Vec::new());
    assert!(desk.model.floor().mine(&id("s1")).unwrap().over.is_some());
    assert!(desk.model.floor().mine(&id("s2")).unwrap().over.is_none());
}

#[test]
fn the_same_twice_is_once() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.put(report("s1", State::Chatting, AGENTS));
    let said = Event::Said(id("s1"), vec![super::list::line(1, 1_000, true)]);
    desk.event(said.clone());
    desk.event(said);
    assert_eq!(desk.model.floor().log(&id("s1")).unwrap().len(), 1);
    assert_eq!(desk.model.floor().mine(&id("s1")).unwrap().unread, 1);
}
