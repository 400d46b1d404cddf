//! What outlives a run, as one small file in the state folder: one for each person at each server.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{Flagged, Kept, Watched};
use crate::domain::{SessionId, Stamp, Text, UserId};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Page {
    watched: Vec<Watch>,
    stopped: Vec<String>,
    flags: Vec<Flag>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Watch {
    agent: String,
    name: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Flag {
    session: String,
    label: String,
    note: String,
    at_ms: i64,
}

/// Reads what was kept; nothing if there is nothing, and a file that cannot be read is said in the
/// log and put aside, so that it is not written over.
pub(super) fn recall(path: &Path) -> Kept {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Kept::default(),
        Err(e) => {
            tracing::warn!("reading what was kept: {e}");
            return Kept::default();
        }
    };
    match serde_json::from_str::<Page>(&text) {
        Ok(page) => page.into(),
        Err(e) => {
            tracing::warn!("what was kept cannot be understood and is put aside: {e}");
            if let Err(e) = fs::rename(path, path.with_extension("bad")) {
                tracing::warn!("putting it aside: {e}");
            }
            Kept::default()
        }
    }
}

/// Writes it whole or not at all.
fn remember(path: &Path, kept: &Kept) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("new");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)?;
    file.write_all(&serde_json::to_vec_pretty(&Page::from(kept))?)?;
    file.sync_all()?;
    fs::rename(&new, path)
}

/// The task that writes: always the newest, never two at once.
#[derive(Debug)]
pub(super) struct Keeper {
    newest: watch::Sender<Option<Kept>>,
    task: JoinHandle<()>,
}

impl Keeper {
    /// Starts it.
    pub(super) fn start(path: PathBuf) -> Self {
        let (newest, mut news) = watch::channel(None);
        let task = tokio::spawn(async move {
            while news.changed().await.is_ok() {
                let Some(kept) = news.borrow_and_update().clone() else {
                    continue;
                };
                let path = path.clone();
                let written = tokio::task::spawn_blocking(move || remember(&path, &kept)).await;
                if let Ok(Err(e)) = written {
                    tracing::warn!("writing down what is kept: {e}");
                }
            }
        });
        Self { newest, task }
    }

    /// Has it written.
    pub(super) fn keep(&self, kept: Kept) {
        self.newest.send_replace(Some(kept));
    }

    /// Waits until the newest is written.
    pub(super) async fn finish(self) {
        drop(self.newest);
        // It only fails by a panic, which has been told already.
        let _ = self.task.await;
    }
}

impl From<&Kept> for Page {
    fn from(kept: &Kept) -> Self {
        Self {
            watched: (kept.watched.iter())
                .map(|w| Watch {
                    agent: w.agent.to_string(),
                    name: w.name.to_string(),
                })
                .collect(),
            stopped: kept.stopped.iter().map(ToString::to_string).collect(),
            flags: (kept.flags.iter())
                .map(|f| Flag {
                    session: f.session.to_string(),
                    label: f.label.to_string(),
                    note: f.note.to_string(),
                    at_ms: f.at.0,
                })
                .collect(),
        }
    }
}

impl From<Page> for Kept {
    fn from(page: Page) -> Self {
        Self {
            watched: (page.watched.iter())
                .map(|w| Watched {
                    agent: UserId::new(&w.agent),
                    name: Text::line(&w.name),
                })
                .collect(),
            stopped: page.stopped.iter().map(|id| UserId::new(id)).collect(),
            flags: (page.flags.iter())
                .map(|f| Flagged {
                    session: SessionId::new(&f.session),
                    label: Text::line(&f.label),
                    note: Text::line(&f.note),
                    at: Stamp(f.at_ms),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn kept_over_a_restart_and_a_file_that_is_not_ours_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/kept.json");
        assert_eq!(recall(&path), Kept::default());
        let kept = Kept {
            watched: vec![Watched {
                agent: UserId::new("a1"),
                name: Text::line("Ada"),
            }],
            stopped: vec![UserId::new("a2")],
            flags: vec![Flagged {
                session: SessionId::new("s1"),
                label: Text::line("Rowan · Ada"),
                note: Text::line("call back"),
                at: Stamp(5),
            }],
        };
        let keeper = Keeper::start(path.clone());
        keeper.keep(Kept::default());
        keeper.keep(kept.clone());
        keeper.finish().await;
        assert_eq!(recall(&path), kept);
        fs::write(&path, "{").unwrap();
        assert_eq!(recall(&path), Kept::default());
        assert!(path.with_extension("bad").exists());
    }
}
