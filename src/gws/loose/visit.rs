//! How `serde` is made to hand out raw values without copying.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Fields, Value};

/// A list as raw values.
pub(super) struct Raws<'a>(pub(super) Vec<&'a str>);

impl<'de: 'a, 'a> Deserialize<'de> for Raws<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Raws<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut raws = Vec::new();
                while let Some(raw) = seq.next_element::<&'de RawValue>()? {
                    raws.push(raw.get());
                }
                Ok(Raws(raws))
            }
        }
        deserializer.deserialize_seq(Visit)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(12);
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    fields.push((key.0, Value::Raw(map.next_value::<&'de RawValue>()?)));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

/// An object and what is in it, read in one go: see [`Fields::read_deep`].
pub(super) fn deep<'a>(text: &'a str, object: &[&str], list: &str) -> Option<Fields<'a>> {
    let mut from = serde_json::Deserializer::from_str(text);
    let fields = Level::Outer { object, list }.deserialize(&mut from).ok()?;
    from.end().ok()?;
    Some(fields)
}

/// How deep it is.
#[derive(Clone, Copy)]
enum Level<'k> {
    Outer {
        object: &'k [&'k str],
        list: &'k str,
    },
    Inner {
        list: &'k str,
    },
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = Fields<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(16);
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            let value = match self {
                Self::Outer { object, list } if object.contains(&key.as_ref()) => {
                    Value::Object(map.next_value_seed(Self::Inner { list })?)
                }
                Self::Inner { list } if key == list => Value::Objects(map.next_value()?),
                Self::Outer { .. } | Self::Inner { .. } => Value::Raw(map.next_value()?),
            };
            fields.push((key, value));
        }
        Ok(Fields(fields))
    }
}

/// A key; borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(v)))
            }
            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(v.to_owned())))
            }
        }
        deserializer.deserialize_str(Visit)
    }
}

/// A string that may hold lone surrogates (`serde_json` lets those through as bytes only).
pub(super) struct Lossy(pub(super) String);

impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl Visitor<'_> for Visit {
            type Value = Lossy;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_bytes<E>(self, v: &[u8]) -> Result<Self::Value, E> {
                Ok(Lossy(String::from_utf8_lossy(v).into_owned()))
            }
        }
        deserializer.deserialize_bytes(Visit)
    }
}
