//! `[keys]` and `[display]`: what the example says of them, and what only the console can judge.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use floorwalk::app::Key;
use floorwalk::app::action::BINDINGS;
use floorwalk::config::{Environment, Flags, KeyChoice, load};

fn example() -> String {
    let text = include_str!("../config.example.toml");
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => rest,
        Some(_) | None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn choices(text: &str) -> Vec<KeyChoice> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    let flags = Flags {
        config: Some(path),
        ..Flags::default()
    };
    load(
        &flags,
        &Environment::from_lookup(|name| (name == "HOME").then(|| "/home/ada".into())),
    )
    .unwrap()
    .keys
}

/// What the example should say.
fn table() -> String {
    let mut lines = String::new();
    for binding in BINDINGS {
        // Back has Esc, which cannot be bound to anything else.
        let keys: Vec<String> = (binding.keys.iter())
            .filter(|k| **k != Key::Esc)
            .map(|k| format!("\"{}\"", k.word().replace('"', "\\\"")))
            .collect();
        let keys = match keys.as_slice() {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        lines += &format!("#{} = {keys}\n", binding.action.name());
    }
    lines
}

#[test]
fn the_example_shows_every_action_with_its_own_keys() {
    let example = include_str!("../config.example.toml");
    let shown: String = (example.lines())
        .skip_while(|l| *l != "[keys]")
        .skip_while(|l| l.starts_with("# ") || *l == "[keys]")
        .take_while(|l| !l.is_empty())
        .map(|l| format!("{l}\n"))
        .collect();
    assert_eq!(
        shown,
        table(),
        "config.example.toml should say:\n{}",
        table()
    );
    assert_eq!(choices(&self::example()).len(), BINDINGS.len());
}

#[test]
fn every_action_has_one_name() {
    let mut names: Vec<&str> = BINDINGS.iter().map(|b| b.action.name()).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn no_key_that_is_needed_takes_altgr_shift_digit_or_a_digit() {
    for binding in BINDINGS.iter().filter(|b| !b.keys.is_empty()) {
        let easy = |k: &Key| match k {
            Key::Char(c) => c.is_ascii_alphabetic() || " ?:".contains(*c),
            Key::F(_) | Key::Unknown => false,
            _ => true,
        };
        // A function key alone is for what the person can do without.
        let spare = matches!(binding.keys, [Key::F(_)]);
        assert!(
            spare || binding.keys.iter().any(easy),
            "{:?}",
            binding.action
        );
    }
}
