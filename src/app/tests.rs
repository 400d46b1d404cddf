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
mod desk;
mod epochs;
mod filter;
mod guard;
mod invited;
mod keys;
mod ladder;
mod list;
mod quit;
mod refused;
mod send;
mod timers;
mod transcript;
mod urgency;
mod watch;
mod writing;
