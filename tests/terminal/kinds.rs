//! Case 39: kinds of terminal.

use crate::assert_asks_nothing;
use crate::term::{Home, Term};

/// The highlighted row is marked by an attribute of its cells, not by a colour alone.
fn selection(term: &mut Term) {
    term.until("an inverse highlighted row", |screen| {
        (0..24).find(|&row| {
            let cell = |column| screen.cell(row, column);
            cell(0).is_some_and(|c| matches!(c.contents(), ">" | "»"))
                && (1..30).all(|n| cell(n).is_some_and(vt100::Cell::inverse))
        })
    });
}

#[test]
fn c39_every_kind_has_a_complete_screen_and_a_selection() {
    let kinds: &[&[(&str, &str)]] = &[
        &[("TERM", "xterm-256color")],
        &[("TERM", "xterm-16color")],
        &[("TERM", "linux")],
        &[("TERM", "screen")],
        &[("TERM", "rxvt-unicode")],
        &[("TERM", "xterm"), ("COLORFGBG", "0;15")],
        &[("TERM", "xterm-256color"), ("NO_COLOR", "1")],
        &[("TERM", "xterm-256color"), ("NO_COLOR", "")],
    ];
    for kind in kinds {
        let home = Home::new();
        let start = kind
            .iter()
            .fold(home.demo(), |start, (name, value)| start.env(name, value));
        let mut term = start.spawn();
        term.sees("LIVE");
        term.sees("24 sessions");
        selection(&mut term);
        let raw = term.raw();
        assert_asks_nothing(&raw);
        let raw = String::from_utf8_lossy(&raw).into_owned();
        // The terminal's own sixteen colours, whatever its ground; none of ours.
        for sequence in raw
            .split("\x1b[")
            .filter_map(|s| s.split_once('m').map(|(s, _)| s))
        {
            let numbers: Vec<&str> = sequence.split(';').collect();
            for pair in numbers.windows(3).filter(|p| matches!(p[0], "38" | "48")) {
                assert_eq!(pair[1], "5", "{kind:?}: {sequence}");
                assert!(
                    pair[2].parse::<u8>().is_ok_and(|n| n < 16),
                    "{kind:?}: {sequence}"
                );
                assert!(!kind.contains(&("NO_COLOR", "1")), "{kind:?}: {sequence}");
            }
        }
        // The first function key as the Linux console sends it, and as the others do.
        let f1 = if kind.contains(&("TERM", "linux")) {
            "\x1b[[A"
        } else {
            "\x1bOP"
        };
        term.send(f1);
        term.sees("j and PgDn show more");
        term.send("\x1b");
        term.no_longer_sees("j and PgDn show more");
        term.send("q");
        let after = term.ends();
        assert_eq!(after.code, 0, "{kind:?}");
        after.assert_restored();
    }
}

#[test]
fn c39_a_dumb_terminal_or_none_named_is_told() {
    for kind in ["dumb", ""] {
        let home = Home::new();
        let after = home.demo().env("TERM", kind).spawn().ends();
        assert_eq!(after.code, 2);
        after.assert_restored();
        assert!(
            after
                .screen
                .contains("it needs a terminal that can move its cursor"),
            "{}",
            after.screen
        );
        assert!(
            !after.raw.contains(&0x1b),
            "nothing it cannot understand is written"
        );
    }
}

#[test]
fn c39_no_terminal_is_told() {
    for script in [
        r#""$@" < /dev/null"#,
        r#""$@" | cat; exit 2"#,
        r#"echo y | "$@""#,
    ] {
        let home = Home::new();
        let after = home.demo().by_shell(script).spawn().ends();
        assert_eq!(after.code, 2, "{script}");
        after.assert_restored();
        assert!(
            after.screen.contains("the console needs a terminal"),
            "{script}: {}",
            after.screen
        );
        assert!(!after.raw.contains(&0x1b), "{script}");
    }
}
