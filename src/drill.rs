//! Crashes on order, so that the tests of the terminal can see what is left of it. Does nothing in
//! a release build. Knows nothing of what it is called from.

use std::io;

/// Names the place that is to crash.
#[cfg(debug_assertions)]
const ORDER: &str = "FLOORWALK_DRILL";

#[cfg(debug_assertions)]
fn ordered(place: &str) -> bool {
    std::env::var_os(ORDER).is_some_and(|ordered| ordered == place)
}

#[cfg(not(debug_assertions))]
fn ordered(_: &str) -> bool {
    false
}

/// Panics if this place is to.
pub(crate) fn panic(place: &str) {
    #[expect(clippy::panic, reason = "that is the order")]
    if ordered(place) {
        panic!("a drill: {place}");
    }
}

/// Fails if this place is to.
pub(crate) fn fail(place: &str) -> io::Result<()> {
    if ordered(place) {
        return Err(io::Error::other(format!("a drill: {place}")));
    }
    Ok(())
}
