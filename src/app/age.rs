//! Ages as words. Coarse on purpose: a list whose every row ticks each second tells nobody more
//! and keeps the terminal busy all day.

use std::time::Duration;

/// An age for the list: `now`, `20s`, `3m`, `1h05`, `2d`.
pub fn coarse(age: Duration) -> String {
    let s = age.as_secs();
    match s {
        0..10 => "now".to_owned(),
        10..60 => short(s / 10 * 10, "s"),
        60..3600 => short(s / 60, "m"),
        3600..86_400 => format!("{}h{:02}", s / 3600, s % 3600 / 60),
        _ => short(s / 86_400, "d"),
    }
}

/// A number with its unit. Each row of a list says two.
fn short(n: u64, unit: &str) -> String {
    let mut words = n.to_string();
    words.push_str(unit);
    words
}

/// A duration that somebody set: `45s`, `3m`, `2m30s`, `4h`, `1h30`.
pub fn span(duration: Duration) -> String {
    let s = duration.as_secs();
    match (s / 3600, s % 3600 / 60, s % 60) {
        (0, 0, s) => format!("{s}s"),
        (0, m, 0) => format!("{m}m"),
        (0, m, s) => format!("{m}m{s:02}s"),
        (h, 0, _) => format!("{h}h"),
        (h, m, _) => format!("{h}h{m:02}"),
    }
}

/// The same, of what is past: `just now`, `3m ago`.
pub fn ago(age: Duration) -> String {
    if age.as_secs() < 10 {
        "just now".to_owned()
    } else {
        format!("{} ago", coarse(age))
    }
}

/// How long until [`coarse`] says something else.
pub fn coarse_holds(age: Duration) -> Duration {
    let s = age.as_secs();
    let next = match s {
        0..60 => (s / 10 + 1) * 10,
        60..86_400 => (s / 60 + 1) * 60,
        _ => (s / 86_400 + 1) * 86_400,
    };
    Duration::from_secs(next).saturating_sub(age)
}

/// A duration that a person waits through: `0:03`, `1:02:03`.
pub fn ticking(age: Duration) -> String {
    let s = age.as_secs();
    if s < 3600 {
        format!("{}:{:02}", s / 60, s % 60)
    } else {
        format!("{}:{:02}:{:02}", s / 3600, s % 3600 / 60, s % 60)
    }
}

/// How long until [`ticking`] says something else.
pub fn ticking_holds(age: Duration) -> Duration {
    Duration::from_secs(age.as_secs() + 1).saturating_sub(age)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_change_exactly_when_they_say() {
        let of = |s| coarse(Duration::from_secs(s));
        assert_eq!(
            [of(3), of(25), of(61), of(3900), of(200_000)],
            ["now", "20s", "1m", "1h05", "2d"]
        );
        for ms in [
            0, 1, 9_999, 10_000, 59_999, 60_000, 3_599_000, 3_600_500, 86_399_999, 90_000_000,
        ] {
            let age = Duration::from_millis(ms);
            let hold = coarse_holds(age);
            assert!(hold > Duration::ZERO);
            assert_ne!(coarse(age), coarse(age + hold), "at {ms}");
            assert_eq!(
                coarse(age),
                coarse(age + hold - Duration::from_millis(1)),
                "at {ms}"
            );
        }
        let set = |s| span(Duration::from_secs(s));
        assert_eq!(
            [set(45), set(180), set(150), set(14_400), set(5_400)],
            ["45s", "3m", "2m30s", "4h", "1h30"]
        );
        assert_eq!(ticking(Duration::from_secs(62)), "1:02");
        assert_eq!(ticking(Duration::from_secs(3_723)), "1:02:03");
    }
}
