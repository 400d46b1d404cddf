//! The settings as the app and the screen take them: what can be changed while the console runs.

use std::ffi::OsString;
use std::str::FromStr as _;

use jiff::tz::TimeZone;

use crate::app::action::{Action, BINDINGS};
use crate::app::{self, Conflict, Key, Keymap};
use crate::config::{self, Complaint, ConfigError, Display, KeyChoice, Origin};
use crate::ui::{BuiltIn, Characters, Theme};

/// What the app and the screen are told.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) settings: app::Settings,
    pub(super) theme: Theme,
}

impl Look {
    /// Makes it.
    ///
    /// # Errors
    /// Everything that only the app and the screen can judge: actions, keys, themes, zones.
    pub(super) fn of(settings: &config::Settings) -> Result<Self, ConfigError> {
        let mut complaints = Vec::new();
        let keymap = keymap(&settings.keys, &mut complaints);
        let views = views(&settings.views, &mut complaints);
        let theme = theme(&settings.display, &mut complaints)?;
        if !complaints.is_empty() {
            return Err(ConfigError::Invalid(complaints));
        }
        Ok(Self {
            settings: app::Settings {
                nickname: settings.session.nickname.clone(),
                customer_keys: settings.userdata.customer.clone(),
                service_keys: settings.userdata.service.clone(),
                send_delay: settings.limits.send_delay,
                typing_notices: settings.writing.typing_notices,
                snippets: settings.writing.snippets.iter().map(snippet).collect(),
                keymap,
                groups: (settings.team.groups.iter())
                    .map(|group| app::Group {
                        name: group.name.clone(),
                        agents: group.agents.clone(),
                    })
                    .collect(),
                urgency: limits(&settings.urgency),
                views,
                privacy: privacy(&settings.privacy),
                ..app::Settings::default()
            },
            theme,
        })
    }
}

/// The passphrase is fetched once, at the start.
fn privacy(settings: &config::Privacy) -> app::Privacy {
    app::Privacy {
        numbers: if settings.mask_numbers {
            app::Numbers::Masked
        } else {
            app::Numbers::Shown
        },
        keys: settings.mask_keys.clone(),
        lock_after: settings.lock_after,
        ..app::Privacy::default()
    }
}

fn limits(urgency: &config::Urgency) -> app::Limits {
    let limit = |warn, critical| app::Limit { warn, critical };
    let services = urgency.services.iter();
    app::Limits::new(
        limit(urgency.warn, urgency.critical),
        services.map(|s| (s.name.clone(), limit(s.warn, s.critical))),
    )
}

fn views(views: &[config::View], complaints: &mut Vec<Complaint>) -> Vec<app::View> {
    let mut read = Vec::new();
    for view in views {
        let filter = view.filter.as_ref().map_or("", |(filter, origin)| {
            for wrong in app::filter::Filter::parse(filter).complaints {
                let what = format!("{}: {}", config::quoted(&wrong.piece), wrong.what);
                complaints.push(complaint(origin, what));
            }
            filter
        });
        let sort = view
            .sort
            .as_ref()
            .map_or(Some(app::Sort::default()), |(sort, origin)| {
                let known = app::Sort::read(sort);
                if known.is_none() {
                    let names: Vec<&str> = app::SortBy::all().map(app::SortBy::name).collect();
                    let what = format!(
                        "must be one of {}, with a - before it to turn it round; not {}",
                        names.join(" "),
                        config::quoted(sort)
                    );
                    complaints.push(complaint(origin, what));
                }
                known
            });
        read.extend(sort.map(|sort| app::View {
            name: view.name.clone(),
            filter: filter.to_owned(),
            sort,
        }));
    }
    read
}

fn snippet(snippet: &config::Snippet) -> app::Snippet {
    app::Snippet {
        name: snippet.name.clone(),
        text: snippet.text.clone(),
    }
}

fn keymap(choices: &[KeyChoice], complaints: &mut Vec<Complaint>) -> Keymap {
    let mut changes = Vec::new();
    for choice in choices {
        let action = BINDINGS.iter().map(|b| b.action);
        let Some(action) = action.into_iter().find(|a| a.name() == choice.action) else {
            let names = BINDINGS.iter().map(|b| b.action.name());
            let near = config::nearest(&choice.action, names).unwrap_or_default();
            let what = format!(
                "unknown action {}; the nearest is \"{near}\"",
                config::quoted(&choice.action)
            );
            complaints.push(complaint(&choice.origin, what));
            continue;
        };
        let keys: Result<Vec<Key>, _> = choice.keys.iter().map(|k| Key::from_str(k)).collect();
        match keys {
            Ok(keys) => changes.push((action, keys, &choice.origin)),
            Err(e) => complaints.push(complaint(&choice.origin, e.to_string())),
        }
    }
    let plain: Vec<(Action, Vec<Key>)> = (changes.iter())
        .map(|(action, keys, _)| (*action, keys.clone()))
        .collect();
    Keymap::with(&plain).unwrap_or_else(|conflict| {
        let (one, two) = match &conflict {
            Conflict::Twice { one, two, .. } => (*one, *two),
            Conflict::OtherCase { action, sends, .. } => (*action, *sends),
        };
        let of = |wanted: Action| changes.iter().find(|(a, ..)| *a == wanted);
        if let Some((_, _, origin)) = of(two).or_else(|| of(one)) {
            complaints.push(complaint(origin, conflict.to_string()));
        }
        Keymap::default()
    })
}

fn complaint(origin: &Origin, what: String) -> Complaint {
    Complaint {
        origin: origin.clone(),
        what,
    }
}

/// The theme that the configuration and this person's environment ask for.
pub(super) fn theme(
    display: &Display,
    complaints: &mut Vec<Complaint>,
) -> Result<Theme, ConfigError> {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let mut theme = match &display.theme {
        None => Theme::terminal(),
        Some((config::Theme::Named(name), origin)) => match BuiltIn::from_str(name) {
            Ok(which) => Theme::built_in(which),
            Err(_) => {
                let names: Vec<&str> = BuiltIn::all().collect();
                let what = format!(
                    "must be {}, or a file that ends in .toml; not {}",
                    names.join(", "),
                    config::quoted(name)
                );
                complaints.push(complaint(origin, what));
                Theme::terminal()
            }
        },
        Some((config::Theme::File(path), _)) => {
            let choices = config::styles(path)?;
            let pairs = choices
                .iter()
                .map(|c| (c.meaning.as_str(), c.style.as_str()));
            Theme::terminal().with(pairs).unwrap_or_else(|(n, error)| {
                if let Some(choice) = choices.get(n) {
                    complaints.push(complaint(&choice.origin, error.to_string()));
                }
                Theme::terminal()
            })
        }
    };
    if no_color {
        // Whatever the file says: the person said it for every program.
        theme = Theme::mono();
    }
    let zone = match &display.timezone {
        None => TimeZone::system(),
        Some((name, origin)) => TimeZone::get(name).unwrap_or_else(|_| {
            let what = format!(
                "there is no time zone {} on this machine; write a name such as \"Europe/Berlin\", or \"UTC\"",
                config::quoted(name)
            );
            complaints.push(complaint(origin, what));
            TimeZone::UTC
        }),
    };
    let ascii = display
        .ascii
        .unwrap_or_else(|| !speaks_unicode(|name| std::env::var_os(name)));
    let characters = if ascii {
        Characters::Ascii
    } else {
        Characters::Unicode
    };
    Ok(theme.in_zone(zone).for_characters(characters))
}

/// Whether the locale's characters are UTF-8: by the first of the three variables that is set
/// (POSIX, 8.2). None set: nobody has said otherwise, and terminals of today are.
fn speaks_unicode(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let Some(locale) = set("LC_ALL")
        .or_else(|| set("LC_CTYPE"))
        .or_else(|| set("LANG"))
    else {
        return true;
    };
    let locale = locale.to_string_lossy().to_lowercase().replace('-', "");
    // A bare C or POSIX is what services and containers have that never set one.
    locale.contains("utf8") || locale == "c" || locale == "posix"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_locale_that_says_otherwise_is_without_unicode() {
        let by = |pairs: &'static [(&str, &str)]| {
            speaks_unicode(|name| {
                let found = pairs.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| OsString::from(value))
            })
        };
        assert!(by(&[]));
        assert!(by(&[("LANG", "de_DE.UTF-8")]));
        assert!(by(&[("LANG", "C")]));
        assert!(!by(&[
            ("LANG", "de_DE.UTF-8"),
            ("LC_ALL", "de_DE.ISO-8859-1")
        ]));
        assert!(!by(&[("LC_CTYPE", "en_US"), ("LANG", "en_US.utf8")]));
    }
}
