//! Sockets, HTTP and the websocket upgrade; knows the floor only as something
//! that is asked, and CometD only as something that takes messages.

mod connection;
mod csrf;
mod line;
mod login;
mod polling;
mod reply;
mod serve;
mod socket;
mod weather;

pub(crate) use connection::accept;
pub(crate) use line::Cord;
pub(crate) use login::Logins;
pub(crate) use weather::Weather;

/// Every answer is there as a whole before it is sent.
type Body = http_body_util::Full<hyper::body::Bytes>;
