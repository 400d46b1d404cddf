//! Case 36: a panic in each task, and an error on the way in. Orders the crash by the drill that
//! only a build with debug assertions has.
#![cfg(debug_assertions)]

use crate::assert_given_back;
use crate::floor::Floor;
use crate::term::{After, Home};

fn crashed(place: &str, keys: &str) -> (Floor, After, String) {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home
        .console(&floor.url)
        .env("FLOORWALK_DRILL", place)
        .spawn();
    if !keys.is_empty() {
        term.sees("not joined");
        term.send(keys);
    }
    let after = term.ends();
    (floor, after, home.log())
}

#[test]
fn c36_a_panic_anywhere_leaves_the_terminal_and_names_the_log() {
    for (place, keys) in [("ui", "j"), ("draw", ""), ("feed", "r"), ("call", "m")] {
        let (_floor, after, log) = crashed(place, keys);
        assert_eq!(after.code, 101, "{place}: {}", after.screen);
        after.assert_restored();
        assert_given_back(&after.raw);
        let shown = after.screen.replace('\n', "");
        assert!(
            shown.contains(&format!("a drill: {place}")),
            "{place}: {shown}"
        );
        assert!(shown.contains("floorwalk.log"), "{place}: {shown}");
        assert!(log.contains(&format!("a drill: {place}")), "{place}: {log}");
        // Given back once: the last words are not on the screen that is taken away.
        let raw = String::from_utf8_lossy(&after.raw);
        let given = raw.find("\x1b[?1049l").unwrap();
        assert!(raw[given..].contains("a drill"), "{place}");
    }
}

#[test]
fn c36_a_panic_inside_a_session_still_leaves_it() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home
        .console(&floor.url)
        .env("FLOORWALK_DRILL", "ui-later")
        .spawn();
    term.sees("not joined");
    term.send("m");
    term.sees("1 mine");
    term.send("\x1b[24~");
    let after = term.ends();
    assert_eq!(after.code, 101);
    after.assert_restored();
    assert!(
        floor.asked().iter().any(|op| op == "Leave"),
        "{:?}",
        floor.asked()
    );
}

#[test]
fn c36_an_error_on_start_leaves_the_terminal_and_names_the_log() {
    let (_floor, after, log) = crashed("start", "");
    assert_eq!(after.code, 2);
    after.assert_restored();
    assert_given_back(&after.raw);
    let shown = after.screen.replace('\n', "");
    assert!(
        shown.contains("preparing the terminal: a drill: start"),
        "{shown}"
    );
    assert!(shown.contains("floorwalk.log"), "{shown}");
    assert!(log.contains("a drill: start"), "{log}");
}
