//! What `update` must do, said by rule and noun. Drives nothing but `update`, with messages and a
//! clock that is a number.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod alerts;
mod ask;
mod asked;
mod bound;
mod copy;
mod desk;
mod epochs;
mod filter;
mod guard;
mod invited;
mod job;
mod keys;
mod ladder;
mod list;
mod pointer;
mod privacy;
mod quit;
mod record;
mod refused;
mod send;
mod tabs;
mod team;
mod timers;
mod transcript;
mod urgency;
mod watch;
mod writing;
