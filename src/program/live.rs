//! The configuration while the console runs: read again when its file, or that of its theme,
//! changes. A bad edit changes nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

use super::look::Look;
use crate::config::{self, ConfigError, Environment, Flags, Settings};
use crate::console::Change;
use crate::domain::Text;

/// Editors write a file in several steps: it is read when nothing has happened for so long.
const SETTLED: Duration = Duration::from_millis(200);

/// Begins to watch; the changes arrive as long as the receiver is kept. A system that cannot watch
/// says so in the log, and the configuration stays as it was at the start.
pub(super) fn watch(flags: &Flags, settings: &Settings) -> mpsc::Receiver<Change> {
    let (tell, changes) = mpsc::channel(1);
    let environment = Environment::of_process();
    let Some(file) = config::file(flags, &environment) else {
        return changes;
    };
    let theme = match &settings.display.theme {
        Some((config::Theme::File(path), _)) => Some(path.clone()),
        _ => None,
    };
    let (flags, first) = (flags.clone(), parts(settings));
    tokio::spawn(async move {
        let (touched, mut touches) = mpsc::channel(1);
        let files: Vec<PathBuf> = [Some(file), theme].into_iter().flatten().collect();
        let _watcher = match watcher(&files, touched) {
            Ok(watcher) => watcher,
            Err(e) => {
                tracing::warn!("watching the config file: {e}");
                return;
            }
        };
        while touches.recv().await.is_some() {
            while let Ok(Some(())) = tokio::time::timeout(SETTLED, touches.recv()).await {}
            let change = read(&flags, &environment, &first);
            if tell.send(change).await.is_err() {
                return;
            }
        }
    });
    changes
}

fn watcher(
    files: &[PathBuf],
    touched: mpsc::Sender<()>,
) -> notify::Result<notify::RecommendedWatcher> {
    let names: Vec<PathBuf> = files.to_vec();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let ours = |paths: &[PathBuf]| {
            let named = |path: &PathBuf| names.iter().any(|n| n.file_name() == path.file_name());
            paths.iter().any(named)
        };
        let changed = |kind: &notify::EventKind| !kind.is_access();
        if event.is_ok_and(|e| changed(&e.kind) && ours(&e.paths)) {
            // One that waits already says the same.
            let _ = touched.try_send(());
        }
    })?;
    // The folder, because editors put a new file in the place of the old one.
    let mut folders: Vec<&Path> = files.iter().filter_map(|f| f.parent()).collect();
    folders.sort();
    folders.dedup();
    for folder in folders {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        if folder.is_dir() {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
    }
    Ok(watcher)
}

/// What only counts from the next start, table by table.
fn parts(settings: &Settings) -> Vec<(&'static str, String)> {
    vec![
        ("server", format!("{:?}", settings.server)),
        // Groups count at once.
        (
            "team",
            format!("{:?} {:?}", settings.team.agents, settings.team.monitor),
        ),
        ("session", format!("{:?}", settings.session)),
        ("limits", settings.limits.polls_per_second.to_string()),
        (
            "privacy",
            format!(
                "{:?} {:?}",
                settings.privacy.passphrase, settings.privacy.read_only
            ),
        ),
        ("audit", format!("{:?}", settings.audit)),
    ]
}

fn read(flags: &Flags, environment: &Environment, first: &[(&'static str, String)]) -> Change {
    let fresh = config::load(flags, environment).and_then(|settings| {
        let look = Look::of(&settings)?;
        Ok((parts(&settings), look))
    });
    match fresh {
        Ok((parts, look)) => {
            let later = parts.iter().zip(first).filter(|(new, old)| new != old);
            Change::Read {
                settings: Box::new(look.settings),
                theme: Box::new(look.theme),
                later: later.map(|((name, _), _)| *name).collect(),
            }
        }
        Err(error) => Change::Refused(said(&error, config::file(flags, environment).as_deref())),
    }
}

/// The first thing that is wrong, and how many more. There is one line for it: the folder goes.
fn said(error: &ConfigError, file: Option<&Path>) -> Text {
    let mut all = error.to_string();
    if let Some(folder) = file.and_then(Path::parent) {
        all = all.replace(&format!("{}/", folder.display()), "");
    }
    let mut lines = all.lines();
    let first = lines.next().unwrap_or_default();
    match lines.count() {
        0 => Text::line(first),
        more => Text::line(&format!("{first} (and {more} more)")),
    }
}
