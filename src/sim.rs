//! The embedded server: a Genesys Web Services floor on real sockets.
//!
//! It knows the documented wire and nothing of the console: it imports none of
//! `gws`, `bayeux`, `feed`, `domain`, `app` and `ui`, and writes its JSON
//! literally, so that client and server cannot share a mistake.
//!
//! ```text
//! options   what can be set
//! world/    who is on the floor and what happens there: pure and synchronous,
//!           an operation in; an answer, notices and ledger facts out
//! script/   what happens by itself: people, dialogues, a director with a seed
//! cometd/   the Bayeux side: clients, subscriptions, held connects; no sockets
//! wire/     sockets, HTTP, the websocket upgrade, logins, routes
//! faults/   what can go wrong, as a plan
//! hub       the one owner of all that; every lock is short and without await
//! stage     the tests' hand on the world
//! ```

mod cometd;
mod faults;
mod hub;
mod options;
mod script;
mod server;
mod stage;
mod wire;
mod world;

pub use faults::{Fault, Faults, FaultsError, Random, Rubbish, Scheduled};
pub use options::*;
pub use server::Server;
pub use stage::Stage;
pub use world::{AgentState, Mode};
