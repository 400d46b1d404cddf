//! The order of the list, the highlight in it, and what a row says of its age (design §1).

use std::time::Duration;

use super::desk::{AGENTS, Desk, SUPERVISORS, bare, id, report, user};
use crate::app::{Freshness, Key, Msg, Redraw};
use crate::domain::{
    Entry, EntryKind, Event, Mode, ParticipantType, Speaker, Stamp, State, Text, Visibility,
};

pub(super) fn line(index: u32, at: i64, from_customer: bool) -> Entry {
    Entry {
        index,
        kind: EntryKind::Text,
        from: Some(Speaker {
            id: None,
            kind: if from_customer {
                ParticipantType::Customer
            } else {
                ParticipantType::Agent
            },
            nickname: Text::line("x"),
            user: None,
        }),
        visibility: Some(Visibility::All),
        text: Text::line("words"),
        at: Some(Stamp(at)),
    }
}

fn names(desk: &mut Desk) -> Vec<String> {
    desk.model.settle();
    desk.model.order().iter().map(ToString::to_string).collect()
}

#[test]
fn invitations_then_who_waits_longest_then_joined_then_the_rest_by_age() {
    let mut desk = Desk::new();
    desk.list("ann", &["old", "young"]);
    for name in ["calm", "waits", "waits-longer"] {
        desk.put(report(name, State::Chatting, AGENTS));
    }
    desk.put(bare("ended", State::Chatting));
    desk.put(bare("ended", State::Completed));
    desk.offer("offer", Some(Mode::Coach));
    desk.event(Event::Said(id("waits"), vec![line(1, 50_000, true)]));
    desk.event(Event::Said(
        id("waits-longer"),
        vec![line(1, 9_000, true), line(2, 60_000, true)],
    ));
    desk.event(Event::Said(
        id("calm"),
        vec![line(1, 1_000, true), line(2, 2_000, false)],
    ));
    assert_eq!(
        names(&mut desk),
        [
            "offer",
            "waits-longer",
            "waits",
            "calm",
            "old",
            "young",
            "ended"
        ]
    );
}

#[test]
fn one_row_per_session_also_on_two_lists() {
    let mut desk = Desk::new();
    desk.list("bo", &["s1"]);
    assert_eq!(names(&mut desk), ["s1", "s2"]);
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    assert_eq!(names(&mut desk), ["s1", "s2"]);
    desk.put(bare("s1", State::Completed));
    assert_eq!(names(&mut desk), ["s1", "s2"]);
    assert_eq!(
        desk.model.row(&id("s1")).unwrap().presence,
        None,
        "not joined any more"
    );
    // It leaves one list, and stays on the other.
    desk.list("ann", &["s2"]);
    assert_eq!(names(&mut desk).len(), 2);
    assert_eq!(
        desk.model.floor().agent_of(&id("s1"), &user("me")),
        Some(user("ann"))
    );
}

#[test]
fn the_highlight_stays_with_its_session() {
    let mut desk = Desk::new();
    desk.press(Key::Down);
    assert_eq!(desk.model.highlighted(), Some(&id("s2")));
    desk.offer("s9", None);
    desk.list("bo", &["t1", "t2"]);
    desk.put(report("s2", State::Chatting, AGENTS));
    desk.event(Event::Said(id("s2"), vec![line(1, 1_000, true)]));
    desk.model.settle();
    assert_eq!(desk.model.highlighted(), Some(&id("s2")));
    // Gone: the neighbour; all gone: nothing.
    let mut desk = Desk::new();
    desk.list("ann", &["s2"]);
    desk.model.settle();
    assert_eq!(desk.model.highlighted(), Some(&id("s2")));
    desk.list("ann", &[]);
    desk.model.settle();
    assert_eq!(desk.model.highlighted(), None);
    desk.key('m');
    assert_eq!(desk.take(), []);
}

#[test]
fn an_unjoined_row_makes_nothing_up() {
    let desk = Desk::new();
    let row = desk.model.row(&id("s1")).unwrap();
    assert_eq!((row.presence, row.mode), (None, None));
    assert!(row.waiting.is_none() && row.last_line.is_none() && row.customer.is_none());
    assert_eq!(row.agent_name.as_str(), "ann");
}

#[test]
fn a_row_says_how_old_it_is() {
    let mut desk = Desk::in_s1(AGENTS);
    let fresh = |d: &Desk, name: &str| {
        d.model
            .row(&id(name))
            .unwrap()
            .freshness(d.model.link(), d.now)
    };
    assert_eq!(fresh(&desk, "s1"), Freshness::Live);
    assert_eq!(fresh(&desk, "s2"), Freshness::Polled);
    desk.late();
    assert_eq!(fresh(&desk, "s1"), Freshness::Stale);
    assert_eq!(desk.model.stale_list(), None);
    // Twice the period of an hour.
    desk.event(Event::Link(crate::domain::Link::Live));
    desk.wait(7_200_000);
    assert_eq!(fresh(&desk, "s2"), Freshness::Stale);
    assert!(desk.model.stale_list().is_some());
    desk.event(Event::ListFailed {
        agent: user("ann"),
        fault: super::desk::lost(),
    });
    assert_eq!(
        fresh(&desk, "s2"),
        Freshness::Stale,
        "a failed read refreshes nothing"
    );
    desk.list("ann", &["s2"]);
    assert_eq!(fresh(&desk, "s2"), Freshness::Polled);
}

#[test]
fn a_list_that_says_the_same_is_as_fresh_as_one_that_says_more() {
    let mut desk = Desk::new();
    let again = |desk: &mut Desk, agent: &str| {
        let msg = Msg::Event(Event::ListedAgain {
            agent: user(agent),
            at: desk.now,
            period: Duration::from_secs(3_600),
        });
        desk.send(msg);
        desk.redraw
    };
    let rows = |d: &Desk| d.model.order().to_vec();
    desk.model.settle();
    let before = rows(&desk);
    desk.wait(3_600_000);
    assert_eq!(again(&mut desk, "ann"), Redraw::No, "nothing is new");
    desk.wait(7_100_000);
    assert!(desk.model.stale_list().is_none());
    desk.wait(200_000);
    assert!(desk.model.stale_list().is_some());
    assert_eq!(again(&mut desk, "ann"), Redraw::Soon, "it is true again");
    assert!(desk.model.stale_list().is_none());
    desk.model.settle();
    assert_eq!(rows(&desk), before);
    // What a list says that nobody knows is not known by its being the same.
    again(&mut desk, "bob");
    assert!(desk.model.floor().list_of(&user("bob")).is_none());
}

#[test]
fn an_ended_session_lingers_and_one_that_is_shown_stays() {
    let mut desk = Desk::new();
    for name in ["t1", "t2"] {
        desk.put(report(name, State::Chatting, AGENTS));
        desk.put(bare(name, State::Completed));
    }
    desk.model.settle();
    while desk.model.highlighted() != Some(&id("t2")) {
        desk.press(Key::Down);
    }
    desk.press(Key::Enter);
    desk.wait(59_000);
    assert!(desk.model.floor().has_row(&id("t1")));
    desk.wait(2_000);
    assert!(!desk.model.floor().has_row(&id("t1")));
    assert!(desk.model.floor().has_row(&id("t2")), "somebody reads it");
}
