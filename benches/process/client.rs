//! Whoever takes notifications from the source: the console, a lower bound, the official client.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::attempt::hear;
use crate::bounds::Bound;
use crate::console::Console;
use crate::flow::{Flow, Flown};
use crate::line::Acks;
use crate::source::Source;
use crate::system::Process;

/// Which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Client {
    Floorwalk,
    Official,
    Raw,
    Frames,
}

impl Client {
    pub fn name(self) -> &'static str {
        match self {
            Self::Floorwalk => "floorwalk, drawing",
            Self::Official => "official CometD client on Node",
            Self::Raw => "bound: borrowed fields, user data raw",
            Self::Frames => "bound: frames only, no JSON",
        }
    }
}

/// The folder in which the official client is installed, or how to have it.
pub fn node() -> Result<PathBuf, String> {
    let why = "the official client is missing: node, `npm install` in a copy of tests/interop, and \
               FLOORWALK_BENCH_NODE naming that copy";
    let named = std::env::var_os("FLOORWALK_BENCH_NODE").map(PathBuf::from);
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/interop");
    let folder = named.unwrap_or(here);
    let runs = Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    let is_there = folder.join("node_modules/cometd-nodejs-client").is_dir();
    if is_there && runs.is_ok_and(|status| status.success()) {
        Ok(folder)
    } else {
        Err(why.to_owned())
    }
}

/// One that runs.
pub enum Running {
    Console(Box<Console>),
    Other(Child),
}

impl Running {
    /// Starts it, and waits until it takes notifications.
    pub fn start(client: Client, source: &Source, acks: Acks) -> Self {
        source.forget();
        let bound = |bound: Bound| {
            let mut command = Command::new(std::env::current_exe().expect("this program"));
            command.args(["--as", bound.word(), &source.addr.to_string()]);
            command
        };
        let mut command = match client {
            Client::Floorwalk => {
                let mut console = Console::start(&source.url());
                console.lists(source.sessions());
                return Self::Console(Box::new(console));
            }
            Client::Raw => bound(Bound::Raw),
            Client::Frames => bound(Bound::Frames),
            Client::Official => official(source, acks),
        };
        Self::Other(command.stdin(Stdio::null()).spawn().expect("a client"))
    }

    pub fn process(&self) -> Process {
        match self {
            Self::Console(console) => console.process(),
            Self::Other(child) => Process(child.id()),
        }
    }

    /// Takes a flow to its end; returns how it went, and when the client had it: the console when
    /// it shows what came last, another when it connects anew.
    pub fn takes(&mut self, source: &Source, flow: Flow) -> (Flown, Instant) {
        let told = source.begin(flow);
        let flown = hear(&told);
        match self {
            Self::Console(console) => (flown, console.marked().max(flown.began)),
            Self::Other(_) => (flown, flown.answered),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Self::Other(child) = self {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn official(source: &Source, acks: Acks) -> Command {
    let mut command = Command::new("node");
    let folder = node().expect("asked for only where it is there");
    command.current_dir(folder);
    command.args([
        "--input-type=module",
        "-e",
        include_str!("official.mjs"),
        "--",
    ]);
    command.arg(format!("{}/api/v2/notifications", source.url()));
    command.arg(match acks {
        Acks::Offered => "acks",
        Acks::No => "none",
    });
    command
}
