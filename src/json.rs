//! JSON as it should not be: putting right what a Python program printed instead of it. A leaf: both
//! clients, of CometD and of GWS, read what one server printed. Knows nothing else of this crate.

/// Replaces bare `None`, `True` and `False` outside strings by `null`, `true` and `false`.
///
/// For text that failed to parse, and only then: the vendor's printed sample of an intrude
/// notification holds a bare `None`. `None` when there is nothing to replace.
#[must_use]
pub fn repair(text: &str) -> Option<String> {
    const WORDS: [(&str, &str); 3] = [("None", "null"), ("True", "true"), ("False", "false")];
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
    use super::repair;

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
