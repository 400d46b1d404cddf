//! Small words that several parts of the screen share.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use ratatui::style::Style;

use super::theme::Theme;
use crate::app::age;
use crate::app::alerts::Level;
use crate::domain::{AgentState, Link, OfflineWhy, Stamp, Visibility};

/// The time of day, `09:41`; nothing for a moment that no calendar has.
pub(super) fn clock(at: Stamp, theme: &Theme) -> Option<String> {
    let at = Timestamp::from_millisecond(at.0).ok()?;
    let at = at.to_zoned(theme.zone().clone());
    Some(format!("{:02}:{:02}", at.hour(), at.minute()))
}

/// The day.
pub(super) fn day(at: Stamp, theme: &Theme) -> Option<Date> {
    let at = Timestamp::from_millisecond(at.0).ok()?;
    Some(at.to_zoned(theme.zone().clone()).date())
}

/// A day in words, `Tue 17 Mar`.
pub(super) fn day_words(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// What an alert's level looks like, beside its sign.
pub(super) fn level(level: Level, theme: &Theme) -> Style {
    match level {
        Level::Warning => theme.call(),
        Level::Critical => theme.danger_word(),
    }
}

/// A coarse age of what the server dated.
pub(super) fn since(at: Stamp, wall: Stamp) -> String {
    age::coarse(Duration::from_millis(at.until(wall)))
}

/// Seconds that are left, so that `0s` is never shown while something is still to come.
pub(super) fn left(until: std::time::Instant, now: std::time::Instant) -> String {
    let left = until.saturating_duration_since(now);
    format!("{}s", left.as_millis().div_ceil(1000))
}

/// The state of an agent in one letter.
pub(super) fn state_letter(state: Option<&AgentState>) -> &'static str {
    match state {
        Some(AgentState::Ready) => "R",
        Some(AgentState::NotReady(_)) => "N",
        Some(AgentState::LoggedOut) => "-",
        Some(AgentState::Other(_)) => "?",
        None => "",
    }
}

/// How far a visibility reaches, marked in words; `None` for what everybody sees.
pub(super) fn mark(visibility: Option<&Visibility>) -> Option<String> {
    match visibility {
        Some(Visibility::All) => None,
        Some(Visibility::Agents) => Some("[agents]".into()),
        Some(Visibility::Supervisors) => Some("[supervisors]".into()),
        Some(Visibility::Other(word)) => Some(format!("[?{word}]")),
        None => Some("[?]".into()),
    }
}

/// The link in one word with what a person waits through.
pub(super) fn link(link: &Link, now: std::time::Instant) -> String {
    let age = |since: std::time::Instant| now.saturating_duration_since(since);
    match link {
        Link::Live => "LIVE".into(),
        Link::Late { since } => format!("LATE {}s", age(*since).as_secs()),
        Link::Offline {
            why,
            since,
            retry_at,
        } => {
            let age = age::ticking(age(*since));
            match why {
                OfflineWhy::Busy(step) => format!("OFFLINE {age}, {step}"),
                OfflineWhy::Stopped => {
                    format!("OFFLINE {age}, the server asked us to stop, r tries again")
                }
                OfflineWhy::SignIn(_) => format!("OFFLINE {age}, sign in: r"),
                OfflineWhy::Lost(_) | OfflineWhy::Silent => match retry_at {
                    Some(at) if *at > now => {
                        format!("OFFLINE {age}, retry in {}", left(*at, now))
                    }
                    Some(_) => format!("OFFLINE {age}, trying now"),
                    None => format!("OFFLINE {age}"),
                },
            }
        }
    }
}

/// Why the link is down, where the link's own words do not say it.
pub(super) fn why(link: &Link) -> Option<String> {
    match link {
        Link::Offline { why, .. } => match why {
            OfflineWhy::Lost(reason) if reason.is_empty() => Some("connection lost".into()),
            OfflineWhy::Lost(reason) => Some(format!("lost: {reason}")),
            OfflineWhy::Silent => Some("the server is silent".into()),
            OfflineWhy::SignIn(reason) if !reason.is_empty() => Some(reason.to_string()),
            OfflineWhy::Busy(_) | OfflineWhy::Stopped | OfflineWhy::SignIn(_) => None,
        },
        Link::Live | Link::Late { .. } => None,
    }
}
