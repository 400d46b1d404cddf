//! `floorwalk`: the console against the server in the config file.

use std::process::ExitCode;

use super::look::Look;
use super::{USAGE, complain, ended, live, record, state};
use crate::app::{self, Passphrase};
use crate::audit::Clerk;
use crate::bayeux;
use crate::config::{self, ConfigError, Environment, Flags, Monitor, Transport};
use crate::console::{self, Screen, Setup, Signals};
use crate::domain::Access;
use crate::feed::{Plan, Suspend, Tempo};
use crate::gws::{
    Api, Authorities, Dialect, Identity, Names, Proxies, Route, Segment, StartSession, Target,
    Timeouts,
};

pub(super) async fn run(flags: &Flags) -> ExitCode {
    let settings = match config::load(flags, &Environment::of_process()) {
        Ok(settings) => settings,
        Err(error @ ConfigError::NothingConfigured { .. }) => {
            // Two lines that say what to do; no name before them.
            super::say(&error.to_string());
            return ExitCode::from(USAGE);
        }
        Err(error) => return complain(&error, USAGE),
    };
    let mut signals = match Signals::new() {
        Ok(signals) => signals,
        Err(e) => return complain(&format!("listening for signals: {e}"), USAGE),
    };
    let password = tokio::select! {
        password = config::password(&settings.server) => password,
        // Dropping the prompt gives the terminal its echo back.
        stop = signals.next() => return ExitCode::from(match stop {
            app::Stop::HungUp => 129,
            app::Stop::Terminated | app::Stop::Crashed => 143,
        }),
    };
    let password = match password {
        Ok(password) => password,
        Err(error) => return complain(&error, USAGE),
    };
    let mut look = match Look::of(&settings) {
        Ok(look) => look,
        Err(error) => return complain(&error, USAGE),
    };
    if let Some(source) = &settings.privacy.passphrase {
        match config::passphrase(source).await {
            Ok(secret) => look.settings.privacy.passphrase = Some(Passphrase::new(secret)),
            Err(error) => return complain(&error, USAGE),
        }
    }
    // Before anything begins that would have to be ended again.
    if let Err(e) = Screen::possible() {
        return complain(&e, USAGE);
    }
    let folder = state::folder();
    let mut journal = folder
        .as_ref()
        .and_then(|folder| console::open_journal(folder).ok());
    super::on_panic(journal.as_ref());
    let changes = live::watch(flags, &settings);
    let rules = record::rules(settings.audit);
    let user = settings.server.user.clone();
    let clerk = match record::begin(&user, folder.as_deref(), record::FOLDER, rules) {
        Ok(clerk) => clerk,
        Err(error) => return complain(&error, USAGE),
    };
    match setup(settings, look, password, folder.as_deref(), clerk) {
        Ok(setup) => {
            let setup = Setup {
                changes: Some(changes),
                journal: journal.as_mut().and_then(|journal| journal.lines.take()),
                ..setup
            };
            ended(console::run(setup, signals).await, journal.as_ref())
        }
        Err(fault) => complain(&fault, USAGE),
    }
}

fn setup(
    settings: config::Settings,
    look: Look,
    password: secrecy::SecretString,
    folder: Option<&std::path::Path>,
    clerk: Clerk,
) -> Result<Setup, crate::domain::Fault> {
    let config::Settings {
        server,
        team,
        session,
        limits,
        privacy,
        ..
    } = settings;
    let memory = folder.map(|folder| folder.join("left-open.json"));
    let kept = folder.map(|folder| folder.join(state::kept(&server.base, &server.user)));
    let route = Route {
        other_nodes: server.other_nodes,
        authorities: if server.ca_only {
            Authorities::FileOnly
        } else {
            Authorities::Platform
        },
        identity: server.client_certificate.map(|client| Identity {
            certificate: client.certificate,
            key: client.key,
        }),
        proxies: Proxies::of(|name| std::env::var_os(name)),
        names: Names::default(),
        access: if privacy.read_only {
            Access::ReadOnly
        } else {
            Access::Full
        },
        clerk: Some(clerk),
    };
    let target = Target {
        base: server.base,
        user: server.user,
        password,
        dialect: Dialect {
            segment: server
                .dialect
                .segment
                .map_or(Segment::Auto, |s| Segment::Fixed(s.as_str().to_owned())),
            barge: server.dialect.barge.as_str().to_owned(),
        },
        ca_file: server.ca_file,
        timeouts: Timeouts::default(),
    };
    let api = Api::by(route, target)?;
    let watch = match team.monitor {
        Monitor::Auto => team.agents.clone(),
        Monitor::Manual => Vec::new(),
    };
    let plan = Plan {
        topics: server.topics,
        transport: transport(server.transport),
        start: session.start.then_some(StartSession {
            channels: session.channels,
            place: session.place,
            login_code: session.login_code,
            queue: session.queue,
        }),
        agents: team.agents,
        watch,
        nickname: session.nickname.clone(),
        polls_per_second: f64::from(limits.polls_per_second),
        tempo: Tempo::default(),
        suspend: Suspend::default(),
        seed: fastrand::u64(..),
    };
    Ok(Setup {
        memory,
        kept,
        ..Setup::of(api, plan, look.settings, look.theme)
    })
}

/// The setting as the Bayeux client has it.
pub(super) fn transport(transport: Transport) -> bayeux::Choice {
    match transport {
        Transport::Auto => bayeux::Choice::Auto,
        Transport::Websocket => bayeux::Choice::Fixed(bayeux::Transport::WebSocket),
        Transport::LongPolling => bayeux::Choice::Fixed(bayeux::Transport::LongPolling),
    }
}
