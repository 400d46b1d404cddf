//! JSON read the way one skims: what nobody asked for is stepped over and not looked at, however
//! long it is. Most of a notification is user data that nobody reads, and to read past it by its
//! strings is most of the work of one.
//!
//! Reads what is plain: anything else (an escape in a word that is asked for, a fraction, a slip) is
//! [`Unread::Left`] to `serde_json`, which reads everything. Where both read a text, both say the
//! same. What is stepped over is only seen to end where it ends, so a slip inside it costs no more
//! than itself; Python's words, which are put right where they are met, are looked for.

use std::fmt;

use memchr::{memchr, memchr_iter, memchr2, memchr2_iter, memchr3_iter};
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{RAW, WORDS};

/// Why a text was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is not plain: nothing is said of it.
    Left,
    /// It is not what was asked for.
    Refused,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Left => "not plain",
            Self::Refused => "not what was asked for",
        })
    }
}

impl std::error::Error for Unread {}

impl serde::de::Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Refused
    }
}

/// Reads all of `text`.
///
/// # Errors
/// It is not plain, or not what was asked for.
pub fn skim<'de, S: DeserializeSeed<'de>>(text: &'de str, seed: S) -> Result<S::Value, Unread> {
    let mut skim = Skim { text, at: 0 };
    let value = seed.deserialize(&mut skim)?;
    match skim.ahead() {
        None => Ok(value),
        Some(_) => Err(Unread::Left),
    }
}

struct Skim<'de> {
    text: &'de str,
    /// How far it was read, in bytes.
    at: usize,
}

impl<'de> Skim<'de> {
    fn rest(&self) -> &'de [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no white space, which is stepped over.
    fn ahead(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    fn is_next(&mut self, byte: u8) -> bool {
        let is_next = self.ahead() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Result<(), Unread> {
        if self.is_next(byte) {
            Ok(())
        } else {
            Err(Unread::Left)
        }
    }

    /// So many bytes from here, and steps over them.
    fn take(&mut self, length: usize) -> Result<&'de str, Unread> {
        let end = self.at + length;
        let taken = self.text.get(self.at..end).ok_or(Unread::Left)?;
        self.at = end;
        Ok(taken)
    }

    /// A string without escapes, of which the quotes are no part.
    fn string(&mut self) -> Result<&'de str, Unread> {
        self.expect(b'"')?;
        let rest = self.text.get(self.at..).ok_or(Unread::Left)?;
        let (string, after) = memchr2(b'"', b'\\', rest.as_bytes())
            .and_then(|end| rest.split_at_checked(end))
            .ok_or(Unread::Left)?;
        if after.starts_with('\\') {
            return Err(Unread::Left);
        }
        self.at += string.len() + 1;
        Ok(string)
    }

    fn word(&mut self, word: &str) -> Result<(), Unread> {
        if self.take(word.len())? == word {
            Ok(())
        } else {
            Err(Unread::Left)
        }
    }

    /// A whole number.
    fn number(&mut self) -> Result<i64, Unread> {
        let bytes = self.rest();
        let sign = usize::from(bytes.first() == Some(&b'-'));
        let digits = bytes.iter().skip(sign);
        let length = digits.take_while(|byte| byte.is_ascii_digit()).count();
        let begins = bytes.get(sign) != Some(&b'0') || length == 1;
        let ends = !matches!(bytes.get(sign + length), Some(b'.' | b'e' | b'E'));
        let number = self.take(sign + length)?.parse().ok();
        number.filter(|_| begins && ends).ok_or(Unread::Left)
    }

    /// Steps over a value.
    fn skip(&mut self) -> Result<&'de str, Unread> {
        let first = self.ahead().ok_or(Unread::Left)?;
        let text = self.text.get(self.at..).ok_or(Unread::Left)?;
        let length = match first {
            b'{' => end_of(text, b'{', b'}'),
            b'[' => end_of(text, b'[', b']'),
            _ => None,
        };
        self.take(match length {
            Some(length) => length,
            None => read_past(text)?,
        })
    }

    /// What stands between two brackets, as `read` makes it out of the members.
    fn group<T>(
        &mut self,
        end: u8,
        read: impl FnOnce(&mut Members<'_, 'de>) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        self.at += 1;
        let mut members = Members {
            skim: self,
            end,
            begun: false,
        };
        let value = read(&mut members)?;
        self.expect(end)?;
        Ok(value)
    }
}

/// Where the object or list ends with which `text` begins; `None` if that takes more than a glance.
///
/// Without escapes every quote begins a string or ends one, so that an even number of them before a
/// bracket says that it stands in none: no string is looked at by itself.
fn end_of(text: &str, open: u8, close: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut quotes, mut counted, mut depth) = (0, 0, 0_usize);
    for at in memchr2_iter(open, close, bytes) {
        let between = bytes.get(counted..at)?;
        if memchr(b'\\', between).is_some() {
            return None;
        }
        quotes += memchr_iter(b'"', between).count();
        counted = at;
        if quotes % 2 == 1 {
            continue;
        }
        if bytes.get(at) == Some(&open) {
            depth += 1;
            continue;
        }
        depth = depth.checked_sub(1)?;
        if depth == 0 {
            let whole = text.get(..=at)?;
            return (!speaks_python(whole)).then_some(whole.len());
        }
    }
    None
}

/// Whether one of Python's words is perhaps among it.
fn speaks_python(text: &str) -> bool {
    memchr3_iter(b'N', b'T', b'F', text.as_bytes()).any(|at| {
        let rest = text.get(at..).unwrap_or_default();
        WORDS.iter().any(|(word, _)| rest.starts_with(word))
    })
}

/// The length of the value with which `text` begins, read by all its parts.
fn read_past(text: &str) -> Result<usize, Unread> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    match values.next() {
        Some(Ok(raw)) => Ok(raw.get().len()),
        Some(Err(_)) | None => Err(Unread::Left),
    }
}

impl<'de> Deserializer<'de> for &mut Skim<'de> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.ahead() {
            Some(b'"') => visitor.visit_borrowed_str(self.string()?),
            Some(b'{') => self.group(b'}', |members| visitor.visit_map(members)),
            Some(b'[') => self.group(b']', |members| visitor.visit_seq(members)),
            Some(b'-' | b'0'..=b'9') => visitor.visit_i64(self.number()?),
            Some(b't') => self.word("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => self.word("false").and_then(|()| visitor.visit_bool(false)),
            Some(b'n') => self.word("null").and_then(|()| visitor.visit_unit()),
            Some(_) | None => Err(Unread::Left),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        if self.ahead() == Some(b'n') {
            self.word("null").and_then(|()| visitor.visit_none())
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        if name == RAW {
            visitor.visit_borrowed_str(self.skip()?)
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier
    }
}

/// The members of an object or a list, one after another.
struct Members<'s, 'de> {
    skim: &'s mut Skim<'de>,
    /// The bracket behind the last of them.
    end: u8,
    begun: bool,
}

impl Members<'_, '_> {
    fn has_another(&mut self) -> Result<bool, Unread> {
        if self.skim.ahead() == Some(self.end) {
            return Ok(false);
        }
        if self.begun {
            self.skim.expect(b',')?;
        }
        self.begun = true;
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for &mut Members<'_, 'de> {
    type Error = Unread;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        if self.has_another()? {
            seed.deserialize(&mut *self.skim).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for &mut Members<'_, 'de> {
    type Error = Unread;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        if !self.has_another()? {
            return Ok(None);
        }
        let key = self.skim.string()?;
        self.skim.expect(b':')?;
        seed.deserialize(BorrowedStrDeserializer::new(key))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unread> {
        seed.deserialize(&mut *self.skim)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;
    use std::marker::PhantomData;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::super::{Object, Raw, Word};
    use super::*;

    /// Some of everything that is asked for on the wire.
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code, reason = "held against each other as they are printed")]
    struct Asked<'a> {
        #[serde(borrow)]
        a: Option<Word<'a>>,
        #[serde(borrow, alias = "bee")]
        b: Option<Raw<'a>>,
        c: Option<i64>,
        d: Option<bool>,
        #[serde(borrow)]
        e: Option<Vec<Raw<'a>>>,
        f: Option<Box<Object<Asked<'a>>>>,
    }

    fn quick<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Unread> {
        skim(text, PhantomData)
    }

    /// Both readers on one text; says whether the quick one read it.
    fn compare<'a, T: Deserialize<'a> + Debug>(text: &'a str) -> bool {
        let (quick, careful) = (quick::<T>(text), serde_json::from_str::<T>(text));
        match (&quick, &careful) {
            (Ok(quick), Ok(careful)) => assert_eq!(format!("{quick:?}"), format!("{careful:?}")),
            (Err(Unread::Refused), Ok(careful)) => panic!("refused {text}: {careful:?}"),
            (Ok(quick), Err(e)) if !e.is_syntax() => panic!("took {text}: {quick:?}, but {e}"),
            _ => {}
        }
        quick.is_ok()
    }

    #[test]
    fn what_is_plain_is_read() {
        for text in [
            "{}",
            r#"{"a":"x","bee":{"x":[1,"]"]},"c":-12,"d":true,"e":[1,null,"x",[],{"a":{}}]}"#,
            " { \"f\" :\n{ \"c\" : 0 ,\t\"d\":false }, \"z\": [ \"}\" , {} ] }\r\n",
            r#"{"a":null,"b":null,"c":null,"d":null,"e":null,"f":null}"#,
            r#"{"b":"a \" word","z":"\\","y":{"q":"\"}"},"e":[{"t":"5\" pipe"},"{"],"x":1.5e3}"#,
            r#"{"b":"None","z":{"x":"True or False, None"},"c":9223372036854775807}"#,
            r#"{"a":"é😳","bee":"é","é":{"é":"}"}}"#,
        ] {
            assert!(compare::<Asked<'_>>(text), "{text}");
        }
        assert!(matches!(quick::<Raw<'_>>(" [1, 2] "), Ok(Raw("[1, 2]"))));
        assert!(compare::<Vec<Word<'_>>>(r#"["a","b"]"#) && compare::<Vec<i64>>("[]"));
    }

    #[test]
    fn what_is_not_plain_is_left() {
        for text in [
            "",
            "{",
            r#"{"a":"x"#,
            r#"{"a":"x\n"}"#,
            r#"{"\u0061":"x"}"#,
            r#"{"c":1.0}"#,
            r#"{"c":1e2}"#,
            r#"{"c":01}"#,
            r#"{"c":-}"#,
            r#"{"c":9223372036854775808}"#,
            r#"{"c":1 2}"#,
            r#"{"c":1,}"#,
            r#"{,"c":1}"#,
            r#"{"c":1 "d":true}"#,
            r#"{"c" 1}"#,
            r#"{c:1}"#,
            r#"{"c":1}}"#,
            r#"{"c":1} x"#,
            r#"{"d":tru}"#,
            r#"{"d":truely}"#,
            r#"{"d":nil}"#,
            r#"{"e":[1,]}"#,
            r#"{"e":[1 2]}"#,
            r#"{"e":[,]}"#,
            r#"{"b":{"x":1}"#,
            r#"{"b":{"x":None}}"#,
            r#"{"z":[True]}"#,
            r#"{"z":{"a":{"x":False}}}"#,
            r#"{"z":None}"#,
            r#"{"b":nul}"#,
        ] {
            let found = quick::<Asked<'_>>(text).map(|asked| format!("{asked:?}"));
            assert_eq!(found, Err(Unread::Left), "{text}");
        }
    }

    #[test]
    fn what_was_not_asked_for_is_refused() {
        for text in [
            r#"{"a":5}"#,
            r#"{"c":"5"}"#,
            r#"{"d":[]}"#,
            r#"{"e":{}}"#,
            r#"{"f":[]}"#,
            r#"{"a":"x","a":"y"}"#,
            r#"{"b":1,"bee":1}"#,
            "null",
            "5",
        ] {
            let found = quick::<Object<Asked<'_>>>(text).map(|asked| format!("{asked:?}"));
            assert_eq!(found, Err(Unread::Refused), "{text}");
            assert!(!compare::<Object<Asked<'_>>>(text));
        }
    }

    #[test]
    fn escapes_in_what_is_stepped_over_do_not_send_it_to_the_end_each_time() {
        let line = r#"{"text":"a 5\" pipe"}"#;
        let text = format!("[{}]", vec![line; 50_000].join(","));
        let lines = quick::<Vec<Raw<'_>>>(&text).map(|lines| lines.len());
        assert_eq!(lines, Ok(50_000));
    }

    fn anything() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (0_i64..100).prop_map(Value::from),
            any::<f64>().prop_map(|f| json!(f)),
            "[a-f ]{0,4}".prop_map(Value::from),
            r#"[\PC"\\{}\[\]:,\n]{0,8}"#.prop_map(Value::from),
            "(None|True|F)[a-c ]?".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let key = prop_oneof![Just("bee".to_owned()), "[a-g]", r#"["\\é}x]{1,3}"#];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn both_readers_say_the_same(value in anything(), is_wide in any::<bool>()) {
            let text = if is_wide { format!("{value:#}") } else { value.to_string() };
            compare::<Asked<'_>>(&text);
            compare::<Object<Asked<'_>>>(&text);
            compare::<Vec<Raw<'_>>>(&text);
            let raw = quick::<Raw<'_>>(&text).map(|raw| raw.0);
            prop_assert_eq!(raw, Ok(text.as_str()));
        }

        /// Whatever is struck out or put in: what is JSON still is read as JSON.
        #[test]
        fn slips_are_seen(
            value in anything(),
            at in any::<prop::sample::Index>(),
            length in 0_usize..3,
            put in r#"["\\{}\[\]:,0-1 N]{0,2}"#,
        ) {
            let text: Vec<char> = value.to_string().chars().collect();
            let begin = at.index(text.len());
            let end = (begin + length).min(text.len());
            let (head, tail) = (&text[..begin], &text[end..]);
            let text: String = head.iter().copied().chain(put.chars()).chain(tail.iter().copied()).collect();
            compare::<Asked<'_>>(&text);
            compare::<Vec<Raw<'_>>>(&text);
        }
    }
}
