//! What a site attached to a session. Kept as raw bytes until somebody looks (design: parse late).

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::Text;

/// A session's user data: a raw JSON object without `Display` or `Debug`. The only way to read it
/// parses and cleans in one step.
#[derive(Clone, PartialEq, Eq)]
pub struct UserData(Arc<str>);

impl std::fmt::Debug for UserData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UserData({} bytes)", self.0.len())
    }
}

/// Most bytes kept of one session's user data.
const LONGEST: usize = 64 * 1024;

impl UserData {
    /// Keeps the raw JSON; more than 64 KiB is not kept.
    pub fn new(raw: &str) -> Self {
        Self(Arc::from(if raw.len() <= LONGEST { raw } else { "{}" }))
    }

    /// The first of `keys` that holds something, cleaned, on one line. Numbers keep their exact
    /// text; null and empty strings hold nothing.
    pub fn first(&self, keys: &[String]) -> Option<Text> {
        self.first_of(keys).map(|(_, text)| text)
    }

    /// The same with the key.
    pub fn first_of<'k>(&self, keys: &'k [String]) -> Option<(&'k String, Text)> {
        if keys.is_empty() || self.0.len() < 4 || !self.may_have(keys) {
            return None;
        }
        let pairs: Pairs<'_> = serde_json::from_str(&self.0).ok()?;
        keys.iter().find_map(|key| {
            let raw = pairs.0.iter().find(|(name, _)| name == key)?.1;
            let text = scalar(raw);
            (!text.is_empty()).then_some((key, text))
        })
    }

    /// Whether one of these may be a key: most user data has none of them, and is not parsed for
    /// it. A key can be spelled with escapes; where there are any, nothing is said.
    fn may_have(&self, keys: &[String]) -> bool {
        let text = self.0.as_bytes();
        let has = |key: &String| memchr::memmem::find(text, key.as_bytes()).is_some();
        keys.iter().any(has) || memchr::memchr(b'\\', text).is_some()
    }

    /// Every pair, cleaned, in the server's order.
    pub fn pairs(&self) -> Vec<(Text, Text)> {
        let pairs: Pairs<'_> = serde_json::from_str(&self.0).unwrap_or_default();
        pairs
            .0
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

impl<'de: 'a, 'a> serde::Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> serde::de::Visitor<'de> for Visit {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
        assert_eq!(
            data.first(&keys(&["A", "B", "N"])).unwrap().as_str(),
            "9007199254740993"
        );
        assert_eq!(data.first(&keys(&["S"])).unwrap().as_str(), "x␛[0m");
        assert_eq!(data.first(&keys(&["PegAG?:3>2"])).unwrap().as_str(), "1");
        assert_eq!(data.first(&keys(&["A", "B"])), None);
        let escaped = UserData::new(r#"{"\u004e":"x"}"#);
        assert_eq!(escaped.first(&keys(&["N"])).unwrap().as_str(), "x");
        assert_eq!(data.first(&keys(&["Name"])), None);
        assert_eq!(UserData::new("[1]").pairs(), vec![]);
        assert_eq!(
            format!("{data:?}"),
            format!("UserData({} bytes)", data.0.len())
        );
    }
}
