//! `floorwalk paths`: where everything is, one place a line, and whether it is there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{USAGE, complain, state};
use crate::config::{self, Environment, Flags};
use crate::console::LOG_NAME;
use crate::domain::Text;

/// The folder of the audit files, in the state folder.
const AUDIT: &str = "audit";

pub(super) fn run(flags: &Flags) -> ExitCode {
    let environment = Environment::of_process();
    let lines = lines(flags, &environment, state::folder().as_deref());
    // Whoever closed the pipe has read enough.
    match super::print(&lines) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(e) => complain(&format!("printing the paths: {e}"), USAGE),
    }
}

fn lines(flags: &Flags, environment: &Environment, folder: Option<&Path>) -> String {
    let mut out = line("config", config::file(flags, environment).as_deref());
    out += &line("state", folder);
    let inside = |name: &str| folder.map(|folder| folder.join(name));
    out += &line("log", inside(LOG_NAME).as_deref());
    out += &line("audit", inside(AUDIT).as_deref());
    let kept = match config::load(flags, environment) {
        Ok(settings) => {
            let name = state::kept(&settings.server.base, &settings.server.user);
            inside(&name).into_iter().collect()
        }
        Err(_) => folder.map(every_kept).unwrap_or_default(),
    };
    for path in &kept {
        out += &line("kept", Some(path));
    }
    if kept.is_empty() {
        // Which it will be is known with the server and the user.
        out += &line("kept", inside("kept-USER@SERVER.json").as_deref());
    }
    out
}

/// What is kept for whomever: without a server in the config it cannot be told for whom.
fn every_kept(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let kept = |path: &PathBuf| {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        name.is_some_and(|n| n.starts_with("kept-") && n.ends_with(".json"))
    };
    let mut found: Vec<PathBuf> = entries.map(|e| e.path()).filter(kept).collect();
    found.sort();
    found
}

fn line(what: &str, path: Option<&Path>) -> String {
    let (shown, is) = match path {
        Some(path) => (
            Text::line(&path.to_string_lossy()).to_string(),
            if path.exists() { "" } else { "  (not there)" },
        ),
        None => ("no home directory is known".to_owned(), ""),
    };
    format!("{what:<8}{shown}{is}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_a_line_and_whether_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        std::fs::create_dir_all(&state).unwrap();
        std::fs::write(state.join("kept-ada@gws.example.json"), "{}").unwrap();
        let file = folder.path().join("c.toml");
        let flags = Flags {
            config: Some(file.clone()),
            ..Flags::default()
        };
        let text = lines(&flags, &Environment::default(), Some(&state));
        let first: Vec<&str> = text
            .lines()
            .filter_map(|l| l.split_whitespace().next())
            .collect();
        assert_eq!(first, ["config", "state", "log", "audit", "kept"]);
        assert!(text.contains("c.toml  (not there)"), "{text}");
        assert!(text.contains("floorwalk.log  (not there)"), "{text}");
        assert!(text.contains("kept-ada@gws.example.json\n"), "{text}");
        std::fs::write(
            &file,
            "[server]\nurl = \"https://gws.example.org\"\nuser = \"bo\"\n",
        )
        .unwrap();
        let text = lines(&flags, &Environment::default(), Some(&state));
        assert!(text.contains("c.toml\n"), "{text}");
        assert!(
            text.contains("kept-bo@gws.example.org.json  (not there)\n"),
            "{text}"
        );
    }
}
