//! The Alerts and the Log screen as cells, at three sizes, and the picture of the one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "ui/mod.rs"]
#[allow(dead_code, reason = "shared by tests, each of which uses a part")]
mod floor;

use std::sync::Arc;
use std::time::Duration;

use floor::*;
use floorwalk::app::alerts::{AlertSettings, Level, Rule, Side, When};
use floorwalk::app::{Key, LogLine, Mark, Moment, Msg, Settings};
use floorwalk::domain::{Event, Stamp, Text, Visibility};
use floorwalk::ui::{Theme, picture};
use ratatui::style::{Color, Modifier};
use regex::Regex;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn rules() -> Arc<[Rule]> {
    let rule = |name: &str, level, when| Rule {
        name: Text::line(name),
        when,
        level,
    };
    let minutes = |n: u64| Duration::from_secs(n * 60);
    let rules = [
        rule(
            "help request",
            Level::Critical,
            When::Help {
                code: Some(Regex::new("(?i)#help").unwrap()),
                user_data: None,
            },
        ),
        rule("alone", Level::Critical, When::Alone),
        rule(
            "waiting",
            Level::Warning,
            When::Waiting {
                side: Side::Customer,
                longer: minutes(3),
            },
        ),
        rule(
            "trouble",
            Level::Warning,
            When::Words {
                side: Side::Customer,
                pattern: Regex::new(r"(?i)\brefund").unwrap(),
            },
        ),
        rule(
            "not ready",
            Level::Warning,
            When::NotReady { longer: minutes(0) },
        ),
        rule(
            "old session",
            Level::Warning,
            When::Older {
                longer: minutes(75),
            },
        ),
    ];
    rules.into_iter().collect()
}

/// The living floor under the rules, on the Alerts screen.
fn alerted() -> World {
    let mut w = living();
    let settings = Settings {
        nickname: Some("Sam".into()),
        customer_keys: vec!["CustomerName".into()],
        service_keys: vec!["Service".into()],
        alerts: AlertSettings {
            rules: rules(),
            ..AlertSettings::default()
        },
        ..Settings::default()
    };
    w.take(Msg::Configured {
        settings: Box::new(settings),
        later: Vec::new(),
    });
    let mira = agent("u-mira", "Mira");
    let guest = customer("漢字 さん");
    let help = "#help 漢字さん wants a discount that I may not give";
    let refund = "My parcel is still not here. I have been waiting since Monday, nobody called \
                  me back as was promised on the phone, and now I just want a refund 😤";
    w.tell(Event::Said(
        sid("s-monitor"),
        vec![
            said(3, 10, &mira, Visibility::Agents, help),
            said(4, 5, &guest, Visibility::All, refund),
        ],
    ));
    w.tell(Event::Put(chatting(
        "s-unknown",
        95,
        vec![customer("Ines"), me(None)],
    )));
    w.key(Key::Char('l'));
    w.pass(13_000);
    w
}

/// One seen, one muted, one over.
fn handled() -> World {
    let mut w = alerted();
    w.key(Key::Char(' '));
    w.key(Key::Down);
    w.key(Key::Char('u'));
    w.write("rule until");
    w.press(Key::Enter);
    w.tell(Event::Put(chatting(
        "s-unknown",
        95,
        vec![customer("Ines"), agent("u-mira", "Mira"), me(None)],
    )));
    w.key(Key::Char('T'));
    w
}

fn menu() -> World {
    let mut w = alerted();
    w.key(Key::Char('u'));
    w
}

fn empty() -> World {
    let mut w = quiet();
    w.key(Key::Char('l'));
    w
}

fn logged() -> World {
    let mut w = living();
    let at = |seconds: i64| Moment {
        mono: w.now().mono,
        wall: Stamp(NOON + seconds * 1000),
    };
    let line = |seconds, mark, text: &str| LogLine {
        mark,
        at: at(seconds),
        text: Text::line(text),
    };
    let lines = vec![
        line(-3, Mark::Info, "floorwalk 0.1.0 begins"),
        line(-2, Mark::Info, "the feed comes over websocket"),
        line(-2, Mark::Info, "live"),
        line(
            1,
            Mark::Info,
            "asking: Intrude, session s-coach as Coach (call 7)",
        ),
        line(
            1,
            Mark::Warning,
            "answered: Intrude: the server refused it (3): not allowed (call 7)",
        ),
        line(
            2,
            Mark::Error,
            "an errand crashed: it is a long story that does not fit on one line of a small terminal, and so it is folded where a word ends",
        ),
    ];
    w.take(Msg::Logged(lines));
    w.key(Key::Char('L'));
    w
}

fn searched() -> World {
    let mut w = logged();
    w.key(Key::Char('/'));
    w.write("coach");
    w
}

const SCENES: [Scene; 6] = [
    ("alerted", alerted),
    ("handled", handled),
    ("menu", menu),
    ("empty", empty),
    ("logged", logged),
    ("searched", searched),
];

#[test]
fn alerts_and_log_at_three_sizes() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let frame = seen_twice(scene(), width, height);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), frame.dump());
        }
    }
}

#[test]
fn the_floor_under_rules_at_three_sizes() {
    for (width, height) in SIZES {
        let mut w = alerted();
        w.press(Key::Esc);
        w.press(Key::Esc);
        w.frame(width, height);
        let frame = w.frame(width, height);
        insta::assert_snapshot!(format!("floor_{width}x{height}"), frame.dump());
    }
}

#[test]
fn without_colours_the_same_text() {
    for (name, scene) in SCENES {
        let mut w = scene();
        w.frame(80, 24);
        let colour = w.frame(80, 24);
        let mono = w.frame_in(80, 24, &Theme::mono().in_zone(zone()));
        let plain = |c: &ratatui::buffer::Cell| c.fg == Color::Reset && c.bg == Color::Reset;
        assert!(mono.buffer.content().iter().all(plain), "{name}");
        assert_eq!(colour.lines(), mono.lines(), "{name}");
    }
}

#[test]
fn what_matched_is_marked_in_the_evidence() {
    let mut w = alerted();
    w.key(Key::Down);
    let frame = w.frame(80, 24);
    let lines = frame.lines();
    let y = lines.iter().rposition(|l| l.contains("#help")).unwrap();
    assert!(lines[y].starts_with("#help"), "{}", frame.text());
    for (x, marked) in [(0, true), (4, true), (6, false)] {
        let cell = &frame.buffer[(x, u16::try_from(y).unwrap())];
        assert_eq!(cell.modifier.contains(Modifier::UNDERLINED), marked, "{x}");
    }
}

#[test]
fn every_size_is_drawn() {
    for (_, scene) in SCENES {
        for (width, height) in [(1, 1), (3, 2), (12, 4), (20, 7), (40, 12), (79, 9)] {
            let mut w = scene();
            w.frame(width, height);
        }
    }
}

#[test]
fn the_picture_in_the_readme_is_what_is_drawn() {
    let mut w = handled();
    w.press(Key::Esc);
    w.frame(120, 24);
    let frame = w.frame(120, 24);
    let svg = picture::svg(&frame.buffer);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/alerts.svg");
    if std::env::var_os("FLOORWALK_PICTURE").is_some() {
        std::fs::write(&path, &svg).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept.replace("\r\n", "\n") == svg,
        "assets/alerts.svg is not what is drawn now: FLOORWALK_PICTURE=1 cargo test --test ui_alerts writes it anew"
    );
}
