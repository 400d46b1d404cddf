//! Comparing what was pushed with what is listed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use super::*;
use crate::domain::{
    Arrival, Epoch, Participant, ParticipantType, Reported, SignOn, Text, Visibility,
};

fn signed_on() -> Truth {
    let mut truth = Truth::default();
    truth.saw(&Event::SignedOn(SignOn {
        me: UserId::new("me"),
        user_name: Text::line("sade"),
        name: Text::line("Sade"),
        server: Text::line("gws:80"),
    }));
    truth
}

fn report(id: &str, state: State) -> SessionReport {
    let mut report = SessionReport::new(SessionId::new(id), Arrival::Fetched);
    report.state = Some(state);
    report
}

#[test]
fn agrees_when_the_feed_brought_it() {
    let mut t = signed_on();
    t.saw(&Event::Put(report("a", State::Chatting)));
    t.asking();
    assert!(!t.listed(&[report("a", State::Chatting)]));
    assert!(
        !t.listed(&[report("a", State::Chatting), report("b", State::Invited)]),
        "offers apart"
    );
}

#[test]
fn a_late_push_cures_the_suspicion() {
    let mut t = signed_on();
    t.asking();
    assert!(t.listed(&[report("a", State::Chatting)]));
    t.saw(&Event::Put(report("a", State::Chatting)));
    assert_eq!(t.judge(), Verdict::Agrees);
}

#[test]
fn a_push_newer_than_the_answer_wins() {
    let mut t = signed_on();
    t.saw(&Event::Put(report("a", State::Chatting)));
    t.asking();
    t.saw(&Event::Put(report("a", State::Completed)));
    assert!(!t.listed(&[report("a", State::Chatting)]));
}

#[test]
fn missed_resyncs_once() {
    let mut t = signed_on();
    let read = |t: &mut Truth| {
        t.asking();
        t.listed(&[report("a", State::Chatting)]);
        t.judge()
    };
    assert_eq!(read(&mut t), Verdict::Resync);
    // The resync shows it, but the next comparison finds the same difference again.
    t.saw(&Event::Began(Epoch(2)));
    assert_eq!(read(&mut t), Verdict::SameAgain);
    t.saw(&Event::Put(report("a", State::Chatting)));
    assert_eq!(read(&mut t), Verdict::Agrees);
}

/// In session `a`, where I and an agent are seen by these, or nobody says by whom.
fn people(arrival: Arrival, mine: Option<Visibility>, agents: Option<Visibility>) -> SessionReport {
    let person = |user: &str, visibility| Participant {
        id: None,
        kind: ParticipantType::Agent,
        nickname: Text::line(user),
        visibility,
        user: Some(UserId::new(user)),
    };
    SessionReport {
        participants: Reported::Is(vec![person("me", mine), person("jonas", agents)]),
        arrival,
        ..report("a", State::Chatting)
    }
}

#[test]
fn a_mode_that_was_not_brought_is_missed() {
    let all = || Some(Visibility::All);
    let listed = people(Arrival::Fetched, Some(Visibility::Agents), all());
    for before in [
        report("a", State::Chatting),
        people(Arrival::Pushed, Some(Visibility::Supervisors), all()),
        people(Arrival::Pushed, all(), all()),
        people(Arrival::Pushed, None, all()),
    ] {
        let mut t = signed_on();
        t.saw(&Event::Put(before));
        t.asking();
        assert!(t.listed(std::slice::from_ref(&listed)));
        assert_eq!(t.judge(), Verdict::Resync);
        t.saw(&Event::Began(Epoch(2)));
        t.saw(&Event::Row(Epoch(2), listed.clone()));
        t.asking();
        assert!(!t.listed(std::slice::from_ref(&listed)), "cured");
    }
}

#[test]
fn a_list_that_takes_my_mode_away_is_news_too() {
    let all = || Some(Visibility::All);
    let mut t = signed_on();
    t.saw(&Event::Put(people(Arrival::Pushed, all(), all())));
    t.asking();
    assert!(t.listed(&[people(Arrival::Fetched, None, all())]));
}

#[test]
fn lists_in_which_nobody_has_a_visibility_miss_no_mode() {
    let all = || Some(Visibility::All);
    let (said, silent) = (
        people(Arrival::Pushed, all(), all()),
        people(Arrival::Pushed, None, None),
    );
    let empty = || SessionReport {
        participants: Reported::Is(Vec::new()),
        ..report("a", State::Chatting)
    };
    for (pushed, fetched) in [
        (said.clone(), silent.clone()),
        (said.clone(), empty()),
        (said.clone(), report("a", State::Chatting)),
        (silent, said.clone()),
        (empty(), said),
    ] {
        let mut t = signed_on();
        t.saw(&Event::Put(pushed));
        t.asking();
        let fetched = SessionReport {
            arrival: Arrival::Fetched,
            ..fetched
        };
        assert!(!t.listed(&[fetched]));
    }
}
