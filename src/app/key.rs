//! Keys as the app names them, whatever the terminal library calls them.

use std::fmt;
use std::str::FromStr;
use std::time::Instant;

/// One key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    /// A printable character.
    Char(char),
    /// Control and a letter.
    Ctrl(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
    /// A function key.
    F(u8),
    /// Any other: means nothing.
    Unknown,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(' ') => f.write_str("Space"),
            Self::Char(c) => write!(f, "{c}"),
            Self::Ctrl(c) => write!(f, "Ctrl-{}", c.to_ascii_uppercase()),
            Self::Enter => f.write_str("Enter"),
            Self::Esc => f.write_str("Esc"),
            Self::Tab => f.write_str("Tab"),
            Self::Backspace => f.write_str("Backspace"),
            Self::Delete => f.write_str("Delete"),
            Self::Up => f.write_str("↑"),
            Self::Down => f.write_str("↓"),
            Self::Left => f.write_str("←"),
            Self::Right => f.write_str("→"),
            Self::PageUp => f.write_str("PgUp"),
            Self::PageDown => f.write_str("PgDn"),
            Self::Home => f.write_str("Home"),
            Self::End => f.write_str("End"),
            Self::F(n) => write!(f, "F{n}"),
            Self::Unknown => f.write_str("?"),
        }
    }
}

/// Why a word names no key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyError {
    /// It is none.
    #[error(
        "“{0}” is no key; write one character, or Enter, Tab, Space, Backspace, Delete, Up, Down, Left, Right, PgUp, PgDn, Home, End, F1 to F12, or Ctrl-X"
    )]
    Unknown(String),
    /// It always means the same.
    #[error("{0} cannot be bound: it always means the same")]
    Fixed(Key),
}

impl Key {
    /// How the config file names it.
    pub fn word(self) -> String {
        let name = match self {
            Self::Up => "Up",
            Self::Down => "Down",
            Self::Left => "Left",
            Self::Right => "Right",
            other => return other.to_string(),
        };
        name.to_owned()
    }
}

impl FromStr for Key {
    type Err = KeyError;

    /// Reads a key as the config file names it.
    fn from_str(word: &str) -> Result<Self, KeyError> {
        const NAMES: [(&str, Key); 14] = [
            ("enter", Key::Enter),
            ("esc", Key::Esc),
            ("tab", Key::Tab),
            ("space", Key::Char(' ')),
            ("backspace", Key::Backspace),
            ("delete", Key::Delete),
            ("up", Key::Up),
            ("down", Key::Down),
            ("left", Key::Left),
            ("right", Key::Right),
            ("pgup", Key::PageUp),
            ("pgdn", Key::PageDown),
            ("home", Key::Home),
            ("end", Key::End),
        ];
        let unknown = || KeyError::Unknown(word.chars().take(20).collect());
        let small = word.to_ascii_lowercase();
        let mut letters = word.chars();
        let key = if let Some((_, key)) = NAMES.iter().find(|(name, _)| *name == small) {
            *key
        } else if let (Some(one), None) = (letters.next(), letters.next()) {
            Key::Char(one)
        } else if let Some(letter) = small.strip_prefix("ctrl-").filter(|l| l.len() == 1) {
            let letter = letter.chars().next().filter(char::is_ascii_lowercase);
            Key::Ctrl(letter.ok_or_else(unknown)?)
        } else if let Some(n) = small.strip_prefix('f').and_then(|n| n.parse().ok()) {
            Key::F(
                Some(n)
                    .filter(|n| (1..=12).contains(n))
                    .ok_or_else(unknown)?,
            )
        } else {
            return Err(unknown());
        };
        match key {
            // Back and the quit chord: whatever a file says, there is a way out. A terminal sends
            // the last three for Tab, Enter and Backspace.
            Key::Esc | Key::Ctrl('c' | 'i' | 'm' | 'h' | 'j') => Err(KeyError::Fixed(key)),
            Key::Char(c) if c.is_control() => Err(unknown()),
            key => Ok(key),
        }
    }
}

/// A key and when it was read: a confirmation counts only keys read after it was on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Press {
    /// Which.
    pub key: Key,
    /// When.
    pub at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for (word, key) in [
            ("m", Key::Char('m')),
            ("É", Key::Char('É')),
            ("Space", Key::Char(' ')),
            ("ctrl-F", Key::Ctrl('f')),
            ("F12", Key::F(12)),
            ("f", Key::Char('f')),
            ("PgDn", Key::PageDown),
        ] {
            assert_eq!(word.parse(), Ok(key), "{word}");
            assert_eq!(key.word().parse(), Ok(key), "{word}");
        }
        for word in ["Esc", "Ctrl-C", "Ctrl-M"] {
            assert!(
                matches!(word.parse::<Key>(), Err(KeyError::Fixed(_))),
                "{word}"
            );
        }
        for word in ["", "mm", "F13", "F0", "Ctrl-", "Ctrl-1", "\u{1b}"] {
            assert!(
                matches!(word.parse::<Key>(), Err(KeyError::Unknown(_))),
                "{word:?}"
            );
        }
    }
}
