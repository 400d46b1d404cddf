//! The clerk: a thread that writes the book, with a bounded queue before it. Whoever has a line
//! written waits for the disk in their own task, never in the loop.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use super::book::{Book, Open};
use super::deed;
use super::line::{Deed, Kind};
use super::shelf::Shelf;
use super::who::Who;
use crate::domain::{About, Call, Fault, Note, Record, Reply, Text, Unrecorded};

/// Lines that wait for the disk: a snapshot of a large floor confirms as many modes at once.
const QUEUE: usize = 16 * 1024;
/// Lines that are put on disk together.
const TOGETHER: usize = 256;
/// How long a result waits for room there.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is kept of the words that somebody was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Words {
    /// How many characters there were.
    #[default]
    Counted,
    /// The words themselves.
    Kept,
}

/// What the settings say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rules {
    /// What happens while nothing can be written.
    pub unrecorded: Unrecorded,
    /// What is kept of the words.
    pub words: Words,
}

/// An intent that is on disk, to be followed by its result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeedId {
    deed: Deed,
}

/// Has lines written. Cheap to clone.
#[derive(Clone)]
pub struct Clerk(Arc<Desk>);

struct Desk {
    jobs: mpsc::Sender<Job>,
    record: watch::Sender<Record>,
    rules: Rules,
    next: AtomicU64,
}

enum Job {
    Write {
        kind: Kind,
        deed: Box<Deed>,
        written: Option<oneshot::Sender<Result<(), Text>>>,
    },
    End {
        ended: oneshot::Sender<()>,
    },
}

impl fmt::Debug for Clerk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clerk({:?})", self.0.record.borrow())
    }
}

impl Clerk {
    /// Starts the thread; it begins a file in the folder of the shelf at once.
    ///
    /// # Errors
    /// There are no threads left.
    pub fn start(who: Who, shelf: Shelf, rules: Rules) -> io::Result<Self> {
        Self::with(who, Box::new(move |stamp| shelf.open(stamp)), rules)
    }

    /// The same on any paper.
    ///
    /// # Errors
    /// There are no threads left.
    pub fn with(who: Who, open: Open, rules: Rules) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let clerk = Self(Arc::new(Desk {
            jobs,
            record: watch::Sender::new(Record::NotKept),
            rules,
            next: AtomicU64::new(1),
        }));
        let (record, unrecorded) = (clerk.0.record.clone(), rules.unrecorded);
        std::thread::Builder::new()
            .name("audit".into())
            .spawn(move || work(Book::new(who, open), queue, &record, unrecorded))?;
        Ok(clerk)
    }

    /// Whether what is done is written down: changes with every line.
    pub fn record(&self) -> watch::Receiver<Record> {
        self.0.record.subscribe()
    }

    /// What happens while nothing can be written.
    pub fn unrecorded(&self) -> Unrecorded {
        self.0.rules.unrecorded
    }

    /// Writes down what is about to be asked: on disk when this returns.
    ///
    /// # Errors
    /// Why it is not.
    pub async fn intent(
        &self,
        call: &Call,
        about: &About,
        within: Duration,
    ) -> Result<DeedId, Text> {
        let deed = deed::of_call(call, about, self.0.rules.words);
        self.write_intent(deed, within).await
    }

    /// The same for a request that is no call, by its name.
    ///
    /// # Errors
    /// Why it is not.
    pub async fn intent_named(&self, action: &str, within: Duration) -> Result<DeedId, Text> {
        self.write_intent(deed::named(action), within).await
    }

    async fn write_intent(&self, mut deed: Deed, within: Duration) -> Result<DeedId, Text> {
        deed.deed = Some(self.0.next.fetch_add(1, Ordering::Relaxed));
        let (written, is_written) = oneshot::channel();
        let job = Job::Write {
            kind: Kind::Intent,
            deed: Box::new(deed.clone()),
            written: Some(written),
        };
        let all = async {
            if self.0.jobs.send(job).await.is_err() {
                return Err(Text::line("the audit has ended"));
            }
            is_written
                .await
                .unwrap_or_else(|_| Err(Text::line("the audit has crashed")))
        };
        let outcome = match tokio::time::timeout(within, all).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Text::line("the disk does not answer")),
        };
        match outcome {
            Ok(()) => Ok(DeedId { deed }),
            Err(why) => {
                // It may be written yet; then what came of it stands behind it.
                self.broken(why.clone());
                Err(why)
            }
        }
    }

    /// Writes down what came of it. Waits for room in the queue, not for the disk.
    pub async fn result(&self, deed: &DeedId, outcome: &Result<Reply, Fault>) {
        let job = Job::Write {
            kind: Kind::Result,
            deed: Box::new(deed::of_answer(&deed.deed, outcome)),
            written: None,
        };
        // The answer is not held up for long by a disk that does not answer.
        let sent = tokio::time::timeout(PATIENCE, self.0.jobs.send(job)).await;
        if !matches!(sent, Ok(Ok(()))) {
            tracing::warn!("the audit takes no lines: a result was not written");
        }
    }

    /// Writes down something else. Never waits.
    pub fn note(&self, note: &Note) {
        let job = Job::Write {
            kind: Kind::Note,
            deed: Box::new(deed::of_note(note)),
            written: None,
        };
        if self.0.jobs.try_send(job).is_err() {
            tracing::warn!("the audit is too busy: a note was not written");
            self.broken(Text::line("too much waits for the disk"));
        }
    }

    /// Waits until the first line is on disk or cannot be. A disk that does not answer within the
    /// time counts as one that cannot be written, until it does.
    pub async fn begun(&self, within: Duration) {
        let mut record = self.record();
        let begun = record.wait_for(|r| *r != Record::NotKept);
        if !matches!(tokio::time::timeout(within, begun).await, Ok(Ok(_))) {
            self.broken(Text::line("the disk does not answer"));
        }
    }

    fn broken(&self, why: Text) {
        self.0.record.send_replace(Record::Broken {
            why,
            rule: self.0.rules.unrecorded,
        });
    }

    /// Writes the last line. Returns a sentence with the file and its head hash, or with the
    /// reason why there is none.
    pub async fn finish(&self, within: Duration) -> String {
        let (ended, has_ended) = oneshot::channel();
        let end = async {
            if self.0.jobs.send(Job::End { ended }).await.is_ok() {
                let _ = has_ended.await;
            }
        };
        // A disk that does not answer by now is not waited for.
        let _ = tokio::time::timeout(within, end).await;
        match &*self.0.record.borrow() {
            Record::Kept { file, head } => format!("audit: {file} head {head}"),
            Record::NotKept => "audit: not begun".into(),
            Record::Broken { why, .. } => format!("audit: could not be written: {why}"),
        }
    }
}

fn work(
    mut book: Book,
    mut queue: mpsc::Receiver<Job>,
    record: &watch::Sender<Record>,
    rule: Unrecorded,
) {
    let begun = book.begin();
    tell(&book, &begun, record, rule);
    let mut jobs = Vec::new();
    while queue.blocking_recv_many(&mut jobs, TOGETHER) > 0 {
        let (mut lines, mut asked, mut end) = (Vec::new(), Vec::new(), None);
        for job in jobs.drain(..) {
            match job {
                Job::Write {
                    kind,
                    deed,
                    written,
                } => {
                    lines.push((kind, *deed));
                    asked.extend(written);
                }
                Job::End { ended } => {
                    lines.push((Kind::End, deed::named("end")));
                    end = Some(ended);
                    break;
                }
            }
        }
        let outcome = book.write(lines);
        tell(&book, &outcome, record, rule);
        let said = outcome.map_err(|e| Text::line(&e.to_string()));
        for written in asked {
            // Whoever asked may have given up.
            let _ = written.send(said.clone());
        }
        if let Some(ended) = end {
            drop(book);
            let _ = ended.send(());
            return;
        }
    }
}

fn tell(book: &Book, outcome: &io::Result<()>, record: &watch::Sender<Record>, rule: Unrecorded) {
    match outcome {
        Ok(()) => {
            if let Some((file, head)) = book.head() {
                record.send_replace(Record::Kept {
                    file: Text::line(file),
                    head: Text::line(head),
                });
            }
        }
        Err(e) => {
            tracing::warn!("the audit cannot be written: {e}");
            record.send_replace(Record::Broken {
                why: Text::line(&e.to_string()),
                rule,
            });
        }
    }
}

#[cfg(test)]
mod tests;
