//! Tests of the bound over all logs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::{EntryKind, Text};

fn entry(index: u32) -> Entry {
    Entry {
        index,
        kind: EntryKind::Text,
        from: None,
        visibility: None,
        text: Text::line("t"),
        at: None,
    }
}

fn id(n: u8) -> SessionId {
    SessionId::new(&n.to_string())
}

fn small() -> Archive {
    Archive {
        bounds: Bounds {
            all: 40,
            each: 3,
            strays: 4,
        },
        ..Archive::default()
    }
}

fn lengths(archive: &Archive) -> Vec<usize> {
    let logs = archive.logs.iter().map(|(_, filed)| filed.log.len());
    logs.collect()
}

#[test]
fn who_was_looked_at_least_recently_goes_first_and_never_who_is_spared() {
    let mut archive = small();
    for n in 1..=4 {
        archive.merge(&id(n), (1..=10).map(entry).collect(), HasRow::Yes);
    }
    assert_eq!(archive.let_go(|_| false), [], "it fits");
    archive.viewed(&id(1));
    archive.viewed(&id(2));
    let more = |archive: &mut Archive, index| {
        archive.merge(&id(4), vec![entry(index)], HasRow::Yes);
    };
    more(&mut archive, 11);
    // Of those that nobody looked at the first by name.
    assert_eq!(archive.let_go(|_| false), [id(3)]);
    assert_eq!(lengths(&archive), [10, 10, 3, 11]);
    for index in 12..=18 {
        more(&mut archive, index);
    }
    assert_eq!(archive.let_go(|one| *one == id(4)), [id(1)]);
    assert_eq!(lengths(&archive), [3, 10, 3, 18]);
    archive.viewed(&id(4));
    archive.merge(&id(3), (11..=30).map(entry).collect(), HasRow::Yes);
    assert_eq!(archive.let_go(|_| false), [id(3)], "its newest stay");
    assert_eq!(archive.get(&id(3)).unwrap().next_index(), 31);
    for index in 19..=60 {
        more(&mut archive, index);
    }
    assert_eq!(archive.let_go(|_| false), [id(2), id(4)]);
    assert_eq!(lengths(&archive), [3, 3, 3, 3]);
    assert_eq!(archive.let_go(|_| false), [], "nothing is left to let go");
}

#[test]
fn the_log_that_has_been_without_a_row_for_longest_is_forgotten() {
    let mut archive = small();
    for n in [9, 1, 2, 3] {
        archive.merge(&id(n), vec![entry(1)], HasRow::No);
    }
    archive.merge(&id(9), vec![entry(2)], HasRow::No);
    archive.row_came(&id(1));
    archive.merge(&id(4), vec![entry(1)], HasRow::No);
    assert_eq!(lengths(&archive).len(), 5);
    archive.merge(&id(5), vec![entry(1)], HasRow::No);
    assert!(!archive.contains(&id(9)) && archive.contains(&id(1)));
    archive.row_went(&id(1));
    assert!(!archive.contains(&id(2)) && archive.contains(&id(1)));
    assert_eq!(archive.entries, 4);
}

/// Something that happens to an archive.
#[derive(Clone, Debug)]
enum Deed {
    Merge(u8, u32, u32),
    View(u8),
    Bound(u8),
    RowCame(u8),
    RowWent(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    let id = || 0..9_u8;
    prop_oneof![
        4 => (id(), 1..60_u32, 1..25_u32).prop_map(|(id, from, n)| Deed::Merge(id, from, n)),
        1 => id().prop_map(Deed::View),
        2 => id().prop_map(Deed::Bound),
        1 => id().prop_map(Deed::RowCame),
        1 => id().prop_map(Deed::RowWent),
    ]
}

proptest! {
    /// What is counted on the way is what a count of everything says.
    #[test]
    fn the_sums_are_right_whatever_happens(deeds in proptest::collection::vec(deed(), 1..80)) {
        let mut archive = small();
        let mut rows = BTreeSet::new();
        for deed in deeds {
            let spared = match deed {
                Deed::Merge(n, from, count) => {
                    let row = if rows.contains(&n) { HasRow::Yes } else { HasRow::No };
                    archive.merge(&id(n), (from..from + count).map(entry).collect(), row);
                    None
                }
                Deed::View(n) => {
                    archive.viewed(&id(n));
                    None
                }
                Deed::Bound(n) => {
                    archive.let_go(|one| *one == id(n));
                    Some(n)
                }
                Deed::RowCame(n) => {
                    rows.insert(n);
                    archive.row_came(&id(n));
                    None
                }
                Deed::RowWent(n) => {
                    rows.remove(&n);
                    archive.row_went(&id(n));
                    None
                }
            };
            let logs: Vec<_> = archive.logs.iter().collect();
            let sum: usize = logs.iter().map(|(_, filed)| filed.log.len()).sum();
            prop_assert_eq!(archive.entries, sum);
            let each = archive.bounds.each;
            let long: BTreeSet<_> = (logs.iter())
                .filter(|(_, filed)| filed.log.len() > each)
                .map(|(id, filed)| (filed.viewed, (*id).clone()))
                .collect();
            prop_assert_eq!(&archive.long, &long);
            let strays: BTreeSet<_> = archive.strays.values().cloned().collect();
            let without: BTreeSet<_> = (0..9)
                .filter(|n| !rows.contains(n) && archive.contains(&id(*n)))
                .map(id)
                .collect();
            prop_assert!(without.len() <= archive.bounds.strays);
            prop_assert_eq!(strays, without);
            if let Some(n) = spared {
                let own = archive.get(&id(n)).map_or(0, Transcript::len);
                prop_assert!(sum <= archive.bounds.all.max(own + each * 8));
            }
        }
    }
}
