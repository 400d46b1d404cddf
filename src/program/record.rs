//! The record of what is done: begun for a console, and read for `floorwalk audit`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{USAGE, complain, say, state};
use crate::audit::{self, Clerk, Rules, Shelf, Verdict, Who, Words, show};
use crate::cli::Audit;
use crate::config;
use crate::domain::{Text, Unrecorded};

/// An audit does not hold.
const WRONG: u8 = 1;

/// The folder of the runs, below the state folder.
pub(super) const FOLDER: &str = "audit";
/// The same for the demo, whose deeds are nobody's.
pub(super) const DEMO: &str = "audit-demo";

/// The rules that the settings give.
pub(super) fn rules(settings: config::Audit) -> Rules {
    Rules {
        unrecorded: if settings.required {
            Unrecorded::Refused
        } else {
            Unrecorded::Allowed
        },
        words: if settings.message_text {
            Words::Kept
        } else {
            Words::Counted
        },
    }
}

/// Begins the record of a run. Without a state folder there is nowhere to write: then every try
/// says so.
///
/// # Errors
/// The thread that writes cannot be started.
pub(super) fn begin(
    user: &str,
    folder: Option<&Path>,
    name: &str,
    rules: Rules,
) -> Result<Clerk, String> {
    let who = Who::here(user, |name| std::env::var_os(name));
    let clerk = match folder {
        Some(folder) => Clerk::start(who, Shelf::new(folder.join(name)), rules),
        None => {
            let nowhere = |_: &str| Err(std::io::Error::other("no home folder is known"));
            Clerk::with(who, Box::new(nowhere), rules)
        }
    };
    clerk.map_err(|e| format!("starting the audit: {e}"))
}

/// `floorwalk audit`.
pub(super) fn run(what: &Audit) -> ExitCode {
    let folder = || {
        let folder = state::folder().map(|folder| folder.join(FOLDER));
        folder.ok_or("no home folder is known: name a file")
    };
    match what {
        Audit::Verify { file, head } => {
            let verdict = match file {
                Some(file) => named(file, audit::of_file(file, head.as_deref())),
                None => match folder() {
                    Ok(folder) => shelved(&folder, audit::of_folder(&folder, head.as_deref())),
                    Err(why) => return complain(&why, USAGE),
                },
            };
            match verdict {
                Ok(verdict) => judged(&verdict),
                Err(why) => complain(&why, USAGE),
            }
        }
        Audit::Show { file } => {
            let text = match file {
                Some(file) => read(file),
                None => match folder() {
                    Ok(folder) => newest(&folder).and_then(|file| read(&file)),
                    Err(why) => return complain(&why, USAGE),
                },
            };
            match text {
                Ok(text) => {
                    // Where nobody reads on (a pager that was left), that is no error.
                    let _ = std::io::stdout().write_all(text.as_bytes());
                    ExitCode::SUCCESS
                }
                Err(why) => complain(&why, USAGE),
            }
        }
    }
}

fn named<T>(path: &Path, outcome: std::io::Result<T>) -> Result<T, String> {
    outcome.map_err(|e| {
        let path = Text::line(&path.to_string_lossy());
        format!("reading {path}: {e}")
    })
}

/// The same of the folder of all runs, which is there from the first run on.
fn shelved<T>(folder: &Path, outcome: std::io::Result<T>) -> Result<T, String> {
    match outcome {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(format!(
            "nothing is on record in {} yet; what was done in the demo is in the folder {DEMO} \
             beside it: name a file of it",
            Text::line(&folder.to_string_lossy())
        )),
        other => named(folder, other),
    }
}

fn newest(folder: &Path) -> Result<PathBuf, String> {
    match shelved(folder, Shelf::new(folder.to_owned()).newest())? {
        Some((name, _)) => Ok(folder.join(name)),
        None => Err("there is no run on record".to_owned()),
    }
}

fn read(file: &Path) -> Result<String, String> {
    named(file, std::fs::read(file)).map(|bytes| show::lines(&bytes))
}

fn judged(verdict: &Verdict) -> ExitCode {
    let mut lines = Vec::new();
    lines.extend(verdict.remarks.iter().cloned());
    lines.extend(verdict.findings.iter().map(|f| format!("WRONG {f}")));
    lines.push(format!(
        "{} file(s), {} line(s), {} wrong",
        verdict.files,
        verdict.lines,
        verdict.findings.len()
    ));
    if let Some((file, head)) = &verdict.head {
        lines.push(format!("head of {file}: {head}"));
    }
    let mut text = String::new();
    for line in lines {
        text.push_str(Text::line(&line).as_str());
        text.push('\n');
    }
    if std::io::stdout().write_all(text.as_bytes()).is_err() {
        say("floorwalk: the verdict could not be printed");
    }
    if verdict.findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(WRONG)
    }
}
