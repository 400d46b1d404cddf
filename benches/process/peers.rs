//! Other programs of the terminal, where they are installed.

use crate::home::Home;
use crate::system::Process;
use crate::term::Term;

/// One that is drawn against.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Peer {
    Htop,
    Irssi,
}

impl Peer {
    pub const ALL: [Self; 2] = [Self::Htop, Self::Irssi];

    pub fn name(self) -> &'static str {
        match self {
            Self::Htop => "htop",
            Self::Irssi => "irssi, not connected",
        }
    }

    fn program(self) -> &'static str {
        match self {
            Self::Htop => "htop",
            Self::Irssi => "irssi",
        }
    }

    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Htop => &[],
            Self::Irssi => &["-!"],
        }
    }

    /// The key whose answer is timed: a move of the cursor, or a letter.
    pub fn key(self, n: usize) -> &'static str {
        match (self, n % 20 < 10) {
            (Self::Htop, true) => "\x1b[B",
            (Self::Htop, false) => "\x1b[A",
            (Self::Irssi, true) => "j",
            (Self::Irssi, false) => "\x7f",
        }
    }

    fn is_installed(self) -> bool {
        let paths = std::env::var("PATH").unwrap_or_default();
        std::env::split_paths(&paths).any(|path| path.join(self.program()).is_file())
    }

    /// Starts it, or says why not.
    pub fn start(self) -> Result<Running, String> {
        let program = self.program();
        if !self.is_installed() {
            return Err(format!("{program} is missing (apt-get install {program})"));
        }
        let home = Home::new();
        let term = Term::start(&home, program, self.words(), &[]);
        Ok(Running { term, _home: home })
    }
}

pub struct Running {
    pub term: Term,
    _home: Home,
}

impl Running {
    pub fn process(&self) -> Process {
        self.term.process()
    }
}

/// Those that are there, and a line for each that is not.
pub fn installed() -> (Vec<Peer>, Vec<String>) {
    let (mut there, mut missing) = (Vec::new(), Vec::new());
    for peer in Peer::ALL {
        if peer.is_installed() {
            there.push(peer);
        } else {
            let program = peer.program();
            missing.push(format!("{program} is missing (apt-get install {program})"));
        }
    }
    (there, missing)
}
