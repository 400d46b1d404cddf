//! What is hidden on the screen, the locked screen, and what stands above everything while nothing
//! may be sent or written down: as cells, styles included, at three sizes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    reason = "tests, which share files"
)]

#[path = "ui/mod.rs"]
mod floor;

use floor::*;
use floorwalk::app::{Key, Msg, Passphrase, Privacy, Settings};
use floorwalk::domain::{Access, Epoch, Event, Link, Record, Text, Unrecorded, Visibility};
use secrecy::SecretString;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// In Barge with a customer whose name is their number.
fn numbers(settings: Settings) -> World {
    let mut w = World::with(Settings {
        privacy: Privacy {
            passphrase: Some(Passphrase::new(SecretString::from("sesame"))),
            ..Privacy::default()
        },
        ..settings
    });
    w.tell(Event::SignedOn(sign_on()));
    w.tell(Event::Transport("websocket"));
    w.tell(Event::Began(Epoch(1)));
    w.tell(Event::Ended(Epoch(1)));
    w.tell(Event::Link(Link::Live));
    let who = customer("+44 7700 900123");
    let rowan = agent("u-rowan", "Rowan");
    let sam = me(Some(Visibility::All));
    w.tell(Event::Put(chatting(
        "s-number",
        12,
        vec![who.clone(), rowan.clone(), sam],
    )));
    w.tell(Event::Said(
        sid("s-number"),
        vec![
            said(1, 700, &who, Visibility::All, "please call +44 7700 900123"),
            said(
                2,
                600,
                &rowan,
                Visibility::All,
                "is that the card 4111 1111 1111 1111?",
            ),
            said(3, 60, &who, Visibility::All, "yes, order 48291"),
        ],
    ));
    w.open("s-number");
    w
}

fn hidden() -> World {
    numbers(Settings::default())
}

fn revealed() -> World {
    let mut w = hidden();
    w.key(Key::Char('p'));
    w.pass(12_000);
    w
}

fn locked() -> World {
    let mut w = revealed();
    w.key(Key::Char('z'));
    w
}

fn unlocking() -> World {
    let mut w = locked();
    w.press(Key::Enter);
    w.write("sesam");
    w.press(Key::Enter);
    w.write("sesa");
    w
}

fn quitting() -> World {
    let mut w = locked();
    w.press(Key::Char('q'));
    w
}

fn read_only() -> World {
    let mut w = numbers(Settings {
        access: Access::ReadOnly,
        ..Settings::default()
    });
    w.key(Key::Char('c'));
    w
}

fn not_on_record() -> World {
    let mut w = hidden();
    w.take(Msg::Record(Record::Broken {
        why: Text::line("No space left on device (os error 28)"),
        rule: Unrecorded::Refused,
    }));
    w
}

#[test]
fn privacy_at_three_sizes() {
    let scenes: [Scene; 7] = [
        ("hidden", hidden),
        ("revealed", revealed),
        ("locked", locked),
        ("unlocking", unlocking),
        ("quitting", quitting),
        ("read_only", read_only),
        ("not_on_record", not_on_record),
    ];
    for (name, scene) in scenes {
        for (width, height) in SIZES {
            let frame = seen_twice(scene(), width, height);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), frame.dump());
            let text = frame.text();
            assert_eq!(text.contains("900123"), name == "revealed", "{name}");
        }
    }
}

#[test]
fn a_locked_screen_of_any_size_shows_nothing_of_a_session() {
    for scene in [locked, unlocking, quitting] {
        for width in [1, 2, 10, 30, 66, 80, 120] {
            for height in [1, 2, 3, 5, 8, 24] {
                let text = scene().frame(width, height).text();
                for word in ["Rowan", "900", "123", "order", "card", "***"] {
                    assert!(!text.contains(word), "{word} at {width}x{height}:\n{text}");
                }
            }
        }
    }
}
