//! Whether an answer has what a fixture shows: keys, types, enum words.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::sim_support::Reply;

/// Keys whose value is a word of the protocol, and so the same.
const WORDS: &[&str] = &[
    "messageType",
    "notificationType",
    "state",
    "type",
    "visibility",
    "supervisorMode",
    "chatType",
    "statusCode",
    "channel",
    "successful",
    "error",
    "reconnect",
    "subscription",
    "enabled",
    "available",
    "userActivity",
    "displayName",
];

/// Lists that are the same as lists of words.
const LISTS: &[&str] = &["capabilities", "roles", "supportedConnectionTypes"];

/// The keys that any file shows, by the place of the object.
pub(crate) struct Known(BTreeMap<String, BTreeSet<String>>);

impl Known {
    pub(crate) fn collect<'a>(files: impl Iterator<Item = &'a Value>) -> Self {
        let mut known = Self(BTreeMap::new());
        for file in files {
            known.add("body", &file["response"]["body"]);
            for notification in file["notifications"].as_array().into_iter().flatten() {
                known.add("data", &notification["data"]);
            }
        }
        known
    }

    /// The keys that a file shows and its alternative does not.
    pub(crate) fn gone(file: &Value, alternative: &Value) -> Self {
        let before = Self::collect(std::iter::once(file)).0;
        let after = Self::collect(std::iter::once(alternative)).0;
        let gone = before.into_iter().filter_map(|(place, keys)| {
            let left = after.get(&place)?;
            Some((place, keys.difference(left).cloned().collect()))
        });
        Self(gone.collect())
    }

    fn add(&mut self, place: &str, value: &Value) {
        match value {
            Value::Object(map) => {
                let keys = self.0.entry(place.to_owned()).or_default();
                keys.extend(map.keys().cloned());
                for (key, value) in map {
                    self.add(key, value);
                }
            }
            Value::Array(list) => list.iter().for_each(|value| self.add(place, value)),
            _ => {}
        }
    }
}

pub(crate) struct Compare<'a> {
    name: &'a str,
    known: &'a Known,
    gone: Option<&'a Known>,
}

impl<'a> Compare<'a> {
    /// Keys that must not be there.
    pub(crate) fn without(self, gone: &'a Known) -> Self {
        Self {
            gone: Some(gone),
            ..self
        }
    }

    pub(crate) fn new(name: &'a str, known: &'a Known) -> Self {
        Self {
            name,
            known,
            gone: None,
        }
    }

    pub(crate) fn reply(&self, expected: &Value, reply: &Reply) {
        assert_eq!(expected["status"], reply.status, "{}: {reply:?}", self.name);
        for name in expected["headers"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
        {
            assert!(
                reply.header(name).is_some(),
                "{}: no {name} in {reply:?}",
                self.name
            );
        }
        match &expected["body"] {
            Value::String(_) => {
                let json = serde_json::from_str::<Value>(&reply.text);
                assert!(json.is_err(), "{}: {reply:?}", self.name);
            }
            body => self.covers(body, &reply.json(), "body"),
        }
    }

    pub(crate) fn covers(&self, expected: &Value, got: &Value, place: &str) {
        if let Err(why) = self.check(expected, got, place) {
            panic!("{}: {why}\nexpected {expected:#}\ngot {got:#}", self.name);
        }
    }

    fn check(&self, expected: &Value, got: &Value, place: &str) -> Result<(), String> {
        match (expected, got) {
            (Value::Object(expected), Value::Object(got)) => self.check_map(expected, got, place),
            (Value::Array(expected), Value::Array(got)) => self.check_list(expected, got, place),
            _ if WORDS.contains(&place) => {
                if expected == got {
                    Ok(())
                } else {
                    Err(format!("{place} is {got}, not {expected}"))
                }
            }
            _ if std::mem::discriminant(expected) == std::mem::discriminant(got) => Ok(()),
            _ => Err(format!("{place} is {got}, of another type than {expected}")),
        }
    }

    fn check_map(
        &self,
        expected: &Map<String, Value>,
        got: &Map<String, Value>,
        place: &str,
    ) -> Result<(), String> {
        if place == "userData" {
            return Ok(());
        }
        for (key, value) in expected {
            let other = got.get(key).ok_or_else(|| format!("no {key} in {place}"))?;
            self.check(value, other, key)?;
        }
        let known = self.known.0.get(place);
        let gone = self.gone.and_then(|gone| gone.0.get(place));
        for key in got.keys() {
            if gone.is_some_and(|gone| gone.contains(key)) {
                return Err(format!("{key} in {place} should be gone"));
            }
            if !expected.contains_key(key) && !known.is_some_and(|known| known.contains(key)) {
                return Err(format!("{key} in {place} is in no file"));
            }
        }
        Ok(())
    }

    fn check_list(&self, expected: &[Value], got: &[Value], place: &str) -> Result<(), String> {
        if LISTS.contains(&place) {
            return if expected == got {
                Ok(())
            } else {
                Err(format!("{place} are {got:?}"))
            };
        }
        if expected.is_empty() && place != "businessUnits" && !got.is_empty() {
            return Err(format!("{place} is not empty"));
        }
        // What is in an order keeps it; lists of the floor's people may be longer.
        if place == "messages" || place == "body" {
            if expected.len() != got.len() {
                return Err(format!(
                    "{place}: {} instead of {}",
                    got.len(),
                    expected.len()
                ));
            }
            return expected
                .iter()
                .zip(got)
                .try_for_each(|(expected, got)| self.check(expected, got, place));
        }
        if place == "participants" && expected.len() != got.len() {
            return Err(format!(
                "{} participants instead of {}",
                got.len(),
                expected.len()
            ));
        }
        for one in expected {
            let mut why = format!("{place} is empty");
            let found = got.iter().any(|other| match self.check(one, other, place) {
                Ok(()) => true,
                Err(reason) => {
                    why = reason;
                    false
                }
            });
            if !found {
                return Err(format!("nothing in {place} is like {one}: {why}"));
            }
        }
        Ok(())
    }
}
