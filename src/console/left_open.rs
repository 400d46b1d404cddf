//! Sessions that could not be left are named at the next start. One small file in the state folder.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::domain::Text;

/// Reads what an earlier run left open, and forgets it.
pub(super) fn recall(path: &Path) -> Vec<Text> {
    let Ok(text) = fs::read_to_string(path) else {
        return Vec::new();
    };
    let names: Vec<String> = serde_json::from_str(&text).unwrap_or_default();
    if let Err(e) = fs::remove_file(path) {
        tracing::warn!("forgetting what was left open: {e}");
    }
    names.iter().map(|n| Text::line(n)).collect()
}

/// Remembers what is left open; nothing if nothing is.
pub(super) fn remember(path: &Path, open: &[Text]) {
    if open.is_empty() {
        return;
    }
    let names: Vec<&str> = open.iter().map(Text::as_str).collect();
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(serde_json::to_string(&names)?.as_bytes())
    };
    if let Err(e) = write() {
        tracing::warn!("remembering what is left open: {e}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/left-open.json");
        assert!(recall(&path).is_empty());
        remember(&path, &[]);
        assert!(!path.exists());
        remember(&path, &[Text::line("Rowan P."), Text::line("x\u{1b}[0m")]);
        assert_eq!(recall(&path), [Text::line("Rowan P."), Text::line("x␛[0m")]);
        assert!(recall(&path).is_empty());
    }
}
