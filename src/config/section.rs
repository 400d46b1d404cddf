//! One table of the config file, read key by key.
//!
//! Knows TOML's types and where each value stands, and collects what is wrong with it. Must
//! not know which settings there are.

use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Complaint, Origin};
use super::list::{elements, parent};
use super::words::{cleaned, quoted};

/// The file being read, and what has been found wrong with it so far.
pub(super) struct Page<'f> {
    /// The file's name, for complaints and for paths relative to it.
    pub(super) path: &'f Path,
    /// Its text, for line numbers.
    pub(super) text: &'f str,
    /// The home directory, for a leading `~`.
    pub(super) home: Option<&'f Path>,
    /// What is wrong.
    pub(super) complaints: Vec<Complaint>,
}

impl Page<'_> {
    /// The place of the bytes `span`, for `key`.
    pub(super) fn origin(&self, span: Option<Range<usize>>, key: String) -> Origin {
        let start = span.map_or(0, |span| span.start).min(self.text.len());
        let before = self.text.as_bytes().get(..start).unwrap_or_default();
        Origin::Line {
            path: self.path.to_owned(),
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            key,
        }
    }

    /// Notes what is wrong at `span`.
    pub(super) fn complain(&mut self, span: Option<Range<usize>>, key: String, what: String) {
        let origin = self.origin(span, key);
        self.complaints.push(Complaint { origin, what });
    }

    /// `text` as a path: `~` is the home directory, and a relative path starts at the folder
    /// of the config file, because the console is started from anywhere.
    fn located(&self, text: &str) -> Result<PathBuf, String> {
        if text.is_empty() || text.contains('\0') {
            return Err("must be a path".to_owned());
        }
        let rest = text
            .strip_prefix('~')
            .filter(|rest| rest.is_empty() || rest.starts_with('/'));
        match (rest, self.home) {
            (Some(rest), Some(home)) => Ok(home.join(rest.trim_start_matches('/'))),
            (Some(_), None) => Err(format!(
                "cannot be {}: no home directory is known",
                quoted(text)
            )),
            (None, _) => Ok(self.path.parent().unwrap_or(Path::new("")).join(text)),
        }
    }
}

/// One table of the file.
pub(super) struct Section<'p, 'f, 't> {
    /// The file it stands in.
    pub(super) page: &'p mut Page<'f>,
    /// Its full name, such as `profiles.lab.server`.
    pub(super) name: String,
    /// Its keys and values.
    pub(super) table: &'t DeTable<'t>,
}

impl<'t> Section<'_, '_, 't> {
    /// A string that `check` accepts.
    pub(super) fn text<T>(
        &mut self,
        key: &str,
        check: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.value(key, "a string", |value| value.as_str().map(check))
    }

    /// A string that `check` accepts, and where it stands.
    pub(super) fn placed_text<T>(
        &mut self,
        key: &str,
        check: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<(T, Origin)> {
        let value = self.text(key, check)?;
        Some((value, self.place(key)))
    }

    /// Where `key` stands.
    pub(super) fn place(&self, key: &str) -> Origin {
        self.page.origin(self.span(key), self.label(key))
    }

    /// Whether `key` is set at all.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Complains if an element of a list of tables lacks one of these.
    pub(super) fn must_have(&mut self, keys: &[&str]) {
        if keys.iter().all(|key| self.has(key)) {
            return;
        }
        let first = self.table.keys().map(Spanned::span).min_by_key(|s| s.start);
        let label = format!("[[{}]]", cleaned(&self.name));
        let what = format!("must have {}", keys.join(" and "));
        self.page.complain(first, label, what);
    }

    /// The bytes of `key`'s name.
    pub(super) fn span(&self, key: &str) -> Option<Range<usize>> {
        self.entry(key).map(|(name, _)| name.span())
    }

    /// A path.
    pub(super) fn path(&mut self, key: &str) -> Option<PathBuf> {
        let located = match self.entry(key)?.1.get_ref().as_str() {
            Some(text) => self.page.located(text),
            // What is wrong with it is said by `text`.
            None => Err(String::new()),
        };
        self.text(key, |_| located)
    }

    /// `true` or `false`.
    pub(super) fn truth(&mut self, key: &str) -> Option<bool> {
        self.value(key, "true or false", |value| value.as_bool().map(Ok))
    }

    /// A number of `range`, whole or not.
    pub(super) fn number(&mut self, key: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let accepted = format!("a number from {} to {}", range.start(), range.end());
        self.value(key, &accepted, |value| {
            let number = written(value)?.and_then(|text| f64::from_str(&text).ok());
            Some(
                number
                    .filter(|number| range.contains(number))
                    .ok_or_else(|| format!("must be {accepted}")),
            )
        })
    }

    /// A whole number of `range`.
    pub(super) fn whole(&mut self, key: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let accepted = format!("a whole number from {} to {}", range.start(), range.end());
        self.value(key, &accepted, |value| {
            let number = written(value)?.and_then(|text| u32::from_str(&text).ok());
            Some(
                number
                    .filter(|number| range.contains(number))
                    .ok_or_else(|| format!("must be {accepted}")),
            )
        })
    }

    /// A list of strings that `check` accepts, each kept once.
    pub(super) fn list(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<String, String>,
    ) -> Option<Vec<String>> {
        self.value(key, "a list of strings", |value| {
            let elements = strings(value)?;
            Some(elements.iter().map(|text| check(text)).try_fold(
                Vec::new(),
                |mut kept, element| {
                    let element = element?;
                    if !kept.contains(&element) {
                        kept.push(element);
                    }
                    Ok(kept)
                },
            ))
        })
    }

    /// As [`list`](Self::list), but not empty.
    pub(super) fn filled_list(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<String, String>,
    ) -> Option<Vec<String>> {
        let list = self.list(key, check)?;
        self.value(key, "", |_| {
            Some(if list.is_empty() {
                Err("must have at least one element".to_owned())
            } else {
                Ok(list)
            })
        })
    }

    /// As [`list`](Self::list), or one string for a list of one.
    pub(super) fn list_or_one(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<String, String>,
    ) -> Option<Vec<String>> {
        let single = self.entry(key)?.1.get_ref().is_str();
        if single {
            self.text(key, |text| check(text).map(|text| vec![text]))
        } else {
            self.list(key, check)
        }
    }

    /// A program and its arguments, every one kept.
    pub(super) fn command(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<String, String>,
    ) -> Option<(String, Vec<String>)> {
        let accepted = "a list of strings, the program first";
        self.value(key, accepted, |value| {
            let words: Result<Vec<String>, String> =
                strings(value)?.iter().map(|text| check(text)).collect();
            Some(words.and_then(|words| match words.split_first() {
                Some((program, arguments)) if !program.is_empty() => {
                    Ok((program.clone(), arguments.to_vec()))
                }
                Some(_) | None => Err(format!("must be {accepted}")),
            }))
        })
    }

    /// The elements of the list of tables `key`, each read by `read`; one that gives `None` has been
    /// complained of. Its known keys stand in [`LISTS`](super::keys::LISTS) under `list`.
    pub(super) fn each<T>(
        &mut self,
        key: &str,
        list: &str,
        read: impl FnMut(&mut Section<'_, '_, 't>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let (name, value) = self.entry(key)?;
        let prefix = self.name.strip_suffix(parent(list)).unwrap_or("");
        let label = format!("{prefix}{list}");
        elements(self.page, &label, list, name.span(), value, read)
    }

    /// The value of `key`: `None` if it is not set or wrong, and the latter is noted. `take`
    /// gives `None` for a value of the wrong type.
    fn value<T>(
        &mut self,
        key: &str,
        accepted: &str,
        take: impl FnOnce(&DeValue<'t>) -> Option<Result<T, String>>,
    ) -> Option<T> {
        let (name, value) = self.entry(key)?;
        let what = match take(value.get_ref()) {
            Some(Ok(taken)) => return Some(taken),
            Some(Err(what)) => what,
            None => format!("must be {accepted}, not {}", kind(value.get_ref())),
        };
        let label = self.label(key);
        self.page.complain(Some(name.span()), label, what);
        None
    }

    fn entry(
        &self,
        key: &str,
    ) -> Option<(
        &'t Spanned<std::borrow::Cow<'t, str>>,
        &'t Spanned<DeValue<'t>>,
    )> {
        self.table.iter().find(|(name, _)| name.get_ref() == key)
    }

    /// `key` as a person writes it, with its table.
    pub(super) fn label(&self, key: &str) -> String {
        format!("[{}] {key}", cleaned(&self.name))
    }
}

/// The digits of a number; `None` for anything else, `Some(None)` for digits not base ten.
fn written(value: &DeValue<'_>) -> Option<Option<String>> {
    match value {
        DeValue::Integer(number) => {
            Some((number.radix() == 10).then(|| number.as_str().to_owned()))
        }
        DeValue::Float(number) => Some(Some(number.as_str().to_owned())),
        DeValue::String(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => None,
    }
}

/// The elements of a list of strings.
fn strings<'v>(value: &'v DeValue<'_>) -> Option<Vec<&'v str>> {
    value
        .as_array()?
        .iter()
        .map(|element| element.get_ref().as_str())
        .collect()
}

/// What a value is, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(true) => "true",
        DeValue::Boolean(false) => "false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(array) if array.iter().all(|element| element.get_ref().is_str()) => {
            "a list of strings"
        }
        DeValue::Array(_) => "a list of something else",
        DeValue::Table(_) => "a table",
    }
}
