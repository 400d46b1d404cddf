//! The command line as clap reads it.
//!
//! Knows flags and help texts. Must not know what comes of them: [`super::Command`] leaves.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::record::AuditWord;
use super::simulate::{listen, switch};
use super::{Command, Demo, Simulate, Spelling, Wire, World};
use crate::config::{Flags, Transport};

const AFTER: &str = "\
The password is never an argument. It comes from FLOORWALK_PASSWORD, else from
password_command or password_file in the config file, else from a prompt.

Environment: FLOORWALK_CONFIG, FLOORWALK_PROFILE, FLOORWALK_URL, FLOORWALK_USER,
FLOORWALK_TRANSPORT, FLOORWALK_READ_ONLY, FLOORWALK_PASSWORD. Flags win over the environment, the
environment over the config file.

Exit codes: 0 quit, 1 an audit does not hold, 2 usage or config, 3 authentication, 4 server unreachable or
not a GWS server, 129 or 143 by signal.";

/// A terminal console for contact-centre supervisors on Genesys Web Services.
///
/// Without a command: the console, against the server in the config file. To see it without
/// a server, run `floorwalk demo`.
#[derive(Debug, Parser)]
#[command(name = "floorwalk", version, after_help = AFTER)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Word>,
    /// The config file [default: $XDG_CONFIG_HOME/floorwalk/config.toml]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The profile of the config file to lay over its base
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// The server: the address to which /api/v2 is added
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The user to sign in as
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// How notifications travel [default: auto]
    #[arg(long, value_enum, value_name = "TRANSPORT")]
    transport: Option<TransportWord>,
    /// Send nothing but reads: look on, touch nothing
    #[arg(long)]
    read_only: bool,
}

#[derive(Debug, Subcommand)]
enum Word {
    /// The console, against an embedded server started in the same process
    ///
    /// The server listens on 127.0.0.1 only. Neither servers nor credentials are read from
    /// the config file. The passphrase that unlocks the screen after z is demo.
    /// What is done goes on record in a folder of its own, audit-demo.
    Demo {
        #[command(flatten)]
        world: World,
        /// How notifications travel
        #[arg(long, value_enum, value_name = "TRANSPORT", default_value = "auto")]
        transport: TransportWord,
        /// Send nothing but reads: look on, touch nothing
        #[arg(long)]
        read_only: bool,
    },
    /// Read what stands on record: check it, or show it
    ///
    /// One file a run, in the folder audit beside the log. Exit codes: 0 nothing is wrong, 1
    /// something is, 2 it cannot be read.
    Audit {
        #[command(subcommand)]
        what: AuditWord,
    },
    /// The embedded server alone; sign in as supervisor, password demo
    ///
    /// Prints one line, `listening on http://ADDR:PORT`, when it is ready, and ends with 0 on
    /// SIGINT or SIGTERM.
    Simulate(SimulateArgs),
}

#[derive(Debug, clap::Args)]
struct SimulateArgs {
    #[command(flatten)]
    world: World,
    /// Where to listen; port 0 picks one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080", value_parser = listen)]
    listen: SocketAddr,
    /// The CometD transports to offer, with a comma between
    #[arg(
        long,
        value_enum,
        value_name = "TRANSPORTS",
        value_delimiter = ',',
        default_value = "websocket,long-polling"
    )]
    transports: Vec<Wire>,
    /// Refuse POSTs without the CSRF token of their HTTP session, as a protected server does
    #[arg(long)]
    csrf: bool,
    /// The only spelling to take [default: both]
    #[arg(long, value_enum, value_name = "DIALECT")]
    dialect: Option<Spelling>,
    /// What goes wrong, and when: a plan in TOML or JSON
    ///
    /// For example `[[fault]]`, `at_ms = 5000`, `what = { kind = "stall", for_ms = 3000 }`.
    /// In place of at_ms, `on = "Intrude"` or `after = "Intrude"` wait for such a request,
    /// before or after it is done. Kinds: close, reset, stall, delay, throttle, cut-frame,
    /// answer, forget-clients, forget-logins, restart, duplicate, drop, rubbish. A table
    /// `[random]` with seed and for_ms adds faults by a seed.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Answer an open question of the API in another way, for example
    /// `intrude_unmonitored=code-3` or `ack_reply=object`; may be repeated
    #[arg(long = "switch", value_name = "NAME=WORD", value_parser = switch)]
    switches: Vec<(String, String)>,
    /// Refuse Intrude for an agent whom the supervisor does not monitor
    #[arg(long)]
    strict_monitoring: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TransportWord {
    /// Let the program choose
    Auto,
    /// CometD over a websocket
    Websocket,
    /// CometD over held POST requests
    LongPolling,
}

impl From<TransportWord> for Transport {
    fn from(word: TransportWord) -> Self {
        match word {
            TransportWord::Auto => Self::Auto,
            TransportWord::Websocket => Self::Websocket,
            TransportWord::LongPolling => Self::LongPolling,
        }
    }
}

impl Args {
    /// What was asked for.
    pub(super) fn into_command(self) -> Command {
        match self.command {
            None => Command::Console(Flags {
                config: self.config,
                profile: self.profile,
                url: self.url,
                user: self.user,
                transport: self.transport.map(Transport::from),
                read_only: self.read_only,
            }),
            Some(Word::Demo {
                world,
                transport,
                read_only,
            }) => Command::Demo(Demo {
                world,
                transport: transport.into(),
                read_only,
            }),
            Some(Word::Audit { what }) => Command::Audit(what.into()),
            Some(Word::Simulate(args)) => Command::Simulate(args.into_simulate()),
        }
    }
}

impl SimulateArgs {
    fn into_simulate(self) -> Simulate {
        let mut transports = Vec::new();
        for wire in self.transports {
            if !transports.contains(&wire) {
                transports.push(wire);
            }
        }
        Simulate {
            world: self.world,
            listen: self.listen,
            transports,
            csrf: self.csrf,
            faults: self.faults,
            switches: self.switches,
            dialect: self.dialect,
            strict_monitoring: self.strict_monitoring,
        }
    }
}
