//! How many short messages a text takes: what the customer's network charges and may cut.
//! Source: 3GPP TS 23.038 §6.2.1 (the 7-bit default alphabet and its extension table) and
//! TS 23.040 §9.2.3.24.1 (concatenation costs six octets of each part).

/// The 7-bit default alphabet, without its escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension table: each takes two places.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// In which alphabet a text travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alphabet {
    /// 7 bits a character: 160 in one part, 153 in each of several.
    Gsm7,
    /// 16 bits: 70 in one part, 67 in each of several.
    Ucs2,
}

/// What a text takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SmsParts {
    /// The alphabet.
    pub alphabet: Alphabet,
    /// How many parts.
    pub parts: usize,
    /// How many places are left in the last one.
    pub left: usize,
}

impl SmsParts {
    /// Counts a text. One without words takes one part: there is nothing smaller.
    pub fn of(text: &str) -> Self {
        let (alphabet, widths): (_, Vec<usize>) = match septets(text) {
            Some(widths) => (Alphabet::Gsm7, widths),
            None => (Alphabet::Ucs2, text.chars().map(char::len_utf16).collect()),
        };
        let (alone, each) = match alphabet {
            Alphabet::Gsm7 => (160, 153),
            Alphabet::Ucs2 => (70, 67),
        };
        let all: usize = widths.iter().sum();
        if all <= alone {
            return Self {
                alphabet,
                parts: 1,
                left: alone - all,
            };
        }
        // Neither an escape and its character nor the halves of a surrogate pair are parted.
        let (mut parts, mut used) = (1, 0);
        for width in widths {
            if used + width > each {
                parts += 1;
                used = 0;
            }
            used += width;
        }
        Self {
            alphabet,
            parts,
            left: each - used,
        }
    }
}

/// The places that each character takes; `None` if one has none in the alphabet.
fn septets(text: &str) -> Option<Vec<usize>> {
    let width = |c: char| {
        if BASIC.contains(c) {
            Some(1)
        } else if EXTENDED.contains(c) {
            Some(2)
        } else {
            None
        }
    };
    text.chars().map(width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Alphabet, usize, usize) {
        let SmsParts {
            alphabet,
            parts,
            left,
        } = SmsParts::of(text);
        (alphabet, parts, left)
    }

    #[test]
    fn the_alphabet_is_whole() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENDED.chars().count(), 10);
    }

    #[test]
    fn parts_are_counted_as_the_network_counts() {
        use Alphabet::{Gsm7, Ucs2};
        for (text, expected) in [
            (String::new(), (Gsm7, 1, 160)),
            ("a".repeat(160), (Gsm7, 1, 0)),
            ("a".repeat(161), (Gsm7, 2, 145)),
            ("a".repeat(306), (Gsm7, 2, 0)),
            ("a".repeat(307), (Gsm7, 3, 152)),
            ("€".repeat(80), (Gsm7, 1, 0)),
            // An escape is not parted from its character: 76 of them, and one place stays empty.
            ("€".repeat(81), (Gsm7, 2, 143)),
            (
                format!("{}€{}", "a".repeat(152), "b".repeat(10)),
                (Gsm7, 2, 141),
            ),
            ("é".repeat(160), (Gsm7, 1, 0)),
            ("ê".repeat(70), (Ucs2, 1, 0)),
            ("ê".repeat(71), (Ucs2, 2, 63)),
            ("ê".repeat(134), (Ucs2, 2, 0)),
            ("🙂".repeat(35), (Ucs2, 1, 0)),
            // 33 pairs and one place that a half would have taken.
            ("🙂".repeat(36), (Ucs2, 2, 61)),
            ("a".repeat(69) + "ł", (Ucs2, 1, 0)),
        ] {
            assert_eq!(of(&text), expected, "{} of {text:.3}", text.chars().count());
        }
    }
}
