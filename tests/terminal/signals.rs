//! Case 37: signals, and stopping for the shell.

use std::time::Duration;

use rustix::process::Signal;

use crate::floor::Floor;
use crate::term::{Home, Term, wait};
use crate::{assert_asks_nothing, assert_given_back};

fn in_a_session() -> (Floor, Home, Term) {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home.console(&floor.url).spawn();
    term.sees("not joined");
    term.send("m");
    term.sees("1 mine");
    (floor, home, term)
}

#[test]
fn c37_sigterm_and_sigint_leave_the_sessions_and_the_terminal() {
    for signal in [Signal::TERM, Signal::INT] {
        let (floor, _home, term) = in_a_session();
        term.signal(signal);
        let after = term.ends();
        assert_eq!(after.code, 143, "{signal:?}");
        after.assert_restored();
        assert_given_back(&after.raw);
        assert!(
            floor.asked().iter().any(|op| op == "Leave"),
            "{:?}",
            floor.asked()
        );
    }
}

/// How often my sessions were read as a whole.
fn snapshots(floor: &Floor) -> usize {
    let requests = floor.stage.requests();
    let of = |r: &&serde_json::Value| {
        r["method"] == "GET"
            && r["path"]
                .as_str()
                .is_some_and(|p| p.contains("/me/smssessions?"))
    };
    requests.iter().filter(of).count()
}

#[test]
fn c37_sigtstp_gives_the_terminal_back_and_sigcont_paints_everything_and_reads_again() {
    let (floor, _home, mut term) = in_a_session();
    let console = term.console();
    for round in 1..=2 {
        term.signal(Signal::TSTP);
        wait("stopped", || console.is_stopped());
        term.assert_given_back_now();
        assert_given_back(&term.raw());
        let (read, taken) = (snapshots(&floor), term.raw().len());
        // What is typed now is nobody's but the shell's.
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(term.raw().len(), taken, "a stopped program writes nothing");
        console.signal(Signal::CONT);
        term.sees("1 mine");
        term.sees("reading everything again");
        wait("a new epoch", || snapshots(&floor) > read);
        // The bytes since are a whole screen, on a terminal that knew nothing.
        wait("a whole frame", || {
            let mut parser = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
            parser.process(&term.raw()[taken..]);
            let shown = parser.screen().contents();
            let rows: Vec<&str> = shown.lines().collect();
            parser.screen().alternate_screen()
                && rows.first().is_some_and(|row| row.starts_with("LIVE"))
                && rows
                    .get(1)
                    .is_some_and(|row| row.trim_start().starts_with("agent"))
                && rows.last().is_some_and(|row| row.ends_with("? help"))
        });
        aloud!("round {round}: stopped and went on");
    }
    assert_asks_nothing(&term.raw());
    term.send("q");
    term.answers("and quit?", "y");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
    assert_given_back(&after.raw);
}

#[test]
fn c37_sigstop_cannot_be_heard_but_sigcont_repairs_what_the_shell_did() {
    let (floor, _home, mut term) = in_a_session();
    let console = term.console();
    term.signal(Signal::STOP);
    wait("stopped", || console.is_stopped());
    // As a shell does when its job stops.
    term.make_sane();
    let read = snapshots(&floor);
    console.signal(Signal::CONT);
    wait("a new epoch", || snapshots(&floor) > read);
    // Raw again: one letter is a key, without a line's end.
    term.send("?");
    term.sees("j and PgDn show more");
    term.send("\x1b");
    term.no_longer_sees("j and PgDn show more");
    term.send("q");
    term.answers("and quit?", "y");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
}

#[test]
fn c37_ctrl_z_asks_in_sessions_and_the_shell_gets_every_key() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let mut term = home
        .console(&floor.url)
        .by_shell(r#"set -m; "$@"; echo "stopped $?"; read x; echo "the shell read $x"; fg > /dev/null; echo "ended $?""#)
        .spawn();
    term.sees("not joined");
    term.send("m");
    term.sees("1 mine");
    term.send("\x1a");
    let question = term.sees("Stop for the shell?");
    assert!(term.screen().contains("Rowan Pike"), "{question}");
    term.answers("Stop for the shell?", "n");
    term.send("\x1a");
    term.answers("Stop for the shell?", "y");
    term.sees("stopped 1");
    term.send("hello\r");
    wait("the shell's line", || {
        String::from_utf8_lossy(&term.raw()).contains("the shell read hello")
    });
    term.sees("LIVE");
    term.sees("1 mine");
    term.send("q");
    term.answers("and quit?", "y");
    let after = term.ends();
    assert!(after.screen.contains("ended 0"), "{}", after.screen);
    assert!(
        String::from_utf8_lossy(&after.raw).contains("the shell read hello"),
        "{}",
        after.screen
    );
    assert_given_back(&after.raw);
    assert!(
        !floor.asked().iter().any(|op| op == "SendToAgents"),
        "{:?}",
        floor.asked()
    );
}

#[test]
fn c37_in_the_background_it_waits_and_touches_nothing() {
    let home = Home::new();
    let mut term = home
        .demo()
        .by_shell(
            r#"set -m; "$@"; bg > /dev/null; echo "in the background"; read x; echo "the shell read $x"; fg > /dev/null; echo "ended $?""#,
        )
        .spawn();
    term.sees("LIVE");
    term.send("\x1a");
    term.sees("in the background");
    let console = term.console();
    wait("stopped again", || console.is_stopped());
    term.send("hello\r");
    wait("the shell's line", || {
        String::from_utf8_lossy(&term.raw()).contains("the shell read hello")
    });
    term.sees("LIVE");
    term.send("?");
    term.sees("j and PgDn show more");
    term.send("\x1b");
    term.no_longer_sees("j and PgDn show more");
    term.send("q");
    let after = term.ends();
    assert!(after.screen.contains("ended 0"), "{}", after.screen);
    assert_given_back(&after.raw);
}

#[test]
fn c37_ctrl_z_without_a_shell_says_so() {
    let home = Home::new();
    let mut term = home.demo().spawn();
    term.sees("LIVE");
    term.send("\x1a");
    term.sees("there is no shell to go back to");
    term.send("q");
    assert_eq!(term.ends().code, 0);
}

#[test]
fn c37_after_sigkill_reset_repairs_the_terminal() {
    let reset = std::path::Path::new("/usr/bin/reset");
    if !reset.exists() {
        aloud!("SKIPPED: reset is not installed");
        return;
    }
    let readme = include_str!("../../README.md");
    assert!(readme.contains("`reset`"), "the README says how");
    let home = Home::new();
    let mut term = home
        .demo()
        .by_shell(r#""$@"; reset; echo "repaired""#)
        .spawn();
    term.sees("LIVE");
    term.console().signal(Signal::KILL);
    term.sees("repaired");
    let after = term.ends();
    assert!(
        !String::from_utf8_lossy(&after.raw).contains("\x1b[?1049l"),
        "it had no time"
    );
    assert_eq!(after.screen.lines().last(), Some("repaired"));
}
