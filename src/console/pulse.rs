//! The clock. Read here and nowhere below.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::app::Moment;
use crate::domain::Stamp;

/// Now.
pub fn now() -> Moment {
    // Before 1970 a clock is wrong; ages then read as zero.
    let wall = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Moment {
        mono: Instant::now(),
        wall: Stamp(i64::try_from(wall.as_millis()).unwrap_or(i64::MAX)),
    }
}
