//! The real program, run to its end in a terminal: nowhere but where a person put it does the
//! password turn up, nor what is made of it, nor the session that it opened.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

#[path = "secrets/crash.rs"]
mod crash;
#[path = "secrets/disguise.rs"]
mod disguise;
#[path = "secrets/terminal.rs"]
mod terminal;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use disguise::Disguise;
use terminal::Terminal;

const PASSWORD: &str = "Mangold-Wurzel-47-unter-uns";
/// Unlocks the screen.
const PASSPHRASE: &str = "Steckruebe-11-am-Tor";
/// What somebody tried instead.
const GUESS: &str = "Kohlrabi-12-am-Tor";
const PROXY_PASSWORD: &str = "Pastinake-88-am-Weg";

/// `floorwalk simulate`, which ends with the test.
struct Simulation {
    child: Child,
    at: SocketAddr,
}

impl Simulation {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_floorwalk"))
            .args(["simulate", "--listen", "127.0.0.1:0", "--agents", "3"])
            .args(["--sessions", "3", "--seed", "7"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let at = line.trim().rsplit_once("http://").unwrap().1;
        Self {
            at: at.parse().unwrap(),
            child,
        }
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Simulation {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where a person put the password.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Source {
    Variable,
    Command,
    File,
    Prompt,
}

fn file(path: PathBuf, text: &str, mode: u32) -> PathBuf {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path
}

/// Writes a config file; gives the variables to start with.
fn configure(home: &Path, server: SocketAddr, source: Source) -> Vec<(&'static str, String)> {
    let store = file(home.join("store/password"), PASSWORD, 0o600);
    // It writes down what it was given, and what its parent was called with.
    let program = format!(
        "#!/bin/sh\ncd '{home}/store'\nenv > environment\n\
         cat /proc/$$/cmdline /proc/$PPID/cmdline > called\ncat password\n",
        home = home.display()
    );
    let program = file(home.join("store/ask"), &program, 0o700);
    let lock = file(home.join("lock"), PASSPHRASE, 0o600);
    let how = match source {
        Source::Variable | Source::Prompt => String::new(),
        Source::Command => format!("password_command = [{:?}]\n", program.to_str().unwrap()),
        Source::File => format!("password_file = {:?}\n", store.to_str().unwrap()),
    };
    let config = format!(
        "[server]\nurl = \"http://{server}\"\nuser = \"supervisor\"\n{how}[team]\nmonitor = \"manual\"\n[privacy]\nlock_passphrase_file = {lock:?}\n"
    );
    file(home.join("config/floorwalk/config.toml"), &config, 0o600);
    let proxy = format!("http://ada:{PROXY_PASSWORD}@127.0.0.1:9");
    let mut variables = vec![("HTTP_PROXY", proxy.clone()), ("HTTPS_PROXY", proxy)];
    if source == Source::Variable {
        variables.push(("FLOORWALK_PASSWORD", PASSWORD.to_owned()));
    }
    variables
}

/// Everything that must not be seen.
fn secrets(disguise: &Disguise) -> Vec<String> {
    let mut secrets = vec![
        PASSWORD.to_owned(),
        STANDARD.encode(PASSWORD),
        disguise.credentials.clone(),
        PASSPHRASE.to_owned(),
        GUESS.to_owned(),
        PROXY_PASSWORD.to_owned(),
        STANDARD.encode(format!("ada:{PROXY_PASSWORD}")),
    ];
    let sessions = disguise.sessions();
    assert!(sessions.iter().all(|session| session.len() > 8));
    secrets.extend(sessions);
    secrets
}

fn is_in(secret: &str, bytes: &[u8]) -> bool {
    bytes
        .windows(secret.len())
        .any(|part| part == secret.as_bytes())
}

fn search(what: &str, bytes: &[u8], secrets: &[String]) {
    for secret in secrets {
        assert!(
            !is_in(secret, bytes),
            "{secret:?} is in {what}: {}",
            String::from_utf8_lossy(bytes)
        );
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The arguments of every process there is; those of `known` among them.
fn arguments(known: u32) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap() {
        // A process may have ended since.
        all.extend(std::fs::read(entry.unwrap().path().join("cmdline")).unwrap_or_default());
        all.push(b'\n');
    }
    let own = std::fs::read(format!("/proc/{known}/cmdline")).unwrap();
    assert!(is_in("floorwalk", &own) && all.windows(own.len()).any(|part| part == own));
    all
}

fn run(source: Source) {
    let home = tempfile::tempdir().unwrap();
    let mut server = Simulation::start();
    let disguise = Disguise::start(server.at, PASSWORD);
    let variables = configure(home.path(), disguise.at, source);
    let mut terminal = Terminal::start(home.path(), &variables);
    if source == Source::Prompt {
        terminal.wait_for("password for supervisor");
        terminal.typed(&format!("{PASSWORD}\r"));
    }
    terminal.wait_for("LIVE");
    let arguments = arguments(terminal.process());
    // Requests and notifications of some kinds, then an outage, which is logged and shown.
    // A session may end under the key.
    terminal.wait_for("not joined");
    terminal.press_until("m", "Monitor");
    terminal.typed("\r");
    // Locked, tried in vain, and opened.
    terminal.typed("z");
    terminal.wait_for("LOCKED");
    terminal.typed("\r");
    terminal.wait_for("Passphrase");
    terminal.typed(&format!("{GUESS}\r"));
    terminal.wait_for("1 wrong try");
    terminal.typed(&format!("{PASSPHRASE}\r"));
    terminal.wait_for("confirmed");
    server.stop();
    terminal.wait_for("OFFLINE");
    terminal.end(&["q", "y"]);

    let secrets = secrets(&disguise);
    assert!(secrets.len() > 5, "a session was opened");
    search("the arguments", &arguments, &secrets);
    assert!(is_in("LIVE", &terminal.raw), "the screen was recorded");
    search("the screen", &terminal.raw, &secrets);
    let written = files(&home.path().join("state"));
    assert!(
        written.iter().any(|path| path.ends_with("floorwalk.log")),
        "{written:?}"
    );
    for path in written {
        let bytes = std::fs::read(&path).unwrap();
        search(&path.display().to_string(), &bytes, &secrets);
    }
    let child = home.path().join("store");
    let heard = |name| std::fs::read(child.join(name));
    assert_eq!(heard("environment").is_ok(), source == Source::Command);
    if source == Source::Command {
        // The proxy's stands where the person put it, and is the child's to use too.
        let own = &secrets[..3];
        let (environment, called) = (heard("environment").unwrap(), heard("called").unwrap());
        assert!(is_in("HOME=", &environment) && is_in("floorwalk", &called));
        search("a child's environment", &environment, own);
        search("a child's arguments", &called, &secrets);
    }
}

#[test]
fn from_a_variable_it_goes_no_further() {
    run(Source::Variable);
}

#[test]
fn from_a_command_it_goes_no_further() {
    run(Source::Command);
}

#[test]
fn from_a_file_it_goes_no_further() {
    run(Source::File);
}

#[test]
fn from_a_prompt_it_goes_no_further() {
    run(Source::Prompt);
}

/// Runs to an end that comes by itself: its exit code and what it said.
fn refused(home: &Path, variables: &[(&str, String)]) -> (u32, String) {
    let mut terminal = Terminal::start(home, variables);
    let code = terminal.end(&[]);
    (code, String::from_utf8_lossy(&terminal.raw).into_owned())
}

#[test]
fn a_refused_sign_in_says_nothing_of_it() {
    let home = tempfile::tempdir().unwrap();
    let server = Simulation::start();
    // Straight to a server that does not know this password.
    let variables = configure(home.path(), server.at, Source::Variable);
    let (code, said) = refused(home.path(), &variables);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("check the user and the password"), "{said}");
    let credentials = STANDARD.encode(format!("supervisor:{PASSWORD}"));
    let secrets = [PASSWORD.to_owned(), STANDARD.encode(PASSWORD), credentials];
    search("what it said", said.as_bytes(), &secrets);
    for path in files(&home.path().join("state")) {
        search("the log", &std::fs::read(&path).unwrap(), &secrets);
    }
}

#[test]
fn a_password_that_others_can_read_is_refused_with_the_fix() {
    let home = tempfile::tempdir().unwrap();
    let nowhere: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let variables = configure(home.path(), nowhere, Source::File);
    file(home.path().join("store/password"), PASSWORD, 0o640);
    let (code, said) = refused(home.path(), &variables);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("chmod 600"), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");

    let config = format!(
        "[server]\nurl = \"http://127.0.0.1:9\"\nuser = \"supervisor\"\npassword = \"{PASSWORD}\"\n"
    );
    file(
        home.path().join("config/floorwalk/config.toml"),
        &config,
        0o600,
    );
    let (code, said) = refused(home.path(), &variables);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("password_command or password_file"), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");
}
