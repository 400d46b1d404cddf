//! The real binary in a real pseudo-terminal: driven by keys, read from the screen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "pty/floor.rs"]
mod floor;
#[path = "pty/term.rs"]
mod term;

use std::time::{Duration, Instant};

use rustix::process::Signal;

use floor::Floor;
use term::{Home, Start};

/// A key and a moment: a letter that sends acts after a short while.
const CTRL_C: &str = "\x03";
const ESC: &str = "\x1b";

#[test]
fn demo_goes_by_keys_into_coach_and_barge_and_out_again() {
    let home = Home::new();
    let mut term = home.demo().spawn();
    term.sees("LIVE");
    term.sees("not joined");

    term.send("c");
    term.until("Coach in the highlighted row", |screen| {
        screen
            .contents()
            .lines()
            .any(|row| row.starts_with('>') && row.contains("Coach"))
            .then_some(())
    });
    term.send("i");
    term.sees("AGENT ONLY ▸");
    let hidden_from = term.sees("does not see it");
    let customer = hidden_from
        .split(" · ")
        .nth(1)
        .and_then(|rest| rest.trim_end().strip_suffix(" does not see it"))
        .expect("the composer names the customer")
        .to_owned();
    term.send("offer the night tariff");
    term.sees("AGENT ONLY ▸ offer the night tariff");
    term.enter();
    term.until("the text in the transcript, for agents", |screen| {
        screen
            .contents()
            .lines()
            .any(|row| row.contains("[agents]") && row.contains("offer the night tariff"))
            .then_some(())
    });
    term.send(ESC);
    term.no_longer_sees("AGENT ONLY ▸");

    term.send("b");
    term.sees("BARGE into");
    assert!(
        term.screen().contains(&format!("with {customer}?")),
        "{}",
        term.screen()
    );
    term.answers("BARGE into", "y");
    let banner = term.sees("BARGED");
    assert!(banner.contains(&customer), "{banner}");

    term.send("s");
    term.sees("CUSTOMER SEES ▸");
    term.send("let me look at that");
    term.sees("CUSTOMER SEES ▸ let me look at that");
    term.enter();
    term.sees("Esc takes back");
    term.send(ESC);
    term.sees("taken back");
    assert!(
        !said_to_all(&term.screen(), "let me look at that"),
        "{}",
        term.screen()
    );

    let pressed = Instant::now();
    term.send("\r");
    term.sees("Esc takes back");
    term.until("the text in the transcript, for all", |screen| {
        said_to_all(&screen.contents(), "let me look at that").then_some(())
    });
    assert!(
        pressed.elapsed() >= Duration::from_millis(1900),
        "a text for the customer waits"
    );
    term.send(ESC);
    term.no_longer_sees("CUSTOMER SEES ▸");

    term.send("q");
    term.answers("and quit?", "n");
    term.send("x");
    term.no_longer_sees("BARGED");
    term.sees("24 sessions");
    term.send("q");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
    let printed: Vec<&str> = after.screen.trim().lines().collect();
    assert!(
        matches!(printed[..], [head] if head.starts_with("floorwalk: audit: ")),
        "nothing but the head of the record was printed over the person's screen: {printed:?}"
    );
    for (on, off) in [
        ("\x1b[?1049h", "\x1b[?1049l"),
        ("\x1b[?25l", "\x1b[?25h"),
        ("\x1b[?2004h", "\x1b[?2004l"),
    ] {
        let raw = String::from_utf8_lossy(&after.raw);
        let (first, last) = (raw.find(on).expect(on), raw.rfind(off).expect(off));
        assert!(
            first < last && !raw[last..].contains(on),
            "{on:?} is taken back"
        );
    }
}

/// A line of the transcript under our name, for everybody.
fn said_to_all(screen: &str, text: &str) -> bool {
    screen
        .lines()
        .any(|row| row.contains(text) && row.contains("Sade") && !row.contains("[agents]"))
}

#[test]
fn quitting_from_inside_a_session_leaves_it() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    term.send("m");
    term.sees("1 mine");
    term.send("q");
    term.answers("Leave 1 session and quit?", "y");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
    assert_eq!(
        floor.asked().last().map(String::as_str),
        Some("EndContactCenterSession"),
        "{:?}",
        floor.asked()
    );
    assert!(
        floor.asked().iter().any(|op| op == "Leave"),
        "{:?}",
        floor.asked()
    );
}

#[test]
fn ctrl_c_twice_quits_from_anywhere() {
    let home = Home::new();
    let mut term = home.demo().spawn();
    term.sees("LIVE");
    term.send("/");
    term.sees("Enter keeps");
    term.send(CTRL_C);
    term.send(CTRL_C);
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
}

#[test]
fn sigterm_leaves_and_ends_with_143() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    term.send("c");
    term.sees("1 mine");
    term.signal(Signal::TERM);
    assert_eq!(term.code(Duration::from_secs(2)), 143);
    term.ends().assert_restored();
    assert!(
        floor.asked().iter().any(|op| op == "Leave"),
        "{:?}",
        floor.asked()
    );
}

#[test]
fn sighup_ends_with_129() {
    let home = Home::new();
    let mut term = home.demo().spawn();
    term.sees("LIVE");
    term.signal(Signal::HUP);
    assert_eq!(term.code(Duration::from_secs(2)), 129);
    term.ends().assert_restored();
}

#[test]
fn a_closed_window_ends_it_within_two_seconds() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    term.send("m");
    term.sees("1 mine");
    term.hang_up();
    assert_eq!(term.code(Duration::from_secs(2)), 129);
    assert!(
        floor.asked().iter().any(|op| op == "Leave"),
        "{:?}",
        floor.asked()
    );
}

#[test]
fn a_customer_is_not_hung_up_on_and_named_at_the_next_start() {
    let (floor, session) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    term.send("b");
    term.answers("BARGE into", "y");
    term.sees("BARGED");
    floor.stage.agent_leaves(&session);
    term.sees("ALONE with Rowan Pike");
    term.signal(Signal::TERM);
    let after = term.ends();
    assert_eq!(after.code, 143);
    after.assert_restored();
    assert!(
        after.screen.contains("still open: Rowan Pike"),
        "{}",
        after.screen
    );
    let asked = floor.asked();
    assert!(
        !asked
            .iter()
            .any(|op| op == "Leave" || op == "EndContactCenterSession"),
        "{asked:?}"
    );

    // The next start watches an agent, says so, and does not cover with that what it has to tell.
    let (id, name) = floor.stage.agents()[0].clone();
    floor.stage.open_session(&id, "Edda Lund");
    home.write_config(&format!("[team]\nagents = [\"{name}\"]\n"));
    let mut term = home.console(&floor.url).spawn();
    term.until("a row of a watched agent", |screen| {
        screen
            .contents()
            .lines()
            .any(|row| row.contains("not joined") && row.contains(" w "))
            .then_some(())
    });
    assert!(
        term.screen().contains("could not leave: Rowan Pike"),
        "{}",
        term.screen()
    );
    term.signal(Signal::TERM);
    assert_eq!(term.ends().code, 143);
}

#[test]
fn a_storm_of_sizes_ends_with_a_right_frame() {
    let home = Home::new();
    let mut term = home.demo().spawn();
    term.sees("LIVE");
    term.send("\r");
    term.sees("the server tells its age");
    for n in 0..100_u16 {
        let (columns, rows) = match n % 4 {
            0 => (1, 1),
            1 => (300, 100),
            2 => (1 + n, 1 + n / 2),
            _ => (200 - n, 60 - n / 2),
        };
        term.resize(columns, rows);
    }
    term.resize(1, 1);
    term.resize(80, 24);
    term.until("a whole frame", |screen| {
        let rows: Vec<String> = screen
            .rows(0, 80)
            .map(|row| row.trim_end().to_owned())
            .collect();
        (rows[0].starts_with("LIVE")
            && rows[1].trim_start().starts_with("agent")
            && rows[2].starts_with('»')
            && rows
                .iter()
                .any(|row| row.contains("the server tells its age"))
            && rows[23].starts_with("m monitor")
            && rows[23].ends_with("? help"))
        .then_some(())
    });
    term.send("q");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
}

#[test]
fn without_colours_the_highlighted_row_is_still_marked() {
    let home = Home::new();
    let mut term = home.demo().env("NO_COLOR", "1").spawn();
    term.until("an inverse highlighted row", |screen| {
        (0..24).find(|&row| {
            let cell = |column| screen.cell(row, column);
            cell(0).is_some_and(|c| c.contents() == ">")
                && (1..30).all(|n| cell(n).is_some_and(vt100::Cell::inverse))
        })
    });
    let raw = String::from_utf8_lossy(&term.raw()).into_owned();
    for colour in ["\x1b[38;", "\x1b[48;"] {
        assert!(!raw.contains(colour), "no colour is written");
    }
    term.send("q");
    assert_eq!(term.ends().code, 0);
}

#[test]
fn a_terminal_that_cannot_is_told() {
    let home = Home::new();
    let after = Start::of(&home, &["demo"])
        .env("TERM", "dumb")
        .spawn()
        .ends();
    assert_eq!(after.code, 2);
    after.assert_restored();
    assert!(after.screen.contains("TERM=dumb"), "{}", after.screen);
    assert!(
        !after.raw.contains(&0x1b),
        "nothing it cannot understand is written"
    );
}

#[test]
fn a_paste_into_the_list_sends_nothing() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    term.send("\x1b[200~mcbxewmcbxew\r\x1b[201~");
    // Help comes after whatever the paste did.
    term.send("?");
    term.sees("j and PgDn show more");
    term.send(ESC);
    term.sees("not joined");
    term.send("mcbwxmcbwxmc");
    term.sees("like a paste: none of it was sent");
    term.send("q");
    assert_eq!(term.ends().code, 0);
    let asked = floor.asked();
    for op in ["Intrude", "Monitor", "Coach", "BargeIn", "Leave", "Accept"] {
        assert!(!asked.iter().any(|a| a == op), "{asked:?}");
    }
}
