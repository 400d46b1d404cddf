//! The themes that come along. The terminal's own colours are the person's choice; the others bring
//! their ground with them, from the 256 colours that every terminal of today has.

use ratatui::style::{Color, Modifier, Style};
use strum::{EnumIter, EnumString, IntoStaticStr};

use super::Meaning;

/// One theme that comes along.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum BuiltIn {
    /// The terminal's own sixteen colours.
    Terminal,
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
    /// White on black, and nothing dim.
    HighContrast,
    /// No colour at all.
    Mono,
}

/// Colours of a theme that brings its ground.
struct Ink {
    ground: (u8, u8),
    quiet: u8,
    live: u8,
    calm: u8,
    call: u8,
    soon: u8,
    danger_word: u8,
    /// Foreground and background of lines that must be seen.
    late: (u8, u8),
    overdue: (u8, u8),
    danger: (u8, u8),
    here: (u8, u8),
}

const DARK: Ink = Ink {
    ground: (252, 234),
    quiet: 247,
    live: 114,
    calm: 80,
    call: 177,
    soon: 222,
    danger_word: 210,
    late: (16, 176),
    overdue: (16, 220),
    danger: (231, 124),
    here: (16, 252),
};

const LIGHT: Ink = Ink {
    ground: (234, 255),
    quiet: 240,
    live: 22,
    calm: 24,
    call: 90,
    soon: 94,
    danger_word: 124,
    late: (231, 90),
    overdue: (231, 94),
    danger: (231, 124),
    here: (255, 238),
};

const HIGH: Ink = Ink {
    ground: (231, 16),
    quiet: 231,
    live: 120,
    calm: 123,
    call: 225,
    soon: 228,
    danger_word: 217,
    late: (16, 225),
    overdue: (16, 226),
    danger: (231, 124),
    here: (16, 231),
};

impl BuiltIn {
    /// The names of all of them.
    pub fn all() -> impl Iterator<Item = &'static str> {
        <Self as strum::IntoEnumIterator>::iter().map(Into::into)
    }

    pub(super) fn style(self, meaning: Meaning) -> Style {
        match self {
            Self::Terminal => sixteen(meaning),
            Self::Mono => plain(meaning),
            Self::Dark => inked(&DARK, meaning),
            Self::Light => inked(&LIGHT, meaning),
            Self::HighContrast => inked(&HIGH, meaning),
        }
    }
}

/// What every theme does without a colour.
fn plain(meaning: Meaning) -> Style {
    Style::new().add_modifier(match meaning {
        Meaning::Ground | Meaning::Text => Modifier::empty(),
        Meaning::Quiet => Modifier::DIM,
        Meaning::Head => Modifier::DIM | Modifier::UNDERLINED,
        Meaning::Strong | Meaning::Live | Meaning::Calm | Meaning::Call => Modifier::BOLD,
        Meaning::Late | Meaning::Overdue | Meaning::Offline | Meaning::Danger => {
            Modifier::BOLD | Modifier::REVERSED
        }
        Meaning::DangerWord | Meaning::Soon | Meaning::HereUnfocused => {
            Modifier::BOLD | Modifier::UNDERLINED
        }
        Meaning::Here => Modifier::REVERSED,
    })
}

fn sixteen(meaning: Meaning) -> Style {
    let style = plain(meaning);
    match meaning {
        Meaning::Live => style.fg(Color::Green),
        Meaning::Late | Meaning::Call => style.fg(Color::Magenta),
        Meaning::Offline | Meaning::Danger => style.fg(Color::Red),
        Meaning::DangerWord => Style::new().fg(Color::Red).add_modifier(Modifier::BOLD),
        Meaning::Soon => Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD),
        Meaning::Overdue => style.fg(Color::Yellow),
        Meaning::Calm => style.fg(Color::Cyan),
        Meaning::Ground
        | Meaning::Text
        | Meaning::Quiet
        | Meaning::Strong
        | Meaning::Head
        | Meaning::Here
        | Meaning::HereUnfocused => style,
    }
}

fn inked(ink: &Ink, meaning: Meaning) -> Style {
    let fg = |colour: u8| Style::new().fg(Color::Indexed(colour));
    let pair = |(front, back): (u8, u8)| fg(front).bg(Color::Indexed(back));
    let bold = |style: Style| style.add_modifier(Modifier::BOLD);
    match meaning {
        Meaning::Ground => pair(ink.ground),
        Meaning::Text => Style::new(),
        Meaning::Quiet => fg(ink.quiet),
        Meaning::Strong => bold(Style::new()),
        Meaning::Head => fg(ink.quiet).add_modifier(Modifier::UNDERLINED),
        Meaning::Live => bold(fg(ink.live)),
        Meaning::Late => bold(pair(ink.late)),
        Meaning::Offline | Meaning::Danger => bold(pair(ink.danger)),
        Meaning::DangerWord => bold(fg(ink.danger_word)),
        Meaning::Calm => bold(fg(ink.calm)),
        Meaning::Call => bold(fg(ink.call)),
        Meaning::Soon => bold(fg(ink.soon)),
        Meaning::Overdue => bold(pair(ink.overdue)),
        Meaning::Here => pair(ink.here),
        Meaning::HereUnfocused => bold(Style::new()).add_modifier(Modifier::UNDERLINED),
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator as _;

    use super::*;

    /// The red, green and blue of an xterm colour behind the first sixteen.
    fn rgb(colour: u8) -> [f64; 3] {
        let step = |n: u8| {
            if n == 0 {
                0.0
            } else {
                f64::from(55 + 40 * u16::from(n))
            }
        };
        match colour {
            0..16 => panic!("the first sixteen are the person's own"),
            16..232 => {
                let n = colour - 16;
                [step(n / 36), step(n / 6 % 6), step(n % 6)]
            }
            232.. => [f64::from(8 + 10 * u16::from(colour - 232)); 3],
        }
    }

    /// The contrast of two colours as WCAG 2.1 defines it.
    fn contrast(one: u8, two: u8) -> f64 {
        let light = |colour: u8| {
            let linear = rgb(colour).map(|c| {
                let c = c / 255.0;
                if c <= 0.03928 {
                    c / 12.92
                } else {
                    ((c + 0.055) / 1.055_f64).powf(2.4)
                }
            });
            0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05
        };
        let (a, b) = (light(one), light(two));
        a.max(b) / a.min(b)
    }

    #[test]
    fn every_theme_with_a_ground_can_be_read() {
        for theme in [BuiltIn::Dark, BuiltIn::Light, BuiltIn::HighContrast] {
            let ground = theme.style(Meaning::Ground);
            for meaning in Meaning::iter() {
                let style = theme.style(meaning);
                let of = |own: Option<Color>, ground: Option<Color>| match own.or(ground) {
                    Some(Color::Indexed(n)) => n,
                    other => panic!("{theme:?} {meaning:?}: {other:?}"),
                };
                let ratio = contrast(of(style.fg, ground.fg), of(style.bg, ground.bg));
                assert!(ratio >= 4.5, "{theme:?} {meaning:?}: {ratio:.1}");
                assert!(!style.add_modifier.contains(Modifier::DIM));
            }
        }
    }

    #[test]
    fn mono_has_no_colour_and_tells_danger_from_calm() {
        for meaning in Meaning::iter() {
            let style = BuiltIn::Mono.style(meaning);
            assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
        }
        assert_ne!(plain(Meaning::DangerWord), plain(Meaning::Calm));
        assert_ne!(plain(Meaning::Here), plain(Meaning::HereUnfocused));
    }
}
