//! The real program in a terminal.

#[path = "../pty/pieces.rs"]
mod pieces;

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use pieces::Pieces;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// Long enough for the slowest machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Terminal {
    keys: Box<dyn Write + Send>,
    bytes: mpsc::Receiver<Vec<u8>>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    screen: vt100::Parser,
    pieces: Pieces,
    /// Every byte that was written to it: screen and standard error.
    pub raw: Vec<u8>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    /// Starts the program at home in `home`, with these variables and no others.
    pub fn start(home: &Path, variables: &[(&str, String)]) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_floorwalk"));
        Self::start_program(program, &[], home, variables)
    }

    /// The same with any program.
    pub fn start_program(
        program: &Path,
        words: &[&str],
        home: &Path,
        variables: &[(&str, String)],
    ) -> Self {
        let size = PtySize {
            rows: 30,
            cols: 120,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(words);
        command.env_clear();
        command.env("HOME", home);
        command.env("XDG_CONFIG_HOME", home.join("config"));
        command.env("XDG_STATE_HOME", home.join("state"));
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = mpsc::sync_channel(1024);
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            keys: pair.master.take_writer().unwrap(),
            bytes,
            child,
            screen: vt100::Parser::new(30.try_into().unwrap(), 120.try_into().unwrap(), 0),
            pieces: Pieces::default(),
            raw: Vec::new(),
            _master: pair.master,
        }
    }

    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub fn typed(&mut self, keys: &str) {
        // Nobody reads any more when it has just ended.
        let _ = self.keys.write_all(keys.as_bytes());
        let _ = self.keys.flush();
    }

    fn listen(&mut self, patience: Duration) {
        if let Ok(bytes) = self.bytes.recv_timeout(patience) {
            self.screen.process(&self.pieces.whole(&bytes));
            self.raw.extend(bytes);
        }
    }

    pub fn wait_for(&mut self, words: &str) {
        let begun = Instant::now();
        while !self.screen.screen().contents().contains(words) {
            let shown = self.screen.screen().contents();
            assert!(begun.elapsed() < PATIENCE, "no {words:?} in {shown}");
            assert!(
                self.child.try_wait().unwrap().is_none() || begun.elapsed().as_secs() < 2,
                "it ended before {words:?}: {shown}"
            );
            self.listen(Duration::from_millis(50));
        }
    }

    /// Presses a key, and again where nothing comes of it for a while.
    pub fn press_until(&mut self, key: &str, words: &str) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            self.typed(key);
            let pressed = Instant::now();
            while pressed.elapsed() < Duration::from_secs(3) {
                if self.screen.screen().contents().contains(words) {
                    return;
                }
                self.listen(Duration::from_millis(50));
            }
        }
        self.wait_for(words);
    }

    /// Presses the keys now and then until it ends; its exit code.
    pub fn end(&mut self, keys: &[&str]) -> u32 {
        let begun = Instant::now();
        let mut keys = keys.iter().cycle();
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            let shown = self.screen.screen().contents();
            assert!(begun.elapsed() < PATIENCE, "it does not end: {shown}");
            if let Some(key) = keys.next() {
                self.typed(key);
            }
            // A confirmation takes no key that was pressed before it could be read.
            let read = Instant::now();
            while read.elapsed() < Duration::from_millis(400) {
                self.listen(Duration::from_millis(50));
            }
        };
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(300)) {
            self.raw.extend(bytes);
        }
        code
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
