#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::super::book::Book;
use super::super::line::{Deed, Kind};
use super::super::who::Who;
use super::*;

/// A run with so many deeds; returns its file's name.
fn run(folder: &Path, deeds: usize) -> (Book, String) {
    let shelf = Shelf::new(folder.to_owned());
    let mut book = Book::new(Who::default(), Box::new(move |stamp| shelf.open(stamp)));
    book.begin().unwrap();
    for _ in 0..deeds {
        book.write(vec![(Kind::Note, Deed::default())]).unwrap();
    }
    let name = book.head().unwrap().0.to_owned();
    (book, name)
}

fn ended(folder: &Path, deeds: usize) -> String {
    let (mut book, name) = run(folder, deeds);
    book.write(vec![(Kind::End, Deed::default())]).unwrap();
    name
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("state/audit");
    (home, folder)
}

fn found(folder: &Path, head: Option<&str>) -> Vec<String> {
    let verdict = of_folder(folder, head).unwrap();
    verdict.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn runs_follow_each_other_and_a_missing_or_shortened_one_is_found() {
    let (_home, folder) = folder();
    let names: Vec<String> = (0..4).map(|n| ended(&folder, n)).collect();
    let verdict = of_folder(&folder, None).unwrap();
    assert_eq!(verdict.findings, []);
    assert_eq!(verdict.remarks, Vec::<String>::new());
    assert_eq!((verdict.files, verdict.lines), (4, 2 * 4 + 1 + 2 + 3));
    let (last, head) = verdict.head.unwrap();
    assert_eq!(last, names[3]);
    let mode = fs::metadata(folder.join(&names[0])).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    let mode = fs::metadata(&folder).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o700);
    let kept = fs::read(folder.join(&names[1])).unwrap();

    fs::remove_file(folder.join(&names[1])).unwrap();
    let what = format!("{}:1: follows {}, which is missing", names[2], names[1]);
    assert_eq!(found(&folder, None), [what]);

    let cut = kept.len()
        - kept
            .split_inclusive(|b| *b == b'\n')
            .next_back()
            .unwrap()
            .len();
    fs::write(folder.join(&names[1]), &kept[..cut]).unwrap();
    let what = found(&folder, None);
    assert!(
        what.len() == 1 && what[0].contains("cut off or written anew"),
        "{what:?}"
    );
    fs::write(folder.join(&names[1]), &kept).unwrap();
    assert_eq!(found(&folder, Some(&head)), Vec::<String>::new());

    // The first run cannot go either; the last can, but not against its head.
    let first = fs::read(folder.join(&names[0])).unwrap();
    fs::remove_file(folder.join(&names[0])).unwrap();
    assert_eq!(found(&folder, None).len(), 1);
    fs::write(folder.join(&names[0]), first).unwrap();
    fs::remove_file(folder.join(&names[3])).unwrap();
    assert_eq!(found(&folder, None), Vec::<String>::new());
    let what = found(&folder, Some(&head));
    assert!(
        what[0].starts_with("head: no line has this hash"),
        "{what:?}"
    );
}

#[test]
fn the_head_is_found_again_when_more_was_written() {
    let (_home, folder) = folder();
    let (mut book, name) = run(&folder, 1);
    let head = book.head().unwrap().1.to_owned();
    book.write(vec![(Kind::Note, Deed::default())]).unwrap();
    let verdict = of_folder(&folder, Some(&head)).unwrap();
    assert_eq!(verdict.findings, []);
    let remarks = verdict.remarks.join("\n");
    assert!(
        remarks.contains(&format!("{name} is being written")),
        "{remarks}"
    );
    assert!(remarks.contains("line 2 of"), "{remarks}");
    drop(book);
    let alone = of_file(&folder.join(&name), Some(&head)).unwrap();
    assert_eq!(alone.findings, []);
    assert!(
        alone.remarks.join("\n").contains("has no last line"),
        "{alone:?}"
    );
}

#[test]
fn two_runs_at_a_time_follow_each_other_all_the_same() {
    let (_home, folder) = folder();
    let (mut one, first) = run(&folder, 1);
    let (mut two, _) = run(&folder, 1);
    one.write(vec![(Kind::Note, Deed::default())]).unwrap();
    two.write(vec![(Kind::End, Deed::default())]).unwrap();
    one.write(vec![(Kind::End, Deed::default())]).unwrap();
    assert_eq!(found(&folder, None), Vec::<String>::new());
    ended(&folder, 0);
    assert_eq!(found(&folder, None), Vec::<String>::new());
    fs::copy(folder.join(&first), folder.join("copy.jsonl")).unwrap();
    let what = found(&folder, None);
    assert!(
        what[0].contains("says that it is the first run"),
        "{what:?}"
    );
}
