//! How far the server's clock is from this machine's, by the `Date` of an answer (RFC 9110 §6.6.1).
//! Pure: told when the request left and when the answer came.

use http::{HeaderMap, header};

use crate::domain::{Skew, Stamp};

/// An answer that took longer says too little about when it was dated.
const QUICK: u64 = 2_000;

/// What was measured differs by up to half of [`QUICK`] and half of a second: `Date` has no smaller
/// unit. Two that are closer than this are the same.
const SAME: i64 = 3_000;

/// What an answer tells, if it tells anything.
pub(super) fn measured(headers: &HeaderMap, sent: Stamp, came: Stamp) -> Option<Skew> {
    // Somebody kept it for a while; or the clock was set meanwhile.
    if headers.contains_key(header::AGE) || came < sent || sent.until(came) > QUICK {
        return None;
    }
    let date = headers.get(header::DATE)?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::parse(date).ok()?;
    let dated = date.timestamp().as_millisecond().saturating_add(500);
    let ours = sent.0.midpoint(came.0);
    Some(Skew(dated.saturating_sub(ours)))
}

/// What is known after another measurement; says whether it is news.
pub(super) fn revise(known: &mut Skew, measured: Skew) -> bool {
    let is_news = (known.0.saturating_sub(measured.0)).abs() >= SAME;
    if is_news {
        *known = measured;
    }
    is_news
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const AT: i64 = 784_111_777_000;

    fn of(lines: &[(&'static str, &'static str)], sent: i64, came: i64) -> Option<i64> {
        let headers = lines
            .iter()
            .map(|(name, value)| {
                (
                    name.parse::<http::HeaderName>().unwrap(),
                    http::HeaderValue::from_static(value),
                )
            })
            .collect();
        measured(&headers, Stamp(sent), Stamp(came)).map(|skew| skew.0)
    }

    #[test]
    fn the_date_of_a_quick_fresh_answer_tells() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(of(&[date], AT + 400, AT + 600), Some(0));
        assert_eq!(
            of(&[date], AT + 7_200_500, AT + 7_200_500),
            Some(-7_200_000)
        );
        assert_eq!(
            of(&[date], AT - 86_399_500, AT - 86_399_500),
            Some(86_400_000)
        );
        for (lines, sent, came, what) in [
            (&[][..], AT, AT, "none"),
            (&[("date", "yesterday")], AT, AT, "no date"),
            (&[date, ("age", "30")], AT, AT, "from a cache"),
            (&[date], AT, AT + 2_001, "slow"),
            (&[date], AT, AT - 1, "set meanwhile"),
        ] {
            assert_eq!(of(lines, sent, came), None, "{what}");
        }
    }

    #[test]
    fn only_a_real_change_is_news() {
        let mut known = Skew::default();
        for (measured, is_news, then) in [
            (900, false, 0),
            (-2_999, false, 0),
            (61_000, true, 61_000),
            (62_500, false, 61_000),
            (400, true, 400),
        ] {
            assert_eq!(revise(&mut known, Skew(measured)), is_news, "{measured}");
            assert_eq!(known, Skew(then));
        }
    }
}
