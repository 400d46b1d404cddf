//! `floorwalk demo`: the console against an embedded server in the same process. Reads no server
//! and no credentials from anywhere.

use std::process::ExitCode;

use secrecy::SecretString;

use super::{USAGE, complain, ended, look, state};
use crate::app::Settings;
use crate::cli::Demo;
use crate::console::{self, Setup, Signals};
use crate::feed::{Plan, Suspend, Tempo};
use crate::gws::{Api, Dialect, StartSession, Target, Timeouts};
use crate::sim::Server;

/// So many agents are watched from the start, so that the list lives.
const WATCHED: usize = 3;

pub(super) async fn run(demo: &Demo) -> ExitCode {
    let signals = match Signals::new() {
        Ok(signals) => signals,
        Err(e) => return complain(&format!("listening for signals: {e}"), USAGE),
    };
    let server = match Server::start(super::simulate::world(&demo.world)).await {
        Ok(server) => server,
        Err(e) => return complain(&format!("starting the embedded server: {e}"), USAGE),
    };
    let journal = state::folder().and_then(|folder| console::open_journal(&folder).ok());
    super::on_panic(journal.as_ref());
    let setup = match setup(&server, demo) {
        Ok(setup) => setup,
        Err(fault) => return complain(&fault, USAGE),
    };
    let code = ended(console::run(setup, signals).await, journal.as_ref());
    server.stop().await;
    code
}

fn setup(server: &Server, demo: &Demo) -> Result<Setup, String> {
    let base = format!("http://{}/", server.addr())
        .parse()
        .map_err(|e| format!("the embedded server's address: {e}"))?;
    let target = Target {
        base,
        user: "supervisor".into(),
        password: SecretString::from("demo"),
        dialect: Dialect::auto(),
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    let api = Api::new(target).map_err(|fault| fault.to_string())?;
    let plan = Plan {
        topics: crate::config::DEFAULT_TOPICS.map(str::to_owned).to_vec(),
        transport: super::console::transport(demo.transport),
        start: Some(StartSession {
            channels: vec!["smssession".into()],
            ..StartSession::default()
        }),
        agents: Vec::new(),
        watch: server
            .stage()
            .agents()
            .into_iter()
            .take(WATCHED)
            .map(|(_, name)| name)
            .collect(),
        nickname: Some("Sade".into()),
        polls_per_second: 5.0,
        tempo: Tempo::default(),
        suspend: Suspend::default(),
        seed: fastrand::u64(..),
    };
    let settings = Settings {
        nickname: Some("Sade".into()),
        customer_keys: vec!["CustomerName".into()],
        service_keys: vec!["ServiceType".into()],
        ..Settings::default()
    };
    let display = crate::config::Display::default();
    let theme = look::theme(&display, &mut Vec::new()).map_err(|e| e.to_string())?;
    Ok(Setup::of(api, plan, settings, theme))
}
