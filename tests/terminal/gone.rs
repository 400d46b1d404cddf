//! Case 35: the terminal is gone, and whoever should have said so may not have.

use std::time::{Duration, Instant};

use crate::floor::Floor;
use crate::term::{Home, wait};

/// Two seconds by the case; a busy machine is given more.
const GONE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 8 } else { 2 });

/// `script` starts the program and writes its exit code where it is told to.
fn closed(script: &str) {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let code = home.path("home/code");
    let mut term = home
        .console(&floor.url)
        .env("CODE", code.to_str().unwrap())
        .by_shell(script)
        .spawn();
    term.sees("not joined");
    term.send("m");
    term.sees("1 mine");
    let console = term.console();
    term.hang_up();
    let closed = Instant::now();
    while console.lives() {
        assert!(
            closed.elapsed() < GONE,
            "{script}: still there, {:?} of a core",
            console.cpu()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    wait("its exit code", || {
        std::fs::read_to_string(&code).is_ok_and(|c| c.ends_with('\n'))
    });
    assert_eq!(
        std::fs::read_to_string(&code).unwrap().trim(),
        "129",
        "{script}"
    );
    assert!(
        floor.asked().iter().any(|op| op == "Leave"),
        "{:?}",
        floor.asked()
    );
}

#[test]
fn c35_the_window_is_closed() {
    // The shell lives on to write the code down; the program hears SIGHUP.
    closed(r#"trap 'true' HUP; "$@"; echo $? > "$CODE""#);
}

#[test]
fn c35_the_window_is_closed_and_sighup_is_ignored() {
    closed(r#"trap '' HUP; "$@"; echo $? > "$CODE""#);
}

#[test]
fn c35_the_window_is_closed_and_setsid_hears_no_sighup() {
    closed(r#"trap '' HUP; setsid --wait "$@"; echo $? > "$CODE""#);
}

#[test]
fn c35_nohup_has_no_terminal() {
    let home = Home::new();
    let after = home.demo().by_shell(r#"nohup "$@""#).spawn().ends();
    assert_eq!(after.code, 2);
    after.assert_restored();
    let said = std::fs::read_to_string(home.path("home/nohup.out")).unwrap_or_default();
    assert!(
        format!("{said}{}", after.screen).contains("the console needs a terminal"),
        "{said}\n{}",
        after.screen
    );
}
