//! What each meaning looks like. Uses the sixteen colours of the terminal and its own foreground
//! and background, never a fixed black or white; without colours, reverse, bold, underline and dim
//! say the same. Nothing is said by a style alone: a word or a sign always stands beside it.

use std::ffi::OsStr;

use jiff::tz::TimeZone;
use ratatui::style::{Color, Modifier, Style};

/// The styles, and the zone in which times are shown.
#[derive(Clone, Debug)]
pub struct Theme {
    colours: Colours,
    zone: TimeZone,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Colours {
    Sixteen,
    None,
}

impl Theme {
    /// The terminal's own sixteen colours; times in UTC until [`Theme::in_zone`].
    pub fn terminal() -> Self {
        Self {
            colours: Colours::Sixteen,
            zone: TimeZone::UTC,
        }
    }

    /// No colour at all.
    pub fn mono() -> Self {
        Self {
            colours: Colours::None,
            ..Self::terminal()
        }
    }

    /// By the value of `NO_COLOR`: colours unless it is set to something.
    pub fn of(no_color: Option<&OsStr>) -> Self {
        match no_color {
            Some(value) if !value.is_empty() => Self::mono(),
            Some(_) | None => Self::terminal(),
        }
    }

    /// The same with times shown in `zone`.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    fn with(&self, colour: Color, modifier: Modifier) -> Style {
        let style = Style::new().add_modifier(modifier);
        match self.colours {
            Colours::Sixteen => style.fg(colour),
            Colours::None => style,
        }
    }

    /// What is read.
    pub(super) fn text(&self) -> Style {
        Style::new()
    }

    /// What is there if one looks for it.
    pub(super) fn quiet(&self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// What the eye should find.
    pub(super) fn strong(&self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Heads of columns.
    pub(super) fn head(&self) -> Style {
        Style::new().add_modifier(Modifier::DIM | Modifier::UNDERLINED)
    }

    /// LIVE.
    pub(super) fn live(&self) -> Style {
        self.with(Color::Green, Modifier::BOLD)
    }

    /// LATE, or a list that is old: believe with care.
    pub(super) fn late(&self) -> Style {
        self.with(Color::Magenta, Modifier::BOLD | Modifier::REVERSED)
    }

    /// OFFLINE: believe nothing.
    pub(super) fn offline(&self) -> Style {
        self.with(Color::Red, Modifier::BOLD | Modifier::REVERSED)
    }

    /// Reaches a customer: the whole line.
    pub(super) fn danger(&self) -> Style {
        self.with(Color::Red, Modifier::BOLD | Modifier::REVERSED)
    }

    /// The same for a word in a line.
    pub(super) fn danger_word(&self) -> Style {
        match self.colours {
            Colours::Sixteen => self.with(Color::Red, Modifier::BOLD),
            Colours::None => Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        }
    }

    /// Stays among agents and supervisors.
    pub(super) fn calm(&self) -> Style {
        self.with(Color::Cyan, Modifier::BOLD)
    }

    /// Needs the person: an invitation, a warning.
    pub(super) fn call(&self) -> Style {
        self.with(Color::Magenta, Modifier::BOLD)
    }

    /// A customer who will soon have waited too long.
    pub(super) fn soon(&self) -> Style {
        match self.colours {
            Colours::Sixteen => self.with(Color::Yellow, Modifier::BOLD),
            Colours::None => Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        }
    }

    /// A customer who has waited too long.
    pub(super) fn overdue(&self) -> Style {
        self.with(Color::Yellow, Modifier::BOLD | Modifier::REVERSED)
    }

    /// The highlighted row where keys go to it.
    pub(super) fn here(&self) -> Style {
        Style::new()
            .add_modifier(Modifier::REVERSED)
            .remove_modifier(Modifier::DIM)
    }

    /// The highlighted row while keys go elsewhere.
    pub(super) fn here_unfocused(&self) -> Style {
        Style::new()
            .add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
            .remove_modifier(Modifier::DIM)
    }
}
