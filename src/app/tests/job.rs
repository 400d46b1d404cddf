//! Stopping for the shell and going on.

use super::desk::{AGENTS, ALL, Desk, report, words};
use crate::app::{Ask, Audience, Draft, Effect, Key, Msg, Settings, Shell};
use crate::domain::State;

fn stopped(desk: &mut Desk) -> usize {
    let all = std::mem::take(&mut desk.other);
    all.iter().filter(|e| matches!(e, Effect::Suspend)).count()
}

#[test]
fn outside_any_session_it_stops_and_inside_it_asks_and_names_them() {
    let mut desk = Desk::new();
    desk.press(Key::Ctrl('z'));
    desk.wait(31);
    assert_eq!(stopped(&mut desk), 1);

    let mut desk = Desk::in_s1(AGENTS);
    desk.put(report("s2", State::Chatting, ALL));
    desk.press(Key::Ctrl('z'));
    desk.wait(31);
    assert_eq!(desk.asks(), Some(&Ask::Suspend));
    let (text, _) = desk.model.question_text().unwrap();
    assert!(
        text.contains("2 sessions") && text.contains("customer, customer"),
        "{text}"
    );
    desk.reply(Key::Char('n'));
    assert_eq!(stopped(&mut desk), 0);
    desk.press(Key::Ctrl('z'));
    desk.wait(31);
    desk.yes();
    assert_eq!(stopped(&mut desk), 1);
    assert_eq!(desk.take(), [], "nobody is told, and nothing is left");
}

#[test]
fn from_outside_it_stops_without_asking() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.send(Msg::Suspend);
    assert_eq!(stopped(&mut desk), 1);
    assert_eq!(desk.asks(), None);
}

#[test]
fn where_no_shell_waits_it_says_so() {
    let mut desk = Desk::with(Settings {
        shell: Shell::None,
        ..Settings::default()
    });
    desk.press(Key::Ctrl('z'));
    desk.wait(31);
    assert_eq!(stopped(&mut desk), 0);
    assert_eq!(desk.said(), "there is no shell to go back to");
}

#[test]
fn it_goes_on_with_a_new_epoch() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.other.clear();
    desk.send(Msg::Continued);
    assert!(
        matches!(desk.other[..], [Effect::Resync]),
        "{:?}",
        desk.other
    );
}

#[test]
fn a_text_for_the_customer_that_slept_with_the_program_does_not_leave() {
    let mut desk = Desk::in_s1(ALL);
    desk.key('s');
    desk.write("in a minute");
    // Stopped within the two seconds; the timer rings when it goes on.
    desk.now += std::time::Duration::from_secs(600);
    desk.send(Msg::Timer);
    desk.send(Msg::Continued);
    desk.wait(60_000);
    assert_eq!(words(&desk.take()), []);
    let (text, draft) = desk
        .model
        .draft(&super::desk::id("s1"), Audience::Customer)
        .unwrap();
    assert_eq!(text, "in a minute");
    assert!(matches!(draft, Draft::Failed(_)), "{draft:?}");
}
