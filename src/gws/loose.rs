//! JSON read field by field, so that one that is not understood costs only itself. Borrows from
//! the text: nothing is copied that nobody asks for.

mod visit;

use std::borrow::Cow;

use self::visit::Lossy;
use crate::domain::{Event, Text, trimmed};
use crate::json::{Raw, Word};

/// Most characters kept of something that was not understood.
const SAMPLE: usize = 200;

/// What was not understood on the way, in the order it was met.
#[derive(Default, Debug)]
pub(super) struct Odds(pub(super) Vec<(&'static str, Text)>);

impl Odds {
    /// Notes one oddity and the beginning of what it was.
    pub(super) fn note(&mut self, what: &'static str, raw: &str) {
        let end = raw
            .char_indices()
            .nth(SAMPLE)
            .map_or(raw.len(), |(end, _)| end);
        self.0.push((what, Text::line(&raw[..end])));
    }

    /// As events, for whoever counts them.
    pub(super) fn told(self) -> impl Iterator<Item = Event> {
        self.0
            .into_iter()
            .map(|(what, raw)| Event::Odd { what, raw })
    }

    /// Where nobody counts (an answer to a read), the log has it.
    pub(super) fn log(self) {
        for (what, raw) in self.0 {
            tracing::warn!(target: "floorwalk::gws", what, raw = raw.as_str(), "not understood");
        }
    }
}

/// A JSON object as its keys and values.
#[derive(Default, Debug)]
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Fields<'a> {
    /// The object in `text`; `None` if it is anything else.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// A field's raw value. Of a key that stands twice the last counts, as in every JSON reader.
    pub(super) fn raw(&self, key: &str) -> Option<&'a str> {
        let last = self.0.iter().rev().find(|(name, _)| name == key);
        last.map(|(_, raw)| *raw)
    }

    /// A field's raw value; null counts as left out.
    pub(super) fn some(&self, key: &str) -> Option<&'a str> {
        self.raw(key).filter(|raw| *raw != "null")
    }

    /// Every field, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(key, raw)| (key.as_ref(), *raw))
    }

    /// A text field; another type is noted and read as left out.
    pub(super) fn text(&self, key: &'static str, odds: &mut Odds) -> Option<Cow<'a, str>> {
        let raw = self.some(key)?;
        let text = string(raw);
        if text.is_none() {
            odds.note(key, raw);
        }
        text
    }

    /// The same, as what is read in one go has it.
    pub(super) fn word(&self, key: &'static str, odds: &mut Odds) -> Option<Word<'a>> {
        self.text(key, odds).map(Word)
    }

    /// A whole number, or a string of digits.
    pub(super) fn number(&self, key: &'static str, odds: &mut Odds) -> Option<i64> {
        let raw = self.some(key)?;
        let number = number(raw);
        if number.is_none() {
            odds.note(key, raw);
        }
        number
    }

    /// An object field.
    pub(super) fn object(&self, key: &'static str, odds: &mut Odds) -> Option<Fields<'a>> {
        let raw = self.some(key)?;
        let fields = Fields::read(raw);
        if fields.is_none() {
            odds.note(key, raw);
        }
        fields
    }

    /// A list field.
    pub(super) fn list(&self, key: &'static str, odds: &mut Odds) -> Option<Vec<&'a str>> {
        let raw = self.some(key)?;
        let list = list(raw);
        if list.is_none() {
            odds.note(key, raw);
        }
        list
    }
}

/// A JSON list as raw values; `None` if it is anything else.
pub(super) fn list(raw: &str) -> Option<Vec<&str>> {
    let list: Vec<Raw<'_>> = serde_json::from_str(raw).ok()?;
    Some(list.into_iter().map(|raw| raw.0).collect())
}

/// A JSON string. Half a surrogate pair, which a text cut in the middle of an emoji leaves, is
/// replaced and costs nothing else.
pub(super) fn string(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.starts_with('"') {
        return None;
    }
    let inner = raw.get(1..raw.len().checked_sub(1)?)?;
    if !inner.contains('\\') {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str::<Lossy>(raw)
        .ok()
        .map(|lossy| Cow::Owned(lossy.0))
}

/// A whole number or a string of digits.
pub(super) fn number(raw: &str) -> Option<i64> {
    if raw.starts_with('"') {
        string(raw)?.trim().parse().ok()
    } else {
        raw.parse().ok()
    }
}

/// The last path segment of a link, decoded. The link need not be a valid URL: pages print some
/// with spaces. It is never contacted.
pub(super) fn last_segment(link: &str) -> Option<Cow<'_, str>> {
    // Most links are nothing but names between slashes.
    if let Some((_, last)) = link.rsplit_once('/')
        && !last.is_empty()
        && trimmed(last).len() == last.len()
        && memchr::memchr3(b'?', b'#', b'%', link.as_bytes()).is_none()
    {
        return Some(Cow::Borrowed(last));
    }
    let path = link.split(['?', '#']).next().unwrap_or_default().trim();
    let (_, last) = path.trim_end_matches('/').rsplit_once('/')?;
    let decoded = percent_encoding::percent_decode_str(last.trim()).decode_utf8_lossy();
    (!decoded.is_empty()).then_some(decoded)
}

/// What a pair of path and URI names; the path counts where they disagree.
pub(super) fn linked<'a>(
    fields: &Fields<'a>,
    paths: &[&'static str],
    uris: &[&'static str],
    odds: &mut Odds,
) -> Option<Cow<'a, str>> {
    let segment = |link: Cow<'a, str>| match link {
        Cow::Borrowed(link) => last_segment(link),
        Cow::Owned(link) => last_segment(&link).map(|name| Cow::Owned(name.into_owned())),
    };
    let mut named = |keys: &[&'static str]| {
        keys.iter()
            .find_map(|key| fields.text(key, odds).and_then(segment))
    };
    let (path, uri) = (named(paths), named(uris));
    agreed(path, uri, odds)
}

/// The same of one pair that was read already.
pub(super) fn link<'w>(
    path: Option<&'w Word<'_>>,
    uri: Option<&'w Word<'_>>,
    odds: &mut Odds,
) -> Option<Cow<'w, str>> {
    let segment = |link: Option<&'w Word<'_>>| last_segment(&link?.0);
    agreed(segment(path), segment(uri), odds)
}

fn agreed<'a>(
    path: Option<Cow<'a, str>>,
    uri: Option<Cow<'a, str>>,
    odds: &mut Odds,
) -> Option<Cow<'a, str>> {
    if let (Some(path), Some(uri)) = (&path, &uri)
        && path != uri
    {
        odds.note("path and uri disagree", &format!("{path} / {uri}"));
    }
    path.or(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_not_understood_costs_only_itself() {
        let fields = Fields::read(r#"{"a":5,"b":"x","c":1e999,"d":"35","a":6,"n":null}"#).unwrap();
        let mut odds = Odds::default();
        assert_eq!(fields.text("a", &mut odds), None);
        assert_eq!(fields.text("b", &mut odds).as_deref(), Some("x"));
        assert_eq!(fields.number("c", &mut odds), None);
        assert_eq!(fields.number("d", &mut odds), Some(35));
        assert_eq!(fields.number("a", &mut odds), Some(6));
        assert_eq!(fields.text("n", &mut odds), None);
        assert_eq!(odds.0.len(), 2);
        assert!(Fields::read("[1]").is_none() && Fields::read("\"words\"").is_none());
    }

    #[test]
    fn half_an_emoji_does_not_lose_the_words() {
        assert_eq!(
            string(r#""cut \ud83d""#).unwrap(),
            "cut \u{fffd}\u{fffd}\u{fffd}"
        );
        assert_eq!(string(r#""a\n\u00e9""#).unwrap(), "a\né");
    }

    #[test]
    fn the_last_segment_needs_no_valid_url() {
        for (link, id) in [
            ("http: //h: 8080/api/v2/smssessions/0000A", Some("0000A")),
            ("/users/abc/", Some("abc")),
            ("http://h/x/a%20b?q=1/2", Some("a b")),
            ("", None),
            ("no-link", None),
        ] {
            assert_eq!(last_segment(link).as_deref(), id, "{link}");
        }
    }

    #[test]
    fn deep_nesting_is_skipped_without_a_stack() {
        let deep = format!(
            r#"{{"x":{}{},"id":"1"}}"#,
            "[".repeat(200_000),
            "]".repeat(200_000)
        );
        let fields = Fields::read(&deep).unwrap();
        assert_eq!(
            fields.text("id", &mut Odds::default()).as_deref(),
            Some("1")
        );
    }
}
