//! JSON as both clients read it, of CometD and of GWS: borrowed where that goes, objects and nothing
//! else for objects, and putting right what a Python program printed instead of it. A leaf: knows
//! nothing else of this crate.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

mod skim;

pub use skim::{Unread, skim};

/// A string that borrows when it holds no escapes (serde borrows a `Cow` only as a direct field).
#[derive(Debug, Default, Deserialize)]
pub struct Word<'a>(#[serde(borrow)] pub Cow<'a, str>);

impl AsRef<str> for Word<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A value that nobody has looked at yet, as it stands in the text.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a>(pub &'a str);

/// By this name [`skim()`] knows one.
const RAW: &str = "floorwalk raw";

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Raw<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Raw<'de>, E> {
                Ok(Raw(text))
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Raw<'de>, D::Error> {
                <&RawValue>::deserialize(deserializer).map(|raw| Raw(raw.get()))
            }
        }
        deserializer.deserialize_newtype_struct(RAW, Visit)
    }
}

/// All of a text as a `T`.
#[must_use]
pub fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    match skim(text, PhantomData) {
        Err(Unread::Left) => serde_json::from_str(text).ok(),
        read => read.ok(),
    }
}

/// Reads a field that is there: null is a value of it like any other, and not a field left out.
///
/// # Errors
/// It is no `T`.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// An object, and nothing else: what is derived takes a list of the right length for one as well.
#[derive(Debug)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visit<T> {
            type Value = Object<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Visit(PhantomData))
    }
}

/// Python's words, and JSON's.
const WORDS: [(&str, &str); 3] = [("None", "null"), ("True", "true"), ("False", "false")];

/// Replaces bare `None`, `True` and `False` outside strings by `null`, `true` and `false`.
///
/// For text that failed to parse, and only then: the vendor's printed sample of an intrude
/// notification holds a bare `None`. `None` when there is nothing to replace.
#[must_use]
pub fn repair(text: &str) -> Option<String> {
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' {
            at = end_of_string(bytes, at);
            continue;
        }
        if !is_word(byte) {
            at += 1;
            continue;
        }
        let length = bytes.iter().skip(at).take_while(|b| is_word(**b)).count();
        let word = text.get(at..at + length);
        if let Some((_, right)) = WORDS.iter().find(|(wrong, _)| Some(*wrong) == word) {
            repaired.push_str(text.get(copied..at).unwrap_or_default());
            repaired.push_str(right);
            copied = at + length;
        }
        at += length;
    }
    if copied == 0 {
        return None;
    }
    repaired.push_str(text.get(copied..).unwrap_or_default());
    Some(repaired)
}

/// Bytes beyond ASCII belong to the word, so that `Noneé` is none of ours.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The index after the closing quote of the string that opens at `open`.
fn end_of_string(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::{Object, Word, repair};

    #[test]
    fn a_list_is_no_object() {
        #[derive(serde::Deserialize)]
        struct Pair<'a> {
            #[serde(borrow)]
            a: Word<'a>,
            b: u8,
        }
        let read = |text| serde_json::from_str::<Object<Pair<'_>>>(text).ok();
        let pair = read(r#"{"b":2,"c":null,"a":"x"}"#).map(|o| (o.0.a.0.into_owned(), o.0.b));
        assert_eq!(pair, Some(("x".to_owned(), 2)));
        assert!(serde_json::from_str::<Pair<'_>>(r#"["x",2]"#).is_ok());
        assert!(read(r#"["x",2]"#).is_none() && read(r#"{"a":"x"}"#).is_none());
    }

    #[test]
    fn bare_words_are_put_right() {
        assert_eq!(
            repair(r#"{"a": None,"b":[True,False,None]}"#).as_deref(),
            Some(r#"{"a": null,"b":[true,false,null]}"#)
        );
    }

    #[test]
    fn strings_and_longer_words_stay() {
        assert_eq!(
            repair(r#"{"a":None,"b":[True,False],"c":"None, \"True\" False"}"#).as_deref(),
            Some(r#"{"a":null,"b":[true,false],"c":"None, \"True\" False"}"#)
        );
        for text in [
            r#"{"a":"None","b":"say \"None\" or True"}"#,
            "[Nonesuch, _True, Falsehood, Noneé]",
            "xNone",
            "u'x'",
            "\"None",
            "",
            r#"["open None"#,
            r#"["open \"#,
        ] {
            assert_eq!(repair(text), None, "{text}");
        }
        assert_eq!(
            repair(r#"["é \\", None, "None"]"#).as_deref(),
            Some(r#"["é \\", null, "None"]"#)
        );
    }
}
