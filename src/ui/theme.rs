//! What each meaning looks like. By default only the sixteen colours of the terminal and its own
//! foreground and background, never a fixed black or white; without colours, reverse, bold,
//! underline and dim say the same. Nothing is said by a style alone: a word or a sign always stands
//! beside it.

mod built_in;
mod words;

use std::ffi::OsStr;

use jiff::tz::TimeZone;
use ratatui::style::{Modifier, Style};
use strum::{EnumCount, EnumIter, EnumString, IntoStaticStr};

pub use built_in::BuiltIn;
pub use words::StyleError;

/// What a style stands for. The names are those of a theme file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumCount, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Meaning {
    /// The foreground and background of everything that has none of its own.
    Ground,
    /// What is read.
    Text,
    /// What is there if one looks for it.
    Quiet,
    /// What the eye should find.
    Strong,
    /// Heads of columns.
    Head,
    /// LIVE.
    Live,
    /// LATE, or a list that is old: believe with care.
    Late,
    /// OFFLINE: believe nothing.
    Offline,
    /// Reaches a customer: the whole line.
    Danger,
    /// The same for a word in a line.
    DangerWord,
    /// Stays among agents and supervisors.
    Calm,
    /// Needs the person: an invitation, a warning.
    Call,
    /// A customer who will soon have waited too long.
    Soon,
    /// A customer who has waited too long.
    Overdue,
    /// The highlighted row where keys go to it.
    Here,
    /// The highlighted row while keys go elsewhere.
    HereUnfocused,
}

/// Which characters the terminal shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Characters {
    /// Whatever it is sent.
    #[default]
    Unicode,
    /// The first hundred and twenty-eight.
    Ascii,
}

/// The styles, the characters, and the zone in which times are shown.
#[derive(Clone, Debug)]
pub struct Theme {
    styles: [Style; Meaning::COUNT],
    characters: Characters,
    zone: TimeZone,
}

impl Theme {
    /// One that comes along; times in UTC until [`Theme::in_zone`].
    pub fn built_in(which: BuiltIn) -> Self {
        let mut theme = Self {
            styles: [Style::new(); Meaning::COUNT],
            characters: Characters::Unicode,
            zone: TimeZone::UTC,
        };
        for meaning in <Meaning as strum::IntoEnumIterator>::iter() {
            theme.set(meaning, which.style(meaning));
        }
        theme
    }

    /// The terminal's own sixteen colours.
    pub fn terminal() -> Self {
        Self::built_in(BuiltIn::Terminal)
    }

    /// No colour at all.
    pub fn mono() -> Self {
        Self::built_in(BuiltIn::Mono)
    }

    /// By the value of `NO_COLOR`: colours unless it is set to something.
    pub fn of(no_color: Option<&OsStr>) -> Self {
        match no_color {
            Some(value) if !value.is_empty() => Self::mono(),
            Some(_) | None => Self::terminal(),
        }
    }

    /// The same with other styles, by the names of meanings and styles in words. What is said of
    /// the same meaning last counts.
    ///
    /// # Errors
    /// The number of the first pair that is wrong, and why.
    pub fn with<'a>(
        mut self,
        choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, (usize, StyleError)> {
        for (n, (meaning, style)) in choices.into_iter().enumerate() {
            let meaning = words::meaning(meaning).map_err(|e| (n, e))?;
            let style = words::style(style).map_err(|e| (n, e))?;
            self.set(meaning, style);
        }
        Ok(self)
    }

    /// The same with times shown in `zone`.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }

    /// The same for a terminal that shows these characters.
    #[must_use]
    pub fn for_characters(self, characters: Characters) -> Self {
        Self { characters, ..self }
    }

    fn set(&mut self, meaning: Meaning, style: Style) {
        if let Some(place) = self.styles.get_mut(meaning as usize) {
            *place = style;
        }
    }

    fn get(&self, meaning: Meaning) -> Style {
        self.styles
            .get(meaning as usize)
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub(super) fn characters(&self) -> Characters {
        self.characters
    }

    pub(super) fn ground(&self) -> Style {
        self.get(Meaning::Ground)
    }

    pub(super) fn text(&self) -> Style {
        self.get(Meaning::Text)
    }

    pub(super) fn quiet(&self) -> Style {
        self.get(Meaning::Quiet)
    }

    pub(super) fn strong(&self) -> Style {
        self.get(Meaning::Strong)
    }

    pub(super) fn head(&self) -> Style {
        self.get(Meaning::Head)
    }

    pub(super) fn live(&self) -> Style {
        self.get(Meaning::Live)
    }

    pub(super) fn late(&self) -> Style {
        self.get(Meaning::Late)
    }

    pub(super) fn offline(&self) -> Style {
        self.get(Meaning::Offline)
    }

    pub(super) fn danger(&self) -> Style {
        self.get(Meaning::Danger)
    }

    pub(super) fn danger_word(&self) -> Style {
        self.get(Meaning::DangerWord)
    }

    pub(super) fn calm(&self) -> Style {
        self.get(Meaning::Calm)
    }

    pub(super) fn call(&self) -> Style {
        self.get(Meaning::Call)
    }

    pub(super) fn soon(&self) -> Style {
        self.get(Meaning::Soon)
    }

    pub(super) fn overdue(&self) -> Style {
        self.get(Meaning::Overdue)
    }

    pub(super) fn here(&self) -> Style {
        self.get(Meaning::Here).remove_modifier(Modifier::DIM)
    }

    pub(super) fn here_unfocused(&self) -> Style {
        self.get(Meaning::HereUnfocused)
            .remove_modifier(Modifier::DIM)
    }
}
