//! Faults by a seed; knows nothing of what they do.

use std::time::Duration;

use super::{Fault, Faults, Rubbish, Scheduled};

/// One fault in so many milliseconds, on the average.
const EVERY: u64 = 400;

const STATUSES: [u16; 6] = [401, 403, 404, 429, 500, 503];

const RUBBISH: [Rubbish; 6] = [
    Rubbish::BadUtf8,
    Rubbish::TruncatedJson,
    Rubbish::DeepJson,
    Rubbish::HugeFrame,
    Rubbish::CompressionBomb,
    Rubbish::HostileText,
];

impl Faults {
    /// Faults of every kind over a time, the same for a seed. What lasts ends
    /// within it; at least one happens.
    #[must_use]
    pub fn random(seed: u64, duration: Duration) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let whole = u64::try_from(duration.as_millis())
            .unwrap_or(u64::MAX)
            .max(1);
        let count = (whole / EVERY).clamp(1, 1_000);
        let mut list: Vec<Scheduled> = (0..count)
            .map(|_| {
                let at = rng.u64(..whole);
                let left = (whole - at).min(whole / 5).max(1);
                Scheduled::at(at, any(&mut rng, left))
            })
            .collect();
        list.sort_by_key(|one| one.at_ms);
        Self { list, random: None }
    }
}

/// Any fault that is over after so many milliseconds.
fn any(rng: &mut fastrand::Rng, left: u64) -> Fault {
    let for_ms = rng.u64(1..=left);
    match rng.u8(..26) {
        0..=4 => Fault::Close,
        5..=8 => Fault::Reset,
        9 | 10 => Fault::Stall { for_ms },
        11 => Fault::Delay {
            by_ms: rng.u64(1..=for_ms.min(500)),
            for_ms,
        },
        12 => Fault::Throttle {
            bytes_per_second: rng.u32(2_000..50_000),
            for_ms,
        },
        13..=15 => Fault::CutFrame,
        16 | 17 => Fault::Answer {
            status: STATUSES[rng.usize(..STATUSES.len())],
            retry_after: rng.bool().then(|| rng.u32(..2)),
            times: rng.u32(1..4),
            only: None,
        },
        18 | 19 => Fault::ForgetClients,
        20 => Fault::ForgetLogins,
        21 => Fault::Restart { seed: rng.u64(..) },
        22 => Fault::Duplicate {
            events: rng.u32(1..20),
        },
        23 => Fault::Drop {
            skip: rng.u32(..5),
            events: rng.u32(1..10),
        },
        _ => Fault::Rubbish {
            what: RUBBISH[rng.usize(..RUBBISH.len())],
        },
    }
}
