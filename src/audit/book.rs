//! Lines put on paper, each after the one before. Knows the clocks; whatever fails leaves the book
//! as it was, to be tried again with the next line.

use std::io;
use std::time::Instant;

use super::line::{Deed, Kind, Line};
use super::paper::Paper;
use super::shelf::Opened;
use super::who::Who;
use crate::domain::Text;

/// How a file is begun; called again as long as it fails. Its argument is the time, in UTC.
pub type Open = Box<dyn FnMut(&str) -> io::Result<Opened> + Send>;

/// The book of a run.
pub(super) struct Book {
    who: Who,
    begun: Instant,
    open: Open,
    page: Option<Page>,
    missed: u64,
}

struct Page {
    paper: Box<dyn Paper>,
    name: String,
    /// Bytes written so far.
    length: u64,
    /// Lines written so far.
    lines: u64,
    head: String,
}

impl Book {
    /// Nothing is written yet.
    pub(super) fn new(who: Who, open: Open) -> Self {
        Self {
            who,
            begun: Instant::now(),
            open,
            page: None,
            missed: 0,
        }
    }

    /// Begins the file if there is none yet.
    ///
    /// # Errors
    /// It cannot be begun.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        if self.page.is_some() {
            return Ok(());
        }
        let mut opened = (self.open)(&now())?;
        let mut page = Page {
            paper: opened.paper,
            name: opened.name,
            length: 0,
            lines: 0,
            head: opened.prev,
        };
        let deed = Deed {
            action: format!("floorwalk {}", env!("CARGO_PKG_VERSION")),
            ..Deed::default()
        };
        let line = Self::line(
            &self.who,
            self.begun,
            Kind::Begin,
            deed,
            opened.after.take(),
        );
        if let Err(e) = page.put(vec![line]) {
            page.paper.discard();
            return Err(e);
        }
        // The next run may follow now.
        drop(opened.turn.take());
        self.page = Some(page);
        Ok(())
    }

    /// Puts lines down together; they are on disk when this returns.
    ///
    /// # Errors
    /// None of them is, and each counts as missed.
    pub(super) fn write(&mut self, lines: Vec<(Kind, Deed)>) -> io::Result<()> {
        let many = lines.len() as u64;
        let written = self.try_write(lines);
        match &written {
            Ok(()) => self.missed = 0,
            Err(_) => self.missed += many,
        }
        written
    }

    fn try_write(&mut self, lines: Vec<(Kind, Deed)>) -> io::Result<()> {
        self.begin()?;
        let Some(page) = &mut self.page else {
            return Err(io::Error::other("no file was begun"));
        };
        let line = |(kind, deed)| Self::line(&self.who, self.begun, kind, deed, None);
        let mut lines: Vec<Line> = lines.into_iter().map(line).collect();
        if let Some(first) = lines.first_mut() {
            first.missed = (self.missed > 0).then_some(self.missed);
        }
        page.put(lines)
    }

    fn line(who: &Who, begun: Instant, kind: Kind, deed: Deed, after: Option<String>) -> Line {
        Line {
            seq: 0,
            utc: now(),
            mono_us: u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
            user: who.user.to_string(),
            login: who.login.to_string(),
            host: who.host.to_string(),
            ssh: who.ssh.as_ref().map(Text::to_string),
            kind,
            deed,
            missed: None,
            after,
            prev: String::new(),
        }
    }

    /// The file's name and the hash of its newest line.
    pub(super) fn head(&self) -> Option<(&str, &str)> {
        self.page
            .as_ref()
            .map(|page| (page.name.as_str(), page.head.as_str()))
    }
}

impl Page {
    fn put(&mut self, lines: Vec<Line>) -> io::Result<()> {
        let (mut seq, mut head, mut text) = (self.lines, self.head.clone(), String::new());
        for mut line in lines {
            seq += 1;
            line.seq = seq;
            line.prev = head;
            let sealed = line.seal()?;
            text.push_str(&sealed.text);
            text.push('\n');
            head = sealed.hash;
        }
        self.paper.put(self.length, text.as_bytes())?;
        self.length += text.len() as u64;
        (self.lines, self.head) = (seq, head);
        Ok(())
    }
}

/// UTC to the microsecond (RFC 3339).
fn now() -> String {
    format!("{:.6}", jiff::Timestamp::now())
}
