//! Hiding numbers in text: telephone numbers, cards and anything else that is a long run of digits.
//! Knows characters; knows nothing of who may see them.
//!
//! What is hidden keeps its width, so that a masked text folds and lines up as the clear one does.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Text;

/// From so many digits on a run is a number that is hidden.
const LONG: usize = 7;
/// From so many digits on three of them stay, below it two.
const VERY_LONG: usize = 10;
/// Most separators between two digits of one number, as in `) - `.
const APART: usize = 3;
/// How many characters of a value that is hidden whole stay.
const ENDING: usize = 2;

/// Hides every number of seven digits or more but for its last two or three digits. Separators
/// stay. Borrowed where there is none.
pub fn numbers(text: &str) -> Cow<'_, str> {
    if has_few_digits(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut copied = 0;
    for run in runs(text) {
        if run.digits < LONG {
            continue;
        }
        let stay = if run.digits < VERY_LONG { 2 } else { 3 };
        let mut hidden = run.digits - stay;
        out.push_str(text.get(copied..run.from).unwrap_or_default());
        for c in text.get(run.from..run.to).unwrap_or_default().chars() {
            if is_digit(c) && hidden > 0 {
                hidden -= 1;
                out.push(star(c));
            } else {
                out.push(c);
            }
        }
        copied = run.to;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

fn has_few_digits(text: &str) -> bool {
    // A digit is one of these bytes, or several of the latter.
    let maybe = |byte: &u8| byte.wrapping_sub(b'0') < 10 || !byte.is_ascii();
    text.as_bytes().iter().filter(|byte| maybe(byte)).count() < LONG
        || text.chars().filter(|c| is_digit(*c)).take(LONG).count() < LONG
}

/// Hides a whole value but for its last two characters; of a short one nothing stays.
pub fn whole(text: &str) -> String {
    let count = text.graphemes(true).count();
    let stay = if count > 2 * ENDING { ENDING } else { 0 };
    text.graphemes(true)
        .enumerate()
        .map(|(at, grapheme)| match grapheme {
            " " => " ".to_owned(),
            kept if at + stay >= count => kept.to_owned(),
            hidden => "*".repeat(hidden.width().max(1)),
        })
        .collect()
}

impl Text {
    /// The text with its numbers hidden: see [`numbers`].
    #[must_use]
    pub fn masked(&self) -> Self {
        match numbers(self.as_str()) {
            Cow::Borrowed(_) => self.clone(),
            Cow::Owned(masked) => Self::clean(&masked),
        }
    }
}

struct Run {
    from: usize,
    /// Behind the last digit.
    to: usize,
    digits: usize,
}

/// Digits with nothing but separators between them.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut open: Option<Run> = None;
    let mut apart = 0;
    for (at, c) in text.char_indices() {
        if is_digit(c) {
            let run = open.get_or_insert(Run {
                from: at,
                to: at,
                digits: 0,
            });
            run.digits += 1;
            run.to = at + c.len_utf8();
            apart = 0;
        } else if is_separator(c) && apart < APART {
            apart += 1;
        } else if c.width() != Some(0) {
            // What has no width belongs to the character before it.
            runs.extend(open.take());
            apart = 0;
        }
    }
    runs.extend(open);
    runs
}

fn is_digit(c: char) -> bool {
    c.is_numeric()
}

/// What stands between the digits of telephone and card numbers.
fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' | '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '+' | '.' | '/' | '(' | ')' | '_'
    )
}

/// As wide as the digit.
fn star(c: char) -> char {
    if c.width() == Some(2) { '＊' } else { '*' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_keep_their_last_digits_and_everything_else() {
        for (clear, masked) in [
            ("call +44 7700 900123 now", "call +** **** ***123 now"),
            ("+1 (555) 010-4477", "+* (***) ***-*477"),
            ("4111 1111 1111 1111", "**** **** **** *111"),
            ("0049-171/5550", "****-***/*550"),
            ("5550123", "*****23"),
            ("７７００９００", "＊＊＊＊＊００"),
            ("٠١٢٣٤٥٦", "*****٥٦"),
            ("a 1234567 b 12 c 7654321", "a *****67 b 12 c *****21"),
            ("2 x 1234567890", "2 x *******890"),
        ] {
            assert_eq!(numbers(clear), masked, "{clear}");
            assert_eq!(Text::line(clear).masked().as_str(), masked);
        }
        for short in [
            "",
            "order 482913",
            "at 12:30, 3 of 40",
            "E7",
            "no 12\n34567",
        ] {
            assert!(matches!(numbers(short), Cow::Borrowed(_)), "{short}");
        }
        assert_eq!(whole("Rowan Pike"), "***** **ke");
        assert_eq!(whole("Ada"), "***");
        assert_eq!(whole("漢字漢字漢"), "******字漢");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_long_number_stays_and_no_line_moves(text in "[0-9 +.a-c\\-漢７\u{301}\n]{0,60}") {
            let masked = numbers(&text);
            prop_assert_eq!(masked.width(), text.width());
            prop_assert_eq!(masked.split('\n').count(), text.split('\n').count());
            for run in runs(&masked) {
                prop_assert!(run.digits < LONG, "{}", masked);
            }
            prop_assert_eq!(numbers(&masked), masked.clone(), "twice is once");
            prop_assert_eq!(whole(&text).contains(char::is_numeric), {
                let n = text.graphemes(true).count();
                n > 4 && text.graphemes(true).skip(n - 2).any(|g| g.contains(char::is_numeric))
            });
        }
    }
}
