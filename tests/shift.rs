//! A whole shift, point by point: what a supervisor needs beside the intrusion itself, end to end
//! over real sockets. Each file is one point.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod support;
#[path = "secrets/terminal.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared by tests")]
mod terminal;

#[path = "shift/point_01_team.rs"]
mod point_01_team;
#[path = "shift/point_02_sessions.rs"]
mod point_02_sessions;
#[path = "shift/point_03_transcript.rs"]
mod point_03_transcript;
#[path = "shift/point_04_urgency.rs"]
mod point_04_urgency;
#[path = "shift/point_05_filter.rs"]
mod point_05_filter;
#[path = "shift/point_07_flags.rs"]
mod point_07_flags;
#[path = "shift/point_08_who_is_there.rs"]
mod point_08_who_is_there;
#[path = "shift/point_09_writing.rs"]
mod point_09_writing;
#[path = "shift/point_10_privacy.rs"]
mod point_10_privacy;
#[path = "shift/point_11_audit.rs"]
mod point_11_audit;
