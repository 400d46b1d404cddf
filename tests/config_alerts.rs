//! The rules of `[[alerts.rule]]`: what each kind takes, and what is said of a wrong one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::time::Duration;

use floorwalk::config::alerts::{Alerts, Severity, Side, When};
use floorwalk::config::{Environment, Flags, load};

const SERVER: &str = "[server]\nurl = \"https://gws.example.com\"\nuser = \"ada\"\n";

fn read(text: &str) -> Result<Alerts, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.toml");
    std::fs::write(&path, format!("{SERVER}{text}")).unwrap();
    let flags = Flags {
        config: Some(path.clone()),
        ..Flags::default()
    };
    load(&flags, &Environment::default())
        .map(|settings| settings.alerts)
        .map_err(|e| e.to_string().replace(&path.display().to_string(), "FILE"))
}

#[test]
fn every_kind_of_rule_is_read() {
    let alerts = read(
        r##"
[alerts]
bell = false
notify = true
mute_minutes = 30
[[alerts.rule]]
name = "w"
when = "waiting"
side = "any"
seconds = 90
severity = "critical"
[[alerts.rule]]
name = "n"
when = "no-answer"
seconds = 60
[[alerts.rule]]
name = "o"
when = "older"
seconds = 3600
[[alerts.rule]]
name = "k"
when = "words"
side = "agent"
words = ["refund*", "sue"]
[[alerts.rule]]
name = "r"
when = "words"
regex = 'order \d{4}'
[[alerts.rule]]
name = "h"
when = "help"
code = "#help"
user_data = "Help"
[[alerts.rule]]
name = "a"
when = "not-ready"
seconds = 0
[[alerts.rule]]
name = "me"
when = "alone"
"##,
    )
    .unwrap();
    assert!(!alerts.bell && alerts.notify);
    assert_eq!(alerts.mute, Duration::from_secs(1800));
    let rules = &alerts.rules;
    assert_eq!(rules.len(), 8, "they replace the built-in ones");
    assert_eq!(rules[0].severity, Severity::Critical);
    assert_eq!(rules[1].severity, Severity::Warning);
    let minute = Duration::from_secs(60);
    assert!(matches!(rules[0].when, When::Waiting(Side::Any, s) if s.as_secs() == 90));
    assert!(matches!(rules[1].when, When::NoAnswer(s) if s == minute));
    assert!(matches!(rules[2].when, When::Older(s) if s == minute * 60));
    match &rules[3].when {
        When::Words(Side::Agent, pattern) => {
            assert!(pattern.is_match("two REFUNDS") && !pattern.is_match("issue"));
        }
        other => panic!("{other:?}"),
    }
    match &rules[4].when {
        When::Words(Side::Any, pattern) => {
            assert!(pattern.is_match("order 1234") && !pattern.is_match("Order 1234"));
        }
        other => panic!("{other:?}"),
    }
    match &rules[5].when {
        When::Help {
            code: Some(code),
            user_data,
        } => {
            assert!(code.is_match("please #HELP me"));
            assert_eq!(user_data.as_deref(), Some("Help"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(rules[6].when, When::NotReady(s) if s.is_zero()));
    assert!(matches!(rules[7].when, When::Alone));
}

#[test]
fn a_profiles_rules_replace_those_of_the_base() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.toml");
    let text = format!(
        "{SERVER}[alerts]\nbell = false\n[[alerts.rule]]\nname = \"a\"\nwhen = \"alone\"\n\
         [[profiles.lab.alerts.rule]]\nname = \"b\"\nwhen = \"alone\"\n"
    );
    std::fs::write(&path, text).unwrap();
    let flags = Flags {
        config: Some(path),
        profile: Some("lab".into()),
        ..Flags::default()
    };
    let alerts = load(&flags, &Environment::default()).unwrap().alerts;
    assert!(!alerts.bell);
    assert_eq!(alerts.rules.len(), 1);
    assert_eq!(alerts.rules[0].name, "b");
}

#[test]
fn what_is_wrong_with_a_rule_is_said_with_its_line() {
    let rule = |keys: &str| format!("[[alerts.rule]]\n{keys}\n");
    for (keys, said) in [
        (
            "name = \"x\"",
            "FILE:5: [[alerts.rule]]: must have name and when",
        ),
        (
            "name = \"x\"\nwhen = \"never\"",
            "FILE:6: [alerts.rule] when: must be \"waiting\", \"no-answer\", \"older\", \"words\", \"help\", \"not-ready\" or \"alone\", not \"never\"",
        ),
        (
            "name = \"x\"\nwhen = \"older\"",
            "FILE:6: [alerts.rule] when: needs seconds",
        ),
        (
            "name = \"x\"\nwhen = \"alone\"\nseconds = 3",
            "FILE:7: [alerts.rule] seconds: means nothing with when = \"alone\"",
        ),
        (
            "name = \"x\"\nwhen = \"words\"\nregex = \"(\"",
            "FILE:7: [alerts.rule] regex: must be a regular expression: unclosed group",
        ),
        (
            "name = \"x\"\nwhen = \"words\"\nwords = [\"a\"]\nregex = \"b\"",
            "FILE:8: [alerts.rule] regex: stands beside words; keep one of the two",
        ),
        (
            "name = \"x\"\nwhen = \"words\"",
            "FILE:6: [alerts.rule] when: needs words or regex",
        ),
        (
            "name = \"x\"\nwhen = \"help\"",
            "FILE:6: [alerts.rule] when: needs code or user_data",
        ),
        (
            "name = \"x\"\nwhen = \"alone\"\nseverity = \"bad\"",
            "FILE:7: [alerts.rule] severity: must be \"warning\" or \"critical\", not \"bad\"",
        ),
        (
            "name = \"x\"\nwhen = \"alone\"\n[[alerts.rule]]\nname = \"x\"\nwhen = \"alone\"",
            "FILE:8: [alerts.rule] name: is the name of another rule, too",
        ),
        (
            "name = \"x\"\nwhen = \"waiting\"\nsecond = 5",
            "unknown key \"second\"; the nearest known key is \"seconds\"",
        ),
    ] {
        let error = read(&rule(keys)).unwrap_err();
        assert!(error.contains(said), "{keys}\n{error}");
    }
    let error = read("[alerts]\nmute_minutes = 0\n").unwrap_err();
    assert!(error.contains("a whole number from 1 to 1440"), "{error}");
}
