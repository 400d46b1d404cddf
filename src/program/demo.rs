//! `floorwalk demo`: the console against an embedded server in the same process. Reads no server
//! and no credentials from anywhere.

mod list;

use std::process::ExitCode;

use secrecy::SecretString;

use super::{USAGE, complain, ended, look, record, state};
use crate::app::{Group, Passphrase, Privacy, Settings};
use crate::audit::{Clerk, Rules};
use crate::cli::Demo;
use crate::console::{self, Setup, Signals};
use crate::domain::Access;
use crate::feed::{Plan, Suspend, Tempo};
use crate::gws::{Api, Dialect, Route, StartSession, Target, Timeouts};
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
    let folder = state::folder();
    let mut journal = folder
        .as_ref()
        .and_then(|folder| console::open_journal(folder).ok());
    super::on_panic(journal.as_ref());
    let clerk = record::begin(
        "supervisor",
        folder.as_deref(),
        record::DEMO,
        Rules::default(),
    );
    let setup = match clerk.and_then(|clerk| setup(&server, demo, clerk)) {
        Ok(setup) => Setup {
            journal: journal.as_mut().and_then(|journal| journal.lines.take()),
            ..setup
        },
        Err(fault) => return complain(&fault, USAGE),
    };
    let code = ended(console::run(setup, signals).await, journal.as_ref());
    server.stop().await;
    code
}

fn setup(server: &Server, demo: &Demo, clerk: Clerk) -> Result<Setup, String> {
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
    let route = Route {
        access: if demo.read_only {
            Access::ReadOnly
        } else {
            Access::Full
        },
        clerk: Some(clerk),
        ..Route::default()
    };
    let api = Api::by(route, target).map_err(|fault| fault.to_string())?;
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
        groups: groups(server),
        alerts: super::alerts::of(&crate::config::alerts::Alerts::default()),
        urgency: list::limits(),
        views: list::views(),
        snippets: list::snippets(),
        privacy: Privacy {
            passphrase: Some(Passphrase::new(SecretString::from("demo"))),
            ..Privacy::default()
        },
        ..Settings::default()
    };
    let display = crate::config::Display::default();
    let theme = look::theme(&display, &mut Vec::new()).map_err(|e| e.to_string())?;
    Ok(Setup::of(api, plan, settings, theme))
}

/// Two groups, so that there is something to choose.
fn groups(server: &Server) -> Vec<Group> {
    let names: Vec<String> = (server.stage().agents().into_iter())
        .map(|(_, name)| name)
        .collect();
    let (early, late) = names.split_at(names.len().div_ceil(2));
    let group = |name: &str, agents: &[String]| Group {
        name: name.to_owned(),
        agents: agents.to_vec(),
    };
    vec![group("early shift", early), group("late shift", late)]
}
