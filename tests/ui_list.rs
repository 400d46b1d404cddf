//! The list as it is narrowed, sorted, paused and flagged, as cells: what it says and how it looks
//! at three sizes.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "ui/mod.rs"]
mod floor;

use floor::*;
use floorwalk::app::Key;
use floorwalk::domain::{Event, Visibility};
use floorwalk::ui::Theme;
use ratatui::style::Modifier;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// A floor on which one customer has waited too long, and one nearly.
fn urgent() -> World {
    let mut w = living();
    w.tell(Event::Said(
        sid("s-parked"),
        vec![said(
            1,
            3_900,
            &customer("Bo"),
            Visibility::All,
            "Hello? Anybody? I sent the form twice.",
        )],
    ));
    w
}

/// The same with a flag that has a note, and the flagged session shown.
fn flagged() -> World {
    let mut w = urgent();
    w.highlight("s-monitor");
    w.press(Key::Char('f'));
    w.write("parcel 4711: ask the depot again before five");
    w.press(Key::Enter);
    w.key(Key::Enter);
    w
}

/// Narrowed, sorted by a column the other way round, and standing still.
fn narrowed() -> World {
    let mut w = urgent();
    w.press(Key::Char('/'));
    w.write("is:mine wait>1m text:e");
    w.press(Key::Enter);
    for _ in 0..2 {
        w.press(Key::Char('O'));
        w.write("customer");
        w.press(Key::Enter);
    }
    w.press(Key::Char('o'));
    w
}

/// A word half typed in the filter.
fn half_typed() -> World {
    let mut w = urgent();
    w.press(Key::Char('/'));
    w.write("agent:rowan wait>");
    w
}

fn views() -> World {
    let mut w = urgent();
    w.press(Key::Char('v'));
    w
}

fn flags() -> World {
    let mut w = flagged();
    w.press(Key::Char('F'));
    w
}

/// While a prompt is open an invitation comes, and a session goes.
fn paused() -> World {
    let mut w = urgent();
    w.highlight("s-polled");
    w.press(Key::Char('o'));
    let at = w.now().mono;
    w.tell(Event::Listed(floorwalk::domain::Listed {
        agent: uid("u-teo"),
        sessions: vec![polled("s-new", 0, "{}"), polled("s-bare", 2, "{}")],
        at,
        period: std::time::Duration::from_secs(600),
    }));
    w
}

const SCENES: [Scene; 7] = [
    ("urgent", urgent),
    ("flagged", flagged),
    ("narrowed", narrowed),
    ("half_typed", half_typed),
    ("views", views),
    ("flags", flags),
    ("paused", paused),
];

#[test]
fn the_list_at_three_sizes() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let frame = seen_twice(scene(), width, height);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), frame.dump());
        }
    }
}

#[test]
fn without_colours_the_same_is_said() {
    for (name, scene) in SCENES {
        let mut w = scene();
        w.frame(80, 24);
        let colour = w.frame(80, 24);
        let mono = w.frame_in(80, 24, &Theme::mono().in_zone(zone()));
        assert_eq!(colour.lines(), mono.lines(), "{name}");
    }
}

fn line<'a>(lines: &'a [String], words: &str) -> &'a str {
    lines
        .iter()
        .find(|l| l.contains(words))
        .unwrap_or_else(|| panic!("no line has {words:?}: {lines:#?}"))
}

#[test]
fn urgency_is_a_letter_a_style_and_a_number_in_the_header() {
    let mut w = urgent();
    for (width, height) in [(80, 24), (120, 40), (200, 60), (40, 12), (46, 12)] {
        w.frame(width, height);
        let frame = w.frame(width, height);
        let lines = frame.lines();
        assert!(
            line(&lines, "Parked").contains("Parked O"),
            "{width}: {lines:#?}"
        );
        assert!(
            line(&lines, "Jonas W").contains(" S "),
            "{width}: {lines:#?}"
        );
        assert!(lines[0].contains("1 overdue"), "{}", lines[0]);
    }
    let frame = w.frame(80, 24);
    let y = frame
        .lines()
        .iter()
        .position(|l| l.contains("customer 3m S"));
    let cell = &frame.buffer[(48, u16::try_from(y.unwrap()).unwrap())];
    assert!(cell.modifier.contains(Modifier::BOLD));
}

#[test]
fn the_arrow_is_never_cut_away() {
    for column in [
        "agent", "customer", "service", "wait", "mode", "age", "unread", "last", "state", "watch",
    ] {
        let mut w = urgent();
        w.press(Key::Char('O'));
        w.write(column);
        w.press(Key::Enter);
        let lines = w.frame(200, 60).lines();
        assert_eq!(lines[1], format!("by {column} ▼"));
        assert!(lines[2].contains('▼'), "{column}: {}", lines[2]);
    }
}

#[test]
fn an_age_that_is_not_shown_wakes_nobody() {
    let mut w = living();
    let narrow = w.frame(40, 12).seen.ages.len();
    let wide = w.frame(200, 60).seen.ages.len();
    assert!(narrow < wide, "{narrow} {wide}");
}
