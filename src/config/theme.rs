//! A theme of the person's own: a TOML file of meanings and styles in words.
//!
//! Knows the file's shape. Must not know which meanings and styles there are: that is the
//! screen's business.

use std::path::Path;

use toml::de::DeTable;

use super::error::{ConfigError, Origin};
use super::locate;
use super::section::{Page, Section};
use super::values;

/// One line of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyleChoice {
    /// The meaning, such as `live`.
    pub meaning: String,
    /// The style in words, such as `bold green`.
    pub style: String,
    /// Where it stands.
    pub origin: Origin,
}

/// Reads a theme.
///
/// # Errors
///
/// [`ConfigError`]: the file cannot be read, is no TOML, or something in it is not a string.
pub fn styles(path: &Path) -> Result<Vec<StyleChoice>, ConfigError> {
    let text = locate::read(path).map_err(|e| ConfigError::Unreadable {
        path: path.to_owned(),
        reason: e.to_string(),
    })?;
    let mut page = Page {
        path,
        text: &text,
        home: None,
        complaints: Vec::new(),
    };
    let (root, mistakes) = DeTable::parse_recoverable(&text);
    for mistake in &mistakes {
        let what = format!(
            "not valid TOML: {}",
            super::words::cleaned(mistake.message())
        );
        page.complain(mistake.span(), String::new(), what);
    }
    let mut choices = Vec::new();
    if mistakes.is_empty() {
        let mut section = Section {
            page: &mut page,
            name: "theme".to_owned(),
            table: root.get_ref(),
        };
        for name in root.get_ref().keys() {
            let meaning = name.get_ref().to_string();
            if let Some((style, origin)) = section.placed_text(&meaning, values::plain) {
                choices.push(StyleChoice {
                    meaning,
                    style,
                    origin,
                });
            }
        }
    }
    if page.complaints.is_empty() {
        Ok(choices)
    } else {
        Err(ConfigError::Invalid(page.complaints))
    }
}
