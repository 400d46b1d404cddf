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

#[test]
fn what_a_resync_cured_is_worth_another_when_it_is_missed_again() {
    let mut t = signed_on();
    let missed = |t: &mut Truth| {
        t.asking();
        assert!(t.listed(&[report("a", State::Chatting)]));
        t.judge()
    };
    assert_eq!(missed(&mut t), Verdict::Resync);
    t.saw(&Event::Began(Epoch(2)));
    t.saw(&Event::Row(Epoch(2), report("a", State::Chatting)));
    t.asking();
    assert!(!t.listed(&[report("a", State::Chatting)]), "cured");
    t.saw(&Event::Put(report("a", State::Invited)));
    assert_eq!(missed(&mut t), Verdict::Resync);
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
        participants: Reported::Is(vec![person("me", mine), person("jonas", agents)].into()),
        arrival,
        ..report("a", State::Chatting)
    }
}

/// As right after Accept.
fn nobody() -> SessionReport {
    SessionReport {
        participants: Reported::Is(Vec::new().into()),
        ..report("a", State::Chatting)
    }
}

fn all() -> Option<Visibility> {
    Some(Visibility::All)
}

#[test]
fn a_mode_that_was_not_brought_is_read_once_more() {
    let listed = [people(Arrival::Fetched, Some(Visibility::Agents), all())];
    for before in [
        report("a", State::Chatting),
        people(Arrival::Pushed, Some(Visibility::Supervisors), all()),
        people(Arrival::Pushed, all(), all()),
        people(Arrival::Pushed, None, all()),
        people(Arrival::Pushed, None, None),
        nobody(),
    ] {
        let mut t = signed_on();
        t.saw(&Event::Put(before));
        t.asking();
        assert!(t.listed(&listed));
        assert_eq!(t.judge(), Verdict::Reread);
        t.asking();
        let cures = t.cures(listed.to_vec());
        assert_eq!(cures, listed);
        t.saw(&Event::Put(listed[0].clone()));
        t.asking();
        assert!(!t.listed(&listed), "cured");
    }
}

#[test]
fn what_is_pushed_meanwhile_is_newer_than_the_second_read_too() {
    let listed = [people(Arrival::Fetched, Some(Visibility::Agents), all())];
    let suspicious = || {
        let mut t = signed_on();
        t.saw(&Event::Put(report("a", State::Chatting)));
        t.asking();
        t.listed(&listed);
        t
    };
    let pushed = Event::Put(people(Arrival::Pushed, all(), all()));
    let mut t = suspicious();
    t.saw(&pushed);
    assert_eq!(t.judge(), Verdict::Agrees, "in the grace");
    for news in [
        pushed,
        Event::Began(Epoch(2)),
        Event::Gone(SessionId::new("a")),
    ] {
        let mut t = suspicious();
        assert_eq!(t.judge(), Verdict::Reread);
        t.asking();
        t.saw(&news);
        assert_eq!(t.cures(listed.to_vec()), [], "{news:?}");
    }
}

#[test]
fn a_session_that_was_not_brought_is_worth_a_resync_whatever_else_there_is() {
    let mut t = signed_on();
    t.saw(&Event::Put(report("a", State::Chatting)));
    t.asking();
    assert!(t.listed(&[
        people(Arrival::Fetched, all(), all()),
        report("b", State::Chatting)
    ]));
    assert_eq!(t.judge(), Verdict::Resync);
    assert_eq!(t.cures(vec![people(Arrival::Fetched, all(), all())]), []);
}

#[test]
fn a_list_that_takes_my_mode_away_is_news_too() {
    let mut t = signed_on();
    t.saw(&Event::Put(people(Arrival::Pushed, all(), all())));
    t.asking();
    assert!(t.listed(&[people(Arrival::Fetched, None, all())]));
}

#[test]
fn lists_in_which_nobody_has_a_visibility_say_nothing_of_modes() {
    for fetched in [
        people(Arrival::Fetched, None, None),
        nobody(),
        report("a", State::Chatting),
    ] {
        let mut t = signed_on();
        t.saw(&Event::Put(people(Arrival::Pushed, all(), all())));
        t.asking();
        let fetched = SessionReport {
            arrival: Arrival::Fetched,
            ..fetched
        };
        assert!(!t.listed(&[fetched]));
    }
}

#[test]
fn a_push_from_before_the_snapshot_that_the_app_keeps_is_found() {
    let mut t = signed_on();
    let epoch = Epoch(2);
    t.saw(&Event::Began(epoch));
    // Late: what it says was over when the snapshot was taken. The app keeps it all the same.
    t.saw(&Event::Put(report("a", State::Invited)));
    t.saw(&Event::Row(epoch, report("a", State::Chatting)));
    t.saw(&Event::Row(epoch, report("b", State::Chatting)));
    t.saw(&Event::Ended(epoch));
    t.asking();
    let listed = [report("a", State::Chatting), report("b", State::Chatting)];
    assert!(t.listed(&listed));
    assert_eq!(t.judge(), Verdict::Resync);
    // The next snapshot is not overtaken, and brings it.
    let epoch = Epoch(3);
    t.saw(&Event::Began(epoch));
    for row in listed.clone() {
        t.saw(&Event::Row(epoch, row));
    }
    t.saw(&Event::Ended(epoch));
    t.asking();
    assert!(!t.listed(&listed));
}
