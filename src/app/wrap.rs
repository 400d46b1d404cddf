//! Folding text into lines of cells. Used by the screen to draw and by the app to scroll, so that
//! both mean the same line.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use crate::domain::clean::{Letter, is_plain, letters, plain_start};

/// Folds `text` into pieces at most `width` cells wide, at spaces where possible. Line breaks in
/// the text break; a width of zero gives one piece.
pub fn fold(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        fold_line(line, width.max(2), &mut lines);
    }
    lines
}

/// How many lines [`fold`] makes.
pub fn height(text: &str, width: usize) -> usize {
    fold(text, width).len()
}

fn fold_line<'a>(line: &'a str, width: usize, out: &mut Vec<&'a str>) {
    if is_plain(line) {
        if line.len() <= width {
            return out.push(line);
        }
        let letters = line.bytes().enumerate();
        fold_letters(
            line,
            width,
            letters.map(|(i, byte)| (i, 1, byte == b' ')),
            out,
        );
    } else {
        let letters = letters(line).map(|l| (l.at, cells(l), l.text == " "));
        fold_letters(line, width, letters, out);
    }
}

fn cells(letter: Letter<'_>) -> usize {
    if letter.single {
        1
    } else {
        letter.text.width()
    }
}

/// Folds a line of letters, each with where it begins, how wide it is and whether it is a space.
fn fold_letters<'a>(
    line: &'a str,
    width: usize,
    letters: impl Iterator<Item = (usize, usize, bool)>,
    out: &mut Vec<&'a str>,
) {
    let (mut start, mut used, mut space) = (0, 0, None);
    for (i, cells, is_space) in letters {
        // Twice at most: after a break at a space the rest may still be too wide.
        while used + cells > width && i > start {
            // Break after the last space, unless that leaves a line almost empty.
            let cut = space.filter(|&s| s > start).unwrap_or(i);
            out.push(line.get(start..cut).unwrap_or("").trim_end());
            start = cut;
            used = line.get(start..i).map_or(0, UnicodeWidthStr::width);
            space = None;
        }
        used += cells;
        if is_space {
            space = Some(i + 1);
        }
    }
    out.push(line.get(start..).unwrap_or(""));
}

/// Cuts `text` to at most `width` cells, with `…` where something is missing.
pub fn cut(text: &str, width: usize) -> Cow<'_, str> {
    let (plain, rest) = plain_start(text);
    let whole = plain.len() + if plain.len() > width { 0 } else { rest.width() };
    if whole <= width {
        return Cow::Borrowed(text);
    }
    let Some(room) = width.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let kept = if room <= plain.len() {
        room
    } else {
        let ends = letters(rest).scan(plain.len(), |used, letter| {
            *used += cells(letter);
            Some((*used, plain.len() + letter.at + letter.text.len()))
        });
        let fit = ends.take_while(|(used, _)| *used <= room);
        fit.last().map_or(plain.len(), |(_, end)| end)
    };
    Cow::Owned([text.get(..kept).unwrap_or_default(), "…"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    #[test]
    fn folds_at_spaces_and_cuts_by_cells() {
        assert_eq!(
            fold("the dial sits at half a bar", 10),
            ["the dial", "sits at", "half a bar"]
        );
        assert_eq!(fold("a\nb", 10), ["a", "b"]);
        assert_eq!(fold(" 0000漢", 5), ["", "0000", "漢"]);
        assert_eq!(fold("漢字漢字漢", 4), ["漢字", "漢字", "漢"]);
        assert_eq!(fold("ab 0漢", 2), ["ab", "", "0", "漢"]);
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 0), "");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn plain_letters_are_folded_and_cut_like_any_others(text in "[ -~]{0,60}", width in 0usize..20) {
            let mut lines = Vec::new();
            let letters = text.grapheme_indices(true).map(|(i, g)| (i, g.width(), g == " "));
            fold_letters(&text, width.max(2), letters, &mut lines);
            prop_assert_eq!(fold(&text, width), lines);
            // A letter beyond makes it one that is taken apart.
            let other = format!("{text}é");
            let (cut, other) = (cut(&text, width), cut(&other, width));
            if text.len() > width {
                prop_assert_eq!(cut, other);
            } else {
                prop_assert_eq!(&cut, &text);
            }
        }

        #[test]
        fn single_letters_are_folded_like_any_others(
            text in "[ a-z\u{a0}-\u{24f}\u{2010}-\u{2027}\u{2500}-\u{257f}]{0,60}",
            width in 0usize..20,
        ) {
            let mut lines = Vec::new();
            let letters = text.grapheme_indices(true).map(|(i, g)| (i, g.width(), g == " "));
            fold_letters(&text, width.max(2), letters, &mut lines);
            prop_assert_eq!(fold(&text, width), lines);
        }

        #[test]
        fn a_text_is_cut_where_its_letters_say(text in "[a-z]{0,12}([ a-zé…]|漢|👩‍🚀|\\PC){0,12}", width in 0usize..20) {
            let expected = if text.width() <= width {
                text.clone()
            } else if width == 0 {
                String::new()
            } else {
                let mut used = 0;
                let fit = text.graphemes(true).take_while(|letter| {
                    used += letter.width();
                    used < width
                });
                fit.chain(["…"]).collect()
            };
            prop_assert_eq!(cut(&text, width), expected);
        }

        #[test]
        fn never_wider_and_nothing_lost(text in "\\PC{0,60}", width in 2usize..20) {
            let lines = fold(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width || line.graphemes(true).count() == 1);
            }
            let kept: String = lines.concat().split_whitespace().collect();
            prop_assert_eq!(kept, text.split_whitespace().collect::<String>());
            prop_assert!(cut(&text, width).width() <= width);
        }
    }
}
