//! End to end over real sockets: the whole console against the embedded server, in each mode on
//! each transport, and through refusals, outages and other worlds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod endings;
mod invitations;
mod ladder;
mod outages;
mod refusals;
#[path = "../support/mod.rs"]
mod support;
mod switches;
mod words;
