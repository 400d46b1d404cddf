//! The tables and keys of the config file, and what to say of any other word.
//!
//! Knows names only. Must not know what a value may be.

use super::words::{nearest, quoted};

/// Every table with its keys, in the order of `config.example.toml`.
pub(super) const TABLES: [(&str, &[&str]); 11] = [
    (
        "server",
        &[
            "url",
            "urls",
            "user",
            "password_command",
            "password_file",
            "transport",
            "dialect",
            "sms_path",
            "barge_value",
            "topics",
            "ca_file",
            "ca_only",
            "client_cert_file",
            "client_key_file",
            "allow_plain_http",
        ],
    ),
    ("team", &["agents", "monitor", "group"]),
    (
        "session",
        &[
            "start",
            "channels",
            "place",
            "login_code",
            "queue",
            "nickname",
        ],
    ),
    ("userdata", &["customer", "service"]),
    ("urgency", &["warn", "critical", "service"]),
    ("limits", &["send_delay_seconds", "polls_per_second"]),
    ("writing", &["typing_notices", "snippet"]),
    ("display", &["theme", "ascii", "timezone"]),
    (
        "privacy",
        &[
            "mask_numbers",
            "mask_keys",
            "lock_after",
            "lock_passphrase_command",
            "lock_passphrase_file",
            "read_only",
        ],
    ),
    ("audit", &["required", "message_text"]),
    (KEYS, &[]),
];

/// Every list of tables, such as `[[team.group]]`, with the keys of its elements. One whose name
/// has no point stands outside every table.
pub(super) const LISTS: [(&str, &[&str]); 4] = [
    ("team.group", &["name", "agents"]),
    ("urgency.service", &["name", "warn", "critical"]),
    ("writing.snippet", &["name", "text"]),
    (VIEWS, &["name", "filter", "sort"]),
];

/// The list of views, outside every table.
pub(super) const VIEWS: &str = "view";

/// The table of keys: its names are actions, which the console knows.
pub(super) const KEYS: &str = "keys";

/// The table that holds the profiles.
pub(super) const PROFILES: &str = "profiles";

/// What to say of a password in the file; its value is never quoted.
const NO_PASSWORD: &str = "a password does not belong in this file; take it out and \
    use password_command or password_file in [server], or set FLOORWALK_PASSWORD";

/// Words that give away a secret, wherever they stand in a key.
const SECRET_WORDS: [&str; 8] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "token",
    "credential",
];

/// The keys of a table, or of the elements of a list of tables; none for an unknown one.
pub(super) fn keys_of(table: &str) -> &'static [&'static str] {
    TABLES
        .iter()
        .chain(&LISTS)
        .find(|(name, _)| *name == table)
        .map_or(&[], |(_, keys)| keys)
}

/// What to say of a `key` that `table` does not have. `prefix` is what stands before the
/// table's name where the key was found: nothing, or `profiles.NAME.`.
pub(super) fn unknown_key(prefix: &str, table: &str, key: &str) -> String {
    if looks_secret(key) {
        return format!("key {}: {NO_PASSWORD}", quoted(key));
    }
    match home_of(key) {
        Some(home) => format!(
            "unknown key {}; it belongs in [{prefix}{home}]",
            quoted(key)
        ),
        None => format!(
            "unknown key {}; the nearest known key is \"{}\"",
            quoted(key),
            nearest(key, keys_of(table).iter().copied()).unwrap_or_default()
        ),
    }
}

/// What to say of a table, or of a key outside every table, that is not known there.
pub(super) fn unknown_table(prefix: &str, name: &str, is_table: bool) -> String {
    if looks_secret(name) {
        return format!("key {}: {NO_PASSWORD}", quoted(name));
    }
    if let Some(home) = home_of(name) {
        return format!(
            "unknown key {}; it belongs in [{prefix}{home}]",
            quoted(name)
        );
    }
    let tables = TABLES.iter().map(|(table, _)| *table);
    if is_table {
        let profiles = prefix.is_empty().then_some(PROFILES);
        let known = nearest(name, tables.chain(profiles)).unwrap_or_default();
        return format!(
            "unknown table {}; the nearest known table is [{prefix}{known}]",
            quoted(name)
        );
    }
    let keys = TABLES.iter().flat_map(|(_, keys)| keys.iter().copied());
    let known = nearest(name, keys).unwrap_or_default();
    let home = home_of(known).unwrap_or_default();
    format!(
        "unknown key {}; the nearest known key is \"{known}\" in [{prefix}{home}]",
        quoted(name)
    )
}

/// The table a known key belongs to.
fn home_of(key: &str) -> Option<&'static str> {
    TABLES
        .iter()
        .find(|(_, keys)| keys.contains(&key))
        .map(|(table, _)| *table)
}

/// Whether `key` seems to hold a password itself, rather than to be a misspelt
/// `password_command` or `password_file`.
fn looks_secret(key: &str) -> bool {
    let letters: String = key
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let like = |word: &str| strsim::damerau_levenshtein(&letters, word) <= 2;
    let files = [
        "passwordcommand",
        "passwordfile",
        "lockpassphrasecommand",
        "lockpassphrasefile",
    ];
    if files.into_iter().any(like) {
        return false;
    }
    letters == "pass" || like("password") || SECRET_WORDS.iter().any(|word| letters.contains(word))
}
