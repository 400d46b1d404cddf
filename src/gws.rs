//! Genesys Web Services on the wire: REST calls, sign-in, cookies, tolerant JSON to `domain`, and
//! the dialect. Knows the vendor's words; nothing of the feed, the application or the screen.
//!
//! Two halves that need no socket, [`request`] and [`answer`], and [`Api`], which joins them over
//! HTTP and has what is done written down. [`notice`] reads what the feed pushes.

mod agent_order;
pub mod answer;
mod api;
mod cookies;
mod csrf;
mod dialect;
mod entry;
mod faults;
mod loose;
mod names;
mod nodes;
pub mod notice;
mod participant;
mod proxy;
pub mod request;
mod roll;
mod roster;
mod route;
mod session;
mod skew;
mod target;
mod tls;
mod users;

pub use agent_order::AgentOrder;
pub use answer::{Answer, Print};
pub use api::{Api, Reading};
pub use dialect::{Dialect, Segment, Words};
pub use names::{Names, Resolve};
pub use proxy::Proxies;
pub use route::{Authorities, Identity, Route};
pub use target::{StartSession, Target, Timeouts};
