//! Leaving the program: nobody is hung up on by accident (design §8).

use super::desk::{AGENTS, ALL, Deed, Desk, SUPERVISORS, fetched, id, person, report};
use crate::app::{Exit, Key, Msg, Settings, Stop};
use crate::domain::{Reported, State, Text};

fn alone(name: &str) -> crate::domain::SessionReport {
    let mut r = report(name, State::Chatting, ALL);
    r.participants = Reported::Is(vec![person("customer", ALL), person("me", ALL)].into());
    r
}

#[test]
fn outside_any_session_q_quits() {
    let mut desk = Desk::new();
    desk.key('q');
    let quit = desk.quit.unwrap();
    assert_eq!(
        (quit.exit, quit.leave, quit.left_open),
        (Exit::Quit, vec![], vec![])
    );
}

#[test]
fn inside_it_asks_and_names_with_whom_i_am_alone() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.put(alone("s2"));
    desk.key('q');
    assert!(desk.quit.is_none());
    let (text, _) = desk.model.question_text().unwrap();
    assert!(text.contains("ALONE with customer"), "{text}");
    assert!(desk.model.question_is_grave());
    desk.reply(Key::Char('n'));
    assert!(desk.quit.is_none());
    desk.key('q');
    desk.yes();
    let quit = desk.quit.unwrap();
    assert_eq!(quit.leave, [id("s1"), id("s2")]);
    assert!(quit.left_open.is_empty());
}

#[test]
fn an_agent_who_goes_while_it_asks_makes_it_another_question() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('q');
    desk.paint();
    desk.wait(300);
    let mut r = alone("s1");
    r.state = None;
    desk.put(r);
    desk.press(Key::Char('y'));
    assert!(desk.quit.is_none(), "nobody has read that it would hang up");
    desk.yes();
    assert!(desk.quit.is_some());
}

#[test]
fn the_hard_ways_leave_all_but_the_customers_who_would_be_alone() {
    let stops: [(Deed, Exit); 4] = [
        (|d| d.send(Msg::Stop(Stop::Terminated)), Exit::Terminated),
        (|d| d.send(Msg::Stop(Stop::HungUp)), Exit::HungUp),
        (|d| d.send(Msg::Stop(Stop::Crashed)), Exit::Crashed),
        (
            |d| {
                d.press(Key::Ctrl('c'));
                d.press(Key::Ctrl('c'));
            },
            Exit::Quit,
        ),
    ];
    for (stop, exit) in stops {
        let mut desk = Desk::in_s1(SUPERVISORS);
        desk.put(alone("s2"));
        // Nobody listed: nobody is known to be there.
        let mut unknown = fetched("s3", State::Chatting, None);
        unknown.participants = Reported::Absent;
        desk.put(unknown);
        stop(&mut desk);
        let quit = desk.quit.unwrap();
        assert_eq!(quit.exit, exit);
        assert_eq!(quit.leave, [id("s1")]);
        let open: Vec<_> = quit.left_open.iter().map(|(id, _)| id.clone()).collect();
        assert_eq!(open, [id("s2"), id("s3")]);
        assert_eq!(quit.left_open[0].1, Text::line("customer"));
    }
}

#[test]
fn what_was_left_open_is_named_at_the_next_start() {
    let desk = Desk::with(Settings {
        left_open: vec![Text::line("Carla")],
        ..Settings::default()
    });
    assert!(desk.model.said().any(|n| n.text.as_str().contains("Carla")));
}
