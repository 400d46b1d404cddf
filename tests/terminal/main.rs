//! The cases of the terminal, each as a test whose name starts with its number: the real binary in
//! a pseudo-terminal, judged by its raw bytes. Limits of time are generous here; the whole durations
//! and the strict figures are in the ignored tests (`cargo test --test terminal -- --ignored`).
//!
//! | case | what happens | test |
//! | --- | --- | --- |
//! | 33 | nothing | `c33_nothing_happens_and_nothing_is_written`, `c33_ages_alone_are_few_bytes` |
//! | 34 | the terminal stops reading | `c34_the_terminal_stops_reading_and_goes_on`, `c34_sigterm_while_it_does_not_read` |
//! | 35 | the terminal is gone | `c35_the_window_is_closed` with SIGHUP, ignored, by setsid; `c35_nohup_has_no_terminal` |
//! | 36 | a panic, an error on start | `c36_a_panic_anywhere_leaves_the_terminal_and_names_the_log`, `c36_an_error_on_start_..` |
//! | 37 | signals, stop and go on | `c37_..`, five tests |
//! | 38 | sizes | `c38_a_storm_of_sizes`, `c38_no_columns_one_cell_and_a_wall` |
//! | 39 | kinds of terminal | `c39_..`, three tests |
//! | 40 | tmux, screen | `c40_in_tmux_the_screen_is_the_same`, `c40_in_screen_..`; skipped aloud where they are not installed; mosh by hand |
//!
//! Beside the cases: split sequences (`split_..`), the clipboard and the mouse (`told_..`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "tests, which share files"
)]

/// Says something whether or not the tests' output is captured.
macro_rules! aloud {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($words)*);
    }};
}

mod gone;
mod kinds;
mod multiplexer;
mod panic;
mod rest;
mod signals;
mod sizes;
mod split;
mod stopped;
mod told;

#[path = "../pty/floor.rs"]
mod floor;
#[path = "../pty/term.rs"]
mod term;

/// What takes the terminal and what gives it back, by name.
const MODES: &[(&str, &str, &str)] = &[
    ("alternate screen", "\x1b[?1049h", "\x1b[?1049l"),
    ("cursor", "\x1b[?25l", "\x1b[?25h"),
    ("bracketed paste", "\x1b[?2004h", "\x1b[?2004l"),
    ("mouse", "\x1b[?1000h", "\x1b[?1000l"),
    ("mouse in decimal", "\x1b[?1006h", "\x1b[?1006l"),
    ("focus", "\x1b[?1004h", "\x1b[?1004l"),
    ("frame", "\x1b[?2026h", "\x1b[?2026l"),
];

/// Every mode that was set is taken back in the end, and the terminal was given back once for each
/// time it was taken.
fn assert_given_back(raw: &[u8]) {
    let raw = String::from_utf8_lossy(raw);
    for (name, on, off) in MODES {
        let taken_back = raw.rfind(off).is_some_and(|at| !raw[at..].contains(on));
        assert!(taken_back || !raw.contains(on), "{name} stays on");
    }
    let (taken, given) = (
        raw.matches(MODES[0].1).count(),
        raw.matches(MODES[0].2).count(),
    );
    assert_eq!(taken, given, "taken and given back");
    let given = raw.rfind(MODES[0].2).unwrap_or(0);
    assert!(
        !raw[given..].contains("\x1b[?2026h"),
        "a frame was painted over the shell"
    );
}

/// Nothing in it asks the terminal to answer: an answer would come among the keys.
fn assert_asks_nothing(raw: &[u8]) {
    let raw = String::from_utf8_lossy(raw);
    for ask in [
        "\x1b[6n",
        "\x1b[?6n",
        "\x1b[5n",
        "\x1b[c",
        "\x1b[0c",
        "\x1b[>c",
        "\x1b[?u",
        "\x1b]10;?",
        "\x1b]11;?",
        "\x1b]52;c;?",
        "\x1b[18t",
        "\x1bP+q",
        "$p",
    ] {
        assert!(!raw.contains(ask), "asks {ask:?}");
    }
}

/// The frames in these bytes.
fn frames(raw: &[u8]) -> usize {
    String::from_utf8_lossy(raw).matches("\x1b[?2026h").count()
}
