//! Text compared without regard to upper and lower case, letter by letter. Knows no field and no
//! session.

use std::fmt;

/// Text in lower case, letter by letter: what is searched for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Folded(String);

/// Letters from the most to the least frequent in English text (and not far off in others that are
/// written in this alphabet): a rare one is looked for first.
const FREQUENT: &str = " etaoinshrdlcumwfgypbvkjxqz";

impl Folded {
    /// Takes the case away.
    pub fn new(text: &str) -> Self {
        Self(text.chars().flat_map(char::to_lowercase).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands somewhere in `hay`. Copies nothing.
    pub fn is_in(&self, hay: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        if hay.len() < self.0.len() && self.0.is_ascii() {
            return false;
        }
        match self.rarest() {
            Some((at, letter)) => {
                let upper = letter.to_ascii_uppercase();
                self.stands_by(hay, at, letter)
                    || (upper != letter && self.stands_by(hay, at, upper))
            }
            None => (hay.char_indices()).any(|(at, _)| self.begins(hay.get(at..).unwrap_or(""))),
        }
    }

    /// The rarest letter of plain text, with its place; none if it is not plain.
    fn rarest(&self) -> Option<(usize, char)> {
        let place = |c: char| FREQUENT.find(c).unwrap_or(usize::MAX);
        let letters = self.0.char_indices().filter(|_| self.0.is_ascii());
        letters.max_by_key(|(_, c)| place(*c))
    }

    /// Whether it stands where this letter does, which is its own at `at`. The search for one
    /// letter is what the library does fastest.
    fn stands_by(&self, hay: &str, at: usize, letter: char) -> bool {
        let needle = self.0.as_bytes();
        hay.match_indices(letter).any(|(found, _)| {
            let from = found.checked_sub(at);
            from.and_then(|from| hay.as_bytes().get(from..from + needle.len()))
                .is_some_and(|part| part.eq_ignore_ascii_case(needle))
        })
    }

    /// Whether it is all of `text`.
    pub fn is(&self, text: &str) -> bool {
        text.chars().flat_map(char::to_lowercase).eq(self.0.chars())
    }

    fn begins(&self, hay: &str) -> bool {
        let mut letters = hay.chars().flat_map(char::to_lowercase);
        self.0.chars().all(|c| letters.next() == Some(c))
    }
}

impl fmt::Display for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_in_any_case_and_any_script() {
        let is = |needle: &str, hay: &str| Folded::new(needle).is_in(hay);
        assert!(is("REFUND", "a refund, please") && is("", "") && is("z", "Z"));
        assert!(is("größe", "GRÖSSE: GRÖßE") && is("мария", "От: МАРИЯ К."));
        assert!(!is("refund", "refun") && !is("ab", "a") && !is("ö", "o"));
        assert!(Folded::new("Billing").is("BILLING") && !Folded::new("bill").is("billing"));
    }

    proptest! {
        #[test]
        fn a_part_is_found_wherever_it_stands(a in ".{0,8}", b in ".{0,8}", c in ".{0,8}") {
            let hay = format!("{a}{b}{c}");
            prop_assert!(Folded::new(&b).is_in(&hay));
            let folded = Folded::new(&b);
            prop_assert_eq!(&Folded::new(folded.as_str()), &folded);
        }

        #[test]
        fn plain_text_is_found_as_the_library_finds_it(needle in "[a-c]{0,3}", hay in "[a-cA-C ]{0,12}") {
            prop_assert_eq!(Folded::new(&needle).is_in(&hay), hay.to_lowercase().contains(&needle));
        }
    }
}
