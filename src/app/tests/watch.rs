//! Watching agents (design §8).

use super::desk::{AGENTS, Desk, SUPERVISORS, bare, id, lost, refusal, report, user};
use crate::app::{Ask, Effect, Key};
use crate::domain::{Call, Event, Mode, State, Watch, WatchScope};

fn watches(calls: &[Call]) -> Vec<Watch> {
    calls
        .iter()
        .filter_map(|c| match c {
            Call::Watch { watch, .. } => Some(*watch),
            _ => None,
        })
        .collect()
}

fn silently_watched() -> Desk {
    let mut desk = Desk::new();
    desk.event(Event::Watched {
        agent: user("ann"),
        outcome: Ok(()),
    });
    desk.take();
    desk
}

fn watched(mode: char, scope: char) -> Desk {
    let mut desk = silently_watched();
    desk.key('w');
    desk.reply(Key::Char(mode));
    desk.reply(Key::Char(scope));
    if mode == 'b' {
        desk.yes();
    }
    let call = desk.newest_act();
    desk.passed_on(call);
    desk.take();
    desk
}

#[test]
fn w_watches_silently_and_asks_once_for_the_current_sessions() {
    let mut desk = Desk::new();
    desk.key('w');
    assert_eq!(watches(&desk.take()), [Watch::SILENT]);
    let (text, _) = desk.model.question_text().unwrap();
    assert!(text.contains('2'), "{text}");
    desk.yes();
    let calls = desk.take();
    assert_eq!(calls.len(), 2);
    assert!(calls.iter().all(|c| matches!(
        c,
        Call::Intrude {
            mode: Some(Mode::Monitor),
            ..
        }
    )));
    // Not watched before the server says so.
    assert_eq!(desk.model.watch_of(&user("ann")), None);
}

#[test]
fn at_most_twenty_and_none_that_i_am_in() {
    let mut desk = Desk::new();
    let names: Vec<String> = (0..30).map(|n| format!("t{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    desk.list("ann", &names);
    desk.paint();
    desk.key('w');
    desk.paint();
    // The watch brings one of them, as Coach say, before the answer.
    desk.put(report("t3", State::Chatting, AGENTS));
    desk.take();
    desk.yes();
    let calls = desk.take();
    assert_eq!(calls.len(), 19);
    assert!(
        calls
            .iter()
            .all(|c| matches!(c, Call::Intrude { session, .. } if *session != id("t3")))
    );
}

#[test]
fn a_refused_or_lost_watch_is_none() {
    for fault in [refusal(2), lost()] {
        let mut desk = Desk::new();
        desk.key('w');
        let call = desk.newest_act();
        desk.answer(call, Err(fault));
        assert_eq!(desk.model.watch_of(&user("ann")), None);
    }
}

#[test]
fn the_menu_stops_or_changes() {
    let mut desk = silently_watched();
    desk.key('w');
    assert!(matches!(desk.asks(), Some(Ask::WatchMenu { .. })));
    desk.reply(Key::Char('x'));
    assert_eq!(desk.take(), [Call::Unwatch { agent: user("ann") }]);
    for (m, mode) in [
        ('m', Mode::Monitor),
        ('c', Mode::Coach),
        ('b', Mode::BargeIn),
    ] {
        for (s, scope) in [('a', WatchScope::All), ('n', WatchScope::Next)] {
            let mut desk = silently_watched();
            desk.key('w');
            desk.reply(Key::Char(m));
            desk.reply(Key::Char(s));
            if mode == Mode::BargeIn {
                assert_eq!(desk.take(), [], "asked each time");
                assert!(desk.model.question_is_grave());
                desk.yes();
            }
            assert_eq!(watches(&desk.take()), [Watch { mode, scope }]);
        }
    }
}

#[test]
fn next_is_used_up_by_the_next_session() {
    let mut desk = watched('c', 'n');
    assert!(desk.model.watch_of(&user("ann")).is_some());
    desk.put(report("s7", State::Chatting, AGENTS));
    assert_eq!(desk.model.watch_of(&user("ann")), None);
    // All is not.
    let mut desk = watched('c', 'a');
    desk.put(report("s7", State::Chatting, AGENTS));
    assert!(desk.model.watch_of(&user("ann")).is_some());
    // Nor is it by one that I asked for, or that I was in before.
    let mut desk = watched('c', 'n');
    desk.paint();
    desk.key('m');
    desk.offer("s1", Some(Mode::Monitor));
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    assert!(desk.model.watch_of(&user("ann")).is_some());
}

#[test]
fn next_is_used_up_also_if_a_snapshot_tells_it() {
    let mut desk = watched('c', 'n');
    desk.wait(1_000);
    desk.epoch(vec![super::desk::fetched("s7", State::Chatting, AGENTS)]);
    assert_eq!(desk.model.watch_of(&user("ann")), None);
}

#[test]
fn a_new_sign_in_reestablishes_only_silence() {
    for (mode, scope) in [('c', 'a'), ('b', 'a'), ('m', 'n'), ('c', 'n')] {
        let mut desk = watched(mode, scope);
        desk.other.clear();
        desk.sign_on("me");
        desk.wait(60_000);
        assert_eq!(desk.model.watch_of(&user("ann")), None);
        assert_eq!(watches(&desk.take()), []);
        let told: Vec<_> = desk
            .other
            .iter()
            .filter(|e| matches!(e, Effect::Watches(_)))
            .collect();
        assert!(matches!(told[..], [Effect::Watches(agents)] if agents.is_empty()));
        assert!(
            desk.model
                .said()
                .any(|n| n.text.as_str().contains("no longer watched"))
        );
    }
    let mut desk = silently_watched();
    desk.other.clear();
    desk.sign_on("me");
    assert!(
        desk.other
            .iter()
            .any(|e| matches!(e, Effect::Watches(a) if *a == [user("ann")]))
    );
}

#[test]
fn stopping_what_the_server_does_not_know_is_stopped() {
    let mut desk = silently_watched();
    desk.key('w');
    desk.reply(Key::Char('x'));
    let call = desk.newest_act();
    desk.answer(call, Err(refusal(2)));
    assert_eq!(desk.model.watch_of(&user("ann")), None);
    let mut desk = silently_watched();
    desk.key('w');
    desk.reply(Key::Char('x'));
    let call = desk.newest_act();
    desk.answer(call, Err(lost()));
    assert!(
        desk.model.watch_of(&user("ann")).is_some(),
        "may still be watched"
    );
    desk.put(bare("s1", State::Completed));
}
