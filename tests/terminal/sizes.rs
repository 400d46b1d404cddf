//! Case 38: sizes.

use std::time::{Duration, Instant};

use crate::frames;
use crate::term::{Home, Term};

fn whole_frame(term: &mut Term) {
    term.until("a whole frame", |screen| {
        let (_, columns) = screen.size();
        let rows: Vec<String> = screen
            .rows(0, columns.get())
            .map(|row| row.trim_end().to_owned())
            .collect();
        let last = rows.len() - 1;
        (rows[0].starts_with("LIVE")
            && rows[1].trim_start().starts_with("agent")
            && rows.iter().any(|row| row.starts_with(['»', '>']))
            && rows[last].contains("? help"))
        .then_some(())
    });
}

#[test]
fn c38_a_storm_of_sizes() {
    let home = Home::new();
    let mut term = home.demo().spawn();
    term.sees("LIVE");
    term.sees("24 sessions");
    let (begun, read) = (Instant::now(), term.raw().len());
    for n in 0..400_u16 {
        let (columns, rows) = match n % 4 {
            0 => (1, 1),
            1 => (300, 100),
            2 => (1 + n % 80, 1 + n % 40),
            _ => (200 - n % 90, 60 - n % 30),
        };
        term.claims(columns, rows);
        std::thread::sleep(Duration::from_millis(5));
    }
    let tenths = begun.elapsed().as_millis() / 100;
    let painted = frames(&term.raw()[read..]);
    assert!(
        painted as u128 <= tenths + 5,
        "{painted} frames in {tenths} tenths of a second"
    );
    aloud!("{painted} frames in {:?}", begun.elapsed());
    // The same size as before the storm: everything is painted all the same.
    term.resize(1, 1);
    term.resize(80, 24);
    whole_frame(&mut term);
    term.send("q");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
}

#[test]
fn c38_no_columns_one_cell_and_a_wall() {
    let home = Home::new();
    let mut term = home.demo().spawn();
    term.sees("LIVE");
    for (columns, rows) in [
        (0, 0),
        (0, 24),
        (80, 0),
        (1, 1),
        (2, 500),
        (500, 1),
        (500, 200),
    ] {
        term.claims(columns, rows);
        // A key and its frame at that size; opening sends nothing.
        for keys in ["\r", "?", "\x1b[6~", "\x1b[A", "?", "j"] {
            term.send(keys);
            std::thread::sleep(Duration::from_millis(40));
        }
        assert!(term.console().lives(), "{columns}x{rows}");
    }
    // Another one than before: the kernel says nothing of a size that stays.
    term.resize(499, 199);
    whole_frame(&mut term);
    term.resize(80, 24);
    whole_frame(&mut term);
    term.send("q");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
}
