//! The fixture files as data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// One file.
pub struct Fixture {
    /// Its name without folder and ending.
    pub name: String,
    /// The folder, empty at the top level.
    pub folder: String,
    /// What is in it.
    pub json: Value,
}

impl Fixture {
    /// The notifications' `data`, as raw text, each with its `after`.
    pub fn notifications(json: &Value) -> Vec<(String, Option<&Value>)> {
        let list = json["notifications"].as_array();
        list.into_iter()
            .flatten()
            .map(|n| (n["data"].to_string(), n.get("after")))
            .collect()
    }

    /// The files that come before, oldest first.
    pub fn before(&self) -> impl Iterator<Item = &str> {
        let list = self.json["before"].as_array();
        list.into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap())
    }

    /// The alternatives.
    pub fn alternatives(&self) -> impl Iterator<Item = &Value> {
        self.json["alternatives"].as_array().into_iter().flatten()
    }
}

/// The data folder of the tests.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// Every file, by name.
pub fn all() -> BTreeMap<String, Fixture> {
    let mut found = BTreeMap::new();
    let root = data().join("fixtures");
    for folder in ["", "errors", "oddities", "bayeux"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let json: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            assert_eq!(json["name"], name.as_str());
            let fixture = Fixture {
                name: name.clone(),
                folder: folder.to_owned(),
                json,
            };
            assert!(found.insert(name, fixture).is_none());
        }
    }
    assert_eq!(found.len(), 171, "the README counts 171 files");
    found
}
