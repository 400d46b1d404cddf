//! At rest nothing rings, and what rings makes progress (design §7).

use std::time::Duration;

use super::desk::{AGENTS, ALL, Desk};
use crate::app::{Key, Model, Moment, Settings, wake_at};
use crate::domain::{Event, Link, OfflineWhy, Stamp};

#[test]
fn an_idle_desk_wakes_for_nothing_but_a_visible_age() {
    let now = std::time::Instant::now();
    let moment = Moment {
        mono: now,
        wall: Stamp(0),
    };
    let mut model = Model::new(Settings::default(), moment);
    crate::app::update(
        &mut model,
        crate::app::Msg::Event(Event::Link(Link::Live)),
        moment,
    );
    assert_eq!(wake_at(&model), None);
}

#[test]
fn a_held_key_a_held_text_and_a_step_each_wake_in_time() {
    let mut desk = Desk::new();
    let due =
        |d: &Desk, ms: u64| assert_eq!(wake_at(&d.model), Some(d.now + Duration::from_millis(ms)));
    desk.press(Key::Char('m'));
    due(&desk, 30);
    desk.wait(30);
    due(&desk, 1_000);
    let mut desk = Desk::in_s1(ALL);
    desk.key('s');
    desk.press(Key::Char('h'));
    desk.wait(31);
    desk.press(Key::Enter);
    due(&desk, 1_000);
    desk.wait(1_999);
    due(&desk, 1);
}

#[test]
fn offline_ticks_and_nothing_is_due_for_ever() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('c');
    desk.key('b');
    let since = desk.now;
    desk.event(Event::Link(Link::Offline {
        why: OfflineWhy::Stopped,
        since,
        retry_at: Some(since),
    }));
    // `wait` fails if a timer rings and rings.
    desk.wait(600_000);
    assert!(wake_at(&desk.model).is_some_and(|at| at > desk.now));
}
