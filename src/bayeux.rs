//! The CometD/Bayeux client: a sans-IO session and the tokio driver around it.
//!
//! Knows the Bayeux 1.0 protocol and nothing of what it carries: no Genesys word, no HTTP
//! login, nothing else of this crate but the leaf `json`. What a deployment adds to a request
//! (credentials, cookies, trust roots) comes in through [`Door`]; what happens goes out as
//! [`Happening`], published data in it as the consumer's own [`Payload`].
//!
//! Protocol facts are those of the Bayeux 1.0 specification and of the CometD 2.7 to 8 and
//! faye 1.4 servers, as replayed by `tests/bayeux_transcripts.rs`.

mod backoff;
pub mod client;
mod fallback;
mod happening;
mod payload;
pub mod session;
mod tempo;
mod wire;

pub use client::{Config, Door, Farewell, Handle, Limits, start};
pub use fallback::{Choice, Rest, Unfit};
pub use happening::{Cause, Happening, Health, Step, Transport};
pub use payload::Payload;
pub use tempo::Tempo;
