//! What is wrong between files, and against a head hash that was kept elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::line::is_hash;
use super::paper::is_being_written;
use super::shelf::Shelf;
use super::verify::{Finding, Leaf};

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    /// How many files were read.
    pub files: usize,
    /// How many lines.
    pub lines: usize,
    /// What is wrong. Empty: nothing is.
    pub findings: Vec<Finding>,
    /// What a person should know, though nothing is wrong.
    pub remarks: Vec<String>,
    /// The newest file and the hash of its last line.
    pub head: Option<(String, String)>,
}

/// One file by itself. What its first line says of the run before is not looked at.
///
/// # Errors
/// The file cannot be read.
pub fn of_file(path: &Path, head: Option<&str>) -> io::Result<Verdict> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    );
    let leaf = Leaf::read(&name, &fs::read(path)?);
    let mut verdict = Verdict::default();
    remark(&mut verdict, &leaf, path);
    if let Some((before, _)) = &leaf.after {
        let remark = format!("{name} follows {before}, which was not looked at");
        verdict.remarks.push(remark);
    }
    let leaves = [leaf];
    count(&mut verdict, &leaves);
    against(&mut verdict, &leaves, head);
    Ok(verdict)
}

/// Every file of the folder, and how they follow each other.
///
/// # Errors
/// The folder or a file cannot be read.
pub fn of_folder(folder: &Path, head: Option<&str>) -> io::Result<Verdict> {
    let mut leaves = Vec::new();
    for name in Shelf::new(folder.to_owned()).names()? {
        leaves.push(Leaf::read(&name, &fs::read(folder.join(&name))?));
    }
    let mut verdict = linked(&leaves);
    for leaf in &leaves {
        remark(&mut verdict, leaf, &folder.join(&leaf.name));
    }
    against(&mut verdict, &leaves, head);
    Ok(verdict)
}

/// How files follow each other. Pure.
fn linked(leaves: &[Leaf]) -> Verdict {
    let mut verdict = Verdict::default();
    let by_name: BTreeMap<&str, &Leaf> = leaves.iter().map(|l| (l.name.as_str(), l)).collect();
    let mut followed: BTreeMap<&str, &str> = BTreeMap::new();
    let mut firsts = Vec::new();
    for leaf in leaves {
        let mut say = |line, what: String| {
            verdict.findings.push(Finding {
                file: leaf.name.clone(),
                line,
                what,
            });
        };
        let Some((before, hash)) = &leaf.after else {
            if leaf.is_begun {
                firsts.push(leaf.name.as_str());
            }
            continue;
        };
        match by_name.get(before.as_str()) {
            None => say(Some(1), format!("follows {before}, which is missing")),
            Some(there) if !there.hashes.contains(hash) => say(
                Some(1),
                format!(
                    "follows a line of {before} that is not there: the end of {before} was cut \
                     off or written anew"
                ),
            ),
            Some(_) => {}
        }
        if let Some(other) = followed.insert(before, &leaf.name) {
            say(Some(1), format!("follows {before}, as {other} does"));
        }
    }
    if let [_, others @ ..] = firsts.as_slice() {
        for name in others {
            verdict.findings.push(Finding {
                file: (*name).to_owned(),
                line: Some(1),
                what: format!("says that it is the first run, as {} does", firsts[0]),
            });
        }
    }
    if firsts.is_empty() && leaves.iter().any(|l| l.is_begun) && !loses_a_file(&verdict) {
        verdict.findings.push(Finding {
            file: leaves.first().map(|l| l.name.clone()).unwrap_or_default(),
            line: None,
            what: "no file is the first: they follow each other in a circle".into(),
        });
    }
    count(&mut verdict, leaves);
    verdict
}

fn loses_a_file(verdict: &Verdict) -> bool {
    verdict
        .findings
        .iter()
        .any(|f| f.what.ends_with("which is missing"))
}

fn count(verdict: &mut Verdict, leaves: &[Leaf]) {
    verdict.files = leaves.len();
    verdict.lines = leaves.iter().map(|l| l.hashes.len()).sum();
    let own = leaves.iter().flat_map(|l| l.findings.iter().cloned());
    verdict.findings.extend(own);
    verdict
        .findings
        .sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    let followed: BTreeSet<&str> = leaves
        .iter()
        .filter_map(|l| l.after.as_ref())
        .map(|(before, _)| before.as_str())
        .collect();
    verdict.head = leaves
        .iter()
        .rev()
        .filter(|l| !followed.contains(l.name.as_str()))
        .find_map(|l| Some((l.name.clone(), l.hashes.last()?.clone())));
}

fn remark(verdict: &mut Verdict, leaf: &Leaf, path: &Path) {
    if leaf.is_ended || leaf.hashes.is_empty() {
        return;
    }
    let what = if is_being_written(path) {
        "is being written"
    } else {
        "has no last line: the program was killed, or the end was cut off"
    };
    verdict.remarks.push(format!("{} {what}", leaf.name));
}

fn against(verdict: &mut Verdict, leaves: &[Leaf], head: Option<&str>) {
    let Some(head) = head else { return };
    let head = head.trim().to_ascii_lowercase();
    let found = leaves
        .iter()
        .filter(|_| is_hash(&head))
        .find_map(|l| Some((l, l.hashes.iter().position(|h| *h == head)?)));
    match found {
        None => verdict.findings.push(Finding {
            file: "head".into(),
            line: None,
            what: "no line has this hash: the end was cut off or written anew".into(),
        }),
        Some((leaf, at)) => {
            let more = leaf.hashes.len() - at - 1;
            verdict.remarks.push(match more {
                0 => format!("the head is the last line of {}", leaf.name),
                n => format!(
                    "the head is line {} of {}; {n} more follow",
                    at + 1,
                    leaf.name
                ),
            });
        }
    }
}

#[cfg(test)]
mod tests;
