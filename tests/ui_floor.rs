//! The Floor screen as cells: what it says and how it looks, at four sizes, and at every size that
//! it does not fall over.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "ui/mod.rs"]
mod floor;

use floor::*;
use floorwalk::app::{Key, Msg};
use floorwalk::domain::{Entry, Event, Link, ParticipantType, Stamp, Text, Visibility};
use floorwalk::ui::{Theme, picture};
use proptest::prelude::*;
use ratatui::style::{Color, Modifier};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (40, 12)];

#[test]
fn the_floor_at_four_sizes() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let frame = seen_twice(scene(), width, height);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), frame.dump());
        }
    }
}

#[test]
fn without_colours_there_is_no_colour_and_the_same_text() {
    for (name, scene) in SCENES {
        let mut w = scene();
        w.frame(80, 24);
        let colour = w.frame(80, 24);
        let mono = Theme::of(Some("1".as_ref())).in_zone(zone());
        let mono = w.frame_in(80, 24, &mono);
        assert!(
            mono.buffer
                .content()
                .iter()
                .all(|c| c.fg == Color::Reset && c.bg == Color::Reset),
            "{name}"
        );
        assert_eq!(colour.lines(), mono.lines(), "{name}");
    }
}

/// The line of the list that shows a session, with its place.
fn list_row(frame: &Frame, session: &str) -> u16 {
    let place = frame
        .seen
        .rows
        .iter()
        .position(|id| *id == sid(session))
        .unwrap_or_else(|| panic!("{session} is not on the screen: {}", frame.text()));
    let banner = frame
        .lines()
        .iter()
        .position(|l| l.contains("customer") && l.contains("agent") && l.contains("me"))
        .unwrap();
    u16::try_from(banner + 1 + place).unwrap()
}

#[test]
fn the_highlighted_row_is_seen_with_and_without_colour_and_focus() {
    let mut w = living();
    w.open("s-stale");
    w.highlight("s-polled");
    for theme in [theme(), Theme::mono()] {
        let frame = w.frame_in(120, 40, &theme);
        let y = list_row(&frame, "s-polled");
        let cell = &frame.buffer[(3, y)];
        assert!(cell.modifier.contains(Modifier::REVERSED));
        assert_eq!(frame.buffer[(0, y)].symbol(), ">");
        let other = list_row(&frame, "s-stale");
        assert_eq!(frame.buffer[(0, other)].symbol(), "»");
        assert_eq!(frame.buffer[(1, other)].symbol(), "~");
        assert!(frame.buffer[(3, other)].modifier.contains(Modifier::DIM));
    }
    w.key(Key::Tab);
    for theme in [theme(), Theme::mono()] {
        let frame = w.frame_in(120, 40, &theme);
        let y = list_row(&frame, "s-polled");
        let cell = &frame.buffer[(3, y)];
        assert!(
            cell.modifier
                .contains(Modifier::UNDERLINED | Modifier::BOLD)
        );
    }
}

#[test]
fn the_banner_stands_on_every_screen_and_under_every_box() {
    let mut w = barging();
    let has_banner = |w: &mut World| {
        SIZES.iter().all(|&(width, height)| {
            let frame = w.frame(width, height);
            let line = &frame.lines()[1];
            let cell = &frame.buffer[(2, 1)];
            line.contains("BARGED  the CUSTOMER Jonas")
                && cell.modifier.contains(Modifier::REVERSED)
        })
    };
    assert!(has_banner(&mut w));
    w.press(Key::Esc); // takes back
    w.press(Key::Esc); // closes
    w.key(Key::Char('?'));
    assert!(w.model.help().is_some());
    assert!(has_banner(&mut w));
    w.press(Key::Esc);
    w.key(Key::Char('q'));
    assert!(w.model.question().is_some());
    assert!(has_banner(&mut w));
}

#[test]
fn alone_with_a_customer_is_said_and_leaving_is_grave() {
    let mut w = living();
    w.tell(Event::Put(chatting(
        "s-coach",
        12,
        vec![customer("Jonas Weber"), me(Some(Visibility::All))],
    )));
    let frame = w.frame(80, 24);
    assert!(frame.lines()[1].contains("BARGED"), "{}", frame.text());
    assert!(
        frame.lines()[3].contains("ALONE with Jonas Weber: leaving ENDS the session"),
        "{}",
        frame.text()
    );
}

#[test]
fn who_reads_the_customers_composer_is_who_is_there() {
    let mut w = barging();
    w.press(Key::Esc); // takes back
    w.tell(Event::Put(chatting(
        "s-coach",
        13,
        vec![customer("Jonas Weber"), me(Some(Visibility::All))],
    )));
    let text = w.frame(120, 40).text();
    assert!(text.contains("; no agent is there"), "{text}");
    assert!(
        text.contains("to the CUSTOMER Jonas Weber, as “Sam” · no agent is there"),
        "{text}"
    );
}

#[test]
fn the_banner_names_the_key_that_leaves_only_where_it_leaves_that_session() {
    let mut w = barging();
    w.press(Key::Esc); // takes back
    assert!(!w.frame(120, 40).lines()[1].contains("leaves"));
    w.press(Key::Esc); // closes
    assert!(w.frame(120, 40).lines()[1].contains("· x leaves"));
    w.highlight("s-polled");
    assert!(!w.frame(120, 40).lines()[1].contains("leaves"));
    w.key(Key::Char('t'));
    assert!(!w.frame(120, 40).lines()[1].contains("leaves"));
}

#[test]
fn the_customers_composer_is_a_line_of_danger_and_the_agents_is_not() {
    for (width, height) in SIZES {
        let mut w = barging();
        let frame = w.frame(width, height);
        let lines = frame.lines();
        let y = lines
            .iter()
            .position(|l| l.contains("CUSTOMER SEES ▸"))
            .unwrap();
        let from = lines[y].chars().position(|c| c == 'C').unwrap();
        assert!(lines[y].is_char_boundary(0));
        let x0 = u16::try_from(
            lines[y]
                .split("CUSTOMER SEES")
                .next()
                .unwrap()
                .chars()
                .count(),
        )
        .unwrap();
        assert!(usize::from(x0) <= from);
        for x in x0..width {
            let cell = &frame.buffer[(x, u16::try_from(y).unwrap())];
            assert!(
                cell.modifier.contains(Modifier::REVERSED) && cell.fg == Color::Red,
                "{width}x{height} at {x}"
            );
        }
        assert!(frame.text().contains("sends in 2s · Esc takes back"));
        assert!(frame.cursor.is_some());
        assert!(frame.text().contains("Jonas Weber"));

        let mut w = coaching();
        let frame = w.frame(width, height);
        let y = frame
            .lines()
            .iter()
            .position(|l| l.contains("AGENT ONLY ▸"))
            .unwrap();
        assert!((0..width).all(|x| frame.buffer[(x, u16::try_from(y).unwrap())].fg != Color::Red));
    }
}

#[test]
fn a_long_draft_shows_the_place_of_the_cursor() {
    let mut w = coaching();
    w.write(&" and then 漢字 on and on".repeat(12));
    w.write("END");
    let frame = w.frame(80, 24);
    let at = frame.cursor.unwrap();
    let line = &frame.lines()[usize::from(at.y)];
    assert!(
        line.contains("AGENT ONLY ▸ …") && line.ends_with("END"),
        "{line}"
    );
    w.press(Key::Home);
    let frame = w.frame(80, 24);
    let at = frame.cursor.unwrap();
    assert_eq!(at.x, 13);
    assert!(frame.lines()[usize::from(at.y)].contains("▸ Offer him"));
}

#[test]
fn the_header_says_first_whether_it_is_true() {
    let first = |w: &mut World| w.frame(80, 24).lines()[0].clone();
    let mut w = living();
    assert!(
        first(&mut w).starts_with("LIVE · list "),
        "a stale row is on the screen"
    );
    let mut w = quiet();
    assert!(first(&mut w).starts_with("LIVE  supervisor"));
    let before = first(&mut w);
    w.pass(600_000);
    assert_eq!(first(&mut w), before, "while healthy nothing ticks");
    let since = w.now().mono;
    w.pass(14_000);
    w.tell(Event::Link(Link::Late { since }));
    assert!(first(&mut w).starts_with("LATE 14s"));
    assert!(first(&mut offline()).starts_with("OFFLINE 0:42, retry in 3s"));
    assert!(first(&mut connecting()).starts_with("OFFLINE 0:02, connecting"));
    let mut w = quiet();
    w.tell(Event::MissesEvents);
    for width in [60, 80, 120] {
        let line = w.frame(width, 24).lines()[0].clone();
        assert!(
            line.starts_with("LIVE") && line.contains("FEED MISSES EVENTS"),
            "{line}"
        );
    }
}

#[test]
fn scrolling_up_stays_and_counts_what_comes() {
    let mut w = living();
    w.open("s-monitor");
    let mira = agent("u-mira", "Mira");
    let lines = |from: u32, to: u32| {
        (from..to)
            .map(|i| {
                let text = format!("line {i} {}", "word ".repeat((i % 7 * 6) as usize));
                said(i, 40, &mira, Visibility::All, &text)
            })
            .collect::<Vec<_>>()
    };
    w.tell(Event::Said(sid("s-monitor"), lines(3, 60)));
    w.key(Key::Tab);
    let bottom = w.frame(80, 24);
    assert!(bottom.text().contains("line 59"));
    for _ in 0..5 {
        w.press(Key::Up);
        w.frame(80, 24);
    }
    let up = w.frame(80, 24);
    assert!(!up.text().contains("below") || up.text().contains("more below"));
    w.tell(Event::Said(sid("s-monitor"), lines(60, 63)));
    let after = w.frame(80, 24);
    assert!(after.text().contains("3 new below"), "{}", after.text());
    let body = |f: &floor::Frame| {
        f.lines()
            .into_iter()
            .filter(|l| l.contains("line ") || l.contains("word"))
            .filter(|l| !l.contains("漢"))
            .collect::<Vec<_>>()
    };
    assert_eq!(body(&up), body(&after), "new lines move nothing");
    w.press(Key::Char('g'));
    let top = w.frame(80, 24);
    assert!(top.text().contains("Where is my parcel?"), "{}", top.text());
    let first = body(&top);
    w.press(Key::Down);
    let next = w.frame(80, 24);
    assert_ne!(first, body(&next), "the first step down moves");
    w.press(Key::Char('G'));
    assert!(w.frame(80, 24).text().contains("line 62"));
}

#[test]
fn every_line_of_a_transcript_is_reached_by_single_steps() {
    for (width, height) in [(80, 24), (40, 12), (120, 40)] {
        let mut w = living();
        w.open("s-coach");
        w.key(Key::Tab);
        let mut shown = w.frame(width, height).text();
        for _ in 0..60 {
            w.press(Key::Up);
            shown.push_str(&w.frame(width, height).text());
        }
        for word in [
            "Yesterday",
            "Good morning",
            "watching",
            "credit",
            "second line",
        ] {
            assert!(shown.contains(word), "{word} at {width}x{height}");
        }
    }
}

#[test]
fn help_is_complete_by_scrolling() {
    use floorwalk::app::action::BINDINGS;
    let mut w = helped();
    let mut all = String::new();
    for _ in 0..120 {
        all.push_str(&w.frame(80, 24).text());
        all.push('\n');
        w.press(Key::Down);
    }
    for binding in BINDINGS {
        let words: Vec<&str> = binding.help.split_whitespace().collect();
        let start = words[..words.len().min(3)].join(" ");
        assert!(all.contains(&start), "{start}");
    }
    assert!(all.contains("in the list"));
    let end = w.frame(80, 24).text();
    w.press(Key::Up);
    assert_ne!(end, w.frame(80, 24).text(), "going back answers at once");
}

#[test]
fn the_list_scrolls_no_more_than_it_must_and_follows_the_highlight() {
    let mut w = quiet();
    for i in 0..200 {
        w.tell(Event::Put(chatting(
            &format!("s-{i:03}"),
            1000 - i,
            vec![
                customer(&format!("C{i:03}")),
                agent("u-a", "Ann"),
                me(Some(Visibility::Agents)),
            ],
        )));
    }
    let top = w.frame(80, 24);
    assert!(top.seen.rows.len() >= 15 && top.seen.rows.len() <= 24);
    assert_eq!(top.seen.list_top, 0);
    for i in 1..60 {
        w.press(Key::Down);
        let frame = w.frame(80, 24);
        assert!(
            frame.seen.rows.contains(w.model.highlighted().unwrap()),
            "{i}"
        );
    }
    let low = w.frame(80, 24).seen.list_top;
    w.press(Key::Up);
    assert_eq!(
        w.frame(80, 24).seen.list_top,
        low,
        "the highlight moves, the list stays"
    );
    w.press(Key::End);
    let end = w.frame(80, 24);
    assert_eq!(end.seen.rows.last(), w.model.order().iter().last());
}

#[test]
fn why_the_list_is_empty_is_said() {
    let text = |w: &mut World| w.frame(80, 24).text();
    assert!(text(&mut connecting()).contains("connecting: nothing is known yet"));
    assert!(text(&mut quiet()).contains("no sessions"));
    assert!(text(&mut quiet()).contains("nobody is watched yet: w"));
    let mut w = living();
    w.key(Key::Char('/'));
    w.write("zzz");
    let typed = w.frame(80, 24);
    assert!(typed.text().contains("no session matches “zzz”"));
    assert!(typed.lines().last().unwrap().starts_with("/zzz"));
    assert_eq!(typed.cursor.unwrap().x, 4);
    w.press(Key::Enter);
    assert!(text(&mut w).contains("filter /zzz"));
}

#[test]
fn the_password_prompt_shows_dots_only() {
    let mut w = quiet();
    let since = w.now().mono;
    w.tell(Event::Link(Link::Offline {
        why: floorwalk::domain::OfflineWhy::SignIn(Text::line("wrong password")),
        since,
        retry_at: None,
    }));
    w.key(Key::Char('r'));
    w.write("hunter2");
    let frame = w.frame(80, 24);
    let text = frame.text();
    assert!(
        text.contains("•••••••") && !text.contains("hunter2"),
        "{text}"
    );
    assert!(text.contains("Password of supervisor at 127.0.0.1:8090"));
    assert!(frame.cursor.is_some());
    assert!(frame.lines()[0].starts_with("OFFLINE 0:00, sign in: r"));
}

/// A floor whose every word is hostile.
fn hostile(words: &str) -> World {
    let mut w = living();
    let mut sign_on = sign_on();
    sign_on.user_name = Text::line(words);
    w.tell(Event::SignedOn(sign_on));
    let people = vec![
        customer(words),
        person(
            Some("u-rowan"),
            ParticipantType::Agent,
            words,
            Some(Visibility::All),
        ),
        me(Some(Visibility::All)),
        person(
            Some(words),
            ParticipantType::Other(Text::line(words).into()),
            words,
            Some(Visibility::Other(Text::line(words).into())),
        ),
    ];
    w.tell(Event::Put(chatting("s-coach", 5, people.clone())));
    w.tell(Event::Put(chatting(words, 9, people.clone())));
    w.tell(Event::Said(
        sid("s-coach"),
        vec![
            said(
                20,
                10,
                &people[0],
                Visibility::Other(Text::line(words).into()),
                words,
            ),
            said(21, 9, &people[0], Visibility::All, &words.repeat(20)),
        ],
    ));
    for (index, at) in [
        (30, i64::MIN),
        (31, i64::MAX),
        (32, 253_402_300_799_999),
        (33, -377_705_116_800_000),
    ] {
        let entry = Entry {
            at: Some(Stamp(at)),
            ..said(index, 0, &people[0], Visibility::All, words)
        };
        w.tell(Event::Said(sid("s-coach"), vec![entry]));
    }
    w.tell(Event::Notice(Text::line(words)));
    w.open("s-coach");
    w.key(Key::Char('s'));
    w.take(Msg::Paste(words.to_owned()));
    if w.model.question().is_some() {
        w.key(Key::Char('y'));
    }
    w
}

const HOSTILE: &[&str] = &[
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\r\nX\u{0}",
    "Z\u{335}\u{336}\u{337}\u{338}\u{339}\u{340}\u{341}\u{342}a\u{301}\u{302}lgo",
    "漢字かな交じり文👩‍👩‍👧‍👦👍🏽🇨🇭❤️",
    "\u{202e}gnirts desrever\u{2066} \u{5d0}\u{5d1}\u{5d2} \u{627}\u{644}\u{633}\u{644}\u{627}\u{645}",
    "\u{e0041}\u{e0042}\u{200b}\u{feff}\u{ad}",
    "\u{fdfd}\u{12219}𒐫 ｆｕｌｌ　ｗｉｄｔｈ",
    "",
];

#[test]
fn nobody_writes_or_answers_blindly_on_a_tiny_terminal() {
    for (width, height) in [(80, 1), (80, 2), (80, 3), (30, 2)] {
        let text = barging().frame(width, height).text();
        assert!(text.contains("CUSTOMER SEES ▸"), "{width}x{height}: {text}");
        let text = asked().frame(width, height).text();
        assert!(text.contains("BARGE into Mira"), "{width}x{height}: {text}");
    }
}

#[test]
fn columns_stand_under_their_heads_whatever_the_names_are() {
    let mut w = living();
    let frame = w.frame(120, 40);
    let head = |word: &str| {
        (0..110u16)
            .find(|&x| {
                word.chars()
                    .zip(x..)
                    .all(|(c, x)| frame.buffer[(x, 1)].symbol() == c.to_string())
            })
            .unwrap()
    };
    let (waiting, mode) = (head("waiting"), head("me "));
    let y = list_row(&frame, "s-monitor");
    assert_eq!(frame.buffer[(waiting, y)].symbol(), "a");
    assert_eq!(frame.buffer[(mode, y)].symbol(), "M");
}

#[test]
fn without_colours_what_is_dangerous_still_stands_out() {
    for (name, scene) in [
        ("barging", barging as fn() -> World),
        ("offline", offline),
        ("asked", asked),
    ] {
        let mut w = scene();
        w.frame(80, 24);
        let mono = Theme::mono().in_zone(zone());
        insta::assert_snapshot!(
            format!("{name}_mono_80x24"),
            w.frame_in(80, 24, &mono).dump()
        );
    }
}

#[test]
fn who_sees_what_is_said_for_every_mode() {
    let cases = [
        (
            Some(Visibility::Supervisors),
            "only other supervisors see you",
        ),
        (
            Some(Visibility::Agents),
            "the agent reads you; the customer does not",
        ),
        (
            Some(Visibility::All),
            "the CUSTOMER and the agent read you, as “Sam”",
        ),
        (
            None,
            "the server has not said who sees you: nothing can be sent to the customer",
        ),
    ];
    for (visibility, line) in cases.clone() {
        let mut w = living();
        w.open("s-coach");
        w.tell(Event::Put(chatting(
            "s-coach",
            5,
            vec![
                customer("Jonas Weber"),
                agent("u-rowan", "Rowan"),
                me(visibility),
            ],
        )));
        let text = w.frame(80, 24).text();
        for (_, other) in &cases {
            assert_eq!(
                text.contains(other.split(':').next().unwrap()),
                *other == line,
                "{text}"
            );
        }
    }
}

#[test]
fn a_step_is_seen_with_its_age_whether_or_not_its_session_is_shown() {
    let mut w = living();
    w.highlight("s-polled");
    w.key(Key::Char('c'));
    w.pass(3_000);
    let listed = w.frame(80, 24);
    assert!(listed.text().contains("asked 0:03"), "{}", listed.text());
    w.key(Key::Enter);
    let shown = w.frame(80, 24).text();
    assert!(shown.contains("Coach: asked 0:03"), "{shown}");
    assert!(shown.contains("once in: the agent reads you"), "{shown}");
    assert!(
        intruding()
            .frame(80, 24)
            .text()
            .contains("Coach: asked 0:02 → invited 0:00 → accepting 0:01")
    );
}

#[test]
fn a_draft_is_not_forgotten_when_its_composer_closes() {
    let mut w = coaching();
    w.press(Key::Esc);
    let text = w.frame(80, 24).text();
    assert!(text.contains("draft for the agent kept: i"), "{text}");
    assert!(
        !text.contains("credit note first"),
        "the draft itself waits unseen"
    );
    let row = w
        .frame(80, 24)
        .lines()
        .into_iter()
        .find(|l| l.starts_with('»'))
        .unwrap();
    assert!(row.ends_with(" d"), "{row}");
}

#[test]
fn hints_are_only_of_keys_that_are_heard() {
    let last = |mut w: World| w.frame(120, 40).lines().last().unwrap().clone();
    assert!(last(living()).starts_with("m monitor") && last(living()).contains("q quit"));
    assert!(last(coaching()).starts_with("Enter sends"));
    assert_eq!(last(asked()), "");
}

#[test]
fn hostile_words_stay_in_their_cells() {
    for words in HOSTILE {
        let mut w = hostile(words);
        for (width, height) in SIZES {
            let frame = w.frame(width, height);
            for cell in frame.buffer.content() {
                assert!(
                    !cell.symbol().chars().any(|c| c.is_control()
                        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')),
                    "{:?}",
                    cell.symbol()
                );
            }
            assert!(frame.lines()[0].starts_with("LIVE"), "{}", frame.text());
            assert!(frame.lines()[1].contains("BARGED"), "{}", frame.text());
        }
        // The line between the panes is a line: nothing pushed it aside.
        let frame = w.frame(120, 40);
        let rule = (0..120)
            .find(|&x| frame.buffer[(x, 5)].symbol() == "│")
            .unwrap();
        let banner = frame
            .lines()
            .iter()
            .take_while(|l| !l.contains('│'))
            .count();
        for y in banner..38 {
            let y = u16::try_from(y).unwrap();
            assert_eq!(frame.buffer[(rule, y)].symbol(), "│", "{words:?} line {y}");
        }
    }
}

#[test]
fn the_extreme_sizes_draw() {
    for (name, scene) in SCENES {
        let mut w = scene();
        for (width, height) in [
            (1, 1),
            (1, 100),
            (300, 1),
            (300, 100),
            (2, 2),
            (109, 24),
            (110, 24),
        ] {
            let frame = w.frame(width, height);
            assert!(frame.seen.rows.len() <= usize::from(height), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_size_draws_any_scene(scene in 0..SCENES.len(), sizes in proptest::collection::vec((1u16..=300, 1u16..=100), 1..6)) {
        let mut w = SCENES[scene].1();
        for (width, height) in sizes {
            let frame = w.frame(width, height);
            if let Some(at) = frame.cursor {
                prop_assert!(at.x < width && at.y < height);
            }
            w.press(Key::Up);
        }
    }

    #[test]
    fn any_small_size_draws_hostile_words(words in "\\PC{0,12}", width in 1u16..60, height in 1u16..30) {
        let mut w = hostile(&words);
        w.frame(width, height);
        w.press(Key::Esc);
        w.frame(width, height);
    }
}

#[test]
fn the_picture_in_the_readme_is_what_is_drawn() {
    let mut w = shown();
    w.frame(120, 34);
    let frame = w.frame(120, 34);
    let svg = picture::svg(&frame.buffer);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/floor.svg");
    if std::env::var_os("FLOORWALK_PICTURE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &svg).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept.replace("\r\n", "\n") == svg,
        "assets/floor.svg is not what is drawn now: FLOORWALK_PICTURE=1 cargo test --test ui_floor writes it anew"
    );
}

#[test]
fn lines_that_were_let_go_are_no_silent_hole() {
    let mut w = living();
    let mira = agent("u-mira", "Mira");
    let lines = |from: u32, to: u32| -> Vec<_> {
        (from..=to)
            .map(|i| said(i, 40, &mira, Visibility::All, &format!("line {i}")))
            .collect()
    };
    w.open("s-monitor");
    w.tell(Event::Said(sid("s-monitor"), lines(3, 6_000)));
    w.key(Key::Tab);
    w.press(Key::Char('g'));
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let top = w.frame(width, height).text();
        let mark = top.find("── older lines are not kept here ──");
        assert!(mark.is_some() && mark < top.find("line 1001"), "{top}");
        assert!(!top.contains("line 1000"), "{top}");
    }
    w.press(Key::Char('G'));
    assert!(!w.frame(80, 24).text().contains("older lines"));

    // Another is shown, and there is more of it than fits beside this one.
    w.key(Key::Tab);
    w.open("s-coach");
    w.tell(Event::Said(sid("s-coach"), lines(1_000, 6_000)));
    w.tell(Event::Said(sid("s-parked"), lines(1, 30)));
    w.open("s-monitor");
    let page = w.frame(120, 40).text();
    assert!(
        page.contains("── older lines are being read again ──"),
        "{page}"
    );
    assert!(
        page.contains("line 5981") && !page.contains("line 5980"),
        "{page}"
    );
}
