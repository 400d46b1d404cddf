//! Getting the password from each of its sources, with real processes, files and terminals.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::ffi::OsString;
use std::fs::Permissions;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use floorwalk::config::{Environment, Flags, PasswordError, Server, load, password};
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use secrecy::ExposeSecret;

/// A server whose password comes from where `line`, a line of `[server]`, says.
fn server(line: &str, given: Option<&str>) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let text = format!("[server]\nurl = \"https://gws.example.com/x\"\nuser = \"ada\"\n{line}\n");
    std::fs::write(&path, text).unwrap();
    let environment = Environment::from_lookup(|name| match name {
        "FLOORWALK_CONFIG" => Some(path.clone().into_os_string()),
        "FLOORWALK_PASSWORD" => given.map(OsString::from),
        _ => None,
    });
    load(&Flags::default(), &environment).unwrap().server
}

fn shell(script: &str) -> Server {
    server(
        &format!("password_command = [\"sh\", \"-c\", {script:?}]"),
        None,
    )
}

async fn outcome(server: &Server) -> Result<String, String> {
    match password(server).await {
        Ok(secret) => Ok(secret.expose_secret().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn the_environment_comes_first_then_the_command_then_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, "from the file").unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let file = format!("password_file = {path:?}");
    let both = format!("{file}\npassword_command = [\"echo\", \"from the command\"]");
    for (lines, given, expected) in [
        (&both, Some("from the environment"), "from the environment"),
        (&both, None, "from the command"),
        (&file, None, "from the file"),
    ] {
        let server = server(lines, given);
        assert_eq!(outcome(&server).await.as_deref(), Ok(expected));
    }
}

#[tokio::test]
async fn what_a_command_prints_is_the_password_but_for_one_newline() {
    let many = "x".repeat(4096);
    let many_line = format!("printf '%s\\n' {many}");
    let cases = [
        ("printf 'a b '", "a b "),
        ("printf 'a\\n'", "a"),
        ("printf 'a\\r\\n'", "a"),
        ("printf 'p\\303\\244ss\\n'", "päss"),
        // Asking the standard input gives its end at once.
        ("read line; echo \"<$line>\"", "<>"),
        ("echo to itself >&2; echo a", "a"),
        ("echo \"${FLOORWALK_PASSWORD-none}\"", "none"),
        (many_line.as_str(), many.as_str()),
    ];
    for (script, expected) in cases {
        assert_eq!(
            outcome(&shell(script)).await.as_deref(),
            Ok(expected),
            "{script}"
        );
    }
}

/// The test above says `none` of the variable also where the process itself has it.
#[test]
fn the_command_does_not_inherit_the_password() {
    let ran = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "what_a_command_prints_is_the_password_but_for_one_newline",
        ])
        .env("FLOORWALK_PASSWORD", "hunter2")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
async fn arguments_reach_the_command_as_they_are() {
    let server = server(
        "password_command = [\"printf\", \"%s|\", \"a b\", \"$HOME;\", \"\"]",
        None,
    );
    assert_eq!(outcome(&server).await.as_deref(), Ok("a b|$HOME;||"));
}

#[tokio::test]
async fn what_cannot_be_a_password_is_refused_without_being_shown() {
    let long = "the password from password_command is longer than 4096 bytes";
    let lines =
        "the password from password_command has more than one line or a control character in it";
    let cases = [
        ("true", "the password from password_command is empty"),
        ("echo", "the password from password_command is empty"),
        ("printf 'a\\n\\n'", lines),
        ("printf 'hunter2\\nuser: ada\\n'", lines),
        ("printf 'hunter2\\001'", lines),
        (
            "printf 'hunter2\\377'",
            "the password from password_command is not UTF-8 text",
        ),
        ("head -c 5000 /dev/zero | tr '\\0' x", long),
        ("head -c 5000000 /dev/zero | tr '\\0' x", long),
    ];
    for (script, said) in cases {
        assert_eq!(
            outcome(&shell(script)).await,
            Err(said.to_owned()),
            "{script}"
        );
    }
}

#[tokio::test]
async fn a_failed_command_is_quoted_cleaned_and_cut() {
    let cases = [
        ("exit 3".to_owned(), "exit status: 3".to_owned()),
        (
            "echo hunter2; false".to_owned(),
            "exit status: 1".to_owned(),
        ),
        (
            "printf 'no\\n \\033[31mkey\\n' >&2; exit 1".to_owned(),
            "exit status: 1; it said: no ?[31mkey".to_owned(),
        ),
        (
            format!("printf '%s' {} >&2; exit 1", "é".repeat(5000)),
            format!("exit status: 1; it said: {}…", "é".repeat(200)),
        ),
        ("kill -9 $$".to_owned(), "signal: 9 (SIGKILL)".to_owned()),
    ];
    for (script, said) in cases {
        let expected = format!("running password_command sh: {said}");
        assert_eq!(outcome(&shell(&script)).await, Err(expected), "{script}");
    }
    let server = server("password_command = [\"/there/is/none\", \"hunter2\"]", None);
    let said = "running password_command /there/is/none: No such file or directory (os error 2)";
    assert_eq!(outcome(&server).await, Err(said.to_owned()));
}

// The clock is stopped and jumps to the limit as soon as nothing else can happen; it stands
// still as long as a blocking task runs, so that the process is there when it jumps.
#[tokio::test(start_paused = true)]
async fn a_command_that_does_not_end_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("pid");
    let script = format!("echo $$ > '{}'; exec sleep 1000", mark.display());
    let server = shell(&script);
    let written = mark.clone();
    let lives = tokio::task::spawn_blocking(move || {
        let begun = Instant::now();
        while !std::fs::read_to_string(&written).is_ok_and(|pid| pid.ends_with('\n')) {
            assert!(begun.elapsed() < PATIENCE, "the process was never started");
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    let said = "running password_command sh: still running after 10 seconds";
    assert_eq!(outcome(&server).await, Err(said.to_owned()));
    lives.await.unwrap();
    let pid = std::fs::read_to_string(&mark).unwrap();
    let process = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    let begun = Instant::now();
    while rustix::process::test_kill_process(process).is_ok() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{process:?} lives on"
        );
        // The runtime reaps what it killed when it gets a turn.
        tokio::task::yield_now().await;
        std::thread::sleep(Duration::from_millis(5));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_password_file_must_be_a_file_of_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("se\u{1b}cret");
    let shown = folder.path().join("se?cret").display().to_string();
    let file = server(
        &format!("password_file = {:?}", path.to_str().unwrap()).replace("\\u{1b}", "\\u001b"),
        None,
    );
    let missing = format!("reading password_file {shown}: No such file or directory (os error 2)");
    assert_eq!(outcome(&file).await, Err(missing));

    std::fs::write(&path, "hunter2\n").unwrap();
    for mode in [0o644, 0o640, 0o620, 0o604, 0o602, 0o666, 0o777] {
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let said = format!(
            "reading password_file {shown}: others than its owner may open it (mode {mode:04o}); \
             run: chmod 600 {shown}"
        );
        assert_eq!(outcome(&file).await, Err(said), "{mode:o}");
    }
    for mode in [0o600, 0o400, 0o700] {
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        assert_eq!(outcome(&file).await.as_deref(), Ok("hunter2"), "{mode:o}");
    }
    for (text, said) in [
        (String::new(), "is empty"),
        (
            "hunter2\n\n".to_owned(),
            "has more than one line or a control character in it",
        ),
        ("x".repeat(100_000), "is longer than 4096 bytes"),
    ] {
        std::fs::write(&path, text).unwrap();
        let said = format!("the password from password_file {said}");
        assert_eq!(outcome(&file).await, Err(said));
    }
    std::fs::write(&path, format!("{}\n", "x".repeat(4096))).unwrap();
    assert_eq!(outcome(&file).await.map(|text| text.len()), Ok(4096));
}

#[tokio::test]
async fn what_is_no_file_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    for path in [pipe.as_path(), folder.path()] {
        let file = server(&format!("password_file = {path:?}"), None);
        let said = format!(
            "reading password_file {}: not a regular file",
            path.display()
        );
        assert_eq!(outcome(&file).await, Err(said));
    }
}

/// Not a test: the process that the tests below start in a terminal of its own. It writes what
/// came of asking into the file it is given.
#[test]
#[ignore = "started by other tests, in a pty"]
fn asks() {
    let Some(path) = std::env::var_os("FLOORWALK_TEST_OUTCOME") else {
        return;
    };
    let patience = std::env::var("FLOORWALK_TEST_PATIENCE").unwrap();
    let patience = Duration::from_millis(patience.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let outcome = runtime
        .block_on(async { tokio::time::timeout(patience, outcome(&server("", None))).await });
    // Waits for the thread that reads the terminal.
    drop(runtime);
    let outcome = match outcome {
        Ok(Ok(password)) => format!("password {password}"),
        Ok(Err(error)) => error,
        Err(_) => "nobody waited".to_owned(),
    };
    std::fs::write(path, outcome).unwrap();
}

/// The settings of a terminal, as text: their type belongs to a crate of the pty library.
#[derive(PartialEq)]
struct Termios(String);

impl Termios {
    fn of(master: &dyn MasterPty) -> Self {
        Self(format!("{:?}", master.get_termios().unwrap()))
    }
}

/// A process that asks, in a terminal.
struct Terminal {
    folder: tempfile::TempDir,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: std::sync::mpsc::Receiver<Vec<u8>>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    seen: String,
    /// Its settings before anything ran in it.
    before: Termios,
}

/// Long enough for the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

impl Terminal {
    fn start(controlling: Controlling, patience: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let before = Termios::of(&*pair.master);
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "asks", "--ignored", "--nocapture"]);
        command.env("FLOORWALK_TEST_OUTCOME", folder.path().join("outcome"));
        command.env("FLOORWALK_TEST_PATIENCE", patience.as_millis().to_string());
        command.set_controlling_tty(controlling == Controlling::Yes);
        let child = pair.slave.spawn_command(command).unwrap();
        let keys = pair.master.take_writer().unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, screen) = std::sync::mpsc::sync_channel(1024);
        std::thread::spawn(move || {
            let mut chunk = [0; 1024];
            while let Ok(read @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            folder,
            master: pair.master,
            keys,
            screen,
            child,
            seen: String::new(),
            before,
        }
    }

    fn wait_for(&mut self, text: &str) {
        while !self.seen.contains(text) {
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(error) => panic!(
                    "{error} waiting for {text:?}; the screen says {:?}",
                    self.seen
                ),
            }
        }
    }

    fn typed(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn is_changed(&self) -> bool {
        Termios::of(&*self.master) != self.before
    }

    fn wait_until_given_back(&self) {
        let begun = Instant::now();
        while self.is_changed() {
            assert!(begun.elapsed() < PATIENCE, "the terminal stays mute");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What came of it, and everything that was on the screen.
    fn end(mut self) -> (String, String) {
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(
                begun.elapsed() < PATIENCE,
                "still asking; the screen says {:?}",
                self.seen
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        while let Ok(bytes) = self.screen.recv_timeout(Duration::from_millis(200)) {
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        let outcome = std::fs::read_to_string(Path::join(self.folder.path(), "outcome"));
        (
            outcome.unwrap_or_else(|error| panic!("{error}: {:?}", self.seen)),
            self.seen,
        )
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Controlling {
    Yes,
    No,
}

const QUESTION: &str = "password for ada at gws.example.com: ";

#[test]
fn a_person_is_asked_without_echo_and_the_terminal_is_given_back() {
    for (keys, expected) in [
        ("hunter3\u{7f}2\r", "password hunter2"),
        ("\r", "the password from the prompt is empty"),
        ("hunter2\u{3}", "asking for the password: broken off"),
        ("\u{4}", "asking for the password: broken off"),
    ] {
        let mut terminal = Terminal::start(Controlling::Yes, PATIENCE);
        terminal.wait_for(QUESTION);
        assert!(terminal.is_changed(), "no echo while asking");
        terminal.typed(keys);
        terminal.wait_until_given_back();
        let (outcome, screen) = terminal.end();
        assert_eq!(outcome, expected, "{keys:?}");
        assert!(!screen.contains("hunter"), "{screen:?}");
    }
}

#[test]
fn a_question_nobody_waits_for_gives_the_terminal_back() {
    let mut terminal = Terminal::start(Controlling::Yes, Duration::from_millis(700));
    terminal.wait_for(QUESTION);
    terminal.typed("hunter2");
    terminal.wait_until_given_back();
    let (outcome, screen) = terminal.end();
    assert_eq!(outcome, "nobody waited");
    assert!(!screen.contains("hunter"), "{screen:?}");
}

#[test]
fn without_a_terminal_the_other_ways_are_named() {
    let terminal = Terminal::start(Controlling::No, PATIENCE);
    let (outcome, _) = terminal.end();
    assert_eq!(outcome, PasswordError::NoTerminal.to_string());
    assert_eq!(
        outcome,
        "asking for the password: there is no terminal; set FLOORWALK_PASSWORD, \
         or password_command or password_file in [server] of the config file"
    );
}
