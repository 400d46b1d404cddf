//! Folding text into lines of cells. Used by the screen to draw and by the app to scroll, so that
//! both mean the same line.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

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
    let (mut start, mut used, mut space) = (0, 0, None);
    for (i, grapheme) in line.grapheme_indices(true) {
        let cells = grapheme.width();
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
        if grapheme == " " {
            space = Some(i + 1);
        }
    }
    out.push(line.get(start..).unwrap_or(""));
}

/// Cuts `text` to at most `width` cells, with `…` where something is missing.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let cells = grapheme.width();
        if used + cells + 1 > width {
            break;
        }
        used += cells;
        out.push_str(grapheme);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
