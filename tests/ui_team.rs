//! The Team screen, the tabs, who else is there and the banner of a mode that was not asked for: what
//! they say and how they look, and that a small terminal keeps its list.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "ui/mod.rs"]
#[allow(dead_code, reason = "shared by tests, each of which uses a part")]
mod floor;

use floor::*;
use floorwalk::app::Key;
use floorwalk::domain::{
    Agent, AgentState, ChannelState, Event, ParticipantType, Roster, Text, Visibility,
};
use floorwalk::ui::{Theme, picture};
use ratatui::style::{Color, Modifier};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// The team of the living floor, with channels; one changes state, two are watched, one is marked.
fn team() -> World {
    let mut w = living();
    w.tell(Event::Roster(roster(AgentState::Ready)));
    w.pass(12_000);
    w.tell(Event::Roster(roster(AgentState::NotReady(Text::line(
        "Lunch",
    )))));
    w.tell(Event::Watched {
        agent: uid("u-mira"),
        outcome: Ok(()),
    });
    w.tell(Event::WatchesAsked {
        unlisted: Vec::new(),
    });
    w.key(Key::Esc);
    w.key(Key::Char('t'));
    w.key(Key::Char(' '));
    w.pass(200_000);
    w
}

fn roster(teo: AgentState) -> Roster {
    let agent = |id: &str, name: &str, state: AgentState| {
        let channel = |channel: &str, state: &AgentState| ChannelState {
            channel: Text::line(channel),
            state: state.clone(),
        };
        let channels = match state {
            AgentState::LoggedOut => Vec::new(),
            _ => vec![
                channel("voice", &AgentState::Ready),
                channel("smssession", &state),
            ],
        };
        Agent {
            id: uid(id),
            user_name: id.into(),
            name: Text::line(name),
            state,
            channels,
        }
    };
    Roster {
        agents: vec![
            agent("u-rowan", "Rowan Vega", AgentState::Ready),
            agent(
                "u-mira",
                "Mira Lindqvist-Håkansson",
                AgentState::NotReady(Text::line("Break")),
            ),
            agent("u-teo", "Teo Brandt", teo),
            agent(
                "u-ada",
                "Ada Okafor",
                AgentState::Other(Text::line("Training")),
            ),
            agent("u-li", "李 小明", AgentState::LoggedOut),
        ],
        total: Some(5),
        arrived: 5,
        missing: Vec::new(),
    }
}

/// In many sessions, one of them shown, with something unread in another.
fn tabs() -> World {
    let mut w = living();
    for n in 0..9 {
        w.pass(1_000);
        w.tell(Event::Put(chatting(
            &format!("s-more{n}"),
            5,
            vec![
                customer(&format!("Customer {n}")),
                agent("u-rowan", "Rowan"),
                me(Some(if n == 4 {
                    Visibility::All
                } else {
                    Visibility::Supervisors
                })),
            ],
        )));
    }
    let from = customer("Customer 5");
    w.tell(Event::Said(
        sid("s-more5"),
        vec![said(1, 5, &from, Visibility::All, "hello?")],
    ));
    for _ in 0..9 {
        w.key(Key::Right);
    }
    w
}

/// The server has us in another mode than we asked for, and two others are there, of one of whom
/// the mode is not known.
fn otherwise() -> World {
    let mut w = living();
    w.open("s-coach");
    w.tell(Event::Put(chatting(
        "s-coach",
        12,
        vec![
            customer("Jonas Weber"),
            agent("u-rowan", "Rowan"),
            me(Some(Visibility::Supervisors)),
            person(
                Some("u-tess"),
                ParticipantType::Agent,
                "Tess",
                Some(Visibility::Agents),
            ),
            person(None, ParticipantType::Agent, "", None),
        ],
    )));
    w
}

const SCENES: &[Scene] = &[("team", team), ("tabs", tabs), ("otherwise", otherwise)];

#[test]
fn at_three_sizes() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let frame = seen_twice(scene(), width, height);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), frame.dump());
        }
    }
}

#[test]
fn without_colours_the_same_text() {
    for (name, scene) in SCENES {
        let mut w = scene();
        w.frame(80, 24);
        let colour = w.frame(80, 24);
        let mono = Theme::mono().in_zone(zone());
        let mono = w.frame_in(80, 24, &mono);
        assert!(
            mono.buffer.content().iter().all(|c| c.fg == Color::Reset),
            "{name}"
        );
        assert_eq!(colour.lines(), mono.lines(), "{name}");
    }
}

#[test]
fn the_line_of_tabs_costs_the_list_no_row() {
    let rows = |w: &mut World, (width, height)| {
        w.frame(width, height);
        w.frame(width, height).seen.list_height
    };
    for size in SIZES {
        let mut one = living();
        one.open("s-coach");
        let mut many = tabs();
        // A barge has its banner in both.
        many.tell(Event::Put(chatting(
            "s-more4",
            5,
            vec![
                customer("Customer 4"),
                agent("u-rowan", "Rowan"),
                me(Some(Visibility::Supervisors)),
            ],
        )));
        many.key(Key::Char('m'));
        assert_eq!(rows(&mut one, size), rows(&mut many, size), "{size:?}");
    }
}

#[test]
fn the_highlighted_agent_is_seen_with_and_without_colours() {
    let mut w = team();
    for theme in [theme(), Theme::mono()] {
        let frame = w.frame_in(80, 24, &theme);
        let line = frame.lines().iter().position(|l| l.starts_with('>'));
        let y = u16::try_from(line.expect("a highlighted line")).unwrap();
        assert!(
            frame.buffer[(5, y)].modifier.contains(Modifier::REVERSED),
            "{}",
            frame.text()
        );
    }
}

#[test]
fn no_size_is_too_small() {
    for (_, scene) in SCENES {
        let mut w = scene();
        for width in (1..=84).step_by(3) {
            for height in 1..=26 {
                w.frame(width, height);
            }
        }
    }
}

#[test]
fn the_picture_in_the_readme_is_what_the_program_draws() {
    let mut w = team();
    w.frame(112, 14);
    let svg = picture::svg(&w.frame(112, 14).buffer);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/team.svg");
    if std::env::var_os("FLOORWALK_PICTURE").is_some() {
        std::fs::write(&path, &svg).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == svg,
        "assets/team.svg is not what the program draws; FLOORWALK_PICTURE=1 writes it anew"
    );
}
