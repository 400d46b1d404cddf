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
#[path = "shift/point_09_writing.rs"]
mod point_09_writing;
