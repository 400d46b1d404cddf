//! The promises with a number, measured on the real program in a terminal, by the clock on the wall:
//! those of the fault cases whose passing is a matter of time, of bytes or of memory.
//!
//! ```text
//! cargo test --release --test wall_clock -- --ignored --nocapture
//! ```
//!
//! Ignored otherwise: the normal run asserts no times. Each bound is five times what is promised,
//! because machines that run tests are slow; what was measured is printed beside the promise.
//! Memory and frames are what they are on every machine, and get no slack. The server is the one of
//! `floorwalk simulate`, in this process, so that its faults come at a known moment.
//!
//! | case | what is measured | promised |
//! | --- | --- | --- |
//! | 1 | OFFLINE after a FIN; LIVE after the server is back | 1 s; 2 s |
//! | 3 | LATE and OFFLINE after the line falls silent, while keys are pressed | 15 s; 20 s |
//! | 4 | a connection that is not answered is given up; keys meanwhile | 10 s; 100 ms |
//! | 5 | a handshake that is not answered is given up | 10 s |
//! | 6 | LIVE after a restart with other sessions | 2 s |
//! | 7 | LIVE after the server forgot us; handshakes for it | 2 s; one a second |
//! | 15 | 10,000 events a second for 30 s: frames, memory, keys, the newest line | 10 a second; 150 MiB; 100 ms; 1 s |
//! | 17 | memory for what is too large | 50 MiB |
//! | 23 | 2,000 sessions of 500 agents: first picture after the data, filter, memory | 1 s; 50 ms; 150 MiB |
//! | 33 | at rest for a minute: bytes and processor; with ages at 200×60 | 0, 0.1 %; 1 kB/s |
//! | 34 | a terminal that takes nothing: memory; the frame after it; the end by SIGTERM | 10 MiB; 1 s; 1 s |
//! | 35 | the end after the window is closed, also where SIGHUP is ignored | 2 s |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "tests, which share files"
)]

#[path = "pty/floor.rs"]
mod floor;
#[path = "support/proxy.rs"]
mod proxy;
#[path = "faults/sizes.rs"]
mod sizes;
#[path = "pty/term.rs"]
mod term;

#[path = "wall_clock/connection.rs"]
mod connection;
#[path = "wall_clock/crowd.rs"]
mod crowd;
#[path = "wall_clock/figure.rs"]
mod figure;
#[path = "wall_clock/terminal.rs"]
mod terminal;
