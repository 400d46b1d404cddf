//! The cases of connection, data, intrude and messages, each as a test whose name starts with its
//! number. Where the connection matters a case runs on websocket and long-polling alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "tests, which share files"
)]

mod connection;
mod data;
mod intrude;
mod rig;

#[path = "../support/proxy.rs"]
mod proxy;
#[path = "../support/mod.rs"]
mod support;
