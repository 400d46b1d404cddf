//! The mouse: off until it is asked for, and never beyond the screen.

use std::time::Duration;

use super::desk::{AGENTS, Desk, id};
use crate::app::{Deed, Effect, Key, Mouse, Msg, Pane, Place, Pointer, Seen, Tell};

fn desk() -> Desk {
    let mut desk = Desk::in_s1(AGENTS);
    desk.press(Key::Enter);
    desk.other.clear();
    show(&mut desk);
    desk
}

/// List on rows 2 to 5, the opened session on rows 6 to 20.
fn show(desk: &mut Desk) {
    desk.model.settle();
    let place = |row, height| Place {
        column: 0,
        row,
        width: 80,
        height,
    };
    let seen = Seen {
        rows: desk.model.order().to_vec(),
        list_height: 4,
        transcript_width: 40,
        transcript_height: 5,
        list: place(2, 4),
        pane: place(6, 15),
        ..Seen::default()
    };
    desk.send(Msg::Painted(seen));
}

fn does(desk: &mut Desk, deed: Deed) {
    let at = desk.now;
    desk.send(Msg::Pointer(Pointer { deed, at }));
}

fn click(desk: &mut Desk, row: u16) {
    does(desk, Deed::Click { column: 9, row });
}

#[test]
fn off_until_it_is_asked_for_and_off_again() {
    let mut desk = desk();
    click(&mut desk, 3);
    assert_eq!(desk.model.highlighted(), Some(&id("s1")));
    desk.press(Key::F(9));
    desk.press(Key::Ctrl('p'));
    let told: Vec<Mouse> = desk
        .other
        .iter()
        .filter_map(|e| match e {
            Effect::Tell(Tell::Mouse(mouse)) => Some(*mouse),
            _ => None,
        })
        .collect();
    assert_eq!(told, [Mouse::On, Mouse::Off]);
    click(&mut desk, 3);
    assert_eq!(desk.model.highlighted(), Some(&id("s1")));
}

#[test]
fn a_click_highlights_or_gives_the_keys_and_sends_nothing() {
    let mut desk = desk();
    desk.press(Key::F(9));
    click(&mut desk, 3);
    assert_eq!(desk.model.highlighted(), Some(&id("s2")));
    // Below the rows: the pane, and no row.
    click(&mut desk, 5);
    assert_eq!(desk.model.highlighted(), Some(&id("s2")));
    click(&mut desk, 10);
    assert_eq!(desk.model.pane(), Pane::Transcript);
    click(&mut desk, 2);
    assert_eq!(
        (desk.model.pane(), desk.model.highlighted()),
        (Pane::List, Some(&id("s1")))
    );
    click(&mut desk, 0);
    click(&mut desk, 23);
    for row in 0..24 {
        does(&mut desk, Deed::WheelDown { column: 1, row });
        does(&mut desk, Deed::WheelUp { column: 1, row });
    }
    desk.wait(60_000);
    assert_eq!(desk.take(), []);
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut desk = desk();
    desk.press(Key::F(9));
    does(&mut desk, Deed::WheelDown { column: 1, row: 3 });
    assert_eq!(desk.model.highlighted(), Some(&id("s2")));
    does(&mut desk, Deed::WheelUp { column: 1, row: 3 });
    assert_eq!(desk.model.highlighted(), Some(&id("s1")));
    desk.press(Key::Char('?'));
    does(&mut desk, Deed::WheelDown { column: 1, row: 3 });
    assert_eq!(desk.model.help(), Some(3));
    assert_eq!(desk.model.highlighted(), Some(&id("s1")));
}

#[test]
fn the_click_that_brings_the_window_the_keyboard_means_nothing() {
    let mut desk = desk();
    desk.press(Key::F(9));
    does(&mut desk, Deed::FocusIn);
    desk.wait(200);
    click(&mut desk, 3);
    assert_eq!(desk.model.highlighted(), Some(&id("s1")));
    click(&mut desk, 3);
    assert_eq!(desk.model.highlighted(), Some(&id("s2")));
    // Brought by the keyboard: the click that comes later is meant.
    does(&mut desk, Deed::FocusIn);
    desk.now += Duration::from_secs(5);
    click(&mut desk, 2);
    assert_eq!(desk.model.highlighted(), Some(&id("s1")));
}

#[test]
fn what_stands_over_the_screen_and_a_composer_keep_the_keys() {
    for key in ['?', ':', 'i'] {
        let mut desk = desk();
        desk.press(Key::F(9));
        desk.key(key);
        show(&mut desk);
        click(&mut desk, 3);
        assert_eq!(desk.model.highlighted(), Some(&id("s1")), "{key}");
    }
}
