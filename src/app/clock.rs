//! What a person is told of this machine's clock. Reads no clock: the feed compares it with the
//! server's.

use std::time::Duration;

use super::age;
use super::model::Model;
use crate::domain::Skew;

/// Clocks closer than this are the same to a person.
const APART: Duration = Duration::from_secs(60);

/// How far this machine's clock is wrong and which way, if it is by more than a minute. To the
/// nearest minute: it is not known better than to some seconds.
fn apart(skew: Skew) -> Option<String> {
    let apart = skew.apart();
    (apart > APART).then(|| {
        let minutes = (apart.as_secs() + 30) / 60;
        let way = if skew.0 < 0 { "ahead" } else { "behind" };
        format!("{} {way}", age::coarse(Duration::from_secs(minutes * 60)))
    })
}

/// The same for the header.
pub(crate) fn note(skew: Skew) -> Option<String> {
    apart(skew).map(|words| format!("clock {words}"))
}

/// The clocks were compared. Said when they part, and when that changes in words.
pub(crate) fn compared(model: &mut Model, skew: Skew) {
    let before = apart(model.skew);
    model.skew = skew;
    match apart(skew) {
        Some(words) if before.as_ref() != Some(&words) => model.warn(&format!(
            "this machine's clock is not the server's ({words}): ages go by the server's clock, \
             and so do the times in the transcripts"
        )),
        None if before.is_some() => {
            model.mention("this machine's clock and the server's agree again");
        }
        Some(_) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_no_news() {
        for (ms, words) in [
            (0, None),
            (60_000, None),
            (-60_000, None),
            (61_000, Some("clock 1m behind")),
            (-7_200_000, Some("clock 2h00 ahead")),
            (7_199_100, Some("clock 2h00 behind")),
            (86_400_000, Some("clock 1d behind")),
        ] {
            assert_eq!(note(Skew(ms)).as_deref(), words, "{ms}");
        }
    }
}
