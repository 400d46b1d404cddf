//! floorwalk: a terminal console for contact-centre supervisors.
//!
//! The layers, and who may know whom (guarded by `tests/layering.rs`):
//!
//! ```text
//!           domain            nouns, rules, permits; the two vocabularies: Event in, Call and Reply out
//!         ↗   ↑   ↖
//!      gws    app    ui(→app)      bayeux (stands alone)      sim (stands alone)
//!       ↖      ↑      ↑              ↗
//!        feed ─┼──────┼─────────────
//!           ↖  │     ↗
//!            console                the only place where everything meets
//!               ↑
//!      main · cli · config
//! ```
//!
//! Below `gws` and `bayeux`, and knowing nobody: `json`.
//! `audit` (→domain) is a leaf beside them: `gws` has what is done written down before it leaves.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test may fail loudly"
    )
)]

pub mod app;
pub mod audit;
pub mod bayeux;
pub mod cli;
pub mod config;
pub mod console;
pub mod domain;
mod drill;
pub mod feed;
pub mod gws;
pub mod json;
pub mod program;
pub mod sim;
pub mod ui;
