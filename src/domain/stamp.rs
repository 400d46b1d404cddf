//! Moments of wall time as the server states them. Reads no clock.

use std::time::Duration;

use jiff::Timestamp;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
