//! The real binary's edge: words in, exit codes and sentences out; passwords from everywhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "pty/floor.rs"]
mod floor;
#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the tests of the wire"
)]
#[path = "gws_socket/responder.rs"]
mod responder;
#[path = "pty/term.rs"]
mod term;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use floorwalk::sim::Options;
use rustix::process::{Pid, Signal, kill_process};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use floor::Floor;
use responder::{Act, Came, Responder, json};
use term::{After, FLOORWALK, Home, Start};

/// A password that stands nowhere else.
const SECRET: &str = "plover-xyzzy-1987";

fn command(home: &Home, words: &[&str]) -> Command {
    let mut command = Command::new(FLOORWALK);
    command
        .args(words)
        .env_clear()
        .envs(home.environment())
        .stdin(Stdio::null());
    command
}

/// Runs it without a terminal.
fn output(home: &Home, words: &[&str]) -> Output {
    command(home, words).output().unwrap()
}

/// How it ended. One that crashed says so here, with its words.
fn code(output: &Output) -> i32 {
    let code = output.status.code().expect("it ends by itself");
    assert_ne!(code, 101, "it crashed: {}", errors(output));
    code
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// `floorwalk simulate`, until the end of the test.
struct Simulated {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    url: String,
}

impl Simulated {
    fn start(home: &Home) -> Self {
        let mut child = command(
            home,
            &[
                "simulate",
                "--listen",
                "127.0.0.1:0",
                "--rate",
                "0",
                "--sessions",
                "4",
            ],
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let url = line
            .strip_prefix("listening on ")
            .expect(&line)
            .trim_end_matches('\n')
            .to_owned();
        Self { child, out, url }
    }

    fn ends_on(mut self, signal: Signal) -> (Option<i32>, String) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
        let end = Instant::now() + Duration::from_secs(5);
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < end, "still running");
            std::thread::sleep(Duration::from_millis(5));
        };
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut rest)
            .unwrap();
        (status.code(), rest)
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        // After a failed test; one that has ended already is not there to be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn simulate_says_one_line_and_ends_well() {
    let home = Home::new();
    for signal in [Signal::INT, Signal::TERM] {
        let simulated = Simulated::start(&home);
        let address = simulated.url.strip_prefix("http://").expect(&simulated.url);
        let address: std::net::SocketAddr = address.parse().unwrap();
        assert!(address.ip().is_loopback() && address.port() != 0);
        std::net::TcpStream::connect(address).expect("it listens when it says so");
        assert_eq!(simulated.ends_on(signal), (Some(0), String::new()));
    }
}

#[test]
fn simulate_goes_on_when_nobody_reads_its_line() {
    let home = Home::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let listen = format!("127.0.0.1:{port}");
    let mut child = command(&home, &["simulate", "--listen", &listen])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let end = Instant::now() + Duration::from_secs(10);
    while std::net::TcpStream::connect(&listen).is_err() {
        assert!(Instant::now() < end, "never listens");
        std::thread::sleep(Duration::from_millis(10));
    }
    kill_process(
        Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(),
        Signal::TERM,
    )
    .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_address_that_is_taken_is_said() {
    let home = Home::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = output(&home, &["simulate", "--listen", &address]);
    assert_eq!(code(&output), 2);
    assert!(
        errors(&output).starts_with(&format!("floorwalk: listening on {address}: ")),
        "{}",
        errors(&output)
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn usage_errors_end_with_2() {
    let home = Home::new();
    let output = |words: &[&str]| {
        let output = output(&home, words);
        assert!(output.stdout.is_empty(), "{words:?}");
        (code(&output), errors(&output))
    };
    for (words, named) in [
        (&["--password", "x"][..], "--password"),
        (&["rest"][..], "rest"),
        (&["demo", "--agents", "0"][..], "1 to 5000"),
        (&["simulate", "--listen", "here"][..], "port"),
        (&["--transport", "pigeon"][..], "pigeon"),
    ] {
        let (code, said) = output(words);
        assert!(
            code == 2 && said.contains(named),
            "{words:?}: {code} {said}"
        );
    }
}

#[test]
fn help_and_version_are_no_errors() {
    let home = Home::new();
    for words in [
        &["--help"][..],
        &["--version"],
        &["demo", "--help"],
        &["simulate", "--help"],
    ] {
        let output = output(&home, words);
        assert_eq!(code(&output), 0, "{words:?}");
        assert!(
            !output.stdout.is_empty() && output.stderr.is_empty(),
            "{words:?}"
        );
    }
}

#[test]
fn an_audit_that_has_not_begun_is_said_without_the_systems_words() {
    let home = Home::new();
    for words in [["audit", "verify"], ["audit", "show"]] {
        let output = output(&home, &words);
        assert_eq!(code(&output), 2);
        let said = errors(&output);
        assert!(
            said.contains("nothing is on record in") && said.contains("audit-demo"),
            "{said}"
        );
        assert!(!said.contains("os error"), "{said}");
    }
}

#[test]
fn nothing_configured_is_two_lines() {
    let home = Home::new();
    let output = output(&home, &[]);
    assert_eq!(code(&output), 2);
    let said = errors(&output);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(
        said.contains("floorwalk demo") && said.contains("config.example.toml"),
        "{said}"
    );
}

#[test]
fn a_config_error_names_file_line_and_key() {
    let home = Home::new();
    home.write_config(
        "[server]\nurl = \"http://127.0.0.1:1\"\nuser = \"supervisor\"\n\n[team]\nagnets = []\n",
    );
    let output = output(&home, &[]);
    assert_eq!(code(&output), 2);
    let said = errors(&output);
    for part in ["config.toml", "6", "agnets", "agents"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn without_a_terminal_it_says_what_it_needs() {
    let home = Home::new();
    let output = output(&home, &["demo"]);
    assert_eq!(code(&output), 2);
    assert_eq!(
        errors(&output),
        "floorwalk: the console needs a terminal: standard input and output must both be one\n"
    );
    assert!(output.stdout.is_empty());
}

/// A console that cannot start: gives the terminal back, then says one sentence.
fn cannot_start(after: &After, expected: u32) -> String {
    assert_eq!(after.code, expected, "{}", after.screen);
    after.assert_restored();
    // On a narrow terminal a sentence takes several rows.
    let said = after.screen.trim_end().replace('\n', "");
    assert!(said.starts_with("floorwalk: "), "{said}");
    said
}

#[test]
fn a_wrong_password_is_3() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    let term = home
        .console(&floor.url)
        .env("FLOORWALK_PASSWORD", SECRET)
        .size(300, 24)
        .spawn();
    let after = term.ends();
    let said = cannot_start(&after, 3);
    assert!(said.contains("sign-in"), "{said}");
    assert!(!String::from_utf8_lossy(&after.raw).contains(SECRET));
    assert!(!home.log().contains(SECRET), "{}", home.log());
    let tries = floor
        .stage
        .requests()
        .iter()
        .filter(|r| r["authorization"] == true)
        .count();
    assert_eq!(tries, 1, "an account is not locked by trying");
}

#[test]
fn a_port_where_nobody_listens_is_4() {
    let home = Home::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let after = home
        .console(&format!("http://127.0.0.1:{port}"))
        .size(300, 24)
        .spawn()
        .ends();
    let said = cannot_start(&after, 4);
    assert!(
        said.contains(&format!(
            "127.0.0.1:{port} refuses the connection: check the port"
        )),
        "{said}"
    );
}

#[test]
fn a_context_path_is_kept_and_its_lack_is_4() {
    let floor = Floor::open(Options {
        sessions: 2,
        rate: 0.0,
        context_path: "/gws".into(),
        ..Options::default()
    });
    let home = Home::new();
    let mut term = home.console(&format!("{}/gws", floor.url)).spawn();
    term.sees("2 sessions");
    term.send("q");
    assert_eq!(term.ends().code, 0);
    let after = home.console(&floor.url).size(300, 24).spawn().ends();
    let said = cannot_start(&after, 4);
    assert!(said.contains("404") && said.contains("url"), "{said}");
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

type Rule = Box<dyn Fn(&Came) -> Act + Send + Sync>;

#[test]
fn a_server_that_is_no_gws_is_4() {
    let runtime = runtime();
    let html = || "Content-Type: text/html\r\n".to_owned();
    let page = || "<html><body>It works!</body></html>".to_owned();
    let rules: [Rule; 4] = [
        Box::new(move |_| Act::Say(200, html(), page())),
        Box::new(move |_| Act::Say(404, html(), page())),
        Box::new(|_| json("{\"hello\": \"world\"}")),
        Box::new(|_| Act::Drop),
    ];
    for rule in rules {
        let responder = runtime.block_on(Responder::start(rule));
        let home = Home::new();
        let after = home
            .console(&format!("http://{}", responder.at))
            .size(300, 24)
            .spawn()
            .ends();
        let said = cannot_start(&after, 4);
        assert_eq!(
            said.matches("check the url setting").count(),
            1,
            "what to check, once: {said}"
        );
        assert!(!said.contains("carried out"), "{said}");
    }
}

fn pem(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/gws_tls")
        .join(name)
}

#[test]
fn a_certificate_that_is_not_trusted_is_4() {
    let runtime = runtime();
    let chain = vec![CertificateDer::from_pem_file(pem("loopback.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(pem("leaf-key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let responder = runtime.block_on(Responder::start_tls(Arc::new(config).into(), |_| {
        json("{}")
    }));
    let home = Home::new();
    let after = home
        .console(&format!("https://{}", responder.at))
        .size(300, 24)
        .spawn()
        .ends();
    let said = cannot_start(&after, 4);
    assert!(
        said.contains("is not trusted") && said.contains("ca_file"),
        "{said}"
    );
}

/// The console on `simulate` with this config, from LIVE to a quit; returns every byte of its screen.
fn lives(home: &Home, server: &Simulated, more: &str) -> Vec<u8> {
    home.write_config(&format!(
        "[server]\nurl = \"{}\"\nuser = \"supervisor\"\n{more}\n",
        server.url
    ));
    let mut term = Start::of(home, &[]).spawn();
    term.sees("LIVE");
    term.sees("4 sessions");
    let line = std::fs::read(format!("/proc/{}/cmdline", term.pid())).unwrap();
    assert_eq!(
        line.split(|b| *b == 0).filter(|w| !w.is_empty()).count(),
        1,
        "no password in the arguments"
    );
    term.send("q");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
    after.raw
}

/// `supervisor:demo` as it travels.
const BASIC: &str = "c3VwZXJ2aXNvcjpkZW1v";

#[test]
fn a_password_comes_from_a_file_or_a_command() {
    let home = Home::new();
    let server = Simulated::start(&home);
    let file = home.write("password", 0o600, "demo\n");
    let file = file.to_str().unwrap();
    for more in [
        format!("password_file = \"{file}\""),
        format!("password_command = [\"cat\", \"{file}\"]"),
    ] {
        let raw = lives(&home, &server, &more);
        assert!(!String::from_utf8_lossy(&raw).contains(BASIC));
    }
    assert!(
        home.log().contains("begins") && home.log().contains("ends"),
        "{}",
        home.log()
    );
    assert!(
        !home.log().contains(BASIC) && !home.log().contains("demo"),
        "{}",
        home.log()
    );
    // The variable wins over a file that would be wrong.
    let wrong = home.write("wrong", 0o600, SECRET);
    home.write_config(&format!(
        "[server]\nurl = \"{}\"\nuser = \"supervisor\"\npassword_file = \"{}\"\n",
        server.url,
        wrong.display()
    ));
    let mut term = Start::of(&home, &[])
        .env("FLOORWALK_PASSWORD", "demo")
        .spawn();
    term.sees("LIVE");
    term.send("q");
    assert_eq!(term.ends().code, 0);
    let after = Start::of(&home, &[]).size(300, 24).spawn().ends();
    cannot_start(&after, 3);
    assert!(!String::from_utf8_lossy(&after.raw).contains(SECRET));
    assert!(!home.log().contains(SECRET), "{}", home.log());
}

#[test]
fn a_password_file_that_others_may_read_is_refused() {
    let home = Home::new();
    let file = home.write("password", 0o644, "demo\n");
    home.write_config(&format!(
        "[server]\nurl = \"http://127.0.0.1:1\"\nuser = \"supervisor\"\npassword_file = \"{}\"\n",
        file.display()
    ));
    let output = output(&home, &[]);
    assert_eq!(code(&output), 2);
    let said = errors(&output);
    assert!(
        said.contains("password_file") && said.contains("600"),
        "{said}"
    );
}

#[test]
fn a_password_is_asked_for_without_echo() {
    let home = Home::new();
    let server = Simulated::start(&home);
    let mut term = Start::of(&home, &["--url", &server.url, "--user", "supervisor"]).spawn();
    term.sees("assword");
    term.send(&format!("{SECRET}\r"));
    let after = term.ends();
    assert_eq!(after.code, 3, "{}", after.screen);
    after.assert_restored();
    assert!(!String::from_utf8_lossy(&after.raw).contains(SECRET));

    let mut term = Start::of(&home, &["--url", &server.url, "--user", "supervisor"]).spawn();
    term.sees("assword");
    term.send("demo\r");
    term.sees("LIVE");
    term.send("q");
    let after = term.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();

    // Broken off, and by a signal.
    let mut term = Start::of(&home, &["--url", &server.url, "--user", "supervisor"]).spawn();
    term.sees("assword");
    term.send("de\x03");
    let after = term.ends();
    assert_eq!(after.code, 2, "{}", after.screen);
    after.assert_restored();
    let mut term = Start::of(&home, &["--url", &server.url, "--user", "supervisor"]).spawn();
    term.sees("assword");
    term.signal(Signal::TERM);
    let after = term.ends();
    assert_eq!(after.code, 143);
    after.assert_restored();
}
