//! Judges what the header said of the link against what had passed the line by then.

use std::time::{Duration, Instant};

use crate::plan::HOLD;
use crate::seat::{Shown, tempo};

/// Room for a machine with other things to do: a frame, a few turns of the runtime.
const ROOM: Duration = Duration::from_millis(800);

/// What passed the line so shortly before may not have been taken in yet.
const ON_THE_WAY: Duration = Duration::from_millis(150);

/// The header, the line and the machine from beginning to end.
#[derive(Debug)]
pub(crate) struct Watched {
    /// When the header changed, and to what.
    pub(crate) links: Vec<(Instant, Shown)>,
    /// When something of a Bayeux message passed on the way to the console.
    pub(crate) heard: Vec<Instant>,
    /// When the machine stood still, and for how long.
    pub(crate) stands: Vec<(Instant, Duration)>,
    pub(crate) end: Instant,
}

impl Watched {
    /// LIVE beyond LATE's deadline, or LATE beyond OFFLINE's (design §5.4).
    pub(crate) fn overdue(&self) -> Vec<String> {
        let bayeux = tempo().bayeux;
        // The hold that a server may take regardless, and the pause before a connect is sent.
        let hold = HOLD.max(bayeux.hold) + bayeux.breath + ROOM;
        let mut found = Vec::new();
        for (place, heard) in self.heard.iter().enumerate() {
            let next = self.heard.get(place + 1).copied().unwrap_or(self.end);
            for (from, to, shown) in self.shown() {
                let silence = match shown {
                    Shown::Live => hold + bayeux.late,
                    Shown::Late => hold + bayeux.dead,
                    Shown::Silent | Shown::Offline | Shown::Asking => continue,
                };
                let limit = *heard + silence + self.stood(*heard, next);
                if limit < next && limit < to && from < next {
                    found.push(format!(
                        "{shown:?} was shown until {:?} after the last message, in a silence of {:?}",
                        to - *heard,
                        next - *heard
                    ));
                }
            }
        }
        found
    }

    /// LATE, or OFFLINE for silence, before its time.
    pub(crate) fn premature(&self) -> Vec<String> {
        let bayeux = tempo().bayeux;
        let mut found = Vec::new();
        for (from, _, shown) in self.shown() {
            let silence = match shown {
                Shown::Late => bayeux.hold + bayeux.late,
                Shown::Silent => bayeux.hold + bayeux.dead,
                Shown::Live | Shown::Offline | Shown::Asking => continue,
            };
            let known = self.heard.iter().filter(|at| **at + ON_THE_WAY < from);
            let Some(heard) = known.max() else {
                continue;
            };
            // It is noted after it was passed on, and may have been taken in before that.
            if *heard + silence > from + self.stood(*heard, from) + ON_THE_WAY / 2 {
                found.push(format!(
                    "{shown:?} was shown {:?} after a message",
                    from - *heard
                ));
            }
        }
        found
    }

    /// How often something was shown.
    pub(crate) fn times(&self, is: impl Fn(Shown) -> bool) -> usize {
        self.links.iter().filter(|(_, shown)| is(*shown)).count()
    }

    fn shown(&self) -> impl Iterator<Item = (Instant, Instant, Shown)> {
        let ends = self.links.iter().skip(1).map(|(at, _)| *at);
        self.links
            .iter()
            .zip(ends.chain([self.end]))
            .map(|((from, shown), to)| (*from, to, *shown))
    }

    /// For how long the machine stood still meanwhile.
    fn stood(&self, from: Instant, to: Instant) -> Duration {
        self.stands
            .iter()
            .filter(|(at, _)| from <= *at && *at <= to + ROOM)
            .map(|(_, span)| *span)
            .sum()
    }
}

/// Notes when the runtime does not come round.
pub(crate) async fn watch_the_machine(stands: &std::sync::Mutex<Vec<(Instant, Duration)>>) {
    let turn = Duration::from_millis(20);
    loop {
        let before = Instant::now();
        tokio::time::sleep(turn).await;
        let late = before.elapsed().saturating_sub(turn);
        if late > turn * 2 {
            stands.lock().unwrap().push((before, late));
        }
    }
}
