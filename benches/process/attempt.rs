//! Something that may not come to its end: a measurement goes on without it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// The longest that anything is waited for.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// What it came to, or nothing: why has been said on standard error.
pub fn attempt<T>(what: &str, go: impl FnOnce() -> T) -> Option<T> {
    // Whatever it has half done is dropped with it, or never looked at again.
    let outcome = catch_unwind(AssertUnwindSafe(go)).ok();
    if outcome.is_none() {
        eprintln!("{what}: given up");
    }
    outcome
}

/// Waits for what is told; what takes longer than [`PATIENCE`] is given up.
pub fn hear<T>(told: &Receiver<T>) -> T {
    told.recv_timeout(PATIENCE)
        .expect("a client that takes it all in time")
}
