//! Case 24 on the raw bytes: of hostile text nothing reaches the terminal but what can be seen, and
//! the log neither. With the real program in a terminal, whose every byte is read.

use std::time::Duration;

use floorwalk::sim::Rubbish;
use serde_json::json;

use crate::floor::Floor;
use crate::term::{Home, Term};

/// Title, link, clipboard, colours, a cleared screen, a question to the terminal, device control,
/// application and privacy messages; the same in 8 bits; what moves the cursor; what turns the
/// direction; invisible letters; too many accents; a family.
const HOSTILE: &str = "A\u{1b}]0;owned\u{7}B\u{1b}]8;;http://x\u{1b}\\C\u{1b}]52;c;eA==\u{7}D\u{1b}[2J\u{1b}[6n\u{1b}[31mE\u{1b}P1$r\u{1b}\\F\u{1b}_x\u{1b}\\G\u{1b}^x\u{1b}\\H\u{1b}c\u{1b}7\u{1b}(0I\u{9b}31mJ\u{9d}0;x\u{9c}K\u{90}x\u{9c}L\u{84}\u{85}\r\n\t\u{b}\u{c}\u{8}\u{7f}\u{0}\u{7}\u{e}\u{f}M\u{202e}desrever\u{2066}\u{e0041}\u{feff}\u{200b}z\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}👩\u{200d}👩\u{200d}👧\u{200d}👦 \u{2028}\u{2029}end";

/// What may be read on a terminal.
#[derive(Debug, PartialEq)]
enum Piece {
    Words(String),
    /// `ESC [` with its parameters and its final byte.
    Csi(String, char),
}

/// Takes the stream apart; anything but words and `CSI` sequences is refused.
fn pieces(raw: &[u8]) -> Vec<Piece> {
    let text = std::str::from_utf8(raw).expect("what is written is UTF-8");
    let mut letters = text.chars().peekable();
    let (mut pieces, mut words) = (Vec::new(), String::new());
    while let Some(letter) = letters.next() {
        if letter != '\u{1b}' {
            words.push(letter);
            continue;
        }
        pieces.push(Piece::Words(std::mem::take(&mut words)));
        let kind = letters.next();
        assert_eq!(kind, Some('['), "ESC {kind:?} after {:?}", pieces.last());
        let mut parameters = String::new();
        let last = loop {
            match letters.next().expect("a sequence ends") {
                byte @ '\u{20}'..='\u{3f}' => parameters.push(byte),
                last @ '\u{40}'..='\u{7e}' => break last,
                other => panic!("{other:?} in a sequence"),
            }
        };
        pieces.push(Piece::Csi(parameters, last));
    }
    pieces.push(Piece::Words(words));
    pieces
}

/// Whether the program itself has a reason to write this sequence.
fn is_ours(parameters: &str, last: char) -> bool {
    match last {
        // The cursor's place, and colours and marks of cells.
        'H' | 'm' => parameters.chars().all(|c| c.is_ascii_digit() || c == ';'),
        // Clears the whole screen, at the beginning and after a resize.
        'J' => parameters == "2",
        // What the mouse reports is switched off on the way out, on or not.
        'l' if matches!(parameters, "?1000" | "?1004" | "?1006") => true,
        // The alternate screen, the cursor, bracketed pastes, whole frames.
        'h' | 'l' => matches!(parameters, "?1049" | "?25" | "?2004" | "?2026"),
        _ => false,
    }
}

fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[test]
fn the_stream_is_taken_apart() {
    let csi = |parameters: &str, last| Piece::Csi(parameters.to_owned(), last);
    let words = |words: &str| Piece::Words(words.to_owned());
    assert_eq!(
        pieces(b"a\x1b[1;2Hb\x1b[?25l"),
        [
            words("a"),
            csi("1;2", 'H'),
            words("b"),
            csi("?25", 'l'),
            words("")
        ]
    );
    for stray in ["6n", "1J", "31;1t", "?1h", ">0c"] {
        let (parameters, last) = stray.split_at(stray.len() - 1);
        assert!(
            !is_ours(parameters, last.chars().next().unwrap()),
            "{stray}"
        );
    }
    for stray in ["\x1b]0;x\x07", "\x1bPx\x1b\\", "\x1bc"] {
        assert!(std::panic::catch_unwind(|| pieces(stray.as_bytes())).is_err());
    }
}

fn hostile(transport: &str) {
    let (floor, plain) = Floor::with_one_session();
    let home = Home::new();
    let stage = &floor.stage;
    let agent = stage.agents()[0].0.clone();
    let session = stage.open_session(&agent, &format!("Rowan {HOSTILE}"));
    home.write_config(&format!("[server]\ntransport = \"{transport}\"\n"));
    let mut term = home.console(&floor.url).size(160, 50).spawn();
    term.sees("not joined");
    // Into both: of two equal rows nobody here knows which is which.
    for mine in ["1 mine", "2 mine"] {
        term.send("m");
        term.sees(mine);
        term.send("\x1b[B");
        std::thread::sleep(Duration::from_millis(60));
    }
    // Agent's name, nicknames, user data, a message and an error text; then of our own.
    stage.rubbish(Rubbish::HostileText);
    for session in [&session, &plain] {
        stage.customer_says(session, HOSTILE);
        stage.agent_says(session, HOSTILE);
        stage.customer_types(session, HOSTILE);
        stage.customer_says(session, &HOSTILE.repeat(800));
        stage.customer_says(session, "and the last one");
    }
    stage.push_raw(
        "supervisor",
        json!({ "messageType": HOSTILE, "notificationType": HOSTILE, HOSTILE: HOSTILE }),
    );
    stage.push_raw_frame("supervisor", &format!("[{{\"channel\": {HOSTILE}"));
    term.send("\r");
    term.sees("and the last one");
    term.sees("LIVE");
    let switches = || {
        floor
            .asked()
            .iter()
            .filter(|op| *op == "SwitchToCoach")
            .count()
    };
    let coach = |term: &mut Term| {
        let before = switches();
        for _ in 0..200 {
            term.send("c");
            std::thread::sleep(Duration::from_millis(100));
            if switches() > before {
                return;
            }
        }
        panic!("never asked:\n{}", term.screen());
    };
    // Refusals whose words are the server's, at once and later; an answer that is a page.
    stage.refuse("SwitchToCoach", 3, HOSTILE);
    coach(&mut term);
    term.sees("refused");
    stage.refuse_later("SwitchToCoach", HOSTILE);
    coach(&mut term);
    std::thread::sleep(Duration::from_millis(300));
    stage.answer_html("SwitchToCoach", 500, HOSTILE, None);
    coach(&mut term);
    // All of it once more: scrolled through, other sizes, help and list.
    for keys in ["\x1b[5~", "\x1b[5~", "G", "\x1b", "?", "\x1b"] {
        term.send(keys);
        std::thread::sleep(Duration::from_millis(120));
    }
    for (columns, rows) in [(80, 24), (40, 12), (200, 60)] {
        term.resize(columns, rows);
        std::thread::sleep(Duration::from_millis(150));
    }
    stage.drop_connections();
    stage.customer_says(&session, "still there");
    term.send("\r");
    term.sees("still there");
    term.signal(rustix::process::Signal::TERM);
    let after = term.ends();
    assert_eq!(after.code, 143);
    after.assert_restored();

    // What was said when the terminal was given back has line breaks, for which it is there.
    let end = after
        .raw
        .windows(8)
        .rposition(|part| part == b"\x1b[?1049l")
        .expect("it leaves the alternate screen");
    let mut seen = String::new();
    for piece in pieces(&after.raw[..end]) {
        match piece {
            Piece::Csi(parameters, last) => {
                assert!(is_ours(&parameters, last), "CSI {parameters} {last}");
            }
            Piece::Words(words) => {
                assert!(!words.contains(is_harmful), "{}", words.escape_debug());
                seen.push_str(&words);
            }
        }
    }
    assert!(seen.contains('␛'), "visible substitutes");
    for piece in pieces(&after.raw[end..]) {
        if let Piece::Words(words) = piece {
            let words = words.replace("\r\n", "");
            assert!(!words.contains(is_harmful), "{}", words.escape_debug());
        }
    }
    let log = home.log();
    assert!(
        log.contains("could not be read"),
        "the rubbish is in it: {log}"
    );
    let harmful = |c: char| c != '\n' && is_harmful(c);
    for line in log.lines() {
        assert!(!line.contains(harmful), "{}", line.escape_debug());
    }
}

#[test]
fn c24_nothing_of_it_reaches_the_terminal_by_websocket() {
    hostile("websocket");
}

#[test]
fn c24_nothing_of_it_reaches_the_terminal_by_polls() {
    hostile("long-polling");
}
