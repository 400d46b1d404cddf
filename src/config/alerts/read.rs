//! `[alerts]` and `[[alerts.rule]]` as they stand in the file.
//!
//! Knows which keys each kind of rule takes. Must not know the defaults of other tables.

use std::time::Duration;

use super::pattern;
use super::{AlertRule, Alerts, Severity, Side, When};
use crate::config::section::Section;
use crate::config::values::plain;
use crate::config::words::{choice, quoted};

/// What one place says about alerts.
#[derive(Debug, Clone, Default)]
pub(in crate::config) struct Layer {
    bell: Option<bool>,
    notify: Option<bool>,
    mute: Option<Duration>,
    /// As a whole: a profile's rules replace those of the base.
    rules: Option<Vec<AlertRule>>,
}

impl Layer {
    /// This layer where it says something, else `base`.
    pub(in crate::config) fn over(self, base: Self) -> Self {
        Self {
            bell: self.bell.or(base.bell),
            notify: self.notify.or(base.notify),
            mute: self.mute.or(base.mute),
            rules: self.rules.or(base.rules),
        }
    }

    /// With the defaults filled in.
    pub(in crate::config) fn complete(self) -> Alerts {
        let default = Alerts::default();
        Alerts {
            bell: self.bell.unwrap_or(default.bell),
            notify: self.notify.unwrap_or(default.notify),
            mute: self.mute.unwrap_or(default.mute),
            rules: self.rules.unwrap_or(default.rules),
        }
    }
}

/// Reads the table.
pub(in crate::config) fn read(section: &mut Section<'_, '_, '_>) -> Layer {
    let mut names: Vec<String> = Vec::new();
    Layer {
        bell: section.truth("bell"),
        notify: section.truth("notify"),
        mute: section
            .whole("mute_minutes", 1..=1440)
            .map(|minutes| Duration::from_secs(u64::from(minutes) * 60)),
        rules: section.each("rule", "alerts.rule", |table| {
            let rule = rule(table)?;
            if names.contains(&rule.name) {
                complain(table, "name", "is the name of another rule, too");
                return None;
            }
            names.push(rule.name.clone());
            Some(rule)
        }),
    }
}

const KINDS: [&str; 7] = [
    "waiting",
    "no-answer",
    "older",
    "words",
    "help",
    "not-ready",
    "alone",
];

/// The keys that each kind takes beside `name`, `when` and `severity`.
fn keys_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "waiting" => &["seconds", "side"],
        "no-answer" | "older" | "not-ready" => &["seconds"],
        "words" => &["side", "words", "regex"],
        "help" => &["code", "user_data"],
        _ => &[],
    }
}

fn rule(table: &mut Section<'_, '_, '_>) -> Option<AlertRule> {
    let name = table.text("name", plain);
    let severity = table.text("severity", |text| {
        let words = [
            ("warning", Severity::Warning),
            ("critical", Severity::Critical),
        ];
        one_of(&words, text)
    });
    let kind = table.text("when", |text| one_of(&KINDS.map(|kind| (kind, kind)), text));
    table.must_have(&["name", "when"]);
    let kind = kind?;
    for key in ["seconds", "side", "words", "regex", "code", "user_data"] {
        if table.has(key) && !keys_of(kind).contains(&key) {
            complain(table, key, &format!("means nothing with when = \"{kind}\""));
        }
    }
    let when = when(table, kind)?;
    Some(AlertRule {
        name: name?,
        when,
        severity: severity.unwrap_or_default(),
    })
}

fn when(table: &mut Section<'_, '_, '_>, kind: &str) -> Option<When> {
    let side = |table: &mut Section<'_, '_, '_>, default| {
        let words = [
            ("customer", Side::Customer),
            ("agent", Side::Agent),
            ("any", Side::Any),
        ];
        let side = table.text("side", |text| one_of(&words, text));
        if table.has("side") {
            side
        } else {
            Some(default)
        }
    };
    Some(match kind {
        "waiting" => {
            let side = side(table, Side::Customer);
            When::Waiting(side?, seconds(table)?)
        }
        "no-answer" => When::NoAnswer(seconds(table)?),
        "older" => When::Older(seconds(table)?),
        "not-ready" => When::NotReady(seconds(table)?),
        "words" => {
            let side = side(table, Side::Any);
            When::Words(side?, pattern_of(table)?)
        }
        "help" => help(table)?,
        _ => When::Alone,
    })
}

fn seconds(table: &mut Section<'_, '_, '_>) -> Option<Duration> {
    let seconds = table.whole("seconds", 0..=604_800);
    needs(table, &["seconds"]);
    seconds.map(|s| Duration::from_secs(u64::from(s)))
}

fn pattern_of(table: &mut Section<'_, '_, '_>) -> Option<regex::Regex> {
    let words = table
        .filled_list("words", plain)
        .and_then(|words| match pattern::words(&words) {
            Ok(pattern) => Some(pattern),
            Err(what) => {
                complain(table, "words", &what);
                None
            }
        });
    let regex = table.text("regex", pattern::regex);
    if table.has("words") && table.has("regex") {
        complain(table, "regex", "stands beside words; keep one of the two");
        return None;
    }
    needs(table, &["words", "regex"]);
    words.or(regex)
}

fn help(table: &mut Section<'_, '_, '_>) -> Option<When> {
    let code = table.text("code", |text| pattern::words(&[plain(text)?]));
    let user_data = table.text("user_data", plain);
    needs(table, &["code", "user_data"]);
    let whole = (table.has("code") == code.is_some()) && (code.is_some() || user_data.is_some());
    whole.then_some(When::Help { code, user_data })
}

/// Complains if none of these keys is there.
fn needs(table: &mut Section<'_, '_, '_>, keys: &[&str]) {
    if !keys.iter().any(|key| table.has(key)) {
        complain(table, "when", &format!("needs {}", keys.join(" or ")));
    }
}

fn complain(table: &mut Section<'_, '_, '_>, key: &str, what: &str) {
    let (span, label) = (table.span(key), table.label(key));
    table.page.complain(span, label, what.to_owned());
}

fn one_of<T: Copy>(words: &[(&str, T)], text: &str) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("must be {}, not {}", choice(&known), quoted(text))
    })
}
