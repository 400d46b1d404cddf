//! What is wrong with one file, by reading alone. Pure: bytes in, findings out; nothing that a
//! file may hold makes it panic.

use std::fmt;

use super::line::{self, Kind, Line, Read};

/// Something that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// In which file.
    pub file: String,
    /// In which line, from 1; `None`: the file as a whole.
    pub line: Option<usize>,
    /// What.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

/// What was read of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Leaf {
    /// Its name.
    pub name: String,
    /// The hashes that its lines state, in order.
    pub hashes: Vec<String>,
    /// The file that its first line names, and the line of it.
    pub after: Option<(String, String)>,
    /// Whether its first line is that of a run.
    pub is_begun: bool,
    /// Whether its last line is that of a run that ended in order.
    pub is_ended: bool,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

impl Leaf {
    /// Reads a file.
    pub fn read(name: &str, bytes: &[u8]) -> Self {
        let mut leaf = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        let (whole, rest) = match bytes.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => bytes.split_at(at),
            None => (&[][..], bytes),
        };
        let has_lines = bytes.contains(&b'\n');
        let mut before: Option<Line> = None;
        let mut count = 0;
        let lines = whole.split(|byte| *byte == b'\n').filter(|_| has_lines);
        for (at, text) in (1..).zip(lines) {
            count = at;
            leaf.line(at, text, &mut before);
        }
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        if !rest.is_empty() {
            leaf.say(
                Some(count + 1),
                "is not whole: the program was killed while writing it, or the file was cut".into(),
            );
        } else if count == 0 {
            leaf.say(None, "holds no line".into());
        }
        leaf
    }

    fn say(&mut self, line: Option<usize>, what: String) {
        self.findings.push(Finding {
            file: self.name.clone(),
            line,
            what,
        });
    }

    fn line(&mut self, at: usize, text: &[u8], before: &mut Option<Line>) {
        let expected = self.hashes.last().cloned();
        match line::read(text) {
            Read::Whole { line, hash } => {
                if at == 1 {
                    self.first(&line);
                } else {
                    if line.kind == Kind::Begin {
                        self.say(Some(at), "begins a run in the middle of another".into());
                    }
                    let follows = expected.as_ref() == Some(&line.prev);
                    // After a line that cannot be read, nothing is known of what it was.
                    if !follows && (before.is_some() || expected.is_some()) {
                        let what = Self::out_of_order(at, &line, before.as_ref());
                        self.say(Some(at), what);
                    }
                }
                self.is_ended = line.kind == Kind::End;
                self.hashes.push(hash);
                *before = Some(*line);
            }
            Read::Broken { states } => {
                self.say(Some(at), "was changed: its hash does not fit it".into());
                self.is_ended = false;
                self.hashes.push(states);
                *before = None;
            }
            Read::Foreign => {
                self.say(Some(at), "is no line of an audit".into());
                self.is_ended = false;
                *before = None;
            }
        }
    }

    fn first(&mut self, line: &Line) {
        if line.kind != Kind::Begin || line.seq != 1 {
            let what = format!(
                "carries number {}: what came before it is missing",
                line.seq
            );
            self.say(Some(1), what);
            return;
        }
        self.is_begun = true;
        match &line.after {
            Some(file) => self.after = Some((file.clone(), line.prev.clone())),
            None if line.prev == line::nothing() => {}
            None => self.say(Some(1), "follows a line of no file".into()),
        }
    }

    fn out_of_order(at: usize, line: &Line, before: Option<&Line>) -> String {
        match before.map(|b| b.seq) {
            Some(seq) if line.seq == seq + 1 => format!(
                "follows another line than line {}, which was written anew",
                at - 1
            ),
            Some(seq) if line.seq > seq + 1 => {
                format!(
                    "carries number {}: {} is missing",
                    line.seq,
                    missing(seq + 1, line.seq - 1)
                )
            }
            Some(seq) => format!(
                "carries number {} after number {seq}: it was moved",
                line.seq
            ),
            None => format!("follows another line than line {}", at - 1),
        }
    }
}

fn missing(from: u64, to: u64) -> String {
    if from == to {
        format!("number {from}")
    } else {
        format!("number {from} to {to}")
    }
}

#[cfg(test)]
mod tests;
