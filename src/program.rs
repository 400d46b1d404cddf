//! The programs behind the command line, and their exit codes. Everything a person reads
//! outside the screen is said here.

mod alerts;
mod console;
mod demo;
mod live;
mod look;
mod paths;
mod record;
mod simulate;
mod state;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use crate::app::Exit;
use crate::cli::{self, Command, Refusal};
use crate::console::{Ended, Journal, Screen, ScreenError};

/// Usage or configuration.
const USAGE: u8 = 2;
/// The server refused the sign-in.
const SIGN_IN: u8 = 3;
/// The server is not there, or is no GWS.
const SERVER: u8 = 4;

/// So long the end waits for what still blocks a thread; a prompt looks up every 100 ms.
const LAST_WORDS: Duration = Duration::from_millis(400);

/// So long a sentence may take to be written.
const SPOKEN: Duration = Duration::from_millis(150);

/// Runs what the words ask for.
pub fn run(words: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let command = match cli::parse(words) {
        Ok(command) => command,
        Err(Refusal::Usage(usage)) => {
            // Where help cannot be printed, nobody reads it.
            let _ = usage.print();
            return ExitCode::from(Refusal::Usage(usage).exit_code());
        }
    };
    match command {
        Command::Audit(audit) => record::run(&audit),
        Command::Paths(flags) => paths::run(&flags),
        Command::Simulate(simulate) => on_runtime(simulate::run(&simulate)),
        Command::Console(flags) => on_runtime(console::run(&flags)),
        Command::Demo(demo) => match Screen::possible() {
            Ok(()) => on_runtime(demo::run(&demo)),
            Err(e) => complain(&e, USAGE),
        },
    }
}

fn on_runtime(program: impl Future<Output = ExitCode>) -> ExitCode {
    // One thread for all that waits: what comes from the server is handed on without waking
    // another. What blocks (keys, the terminal, the disk) has threads of its own.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(e) => return complain(&format!("starting the runtime: {e}"), USAGE),
    };
    let code = runtime.block_on(program);
    // A password prompt needs a moment to give the terminal its echo back; a name that is still
    // being resolved must not hold up the shell for long.
    runtime.shutdown_timeout(LAST_WORDS);
    code
}

fn complain(what: &impl std::fmt::Display, code: u8) -> ExitCode {
    say(&format!("floorwalk: {what}"));
    ExitCode::from(code)
}

/// A panic is written down, and the person is told where.
fn on_panic(journal: Option<&Journal>) {
    let log = journal.map(|journal| journal.path.clone());
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}");
        before(panic);
        if let Some(log) = &log {
            say(&format!("floorwalk: the log is {}", log.display()));
        }
    }));
}

/// The one place that speaks outside the screen. Where nobody can hear it, that is no reason to end
/// otherwise: `eprintln!` would panic.
fn say(sentence: &str) {
    let line = format!("{sentence}\n");
    let (done, written) = std::sync::mpsc::sync_channel(1);
    let speak = move || {
        let _ = std::io::stderr().write_all(line.as_bytes());
        let _ = done.send(());
    };
    // A terminal that has stopped reading would hold up the end for ever.
    if std::thread::Builder::new().spawn(speak).is_ok() {
        let _ = written.recv_timeout(SPOKEN);
    }
}

/// What a command says that only answers.
fn print(text: &str) -> std::io::Result<()> {
    std::io::stdout().write_all(text.as_bytes())
}

fn ended(outcome: Result<Ended, ScreenError>, journal: Option<&Journal>) -> ExitCode {
    match outcome {
        Ok(ended) => {
            // On a lost terminal there is nobody to tell.
            if let Some(sentence) = ended.sentence.filter(|_| ended.exit != Exit::HungUp) {
                say(&sentence);
            }
            if let Some(audit) = ended.audit.filter(|_| ended.exit != Exit::HungUp) {
                say(&format!("floorwalk: {audit}"));
            }
            ExitCode::from(code(&ended.exit))
        }
        Err(e) => {
            tracing::error!("{e}");
            let code = complain(&e, USAGE);
            if let (ScreenError::Io(_), Some(journal)) = (&e, journal) {
                say(&format!("floorwalk: the log is {}", journal.path.display()));
            }
            code
        }
    }
}

fn code(exit: &Exit) -> u8 {
    use crate::domain::Fault;
    match exit {
        Exit::Quit => 0,
        Exit::CannotStart(Fault::SignIn { .. } | Fault::Refused { code: 8, .. }) => SIGN_IN,
        Exit::CannotStart(_) => SERVER,
        Exit::Terminated => 128 + 15,
        Exit::HungUp => 128 + 1,
        Exit::Crashed => 101,
    }
}
