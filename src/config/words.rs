//! Words for error texts: user text made safe to print, and the nearest known word.
//!
//! Knows strings only. Must not know any setting.

/// The longest user text quoted in an error, in characters.
const QUOTED: usize = 80;

/// `text` with every control and direction-changing character replaced by `?`.
pub(super) fn cleaned(text: &str) -> String {
    text.chars()
        .map(|c| if is_unsafe(c) { '?' } else { c })
        .collect()
}

/// `text` cleaned, cut to a bearable length and put in double quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(&cleaned(text), QUOTED))
}

/// The first `most` characters of `text`, with a mark if there were more.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// Whether a terminal or a reader could be misled by `c`: controls, bidirectional overrides
/// and isolates, line separators, zero-width and tag characters.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Whether a control character is in `text`.
pub(super) fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// The one of `known` that is spelled most like `word`; the first of equals.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase();
    let mut best: Option<(f64, &'k str)> = None;
    for candidate in known {
        let likeness = strsim::normalized_damerau_levenshtein(&word, candidate);
        if best.is_none_or(|(so_far, _)| likeness > so_far) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The words of a closed choice as a person reads them: `"a", "b" or "c"`.
pub(super) fn choice(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
