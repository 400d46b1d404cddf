//! Sequences that a slow link splits: nothing of them becomes a key that acts.

use std::time::Duration;

use crate::floor::Floor;
use crate::term::{Home, Term};

/// What a keyboard and a mouse send that moves something on the screen at most.
const SEQUENCES: &[&str] = &[
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1b[H",
    "\x1b[F",
    "\x1b[1~",
    "\x1b[3~",
    "\x1b[4~",
    "\x1b[5~",
    "\x1b[6~",
    "\x1b[1;5A",
    "\x1b[5;3~",
    "\x1b[17~",
    "\x1b[24~",
    "\x1bOA",
    "\x1bOS",
    "\x1b[[E",
    "\x1b[I",
    "\x1b[O",
    "\x1b[Z",
    "\x1bb",
    "\x1b\r",
    "\x1b[98;3u",
    "\x1b[12;40R",
    "\x1b[?62;22c",
    "\x1b[<0;12;3M",
    "\x1b[<0;12;3m",
    "\x1b[<65;1;1M",
    "\x1b]11;rgb:mmmm/bbbb/cccc\x1b\\",
    "\x1bP1$rmcb\x1b\\",
    "é",
    "😀",
    "\x1b[200~mcb\rwxe\r\x1b[201~",
];

fn nothing_was_sent(floor: &Floor, mut term: Term) {
    // Help comes after whatever they did; it is closed in case it was open.
    for _ in 0..4 {
        term.send("\x1b");
        std::thread::sleep(Duration::from_millis(120));
    }
    assert!(!term.screen().contains("BARGE into"), "{}", term.screen());
    term.send("?");
    term.sees("j and PgDn show more");
    std::thread::sleep(Duration::from_millis(100));
    let asked = floor.asked();
    let of_the_start = ["StartContactCenterSession"];
    let sent: Vec<_> = asked
        .iter()
        .filter(|op| !of_the_start.contains(&op.as_str()))
        .collect();
    assert!(sent.is_empty(), "{sent:?}");
    term.send("\x1b");
    term.no_longer_sees("j and PgDn show more");
    term.send("q");
    assert_eq!(term.ends().code, 0);
}

fn splits(pause: Duration, sequences: &[&str]) {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    for sequence in sequences.iter().map(|s| s.as_bytes()) {
        for at in 1..sequence.len() {
            term.bytes(&sequence[..at]);
            std::thread::sleep(pause);
            term.bytes(&sequence[at..]);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    nothing_was_sent(&floor, term);
}

#[test]
fn split_sequences_send_nothing() {
    splits(Duration::from_millis(10), SEQUENCES);
}

#[test]
fn split_sequences_on_a_link_that_stalls_send_nothing() {
    let some = [
        "\x1b[A",
        "\x1bOS",
        "\x1b[<0;12;3m",
        "\x1b[6~",
        "\x1b[200~mcb\r\x1b[201~",
    ];
    splits(Duration::from_millis(260), &some);
}

/// In the session as Coach, with the line for the agent open.
fn writing_to_the_agent(home: &Home, floor: &Floor) -> Term {
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    term.send("c");
    term.until("Coach in the row", |s| {
        s.contents()
            .lines()
            .any(|r| r.starts_with('>') && r.contains("Coach"))
            .then_some(())
    });
    term.send("i");
    term.sees("AGENT ONLY ▸");
    term
}

#[test]
fn split_pastes_into_a_composer_stay_text_and_end_by_silence() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = writing_to_the_agent(&home, &floor);
    // Its end never comes; it is there all the same once it falls silent.
    term.send("\x1b[200~see the");
    std::thread::sleep(Duration::from_millis(40));
    term.send(" manual");
    term.sees("AGENT ONLY ▸ see the manual");
    // The rest of it, and its end in two pieces.
    std::thread::sleep(Duration::from_millis(300));
    term.send(", page 7\x1b[20");
    std::thread::sleep(Duration::from_millis(40));
    term.send("1~");
    term.sees("AGENT ONLY ▸ see the manual, page 7");
    assert!(!floor.asked().iter().any(|op| op == "SendToAgents"));
    term.enter();
    term.until("the text in the transcript", |screen| {
        let shown = screen.contents();
        shown
            .lines()
            .any(|row| row.contains("[agents]") && row.contains("see the manual, page 7"))
            .then_some(())
    });
    term.send("\x1b");
    term.no_longer_sees("AGENT ONLY ▸");
    term.send("q");
    term.answers("and quit?", "y");
    assert_eq!(term.ends().code, 0);
}

#[test]
fn split_lines_without_brackets_into_a_composer_are_not_sent() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = writing_to_the_agent(&home, &floor);
    term.send("internal note\rmcb second\r");
    term.sees("its line breaks do not send");
    term.sees("internal note mcb second");
    std::thread::sleep(Duration::from_millis(200));
    assert!(
        !floor.asked().iter().any(|op| op == "SendToAgents"),
        "{:?}",
        floor.asked()
    );
    term.enter();
    term.until("the text in the transcript", |screen| {
        let shown = screen.contents();
        shown
            .lines()
            .any(|row| row.contains("[agents]") && row.contains("internal note mcb second"))
            .then_some(())
    });
    term.send("\x1b");
    term.no_longer_sees("AGENT ONLY ▸");
    term.send("q");
    term.answers("and quit?", "y");
    assert_eq!(term.ends().code, 0);
}
