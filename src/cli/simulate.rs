//! The flags of the embedded server alone.
//!
//! Knows their words. Must not know the server.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::World;

/// `floorwalk simulate`.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulate {
    /// The world the server shows.
    pub world: World,
    /// Where it listens; port 0 picks one.
    pub listen: SocketAddr,
    /// The transports it offers, each once, in the order given; never empty.
    pub transports: Vec<Wire>,
    /// Whether POSTs need the CSRF token of their HTTP session.
    pub csrf: bool,
    /// A plan of what goes wrong.
    pub faults: Option<PathBuf>,
    /// Switches to turn, with their words, in the order given.
    pub switches: Vec<(String, String)>,
    /// The only spelling it takes; `None` = both.
    pub dialect: Option<Spelling>,
    /// Whether Intrude is refused for an agent whom the supervisor does not monitor.
    pub strict_monitoring: bool,
}

/// A transport the embedded server can offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Wire {
    /// CometD over a websocket.
    Websocket,
    /// CometD over held POST requests.
    LongPolling,
}

/// A spelling of the SMS addresses and of the third mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Spelling {
    /// `smssessions` and `BargeIn`, as in the vendor's online reference
    Online,
    /// `smsessions` and `Bargain`, as in the PDF edition of the Intrude page
    Pdf,
}

/// `ADDR:PORT`; `localhost` is taken for the loopback address it stands for.
pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    numeric.parse().map_err(|_| {
        "must be an address and a port, such as 127.0.0.1:8080 or [::1]:8080; port 0 picks one"
            .to_owned()
    })
}

/// `NAME=WORD`; which there are, the server knows.
pub(super) fn switch(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, word)| (name.to_owned(), word.to_owned()))
        .ok_or_else(|| "must be the name of a switch, an equals sign and a word".to_owned())
}
