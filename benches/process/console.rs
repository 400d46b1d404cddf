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

pub struct Console {
    pub term: Term,
    _home: Home,
    /// How many sessions the list had when it was last waited for.
    sessions: usize,
}

impl Console {
    pub fn start(url: &str) -> Self {
        let home = Home::new();
        home.configure(CONFIG);
        let words = ["--url", url, "--user", "supervisor"];
        let term = Term::start(&home, &program(), &words, &[("FLOORWALK_PASSWORD", "demo")]);
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

    /// The row that is highlighted now.
    pub fn highlighted(&self) -> Option<u16> {
        let mut row = None;
        self.term.until(Duration::ZERO, |screen| {
            row = highlighted(screen);
            true
        });
        row
    }

    /// Waits until it is drawn and at rest.
    pub fn settled(&self) {
        self.term.quiet(Duration::from_millis(300));
    }
}

fn head(screen: &vt100::Screen) -> String {
    screen.rows(0, COLUMNS).next().unwrap_or_default()
}

/// The row that is highlighted.
pub fn highlighted(screen: &vt100::Screen) -> Option<u16> {
    (0..ROWS).find(|&row| {
        let cell = screen.cell(row, 0);
        cell.is_some_and(|cell| matches!(cell.contents(), ">" | "»"))
    })
}
