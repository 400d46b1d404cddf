//! Python's words in what should be JSON. The vendor's own Intrude page prints a bare `None`.
//! Used after a parse error, and only then.

/// Replaces bare `None`, `True` and `False` outside strings by `null`, `true` and `false`;
/// `None` when there is nothing to replace.
pub fn python_words(text: &str) -> Option<String> {
    const WORDS: [(&str, &str); 3] = [("None", "null"), ("True", "true"), ("False", "false")];
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut repaired) = (text, false);
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let end = string_end(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            before = '"';
            continue;
        }
        let word = WORDS.iter().find(|(python, _)| {
            !is_word(before)
                && rest.starts_with(python)
                && !rest[python.len()..].chars().next().is_some_and(is_word)
        });
        if let Some((python, json)) = word {
            out.push_str(json);
            rest = &rest[python.len()..];
            repaired = true;
            before = 'e';
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            before = c;
        }
    }
    repaired.then_some(out)
}

/// The end of the JSON string that `text` begins with; the end of the text if it is not closed.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_words_outside_strings_change() {
        assert_eq!(
            python_words(r#"{"a":None,"b":[True,False],"c":"None, \"True\" False"}"#).unwrap(),
            r#"{"a":null,"b":[true,false],"c":"None, \"True\" False"}"#
        );
        for untouched in [r#"{"a":"None"}"#, "Nonesuch", "xNone", "u'x'", "\"None", ""] {
            assert_eq!(python_words(untouched), None, "{untouched}");
        }
    }
}
