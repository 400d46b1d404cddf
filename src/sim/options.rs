//! What can be set on the embedded server; knows nothing of how it is done.

mod ack;
mod csrf;
mod switches;

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

pub use ack::AckReply;
pub use csrf::{Csrf, CsrfNeed, CsrfRule, CsrfValue};
pub use switches::*;

use super::faults::Faults;

/// Whether something is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toggle {
    /// Offered.
    On,
    /// Not offered.
    Off,
}

/// The CometD transports that the server offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transports {
    /// The websocket on the notifications path.
    pub websocket: Toggle,
    /// POST on the notifications path.
    pub long_polling: Toggle,
}

impl Default for Transports {
    fn default() -> Self {
        Self {
            websocket: Toggle::On,
            long_polling: Toggle::On,
        }
    }
}

impl Transports {
    /// The Bayeux connection types, in the order of the handshake reply.
    pub(crate) fn connection_types(self) -> Vec<&'static str> {
        [
            (self.websocket, "websocket"),
            (self.long_polling, "long-polling"),
        ]
        .into_iter()
        .filter(|(toggle, _)| *toggle == Toggle::On)
        .map(|(_, word)| word)
        .collect()
    }
}

/// A list of transports that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("reading transports: {0:?} is not a list of websocket and long-polling")]
pub struct TransportsError(String);

impl FromStr for Transports {
    type Err = TransportsError;

    /// Reads `websocket,long-polling`, in any order, at least one of them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut transports = Self {
            websocket: Toggle::Off,
            long_polling: Toggle::Off,
        };
        for word in text.split(',').map(str::trim) {
            match word {
                "websocket" => transports.websocket = Toggle::On,
                "long-polling" => transports.long_polling = Toggle::On,
                _ => return Err(TransportsError(text.to_owned())),
            }
        }
        Ok(transports)
    }
}

/// Which printed spellings the server takes (`server_spelling` of the fixtures).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// `smssessions` and `BargeIn` only.
    Online,
    /// `smsessions` and `Bargain` only.
    Pdf,
    /// Both.
    #[default]
    Both,
}

/// What Intrude needs when the agent is not monitored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MonitoringRule {
    /// A mode given in the request is enough.
    #[default]
    Lenient,
    /// The agent has to be monitored; else the answer is code 2.
    Strict,
}

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Address to listen on; port 0 picks one.
    pub listen: SocketAddr,
    /// Number of agents.
    pub agents: usize,
    /// Number of sessions that are open at the start and around which it stays.
    pub sessions: usize,
    /// Messages per second over the whole world; 0.0 = nothing happens by itself.
    pub rate: f64,
    /// Same seed, same world.
    pub seed: u64,
    /// CometD transports on offer.
    pub transports: Transports,
    /// Spellings taken.
    pub dialect: Dialect,
    /// Rule for Intrude.
    pub monitoring: MonitoringRule,
    /// Whether POSTs need a CSRF token.
    pub csrf: Csrf,
    /// Answers to what the pages leave open.
    pub switches: Switches,
    /// How long an offer stays open; `None` = until it is answered.
    pub offer_life: Option<Duration>,
    /// What goes wrong, and when.
    pub faults: Faults,
    /// By how many seconds the server's clock is ahead of this machine's; negative = behind. Its
    /// `Date` and everything that it dates are by that clock.
    pub clock_ahead: i64,
    /// What stands before `/api/v2`: empty, or for example `/cloud-web`.
    pub context_path: String,
    /// How long a connect is held (`advice.timeout`).
    pub connect_timeout: Duration,
    /// Whether and how a client that asks for the ack extension gets it.
    pub ack: AckReply,
    /// A CometD client is forgotten this long after its last connect reply.
    pub max_interval: Duration,
    /// How many ledger facts and requests are kept each; older ones go.
    pub memory: usize,
}

impl Options {
    /// Turns a switch of the fixtures: one of [`Switches`], or `ack_reply`.
    ///
    /// # Errors
    ///
    /// When there is no such switch, or it has no such word.
    pub fn set(&mut self, name: &str, word: &str) -> Result<(), SwitchError> {
        self.ack = match (name, word) {
            ("ack_reply", "none") => AckReply::Absent,
            ("ack_reply", "true") => AckReply::True,
            ("ack_reply", "object") => AckReply::Object,
            _ => return self.switches.set(name, word),
        };
        Ok(())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            agents: 12,
            sessions: 18,
            rate: 1.0,
            seed: 1,
            transports: Transports::default(),
            dialect: Dialect::default(),
            monitoring: MonitoringRule::default(),
            csrf: Csrf::default(),
            switches: Switches::default(),
            offer_life: None,
            faults: Faults::default(),
            clock_ahead: 0,
            context_path: String::new(),
            connect_timeout: Duration::from_secs(30),
            ack: AckReply::default(),
            max_interval: Duration::from_secs(10),
            memory: 50_000,
        }
    }
}
