//! Moments of wall time as the server states them. Reads no clock.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

/// Wall time in milliseconds since 1970, as the server gives it. Durations that decide anything
/// are measured with the monotonic clock instead.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Stamp(pub i64);

/// By how many milliseconds the server's clock is ahead of this machine's; negative = behind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Skew(pub i64);

impl Skew {
    /// How far the clocks are apart.
    pub fn apart(self) -> Duration {
        Duration::from_millis(self.0.unsigned_abs())
    }
}

impl Stamp {
    /// What the server's clock says when this machine's says this.
    #[must_use]
    pub fn at_server(self, skew: Skew) -> Self {
        Self(self.0.saturating_add(skew.0))
    }

    /// Reads one of the three printed layouts: `yyyy-MM-dd HH:mm:ss.SSS+hhmm`, the same without
    /// the space, and ISO with `T` (SMSSendUrl and switch pages). `None` if it is none of them.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        by_places(text).or_else(|| Self::by_parts(text))
    }

    fn by_parts(text: &str) -> Option<Self> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        let rest = rest.strip_prefix(['T', ' ']).unwrap_or(rest).trim_start();
        let at: Timestamp = if rest.ends_with('Z') {
            format!("{date}T{rest}").parse().ok()?
        } else {
            let sign = rest.rfind(['+', '-'])?;
            let (time, offset) = rest.split_at_checked(sign)?;
            let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = digits.split_at_checked(2)?;
            let sign = offset.get(..1)?;
            format!("{date}T{time}{sign}{hours}:{minutes}")
                .parse()
                .ok()?
        };
        Some(Self(at.as_millisecond()))
    }

    /// Milliseconds from `self` to `later`; zero where the clocks disagree.
    pub fn until(self, later: Self) -> u64 {
        u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0)
    }
}

/// The printed layouts to the letter: every figure has its place.
fn by_places(text: &str) -> Option<Stamp> {
    let (date, rest) = text.as_bytes().split_at_checked(10)?;
    let rest = match rest {
        [b'T' | b' ', rest @ ..] => rest,
        rest => rest,
    };
    let (time, rest) = rest.split_at_checked(8)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else {
        return None;
    };
    let [h1, h2, b':', min1, min2, b':', s1, s2] = time else {
        return None;
    };
    let (milli, offset) = match rest {
        [b'.', a, b, c, offset @ ..] => (100 * figure(a)? + two(b, c)?, offset),
        offset => (0, offset),
    };
    let minutes = match offset {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), h1, h2, m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2).filter(|m| *m < 60)?);
            let behind = i32::from(hours * 60 + minutes);
            if *sign == b'-' { -behind } else { behind }
        }
        _ => return None,
    };
    let small = |n: i16| i8::try_from(n).ok();
    let date = Date::new(
        two(y1, y2)? * 100 + two(y3, y4)?,
        small(two(m1, m2)?)?,
        small(two(d1, d2)?)?,
    );
    let time = Time::new(
        small(two(h1, h2)?)?,
        small(two(min1, min2)?)?,
        small(two(s1, s2)?)?,
        i32::from(milli) * 1_000_000,
    );
    let offset = Offset::from_seconds(minutes * 60).ok()?;
    let at = offset.to_timestamp(date.ok()?.to_datetime(time.ok()?));
    Some(Stamp(at.ok()?.as_millisecond()))
}

fn two(tens: &u8, ones: &u8) -> Option<i16> {
    Some(figure(tens)? * 10 + figure(ones)?)
}

fn figure(byte: &u8) -> Option<i16> {
    byte.is_ascii_digit().then(|| i16::from(byte - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_layouts_one_instant() {
        assert_eq!(
            Stamp::read("2026-03-17 09:42:37.000+0100"),
            Some(Stamp(1_773_736_957_000))
        );
        assert_eq!(
            Stamp::read("2026-03-1701:42:39.000-0700"),
            Some(Stamp(1_773_736_959_000))
        );
        assert_eq!(
            Stamp::read("2026-03-17T09:42:41.000+0100"),
            Some(Stamp(1_773_736_961_000))
        );
        assert_eq!(
            Stamp::read("2026-03-17T08:42:41Z"),
            Some(Stamp(1_773_736_961_000))
        );
        for bad in [
            "yesterday, around noon",
            "",
            "2026-03-17",
            "2026-03-17 é",
            "17.3.2026",
        ] {
            assert_eq!(Stamp::read(bad), None, "{bad}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn by_places_says_what_the_parts_say(
            date in "[0-9]{3}[0-9]-[01][0-9]-[0-3][0-9]",
            between in "[T ]?",
            time in "[0-2][0-9]:[0-6][0-9]:[0-6][0-9]",
            milli in "(\\.[0-9]{3})?",
            offset in "Z|[+-][0-2][0-9][0-9][0-9]",
        ) {
            let text = format!("{date}{between}{time}{milli}{offset}");
            if let Some(at) = by_places(&text) {
                prop_assert_eq!(Some(at), Stamp::by_parts(&text), "{}", text);
            }
        }
    }

    #[test]
    fn the_printed_layouts_are_read_by_places() {
        for text in [
            "2026-03-17 09:42:37.000+0100",
            "2026-03-1701:42:39.000-0700",
            "2026-03-17T08:42:41Z",
        ] {
            assert_eq!(by_places(text), Stamp::by_parts(text), "{text}");
            assert!(by_places(text).is_some());
        }
    }
}
