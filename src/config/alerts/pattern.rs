//! Words, and regular expressions, as one pattern.
//!
//! Knows where a word begins and ends. Must not know whose words they are.

use regex::{Regex, RegexBuilder};

/// The largest compiled pattern, in bytes; more is a mistake that would cost memory.
const LARGEST: usize = 1 << 20;

/// Any of these words, in any case. A `*` at the end stands for the rest of a word.
pub(super) fn words(words: &[String]) -> Result<Regex, String> {
    let each: Vec<String> = words.iter().map(|word| one(word.trim())).collect();
    build(&format!("(?i)(?:{})", each.join("|")))
}

/// A regular expression as it is written.
pub(super) fn regex(text: &str) -> Result<Regex, String> {
    build(text).and_then(|pattern| {
        if pattern.is_match("") {
            Err("must not match an empty text: every line would".to_owned())
        } else {
            Ok(pattern)
        }
    })
}

fn build(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(LARGEST)
        .build()
        .map_err(|error| {
            let text = error.to_string();
            // The library draws where; its last line says what.
            let what = text.lines().last().unwrap_or_default().trim();
            let what = what.strip_prefix("error: ").unwrap_or(what);
            format!("must be a regular expression: {what}")
        })
}

/// A word as a pattern: it begins and ends where a word does, where its script has such places.
fn one(word: &str) -> String {
    let (stem, open) = match word.strip_suffix('*') {
        Some(stem) if !stem.is_empty() => (stem, true),
        _ => (word, false),
    };
    let edge = |letter: Option<char>| {
        if letter.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c)) {
            r"\b"
        } else {
            ""
        }
    };
    let begin = edge(stem.chars().next());
    let end = if open {
        ""
    } else {
        edge(stem.chars().next_back())
    };
    format!("{begin}{}{end}", regex::escape(stem))
}

/// Letters of scripts that are written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}'       // Thai, Lao
        | '\u{1000}'..='\u{109f}'   // Burmese
        | '\u{1780}'..='\u{17ff}'   // Khmer
        | '\u{3040}'..='\u{30ff}'   // Hiragana, Katakana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_in_any_case_and_script() {
        let of = |list: &[&str]| words(&list.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        let pattern = of(&["refund*", "sue", "#help", "退款", "жалоба", "C++"]).unwrap();
        for yes in [
            "I want a REFUND",
            "refunds?",
            "I will sue.",
            "#help",
            "(#HELP) please",
            "我要退款吗",
            "Жалоба!",
            "c++",
        ] {
            assert!(pattern.is_match(yes), "{yes}");
        }
        for no in ["prefund", "the issue", "suede", "# help"] {
            assert!(!pattern.is_match(no), "{no}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = regex("(").unwrap_err();
        assert_eq!(wrong, "must be a regular expression: unclosed group");
        assert!(regex("x*").is_err());
        assert!(regex("x{9999}{9999}").is_err());
    }
}
