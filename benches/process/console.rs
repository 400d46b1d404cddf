//! The program itself, in a terminal and with a home of its own.

use std::time::{Duration, Instant};

use crate::home::Home;
use crate::system::Process;
use crate::term::{COLUMNS, ROWS, Term};

/// What is measured: the release build of this tree, or another one by name.
pub fn program() -> String {
    let named = std::env::var("FLOORWALK_BENCH_PROGRAM");
    named.unwrap_or_else(|_| env!("CARGO_BIN_EXE_floorwalk").to_owned())
}

pub fn version() -> String {
    let output = std::process::Command::new(program())
        .arg("--version")
        .output();
    let output = output.expect("the program").stdout;
    String::from_utf8_lossy(&output).trim().to_owned()
}

/// As a site would have it: some keys of the user data name the customer and the service.
const CONFIG: &str = "\
[userdata]
customer = [\"CustomerName\"]
service = [\"ServiceType\"]
";

/// The columns of the agent's name.
const AGENT: (u16, u16) = (5, 22);

pub struct Console {
    pub term: Term,
    _home: Home,
    /// How many sessions the list had when it was last waited for.
    sessions: usize,
}

impl Console {
    pub fn start(url: &str) -> Self {
        Self::start_with(url, "", &[])
    }

    /// With more in its configuration.
    pub fn configured(url: &str, more: &str) -> Self {
        Self::start_with(url, more, &[])
    }

    /// In the surroundings that sshd gives a program.
    pub fn over_ssh(url: &str) -> Self {
        let sshd = [("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")];
        Self::start_with(url, "", &sshd)
    }

    fn start_with(url: &str, config: &str, more: &[(&str, &str)]) -> Self {
        let home = Home::new();
        home.configure(&[CONFIG, config].concat());
        let words = ["--url", url, "--user", "supervisor"];
        let more = [&[("FLOORWALK_PASSWORD", "demo")], more].concat();
        let term = Term::start(&home, &program(), &words, &more);
        Self {
            term,
            _home: home,
            sessions: 0,
        }
    }

    pub fn process(&self) -> Process {
        self.term.process()
    }

    /// Waits for a list of so many; returns when it was shown.
    pub fn lists(&mut self, sessions: usize) -> Instant {
        self.sessions = sessions;
        let wanted = format!("{sessions} sessions");
        self.term.must(&wanted, |screen| {
            let head = head(screen);
            head.starts_with("LIVE") && head.contains(&wanted)
        })
    }

    /// Waits for the marker behind a flow.
    pub fn marked(&mut self) -> Instant {
        self.lists(self.sessions + 1)
    }

    /// What is highlighted now.
    pub fn highlighted(&self) -> Option<Highlight> {
        let mut found = None;
        self.term.until(Duration::ZERO, |screen| {
            found = highlighted(screen);
            true
        });
        found
    }

    /// Waits until it is drawn and at rest.
    pub fn settled(&self) {
        self.term.quiet(Duration::from_millis(300));
    }
}

fn head(screen: &vt100::Screen) -> String {
    screen.rows(0, COLUMNS).next().unwrap_or_default()
}

/// Where the highlight is, and on whose session: at an end of the list it stays where it is, and
/// the list moves.
#[derive(PartialEq, Eq, Debug)]
pub struct Highlight {
    row: u16,
    agent: String,
}

/// Finds it.
pub fn highlighted(screen: &vt100::Screen) -> Option<Highlight> {
    let is_marked = |row: u16| {
        let cell = screen.cell(row, 0);
        cell.is_some_and(|cell| matches!(cell.contents(), ">" | "»"))
    };
    let row = (0..ROWS).find(|row| is_marked(*row))?;
    let agent = (AGENT.0..AGENT.1).filter_map(|column| screen.cell(row, column));
    Some(Highlight {
        row,
        agent: agent.map(vt100::Cell::contents).collect(),
    })
}
