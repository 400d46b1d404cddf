//! The permit's table: every way in which it must be refused, and the one in which it is given.

use std::sync::Arc;

use super::*;
use crate::domain::{
    Arrival, Participant, ParticipantType, Reported, SessionReport, Text, UserId, Visibility,
};

const ME: &str = "me";

fn person(user: &str, visibility: Option<Visibility>) -> Participant {
    Participant {
        id: None,
        kind: ParticipantType::Agent,
        nickname: Text::line("Sade"),
        visibility,
        user: Some(UserId::new(user)),
    }
}

fn report(state: State, people: Reported<Arc<[Participant]>>, arrival: Arrival) -> SessionReport {
    let mut report = SessionReport::new(SessionId::new("s"), arrival);
    report.state = Some(state);
    report.participants = people;
    report
}

fn session(state: State, people: Vec<Participant>) -> Session {
    Session::new(
        report(state, Reported::Is(people.into()), Arrival::Pushed),
        &UserId::new(ME),
    )
}

fn barged() -> Session {
    session(State::Chatting, vec![person(ME, Some(Visibility::All))])
}

fn ask(session: &Session) -> Result<CustomerPermit, Refusal> {
    may_reach_customer(session, &Link::Live, Unanswered::Nothing)
}

#[test]
fn given_only_for_confirmed_barge() {
    assert_eq!(ask(&barged()).unwrap().session(), &SessionId::new("s"));
    let with = |v| ask(&session(State::Chatting, vec![person(ME, v)]));
    assert_eq!(
        with(Some(Visibility::Agents)),
        Err(Refusal::OtherMode(Mode::Coach))
    );
    assert_eq!(
        with(Some(Visibility::Supervisors)),
        Err(Refusal::OtherMode(Mode::Monitor))
    );
    assert_eq!(
        with(Some(Visibility::Other(Text::line("Everyone").into()))),
        Err(Refusal::UnknownMode)
    );
    assert_eq!(with(None), Err(Refusal::UnknownMode));
}

#[test]
fn another_or_a_double_of_me_confirms_nothing() {
    let other = session(State::Chatting, vec![person("tove", Some(Visibility::All))]);
    assert_eq!(ask(&other), Err(Refusal::UnknownMode));
    let twice = vec![
        person(ME, Some(Visibility::All)),
        person(ME, Some(Visibility::All)),
    ];
    assert_eq!(
        ask(&session(State::Chatting, twice)),
        Err(Refusal::UnknownMode)
    );
}

#[test]
fn refused_while_anything_is_open() {
    let barged = barged();
    let open = may_reach_customer(&barged, &Link::Live, Unanswered::SwitchOrLeave);
    assert_eq!(open, Err(Refusal::Unanswered));
    let late = Link::Late {
        since: std::time::Instant::now(),
    };
    assert_eq!(
        may_reach_customer(&barged, &late, Unanswered::Nothing),
        Err(Refusal::NotLive)
    );
}

#[test]
fn refused_outside_chatting_and_forgotten_with_the_state() {
    let me = UserId::new(ME);
    for state in [
        State::Invited,
        State::LeftChat,
        State::Completed,
        State::Revoked,
    ] {
        let mut s = barged();
        s.apply(
            report(state.clone(), Reported::Absent, Arrival::Pushed),
            &me,
        );
        assert_eq!(ask(&s), Err(Refusal::NotChatting(state.word().to_owned())));
        s.apply(
            report(State::Chatting, Reported::Absent, Arrival::Pushed),
            &me,
        );
        assert_eq!(
            ask(&s),
            Err(Refusal::UnknownMode),
            "{state:?} does not come back barged"
        );
    }
    let mut parked = barged();
    parked.apply(
        report(State::read("Parked"), Reported::Absent, Arrival::Pushed),
        &me,
    );
    assert_eq!(ask(&parked), Err(Refusal::NotChatting("Parked".into())));
    let words = |word: &str| Refusal::NotChatting(word.to_owned()).to_string();
    assert_eq!(words("Parked"), "the session is Parked, not Chatting");
    assert!(words(State::Revoked.word()).starts_with("the session was taken away"));
}

#[test]
fn newest_list_counts_and_a_silent_fetch_says_nothing() {
    let me = UserId::new(ME);
    let push = |people| {
        let mut s = barged();
        s.apply(report(State::Chatting, people, Arrival::Pushed), &me);
        ask(&s)
    };
    assert_eq!(push(Reported::Is(vec![].into())), Err(Refusal::UnknownMode));
    assert_eq!(push(Reported::Unreadable), Err(Refusal::UnknownMode));
    assert_eq!(
        push(Reported::Is(vec![person(ME, None)].into())),
        Err(Refusal::UnknownMode)
    );
    assert!(push(Reported::Absent).is_ok());
    let mut fetched = barged();
    let silent = Reported::Is(vec![person(ME, None), person("jonas", None)].into());
    fetched.apply(report(State::Chatting, silent, Arrival::Fetched), &me);
    assert!(
        ask(&fetched).is_ok(),
        "a fetched list without any visibility reports nothing"
    );
    let other = Reported::Is(vec![person("jonas", Some(Visibility::All))].into());
    fetched.apply(report(State::Chatting, other, Arrival::Fetched), &me);
    assert_eq!(
        ask(&fetched),
        Err(Refusal::UnknownMode),
        "one that names others revokes"
    );
}

#[test]
fn a_new_epoch_forgets() {
    let mut s = barged();
    s.forget_mode();
    assert_eq!(ask(&s), Err(Refusal::UnknownMode));
}

#[test]
fn agents_are_reached_in_coach_and_barge_only() {
    let with = |v| may_reach_agents(&session(State::Chatting, vec![person(ME, v)]), &Link::Live);
    assert_eq!(with(Some(Visibility::All)), Ok(()));
    assert_eq!(with(Some(Visibility::Agents)), Ok(()));
    assert_eq!(with(Some(Visibility::Supervisors)), Err(Refusal::Silent));
    assert_eq!(with(None), Err(Refusal::UnknownMode));
}
