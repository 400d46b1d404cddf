#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::io;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::super::book::Book;
use super::super::line::Deed;
use super::super::paper::Paper;
use super::super::shelf::Opened;
use super::super::who::Who;
use super::*;
use crate::domain::Text;

#[derive(Clone, Default)]
struct Desk(Arc<Mutex<Vec<u8>>>);

impl Paper for Desk {
    fn put(&mut self, at: u64, line: &[u8]) -> io::Result<()> {
        let mut bytes = self.0.lock().unwrap();
        assert_eq!(bytes.len() as u64, at);
        bytes.extend_from_slice(line);
        Ok(())
    }

    fn discard(&mut self) {
        self.0.lock().unwrap().clear();
    }
}

/// The file of a run in which so much was done.
fn written(deeds: usize) -> Vec<u8> {
    let paper = Desk::default();
    let sheet = paper.clone();
    let who = Who {
        user: Text::line("sade"),
        ..Who::default()
    };
    let open = move |_: &str| {
        Ok(Opened {
            paper: Box::new(sheet.clone()),
            name: "run".into(),
            after: None,
            prev: line::nothing(),
            turn: None,
        })
    };
    let mut book = Book::new(who, Box::new(open));
    book.begin().unwrap();
    for n in 0..deeds {
        let deed = Deed {
            deed: Some(n as u64),
            action: "switch".into(),
            session: Some(format!("s\"{n}")),
            ..Deed::default()
        };
        book.write(vec![(Kind::Intent, deed)]).unwrap();
    }
    paper.0.lock().unwrap().clone()
}

fn findings(bytes: &[u8]) -> Vec<String> {
    let leaf = Leaf::read("run", bytes);
    leaf.findings.iter().map(ToString::to_string).collect()
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let lines = bytes.split_inclusive(|b| *b == b'\n');
    lines.map(<[u8]>::to_vec).collect()
}

#[test]
fn what_was_written_holds() {
    let bytes = written(5);
    assert_eq!(findings(&bytes), Vec::<String>::new());
    let leaf = Leaf::read("run", &bytes);
    assert!(leaf.is_begun && !leaf.is_ended && leaf.after.is_none());
    assert_eq!(leaf.hashes.len(), 6);
}

#[test]
fn what_is_wrong_is_named() {
    let all = lines(&written(4));
    let with =
        |order: &[usize]| -> Vec<u8> { order.iter().flat_map(|&n| all[n].clone()).collect() };
    assert_eq!(
        findings(&with(&[0, 1, 3, 4])),
        ["run:3: carries number 4: number 3 is missing"]
    );
    assert_eq!(
        findings(&with(&[0, 4])),
        ["run:2: carries number 5: number 2 to 4 is missing"]
    );
    assert_eq!(
        findings(&with(&[0, 2, 1, 3])),
        [
            "run:2: carries number 3: number 2 is missing",
            "run:3: carries number 2 after number 3: it was moved",
            "run:4: carries number 4: number 3 is missing",
        ]
    );
    assert_eq!(
        findings(&with(&[1, 2])),
        ["run:1: carries number 2: what came before it is missing"]
    );
    let mut edited = with(&[0, 1, 2]);
    let at = all[0].len() + 20;
    edited[at] ^= 1;
    assert_eq!(
        findings(&edited),
        ["run:2: was changed: its hash does not fit it"]
    );
    let mut torn = with(&[0, 1, 2]);
    torn.truncate(torn.len() - 9);
    assert_eq!(
        findings(&torn),
        ["run:3: is not whole: the program was killed while writing it, or the file was cut"]
    );
    assert_eq!(findings(b""), ["run: holds no line"]);
    assert_eq!(findings(b"\n"), ["run:1: is no line of an audit"]);
    // A line that was written anew with a hash of its own no longer leads to the next.
    let anew = {
        let Read::Whole { line, .. } = line::read(all[2].strip_suffix(b"\n").unwrap()) else {
            panic!("a line");
        };
        let mut line = *line;
        line.deed.session = Some("another".into());
        format!("{}\n", line.seal().unwrap().text).into_bytes()
    };
    let forged = [with(&[0, 1]), anew, with(&[3, 4])].concat();
    assert_eq!(
        findings(&forged),
        ["run:4: follows another line than line 3, which was written anew"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_judged(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let leaf = Leaf::read("x", &bytes);
        prop_assert!(!leaf.findings.is_empty());
        let shown = crate::audit::show::lines(&bytes);
        prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
    }

    #[test]
    fn any_byte_that_is_changed_is_found(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = written(4);
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        prop_assert!(!findings(&bytes).is_empty());
    }

    #[test]
    fn any_byte_put_in_or_taken_out_is_found(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let bytes = written(4);
        let at = at.index(bytes.len());
        let mut more = bytes.clone();
        more.insert(at, byte);
        prop_assert!(!findings(&more).is_empty());
        let mut less = bytes;
        less.remove(at);
        prop_assert!(!findings(&less).is_empty());
    }

    #[test]
    fn any_line_missing_moved_or_doubled_is_found(
        one in 0usize..7,
        two in 0usize..7,
    ) {
        let all = lines(&written(7));
        let mut missing = all.clone();
        missing.remove(one);
        prop_assert!(!findings(&missing.concat()).is_empty(), "line {one} is not the last");
        let mut doubled = all.clone();
        doubled.insert(two, all[one].clone());
        prop_assert!(!findings(&doubled.concat()).is_empty());
        prop_assume!(one != two);
        let mut moved = all;
        moved.swap(one, two);
        prop_assert!(!findings(&moved.concat()).is_empty());
    }

    #[test]
    fn only_the_cut_end_is_not_found(stay in 1usize..8) {
        let all = lines(&written(7));
        prop_assert!(findings(&all[..stay].concat()).is_empty());
    }
}
