//! What the terminal is told beside its frames: the clipboard and the mouse.

use base64::Engine as _;

use crate::floor::Floor;
use crate::term::{Home, Term, wait};
use crate::{assert_asks_nothing, assert_given_back};

fn raw(term: &Term) -> String {
    String::from_utf8_lossy(&term.raw()).into_owned()
}

#[test]
fn told_the_clipboard_a_message_and_says_sent_to_the_terminal() {
    let (floor, session) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    term.send("y");
    term.sees("no message of this session is known");
    term.send("m");
    term.sees("1 mine");
    term.send("\r");
    term.sees("My heater shows E7");
    // Hostile bytes are gone from it before it comes near a clipboard; previews never do.
    floor
        .stage
        .customer_says(&session, "call \x1b]52;c;bWNi\x07 me");
    floor.stage.customer_types(&session, "I will sue");
    term.until("the message in the row", |screen| {
        screen.contents().contains("me").then_some(())
    });
    wait("the message", || term.screen().contains("call"));
    term.send("y");
    term.sees("sent to the terminal's clipboard");
    wait("the clipboard", || raw(&term).contains("\x1b]52;c;"));
    let all = raw(&term);
    let payloads: Vec<String> = all
        .split("\x1b]52;c;")
        .skip(1)
        .map(|rest| {
            let payload = rest.split('\x07').next().unwrap();
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(payload)
                .unwrap();
            String::from_utf8(bytes).unwrap()
        })
        .collect();
    assert_eq!(payloads, ["call ␛]52;c;bWNi␇ me"]);
    assert!(!all.contains("opied"), "nobody knows whether it was");
    assert_asks_nothing(&term.raw());
    term.send("q");
    term.answers("and quit?", "y");
    let after = term.ends();
    after.assert_restored();
    assert_given_back(&after.raw);
}

#[test]
fn told_of_the_mouse_only_when_asked_and_never_after() {
    let home = Home::new();
    let mut term = home.demo().spawn();
    term.sees("24 sessions");
    assert!(!raw(&term).contains("\x1b[?1000h"), "off by default");
    let highlighted = |screen: &vt100::Screen| {
        (0..24).find(|&row| {
            screen
                .cell(row, 0)
                .is_some_and(|c| matches!(c.contents(), ">" | "»"))
        })
    };
    let first = term.until("a highlight", highlighted);
    // Not listened to: a report, from whomever, does nothing.
    term.send("\x1b[<0;5;6M\x1b[<0;5;6m");
    term.send("\x1b[20~");
    term.sees("mouse on");
    wait("its modes", || {
        ["\x1b[?1000h", "\x1b[?1006h", "\x1b[?1004h"]
            .iter()
            .all(|mode| raw(&term).contains(mode))
    });
    assert_eq!(term.until("a highlight", highlighted), first);
    // The click that brings the window the keyboard, then one that is meant.
    term.send("\x1b[I\x1b[<0;5;6M\x1b[<0;5;6m");
    term.send("\x1b[<0;5;8M\x1b[<0;5;8m");
    term.until("the row that was clicked", |screen| {
        (highlighted(screen) == Some(7)).then_some(())
    });
    term.send("\x1b[<64;5;8M");
    term.until("the row above it", |screen| {
        (highlighted(screen) == Some(6)).then_some(())
    });
    // It is taken back on the way out, whichever way that is.
    term.signal(rustix::process::Signal::TERM);
    let after = term.ends();
    assert_eq!(after.code, 143);
    after.assert_restored();
    assert_given_back(&after.raw);
}
