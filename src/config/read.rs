//! The text of a config file → its base and its profiles.
//!
//! Knows the file's shape. Must not know other places of settings, nor touch the disk.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

use super::audit::AuditLayer;
use super::error::{Complaint, Origin};
use super::keys::{KEYS, PROFILES, TABLES, VIEWS, keys_of, unknown_key, unknown_table};
use super::layer::Layer;
use super::password::PasswordSource;
use super::privacy::PrivacyLayer;
use super::section::{Page, Section, kind};
use super::settings::{Group, KeyChoice, Snippet, Theme};
use super::words::{cleaned, quoted};
use super::{address, urgency, values, view};

/// What a config file says.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The tables outside every profile.
    pub(super) base: Layer,
    /// The profiles by name, not laid over anything yet.
    pub(super) profiles: BTreeMap<String, Layer>,
    /// Everything that is wrong with the file, in its profiles too.
    pub(super) complaints: Vec<Complaint>,
}

/// Reads `text`, which stands in the file `path`.
pub(super) fn read(path: &Path, text: &str, home: Option<&Path>) -> Contents {
    let mut page = Page {
        path,
        text,
        home,
        complaints: Vec::new(),
    };
    let (root, mistakes) = DeTable::parse_recoverable(text);
    if !mistakes.is_empty() {
        // What a broken file seems to say is not worth complaining about.
        for mistake in mistakes {
            // The library's message, not its `Display`: that quotes the line, and the line may
            // hold a password.
            let what = format!("not valid TOML: {}", one_line(mistake.message()));
            page.complain(mistake.span(), String::new(), what);
        }
        return Contents {
            complaints: page.complaints,
            ..Contents::default()
        };
    }
    let base = layer(&mut page, "", root.get_ref());
    let profiles = profiles(&mut page, root.get_ref());
    page.complaints
        .sort_by_key(|complaint| complaint.origin.line());
    Contents {
        base,
        profiles,
        complaints: page.complaints,
    }
}

fn one_line(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    cleaned(&words.join(" "))
}

/// Every table in `[profiles]`.
fn profiles(page: &mut Page<'_>, root: &DeTable<'_>) -> BTreeMap<String, Layer> {
    let mut profiles = BTreeMap::new();
    let Some((name, value)) = root.iter().find(|(name, _)| name.get_ref() == PROFILES) else {
        return profiles;
    };
    let Some(table) = table_of(page, format!("[{PROFILES}]"), name.span(), value) else {
        return profiles;
    };
    for (name, value) in table {
        let label = format!("[{PROFILES}.{}]", cleaned(name.get_ref()));
        if let Some(tables) = table_of(page, label, name.span(), value) {
            let prefix = format!("{PROFILES}.{}.", cleaned(name.get_ref()));
            let layer = layer(page, &prefix, tables);
            profiles.insert(name.get_ref().to_string(), layer);
        }
    }
    profiles
}

/// The settings in the tables of `root`: of the whole file, or of one profile.
fn layer(page: &mut Page<'_>, prefix: &str, root: &DeTable<'_>) -> Layer {
    let mut layer = Layer::default();
    for (name, value) in root {
        let table = name.get_ref().as_ref();
        if prefix.is_empty() && table == PROFILES {
            continue;
        }
        if table == VIEWS {
            layer.views = view::read(page, prefix, name.span(), value);
            continue;
        }
        if !TABLES.iter().any(|(known, _)| *known == table) {
            let what = unknown_table(prefix, table, value.get_ref().is_table());
            let label = match prefix.strip_suffix('.') {
                Some(profile) => format!("[{profile}]"),
                None => String::new(),
            };
            page.complain(Some(name.span()), label, what);
            continue;
        }
        let label = format!("[{prefix}{table}]");
        if let Some(keys) = table_of(page, label, name.span(), value) {
            let mut section = Section {
                page,
                name: format!("{prefix}{table}"),
                table: keys,
            };
            if table != KEYS {
                refuse_unknown(&mut section, prefix, table);
            }
            match table {
                "server" => server(&mut section, &mut layer),
                "team" => team(&mut section, &mut layer),
                "session" => session(&mut section, &mut layer),
                "userdata" => userdata(&mut section, &mut layer),
                "urgency" => urgency::read(&mut section, &mut layer),
                "writing" => writing(&mut section, &mut layer),
                "display" => display(&mut section, &mut layer),
                "privacy" => layer.privacy = PrivacyLayer::read(&mut section),
                "audit" => layer.audit = AuditLayer::read(&mut section),
                KEYS => layer.keys = key_choices(&mut section),
                _ => limits(&mut section, &mut layer),
            }
        }
    }
    layer
}

/// `value` as a table, or a complaint.
fn table_of<'v>(
    page: &mut Page<'_>,
    label: String,
    span: std::ops::Range<usize>,
    value: &'v Spanned<DeValue<'v>>,
) -> Option<&'v DeTable<'v>> {
    let table = value.get_ref().as_table();
    if table.is_none() {
        let what = format!("must be a table, not {}", kind(value.get_ref()));
        page.complain(Some(span), label, what);
    }
    table
}

fn refuse_unknown(section: &mut Section<'_, '_, '_>, prefix: &str, table: &str) {
    for name in section.table.keys() {
        if !keys_of(table).contains(&name.get_ref().as_ref()) {
            let what = unknown_key(prefix, table, name.get_ref());
            let label = format!("[{}]", section.name);
            section.page.complain(Some(name.span()), label, what);
        }
    }
}

fn server(section: &mut Section<'_, '_, '_>, layer: &mut Layer) {
    layer.urls = urls(section);
    layer.user = section.text("user", values::user);
    let command = section.command("password_command", values::argument);
    let file = section.path("password_file");
    layer.password = command
        .map(|(program, arguments)| PasswordSource::Command { program, arguments })
        .or(file.map(PasswordSource::File));
    layer.transport = section.text("transport", values::transport);
    layer.edition = section.text("dialect", values::edition);
    layer.segment = section.text("sms_path", values::segment);
    layer.barge = section.text("barge_value", values::barge);
    layer.topics = section.filled_list("topics", values::topic);
    layer.ca_file = section.path("ca_file");
    layer.ca_only = section
        .truth("ca_only")
        .map(|only| (only, section.place("ca_only")));
    layer.client_cert = section
        .path("client_cert_file")
        .map(|file| (file, section.place("client_cert_file")));
    layer.client_key = section
        .path("client_key_file")
        .map(|file| (file, section.place("client_key_file")));
    layer.allow_plain_http = section.truth("allow_plain_http");
}

/// `url` or `urls`.
fn urls(section: &mut Section<'_, '_, '_>) -> Option<(Vec<Url>, Origin)> {
    let one = section.placed_text("url", address::base);
    let many = section.filled_list("urls", |text| address::base(text).map(String::from));
    if section.has("url") && section.has("urls") {
        let (span, label) = (section.span("urls"), section.label("urls"));
        let what = "stands beside url; keep one of the two: urls is for several nodes";
        section.page.complain(span, label, what.to_owned());
    }
    let Some(many) = many else {
        return one.map(|(url, origin)| (vec![url], origin));
    };
    // They were made from addresses a moment ago.
    let many = many.iter().filter_map(|url| Url::parse(url).ok()).collect();
    Some((many, section.place("urls")))
}

fn team(section: &mut Section<'_, '_, '_>, layer: &mut Layer) {
    layer.agents = section.list("agents", values::agent);
    layer.monitor = section.text("monitor", values::monitor);
    layer.groups = section.each("group", "team.group", |group| {
        let agents = group.filled_list("agents", values::agent);
        let name = group.text("name", values::plain);
        group.must_have(&["name", "agents"]);
        Some(Group {
            name: name?,
            agents: agents?,
        })
    });
}

fn session(section: &mut Section<'_, '_, '_>, layer: &mut Layer) {
    layer.start = section.truth("start");
    layer.channels = section.filled_list("channels", values::plain);
    layer.place = section.text("place", values::plain);
    layer.login_code = section.text("login_code", values::plain);
    layer.queue = section.text("queue", values::plain);
    layer.nickname = section.text("nickname", values::plain);
}

fn userdata(section: &mut Section<'_, '_, '_>, layer: &mut Layer) {
    layer.customer = section.list_or_one("customer", values::plain);
    layer.service = section.list_or_one("service", values::plain);
}

fn limits(section: &mut Section<'_, '_, '_>, layer: &mut Layer) {
    layer.send_delay = section
        .number("send_delay_seconds", 0.0..=30.0)
        .map(Duration::from_secs_f64);
    layer.polls_per_second = section.whole("polls_per_second", 1..=100);
}

fn writing(section: &mut Section<'_, '_, '_>, layer: &mut Layer) {
    layer.typing_notices = section.truth("typing_notices");
    layer.snippets = section.each("snippet", "writing.snippet", |snippet| {
        let (name, text) = (
            snippet.text("name", values::plain),
            snippet.text("text", values::plain),
        );
        snippet.must_have(&["name", "text"]);
        Some(Snippet {
            name: name?,
            text: text?,
        })
    });
}

fn display(section: &mut Section<'_, '_, '_>, layer: &mut Layer) {
    layer.theme = section
        .placed_text("theme", values::plain)
        .map(|(name, origin)| match values::theme_file(&name) {
            true => (section.path("theme").map(Theme::File), origin),
            false => (Some(Theme::Named(name)), origin),
        })
        .and_then(|(theme, origin)| Some((theme?, origin)));
    layer.ascii = section.truth("ascii");
    layer.timezone = section.placed_text("timezone", values::plain);
}

fn key_choices(section: &mut Section<'_, '_, '_>) -> Vec<KeyChoice> {
    let names: Vec<String> = section
        .table
        .keys()
        .map(|n| n.get_ref().to_string())
        .collect();
    let choices = names.iter().filter_map(|action| {
        Some(KeyChoice {
            keys: section.list_or_one(action, values::plain)?,
            origin: section.place(action),
            action: action.clone(),
        })
    });
    choices.collect()
}

/// What to say of a profile that the file does not have.
pub(super) fn unknown_profile(
    name: &str,
    path: &Path,
    profiles: &BTreeMap<String, Layer>,
) -> String {
    let path = cleaned(&path.to_string_lossy());
    match super::words::nearest(name, profiles.keys().map(String::as_str)) {
        Some(near) => format!(
            "there is no profile {} in {path}; the nearest is {}",
            quoted(name),
            quoted(near)
        ),
        None => format!(
            "there is no profile {} in {path}; it has none",
            quoted(name)
        ),
    }
}
