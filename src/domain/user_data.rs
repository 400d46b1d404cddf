//! What a site attached to a session. Kept as raw bytes until somebody looks (design: parse late).

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use memchr::memmem::Finder;
use serde_json::value::RawValue;

use super::Text;

/// A session's user data: a raw JSON object without `Display` or `Debug`. The only way to read it
/// parses and cleans in one step.
#[derive(Clone, PartialEq, Eq)]
pub struct UserData(Arc<str>);

impl fmt::Debug for UserData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserData({} bytes)", self.0.len())
    }
}

/// A key that is sought in whatever user data comes: how to seek it is worked out once.
#[derive(Clone)]
pub struct UserDataKey(Box<Finder<'static>>);

impl UserDataKey {
    /// The key of this name.
    pub fn new(name: &str) -> Self {
        Self(Finder::new(name).into_owned().into())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        str::from_utf8(self.0.needle()).unwrap_or_default()
    }

    fn is_perhaps_in(&self, text: &str) -> bool {
        self.0.find(text.as_bytes()).is_some() || has_escapes(text)
    }
}

impl fmt::Debug for UserDataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UserDataKey").field(&self.name()).finish()
    }
}

/// A key can be spelled with escapes: where there are any, no search says that it is not there.
fn has_escapes(text: &str) -> bool {
    memchr::memchr(b'\\', text.as_bytes()).is_some()
}

/// Most bytes kept of one session's user data.
const LONGEST: usize = 64 * 1024;

impl UserData {
    /// Keeps the raw JSON; more than 64 KiB is not kept.
    pub fn new(raw: &str) -> Self {
        Self(Arc::from(if raw.len() <= LONGEST { raw } else { "{}" }))
    }

    /// What a key holds, cleaned, on one line. Numbers keep their exact text; null and empty
    /// strings hold nothing. Most user data lacks the key, and is not parsed for it.
    pub fn value(&self, key: &UserDataKey) -> Option<Text> {
        let text = key.is_perhaps_in(&self.0).then(|| self.read())??;
        text.value(key.name())
    }

    /// The first of `keys` that holds something, and what. Not parsed either where it has none.
    pub fn first_of<'k>(&self, keys: &'k [String]) -> Option<(&'k String, Text)> {
        let has = |key: &String| memchr::memmem::find(self.0.as_bytes(), key.as_bytes()).is_some();
        if keys.is_empty() || !(keys.iter().any(has) || has_escapes(&self.0)) {
            return None;
        }
        let pairs = self.read()?;
        keys.iter().find_map(|key| Some((key, pairs.value(key)?)))
    }

    fn read(&self) -> Option<Pairs<'_>> {
        serde_json::from_str(&self.0).ok()
    }

    /// Every pair, cleaned, in the server's order.
    pub fn pairs(&self) -> Vec<(Text, Text)> {
        (self.read().unwrap_or_default().0)
            .iter()
            .map(|(key, raw)| (Text::line(key), scalar(raw)))
            .collect()
    }
}

fn scalar(raw: &RawValue) -> Text {
    match raw.get() {
        "null" => Text::default(),
        text if text.starts_with('"') => serde_json::from_str::<String>(text)
            .map_or_else(|_| Text::line(text), |s| Text::line(&s)),
        other => Text::line(other),
    }
}

#[derive(Default)]
struct Pairs<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl Pairs<'_> {
    /// What the first of this name holds, if anything.
    fn value(&self, key: &str) -> Option<Text> {
        let raw = self.0.iter().find(|(name, _)| name == key)?.1;
        Some(scalar(raw)).filter(|text| !text.is_empty())
    }
}

impl<'de: 'a, 'a> serde::Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> serde::de::Visitor<'de> for Visit {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                    pairs.push((key, map.next_value::<&'de RawValue>()?));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_exact_text_and_nothing_is_parsed_before() {
        let data = UserData::new(
            r#"{"A":null,"B":"","N":9007199254740993,"S":"x\u001b[0m","PegAG?:3>2":1}"#,
        );
        let keys = |k: &[&str]| k.iter().map(ToString::to_string).collect::<Vec<_>>();
        let first = |data: &UserData, k: &[&str]| {
            let keys = keys(k);
            let found = data.first_of(&keys);
            found.map(|(key, text)| (key.clone(), text.to_string()))
        };
        let number = ("N".to_owned(), "9007199254740993".to_owned());
        assert_eq!(first(&data, &["A", "B", "N"]), Some(number));
        assert_eq!(first(&data, &["A", "B"]), None);
        let value = |data: &UserData, key: &str| {
            let text = data.value(&UserDataKey::new(key));
            text.map(|text| text.to_string())
        };
        for (key, holds) in [
            ("S", Some("x␛[0m")),
            ("PegAG?:3>2", Some("1")),
            ("A", None),
            ("B", None),
            ("Name", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(value(&data, key).as_deref(), holds, "{key}");
            assert_eq!(first(&data, &[key]).map(|f| f.1).as_deref(), holds, "{key}");
        }
        let escaped = UserData::new(r#"{"\u004e":"x"}"#);
        assert_eq!(value(&escaped, "N").as_deref(), Some("x"));
        assert_eq!(
            format!("{:?}", UserDataKey::new("N")),
            r#"UserDataKey("N")"#
        );
        assert_eq!(UserData::new("[1]").pairs(), vec![]);
        assert_eq!(
            format!("{data:?}"),
            format!("UserData({} bytes)", data.0.len())
        );
    }
}
