//! Styles in words, as a theme file has them: `bold red on 234 underline`.

use std::str::FromStr as _;

use ratatui::style::{Color, Modifier, Style};
use strum::IntoEnumIterator as _;
use thiserror::Error;

use super::Meaning;

/// Why a line of a theme means nothing.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum StyleError {
    /// No such meaning.
    #[error("unknown meaning; there are: {}", meanings())]
    Meaning,
    /// A word is neither a colour nor a way of writing.
    #[error(
        "“{0}” is neither a colour (red, bright-red, 0 to 255, #rrggbb, default; behind “on” for the background) nor bold, dim, italic, underline or reverse"
    )]
    Word(String),
}

fn meanings() -> String {
    let all: Vec<&str> = Meaning::iter().map(Into::into).collect();
    all.join(", ")
}

pub(super) fn meaning(name: &str) -> Result<Meaning, StyleError> {
    Meaning::from_str(name).map_err(|_| StyleError::Meaning)
}

pub(super) fn style(text: &str) -> Result<Style, StyleError> {
    let mut style = Style::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let unknown = || StyleError::Word(word.to_owned());
        style = match word {
            "bold" => style.add_modifier(Modifier::BOLD),
            "dim" => style.add_modifier(Modifier::DIM),
            "italic" => style.add_modifier(Modifier::ITALIC),
            "underline" => style.add_modifier(Modifier::UNDERLINED),
            "reverse" => style.add_modifier(Modifier::REVERSED),
            "on" => style.bg(words.next().and_then(colour).ok_or_else(unknown)?),
            colour_word => style.fg(colour(colour_word).ok_or_else(unknown)?),
        };
    }
    Ok(style)
}

fn colour(word: &str) -> Option<Color> {
    const NAMES: [&str; 8] = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    ];
    if word == "default" {
        return Some(Color::Reset);
    }
    let (name, first) = match word.strip_prefix("bright-") {
        Some(name) => (name, 8),
        None => (word, 0),
    };
    if let Some(n) = NAMES.iter().position(|known| *known == name) {
        return Some(sixteen(first + n));
    }
    if let Some(hex) = word.strip_prefix('#').filter(|hex| hex.len() == 6) {
        let [_, r, g, b] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
        return Some(Color::Rgb(r, g, b));
    }
    word.parse().ok().map(Color::Indexed)
}

/// The sixteen by their names, so that they stay the terminal's own.
fn sixteen(n: usize) -> Color {
    const ALL: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    ALL.get(n).copied().unwrap_or(Color::Reset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_styles_and_others_are_named() {
        let red = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
        assert_eq!(style("bold red"), Ok(red));
        let all = style("bright-white on #102030 underline reverse dim italic").unwrap();
        assert_eq!(
            (all.fg, all.bg),
            (Some(Color::White), Some(Color::Rgb(16, 32, 48)))
        );
        assert_eq!(style("250 on 16").unwrap().bg, Some(Color::Indexed(16)));
        assert_eq!(style("default").unwrap().fg, Some(Color::Reset));
        for bad in ["pink", "on", "256", "#12345", "#gggggg", "on bold"] {
            assert!(matches!(style(bad), Err(StyleError::Word(_))), "{bad}");
        }
        assert_eq!(meaning("danger-word"), Ok(Meaning::DangerWord));
        assert!(
            meaning("colour")
                .unwrap_err()
                .to_string()
                .contains("here-unfocused")
        );
    }
}
