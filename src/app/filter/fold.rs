//! Text compared without regard to upper and lower case, letter by letter. Knows no field and no
//! session.

use std::fmt;

/// Text in lower case, letter by letter: what is searched for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Folded(String);

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
        let needle = self.0.as_bytes();
        let Some((first, rest)) = needle.split_first() else {
            return true;
        };
        if !self.0.is_ascii() {
            return (hay.char_indices()).any(|(at, _)| self.begins(hay.get(at..).unwrap_or("")));
        }
        let hay = hay.as_bytes();
        let last = (hay.len() + 1).saturating_sub(needle.len());
        (hay.iter().take(last).enumerate()).any(|(at, byte)| {
            byte.to_ascii_lowercase() == *first
                && hay
                    .get(at + 1..at + needle.len())
                    .is_some_and(|tail| tail.eq_ignore_ascii_case(rest))
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
