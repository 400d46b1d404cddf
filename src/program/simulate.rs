//! `floorwalk simulate`: the embedded server alone.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use super::{USAGE, complain};
use crate::cli::{Simulate, Spelling, Wire, World};
use crate::console::Signals;
use crate::sim::{
    Csrf, CsrfRule, Dialect, Faults, MonitoringRule, Options, Server, Toggle, Transports,
};

pub(super) async fn run(simulate: &Simulate) -> ExitCode {
    let mut signals = match Signals::new() {
        Ok(signals) => signals,
        Err(e) => return complain(&format!("listening for signals: {e}"), USAGE),
    };
    let faults = match faults(simulate.faults.as_deref()) {
        Ok(faults) => faults,
        Err(why) => return complain(&why, USAGE),
    };
    let mut options = Options {
        faults,
        ..options(simulate)
    };
    for (name, word) in &simulate.switches {
        if let Err(why) = options.set(name, word) {
            return complain(&why, USAGE);
        }
    }
    let server = match Server::start(options).await {
        Ok(server) => server,
        Err(e) => return complain(&format!("listening on {}: {e}", simulate.listen), USAGE),
    };
    announce(&server);
    signals.next().await;
    server.stop().await;
    ExitCode::SUCCESS
}

fn faults(file: Option<&Path>) -> Result<Faults, String> {
    let Some(file) = file else {
        return Ok(Faults::default());
    };
    let said = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
    let text = std::fs::read_to_string(file).map_err(|e| said(&e))?;
    Faults::read(&text).map_err(|e| said(&e))
}

/// The line that scripts wait for. One that does not read it is served all the same.
fn announce(server: &Server) {
    let _ = writeln!(std::io::stdout(), "listening on http://{}", server.addr());
}

fn options(simulate: &Simulate) -> Options {
    let offered = |wire| {
        if simulate.transports.contains(&wire) {
            Toggle::On
        } else {
            Toggle::Off
        }
    };
    Options {
        listen: simulate.listen,
        transports: Transports {
            websocket: offered(Wire::Websocket),
            long_polling: offered(Wire::LongPolling),
        },
        csrf: if simulate.csrf {
            Csrf::On(CsrfRule::default())
        } else {
            Csrf::Off
        },
        dialect: match simulate.dialect {
            None => Dialect::Both,
            Some(Spelling::Online) => Dialect::Online,
            Some(Spelling::Pdf) => Dialect::Pdf,
        },
        monitoring: if simulate.strict_monitoring {
            MonitoringRule::Strict
        } else {
            MonitoringRule::Lenient
        },
        ..world(&simulate.world)
    }
}

pub(super) fn world(world: &World) -> Options {
    Options {
        // 32-bit numbers fit into usize wherever this program runs.
        agents: usize::try_from(world.agents).unwrap_or(usize::MAX),
        sessions: usize::try_from(world.sessions).unwrap_or(usize::MAX),
        rate: world.rate,
        seed: world.seed,
        ..Options::default()
    }
}
