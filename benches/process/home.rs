//! A person's folders and environment, and nothing of the machine's own.

use std::fs;

use tempfile::TempDir;

pub struct Home(TempDir);

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for sub in ["home", "state", "config/floorwalk"] {
            fs::create_dir_all(folder.path().join(sub)).expect("a folder");
        }
        Self(folder)
    }

    pub fn path(&self, sub: &str) -> String {
        self.0.path().join(sub).display().to_string()
    }

    pub fn configure(&self, text: &str) {
        fs::write(self.path("config/floorwalk/config.toml"), text).expect("a config file");
    }

    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("PATH", "/usr/local/bin:/usr/bin:/bin".into()),
            ("HOME", self.path("home")),
            ("XDG_STATE_HOME", self.path("state")),
            ("XDG_CONFIG_HOME", self.path("config")),
            ("LANG", "C.UTF-8".into()),
            ("TERM", "xterm-256color".into()),
            ("TZ", "UTC".into()),
        ]
    }
}
