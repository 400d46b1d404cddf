//! A terminal with a program in it: what it writes is counted, timed and drawn. Knows no program.

#[path = "../../tests/pty/pieces.rs"]
mod pieces;

use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use pieces::Pieces;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::attempt::PATIENCE;
use crate::home::Home;
use crate::system::Process;

/// The size of every terminal here.
pub const COLUMNS: u16 = 120;
pub const ROWS: u16 = 40;

/// What ends a frame of a program that says so (synchronized updates, mode 2026).
const FRAME: &[u8] = b"\x1b[?2026l";
/// The question whether the terminal is well, and what every terminal answers (ECMA-48, DSR).
const QUESTION: &[u8] = b"\x1b[5n";
const ANSWER: &[u8] = b"\x1b[0n";
/// How often a slow line hands over a piece.
const PIECES: u64 = 40;

/// What came from the program.
struct Came {
    screen: vt100::Parser,
    pieces: Pieces,
    bytes: u64,
    frames: u64,
    in_mark: usize,
    in_question: usize,
    first: Option<Instant>,
    last: Instant,
    closed: bool,
}

impl Came {
    /// Takes bytes as they arrive; says how often it was asked something.
    fn take(&mut self, bytes: &[u8], at: Instant) -> usize {
        self.first.get_or_insert(at);
        self.last = at;
        self.bytes += bytes.len() as u64;
        let mut asked = 0;
        for &byte in bytes {
            self.frames += u64::from(ends(FRAME, &mut self.in_mark, byte));
            asked += usize::from(ends(QUESTION, &mut self.in_question, byte));
        }
        self.screen.process(&self.pieces.whole(bytes));
        asked
    }
}

/// Whether a byte is the last of a sequence of which so many have come.
fn ends(sequence: &[u8], come: &mut usize, byte: u8) -> bool {
    if sequence.get(*come) == Some(&byte) {
        *come += 1;
    } else {
        *come = usize::from(sequence.first() == Some(&byte));
    }
    let whole = *come == sequence.len();
    if whole {
        *come = 0;
    }
    whole
}

type Keys = Arc<Mutex<Box<dyn Write + Send>>>;

struct Shared {
    came: Mutex<Came>,
    changed: Condvar,
    /// Bytes per second; 0 is as fast as it comes.
    speed: AtomicU64,
}

/// What was counted up to some moment.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    pub bytes: u64,
    pub frames: u64,
}

pub struct Term {
    keys: Keys,
    _master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    shared: Arc<Shared>,
    /// Just before the process was made.
    pub began: Instant,
}

impl Term {
    /// Starts a program in a new terminal.
    pub fn start(home: &Home, program: &str, words: &[&str], more: &[(&str, &str)]) -> Self {
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(program);
        command.args(words);
        command.cwd(home.path("home"));
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        let shared = Arc::new(Shared {
            came: Mutex::new(Came {
                screen: vt100::Parser::new(cells(ROWS), cells(COLUMNS), 0),
                pieces: Pieces::default(),
                bytes: 0,
                frames: 0,
                in_mark: 0,
                in_question: 0,
                first: None,
                last: Instant::now(),
                closed: false,
            }),
            changed: Condvar::new(),
            speed: AtomicU64::new(0),
        });
        let from = pair.master.try_clone_reader().expect("the pty's reader");
        let keys = pair.master.take_writer().expect("the pty's writer");
        let keys: Keys = Arc::new(Mutex::new(keys));
        std::thread::spawn({
            let (shared, keys) = (shared.clone(), keys.clone());
            move || read(from, &shared, &keys)
        });
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program");
        Self {
            keys,
            _master: pair.master,
            child,
            shared,
            began,
        }
    }

    pub fn process(&self) -> Process {
        Process(self.child.process_id().expect("its id"))
    }

    fn came(&self) -> MutexGuard<'_, Came> {
        self.shared.came.lock().expect("the reader")
    }

    /// Presses keys; returns when. The next first byte is the one after this.
    pub fn send(&mut self, keys: &str) -> Instant {
        self.came().first = None;
        let at = Instant::now();
        write(&self.keys, keys.as_bytes()).expect("the pty");
        at
    }

    pub fn count(&self) -> Count {
        let came = self.came();
        Count {
            bytes: came.bytes,
            frames: came.frames,
        }
    }

    /// So many bytes are taken per second from now on; 0 takes them as they come.
    pub fn speed(&self, bytes: u64) {
        self.shared.speed.store(bytes, Ordering::Relaxed);
    }

    pub fn text(&self) -> String {
        self.came().screen.screen().contents()
    }

    /// When the first byte since the last keys came, if it comes in time.
    pub fn first(&self, patience: Duration) -> Option<Instant> {
        self.wait(patience, |came| came.first)
    }

    /// When the screen was so, if it is in time: the moment at which the bytes came that made it.
    pub fn until(
        &self,
        patience: Duration,
        mut is: impl FnMut(&vt100::Screen) -> bool,
    ) -> Option<Instant> {
        self.wait(patience, |came| {
            is(came.screen.screen()).then_some(came.last)
        })
    }

    /// The same, or the end of the measurement.
    pub fn must(&self, what: &str, is: impl FnMut(&vt100::Screen) -> bool) -> Instant {
        self.until(PATIENCE, is)
            .unwrap_or_else(|| panic!("never came: {what}; the screen:\n{}", self.text()))
    }

    /// Waits until nothing has come for so long, though not for ever.
    pub fn quiet(&self, silence: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let since = self.came().last.max(begun).elapsed();
            if since >= silence {
                return;
            }
            std::thread::sleep(silence - since);
        }
    }

    fn wait(
        &self,
        patience: Duration,
        mut is: impl FnMut(&Came) -> Option<Instant>,
    ) -> Option<Instant> {
        let end = Instant::now() + patience;
        let mut came = self.came();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let found = is(&came);
            if found.is_some() || left.is_zero() || came.closed {
                return found;
            }
            came = self
                .shared
                .changed
                .wait_timeout(came, left)
                .expect("the reader")
                .0;
        }
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(keys: &Keys, bytes: &[u8]) -> std::io::Result<()> {
    let mut keys = keys.lock().expect("whoever writes");
    keys.write_all(bytes)?;
    keys.flush()
}

fn read(mut from: Box<dyn std::io::Read + Send>, shared: &Shared, keys: &Keys) {
    let mut bytes = [0; 64 * 1024];
    loop {
        let speed = shared.speed.load(Ordering::Relaxed);
        let most = match speed {
            0 => bytes.len(),
            speed => {
                std::thread::sleep(Duration::from_millis(1000 / PIECES));
                usize::try_from(speed / PIECES).unwrap_or(1).max(1)
            }
        };
        // An error is the end: on Linux a pty without a slave says EIO.
        let Ok(n @ 1..) = from.read(&mut bytes[..most]) else {
            break;
        };
        let at = Instant::now();
        let asked = shared
            .came
            .lock()
            .expect("the terminal")
            .take(&bytes[..n], at);
        shared.changed.notify_all();
        for _ in 0..asked {
            // The program may be gone.
            let _ = write(keys, ANSWER);
        }
    }
    shared.came.lock().expect("the terminal").closed = true;
    shared.changed.notify_all();
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("not 0")
}
