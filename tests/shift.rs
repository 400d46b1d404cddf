//! A whole shift, point by point: what a supervisor needs beside the intrusion itself, end to end
//! over real sockets. Each file is one point.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod support;

#[path = "shift/point_03_transcript.rs"]
mod point_03_transcript;
#[path = "shift/point_04_urgency.rs"]
mod point_04_urgency;
#[path = "shift/point_05_filter.rs"]
mod point_05_filter;
#[path = "shift/point_06_alerts.rs"]
mod point_06_alerts;
#[path = "shift/point_07_flags.rs"]
mod point_07_flags;
#[path = "shift/point_09_writing.rs"]
mod point_09_writing;
#[path = "shift/point_14_log.rs"]
mod point_14_log;
