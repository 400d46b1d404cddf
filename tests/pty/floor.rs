//! A server for the program to talk to, with a hand on its world.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "shared by tests, each of which uses a part"
)]

use floorwalk::sim::{Options, Server, Stage};

/// A floor where nothing happens by itself, served from this process.
pub struct Floor {
    pub stage: Stage,
    pub url: String,
    _server: Server,
    runtime: tokio::runtime::Runtime,
}

impl Floor {
    pub fn open(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(Server::start(options)).unwrap();
        Self {
            stage: server.stage(),
            url: format!("http://{}", server.addr()),
            _server: server,
            runtime,
        }
    }

    /// Where the server runs, for what stands between it and the program.
    pub fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    /// One agent with one customer.
    pub fn with_one_session() -> (Self, String) {
        let floor = Self::open(Options {
            agents: 1,
            sessions: 0,
            rate: 0.0,
            ..Options::default()
        });
        let agent = floor.stage.agents()[0].0.clone();
        let session = floor.stage.open_session(&agent, "Rowan Pike");
        floor
            .stage
            .customer_says(&session, "My heater shows E7 since last night.");
        (floor, session)
    }

    /// The operations that were asked for over the wire, in order: nobody but the console asks.
    pub fn asked(&self) -> Vec<String> {
        self.stage
            .ledger()
            .iter()
            .filter_map(|fact| {
                fact["request"]["body"]["operationName"]
                    .as_str()
                    .map(str::to_owned)
            })
            .collect()
    }
}
