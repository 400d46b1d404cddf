//! The one border where text from outside is cleaned. Knows Unicode; knows nothing of screens.
//!
//! A [`Text`] holds no control character but `\n`, no direction override, no invisible tag and
//! no tower of combining marks. What is taken away stays visible as a picture or a name, so that
//! nothing of a message is silently lost.

use std::fmt;

use smol_str::SmolStr;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Most combining marks kept on one letter; more are a picture painted over other lines.
const MARKS: usize = 4;
/// Most bytes kept of one text; a longer one is cut with a visible mark.
const LONGEST: usize = 64 * 1024;
/// Most joined parts kept in one grapheme (the longest real family emoji has seven).
const JOINED: usize = 10;

/// Text that is safe to show: made only here.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(SmolStr);

impl Text {
    /// Cleans text that may have several lines: `\n` stays (also for `\r\n` and `\r`).
    pub fn clean(raw: &str) -> Self {
        Self(scrub(raw, "\n"))
    }

    /// Cleans text for one line: a line break becomes ` ⏎ `.
    pub fn line(raw: &str) -> Self {
        Self(scrub(raw, " ⏎ "))
    }

    /// The cleaned text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left to show.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The same text on one line.
    pub fn on_one_line(&self) -> Self {
        if self.0.contains('\n') {
            Self::line(&self.0)
        } else {
            self.clone()
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl From<&str> for Text {
    fn from(raw: &str) -> Self {
        Self::clean(raw)
    }
}

/// Whether every character is one byte, one cell and one that is seen as a letter of its own: most
/// text is, and taking a text apart into letters costs many times what is done with them.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(is_plain_letter)
}

/// One letter as it is seen: a grapheme cluster (Unicode annex 29).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Letter<'a> {
    /// The byte at which it begins.
    pub at: usize,
    /// Its characters.
    pub text: &'a str,
    /// Whether it is one character in one cell.
    pub single: bool,
}

/// The letters of a text. Plain ones, European ones, and the signs that screens are made of are
/// found without the tables of Unicode.
pub fn letters(text: &str) -> impl Iterator<Item = Letter<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let mut chars = rest.chars();
        let first = chars.next()?;
        let single = is_single_letter(first) && chars.next().is_none_or(is_single_letter);
        let length = if single {
            first.len_utf8()
        } else {
            rest.graphemes(true).next().map_or(rest.len(), str::len)
        };
        let text = rest.get(..length)?;
        let letter = Letter { at, text, single };
        at += length;
        Some(letter)
    })
}

/// Whether a character is one cell, and a letter of its own beside others like it.
fn is_single_letter(c: char) -> bool {
    // None of them joins with a neighbour (Unicode annex 29) or is wide (annex 11). Left out: the
    // soft hyphen, and what is drawn as a picture when a selector follows, which is no single one.
    matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2010}'..='\u{2027}'
        | '\u{2500}'..='\u{257f}')
}

fn is_plain_letter(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte)
}

/// A word of the wire without the white space around it. Words that begin and end with a letter have
/// none, and that is nearly all.
pub fn trimmed(word: &str) -> &str {
    match word.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => word,
        _ => word.trim(),
    }
}

/// The plain letters that a text begins with, and what follows. The last one before something else
/// belongs to that: marks may sit on it.
pub fn plain_start(text: &str) -> (&str, &str) {
    let letters = text.bytes();
    let plain = letters.take_while(|byte| is_plain_letter(*byte)).count();
    let sure = if plain == text.len() {
        plain
    } else {
        plain.saturating_sub(1)
    };
    text.split_at_checked(sure).unwrap_or(("", text))
}

fn scrub(raw: &str, line_break: &str) -> SmolStr {
    if raw.len() <= LONGEST && is_plain(raw) {
        return SmolStr::new(raw);
    }
    let mut out = String::with_capacity(raw.len() + 16);
    let mut rest = raw;
    while !rest.is_empty() {
        if out.len() >= LONGEST {
            out.push_str("…[cut]");
            break;
        }
        // Plain letters stand for themselves.
        let taken = plain_start(rest).0.len().min(LONGEST - out.len());
        if let Some((letters, after)) = rest.split_at_checked(taken).filter(|_| taken > 0) {
            out.push_str(letters);
            rest = after;
        } else if let Some(grapheme) = rest.graphemes(true).next() {
            scrub_grapheme(grapheme, line_break, &mut out);
            rest = rest.get(grapheme.len()..).unwrap_or_default();
        }
    }
    SmolStr::from(out)
}

fn scrub_grapheme(grapheme: &str, line_break: &str, out: &mut String) {
    if matches!(
        grapheme,
        "\r\n" | "\n" | "\r" | "\u{85}" | "\u{2028}" | "\u{2029}"
    ) {
        out.push_str(line_break);
        return;
    }
    let (mut marks, mut parts) = (0, 0);
    for c in grapheme.chars() {
        match c {
            '\t' => out.push_str("    "),
            '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('␦')),
            '\u{7f}' => out.push('␡'),
            c if is_hidden(c) => {
                out.push('<');
                out.push_str(&format!("U+{:04X}", u32::from(c)));
                out.push('>');
            }
            // A joiner or a variation selector is part of an emoji; alone it is width zero.
            '\u{200d}' => {
                parts += 1;
                if parts <= JOINED {
                    out.push(c);
                }
            }
            c if c.width() == Some(0) => {
                marks += 1;
                if marks <= MARKS {
                    out.push(c);
                } else if marks == MARKS + 1 {
                    out.push('…');
                }
            }
            c if parts <= JOINED => {
                marks = 0;
                out.push(c);
            }
            _ => {}
        }
    }
}

/// Characters that change what others look like, or that carry text nobody sees.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}'                       // C1 controls
        | '\u{61c}' | '\u{200e}' | '\u{200f}'     // direction marks
        | '\u{202a}'..='\u{202e}'                 // direction embeddings and overrides
        | '\u{2066}'..='\u{2069}'                 // direction isolates
        | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{180e}' // invisible spaces
        | '\u{206a}'..='\u{206f}'                 // deprecated format controls
        | '\u{ad}'                                // soft hyphen
        | '\u{fff9}'..='\u{fffb}'                 // interlinear annotation
        | '\u{e0000}'..='\u{e007f}'               // tags
        | '\u{e0100}'..='\u{e01ef}'               // variation selectors supplement
        | '\u{e000}'..='\u{f8ff}'                 // private use: a terminal font's own pictures
        | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr as _;

    #[test]
    fn single_letters_are_single() {
        let all: String = (' '..'\u{3000}').filter(|c| is_single_letter(*c)).collect();
        assert!(all.contains('a') && all.contains('é') && all.contains('…'));
        let back: String = all.chars().rev().collect();
        for text in [all, back] {
            let letters: Vec<&str> = text.graphemes(true).collect();
            assert_eq!(letters.len(), text.chars().count());
            assert!(letters.iter().all(|letter| letter.width() == 1));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn letters_are_those_of_unicode(
            text in "([ -~éß…─]|[\u{300}-\u{302}\u{fe0f}\u{200d}\u{ad}]|👩|🇩|🇪|漢|ﾞ|☎|1\u{fe0f}\u{20e3}|\\PC){0,30}",
        ) {
            let found = letters(&text).map(|letter| (letter.at, letter.text));
            prop_assert!(found.eq(text.grapheme_indices(true)));
            for letter in letters(&text).filter(|letter| letter.single) {
                prop_assert_eq!(letter.text.width(), 1);
            }
        }
    }

    #[test]
    fn plain_text_is_untouched() {
        assert_eq!(
            Text::clean("Heater fault, 2nd call?").as_str(),
            "Heater fault, 2nd call?"
        );
        assert_eq!(Text::clean("Grüße 👩‍👩‍👧 é").as_str(), "Grüße 👩‍👩‍👧 é");
    }

    #[test]
    fn controls_become_pictures_and_breaks_stay() {
        let hostile = "ok\u{1b}[2J\u{1b}]0;owned\u{7} \u{202e}abc\u{2066} \0\r\nnext\u{9b}1m\u{7f}";
        assert_eq!(
            Text::clean(hostile).as_str(),
            "ok␛[2J␛]0;owned␇ <U+202E>abc<U+2066> ␀\nnext<U+009B>1m␡"
        );
        assert_eq!(Text::line("a\rb\nc").as_str(), "a ⏎ b ⏎ c");
    }

    #[test]
    fn marks_are_capped_and_tags_named() {
        let zalgo = format!("e{}x", "\u{301}".repeat(40));
        assert_eq!(
            Text::clean(&zalgo).as_str(),
            "e\u{301}\u{301}\u{301}\u{301}…x"
        );
        assert_eq!(Text::clean("a\u{e0041}").as_str(), "a<U+E0041>");
    }

    #[test]
    fn a_very_long_text_is_cut_with_a_mark() {
        let text = Text::clean(&"ä".repeat(1_000_000));
        assert!(text.as_str().len() < LONGEST + 16 && text.as_str().ends_with("…[cut]"));
    }

    /// The same without looking for plain letters.
    fn taken_apart(raw: &str) -> String {
        let mut out = String::new();
        for grapheme in raw.graphemes(true) {
            scrub_grapheme(grapheme, "|", &mut out);
        }
        out
    }

    proptest! {
        #[test]
        fn plain_letters_change_nothing(
            raw in "([a-c ]{0,4}|[\u{301}\u{200d}\u{fe0f}👩🇩🇪é\u{600}\u{915}\u{94d}\r\n\u{1b}]{1,3}){0,12}",
        ) {
            prop_assert_eq!(&*scrub(&raw, "|"), taken_apart(&raw));
        }

        #[test]
        fn the_letter_before_a_mark_is_no_plain_one(text in "[ -~]{0,60}") {
            prop_assert_eq!(plain_start(&text), (text.as_str(), ""));
            let marked = format!("{text}\u{301}x");
            prop_assert_eq!(plain_start(&marked).0.len(), text.len().saturating_sub(1));
        }

        #[test]
        fn nothing_dangerous_survives(raw in "\\PC{0,40}|(?s).{0,60}") {
            for text in [Text::clean(&raw), Text::line(&raw)] {
                for c in text.as_str().chars() {
                    prop_assert!(c == '\n' || !c.is_control());
                    prop_assert!(!is_hidden(c));
                }
            }
            prop_assert!(!Text::line(&raw).as_str().contains('\n'));
        }
    }
}
