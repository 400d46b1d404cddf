//! The last touch of a frame: the ground of a theme that brings one, and, for a terminal that shows
//! nothing else, ASCII in place of every other character. Cell by cell, so that nothing moves.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};

use super::theme::{Characters, Theme};

/// What is done to each cell in the end.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Finish {
    ground: Style,
    ascii: bool,
}

impl Finish {
    pub(super) fn of(theme: &Theme) -> Self {
        Self {
            ground: theme.ground(),
            ascii: theme.characters() == Characters::Ascii,
        }
    }

    /// Touches every cell, if there is anything to do.
    pub(super) fn touch(&self, cells: &mut Buffer) {
        let Self { ground, ascii } = *self;
        if ground == Style::new() && !ascii {
            return;
        }
        for cell in &mut cells.content {
            if cell.fg == Color::Reset {
                cell.fg = ground.fg.unwrap_or(Color::Reset);
            }
            if cell.bg == Color::Reset {
                cell.bg = ground.bg.unwrap_or(Color::Reset);
            }
            if ascii && !cell.symbol().is_ascii() {
                let plain = in_ascii(cell.symbol());
                cell.set_char(plain);
            }
        }
    }
}

/// Our own signs by ones that look like them; of the words of others, letters without their marks,
/// and `?` for what has no like.
fn in_ascii(symbol: &str) -> char {
    let first = symbol.chars().next().unwrap_or(' ');
    match first {
        '─' | '—' | '–' | '−' | '┄' => '-',
        '│' | '┆' | '▌' | '▏' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => '+',
        '·' | '…' => '.',
        '•' | '●' | '◆' | '★' | '⚑' => '*',
        '○' => 'o',
        '▸' | '›' | '»' | '→' => '>',
        '‹' | '«' | '←' => '<',
        '↑' | '▲' | '△' => '^',
        '↓' | '▼' | '▽' | '▾' => 'v',
        '⏎' => '/',
        '≥' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '✓' => 'x',
        '×' => 'x',
        '\u{a0}' => ' ',
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'À'..='Å' => 'A',
        'Ç' => 'C',
        'È'..='Ë' => 'E',
        'Ì'..='Ï' => 'I',
        'Ñ' => 'N',
        'Ò'..='Ö' | 'Ø' => 'O',
        'Ù'..='Ü' => 'U',
        'ß' => 's',
        c if c.is_ascii() => c,
        _ => '?',
    }
}
