//! A terminal that a test holds: the real binary in a pseudo-terminal, a screen parsed from what it
//! writes, keys as bytes. Knows nothing of what the program does.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "shared by tests, each of which uses a part"
)]

#[path = "pieces.rs"]
mod pieces;

use std::fs::{self, File};
use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use pieces::Pieces;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// How long anything may take before a test says that it never came.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program under test.
pub const FLOORWALK: &str = env!("CARGO_BIN_EXE_floorwalk");

/// A person's folders, and nobody else's.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for sub in ["state", "config/floorwalk", "home"] {
            fs::create_dir_all(folder.path().join(sub)).unwrap();
        }
        Self { folder }
    }

    pub fn path(&self, sub: &str) -> PathBuf {
        self.folder.path().join(sub)
    }

    /// The whole environment: nothing of the machine's own comes in.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("PATH", "/usr/local/bin:/usr/bin:/bin".into()),
            ("HOME", self.path("home")),
            ("XDG_STATE_HOME", self.path("state")),
            ("XDG_CONFIG_HOME", self.path("config")),
            ("LANG", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
        ]
    }

    pub fn write_config(&self, text: &str) {
        fs::write(self.path("config/floorwalk/config.toml"), text).unwrap();
    }

    /// Writes a file with these permissions; returns where it is.
    pub fn write(&self, name: &str, mode: u32, text: &str) -> PathBuf {
        let path = self.path("home").join(name);
        fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        path
    }

    /// What the log says so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("state/floorwalk/floorwalk.log")).unwrap_or_default()
    }

    /// The console's arguments against a server at this address.
    pub fn console(&self, url: &str) -> Start<'_> {
        Start::of(self, &["--url", url, "--user", "supervisor"]).env("FLOORWALK_PASSWORD", "demo")
    }

    /// `floorwalk demo` with a still world.
    pub fn demo(&self) -> Start<'_> {
        Start::of(self, &["demo", "--rate", "0", "--seed", "3"])
    }
}

/// A program about to be started.
pub struct Start<'a> {
    home: &'a Home,
    words: Vec<String>,
    environment: Vec<(String, String)>,
    size: (u16, u16),
    through: Vec<String>,
}

impl<'a> Start<'a> {
    pub fn of(home: &'a Home, words: &[&str]) -> Self {
        Self {
            home,
            words: words.iter().map(ToString::to_string).collect(),
            environment: vec![("TERM".into(), "xterm-256color".into())],
            size: (80, 24),
            through: Vec::new(),
        }
    }

    /// Has a shell start it: `"$@"` in the script is the program with its words.
    pub fn by_shell(self, script: &str) -> Self {
        self.through(&["sh", "-c", script, "sh"])
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Has these words start it, which are given the program and its own words.
    pub fn through(mut self, words: &[&str]) -> Self {
        self.through = words.iter().map(ToString::to_string).collect();
        self
    }

    /// Starts it in a new terminal.
    pub fn spawn(self) -> Term {
        let (columns, rows) = self.size;
        let pair = native_pty_system()
            .openpty(pty_size(columns, rows))
            .unwrap();
        let slave = open_slave(&pair.master.tty_name().unwrap());
        let before = termios(&slave);
        let mut words = self.through.clone();
        words.push(FLOORWALK.to_owned());
        words.extend(self.words.iter().cloned());
        let mut command = CommandBuilder::new(&words[0]);
        command.args(&words[1..]);
        command.cwd(self.home.path("home"));
        command.env_clear();
        for (name, value) in self.home.environment() {
            command.env(name, value);
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let shared = Arc::new(Shared::new(columns, rows));
        let reader = std::thread::spawn({
            let (mut from, shared) = (pair.master.try_clone_reader().unwrap(), shared.clone());
            move || {
                let mut bytes = [0; 64 * 1024];
                // An error is the end: on Linux a pty without a slave says EIO.
                while let Ok(n @ 1..) = from.read(&mut bytes) {
                    if shared.take(&bytes[..n]) {
                        return;
                    }
                }
            }
        });
        Term {
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            slave: Some(slave),
            before,
            child,
            shared,
            reader: Some(reader),
        }
    }
}

/// What the terminal shows, and every byte that came.
struct Shown {
    parser: vt100::Parser,
    pieces: Pieces,
    raw: Vec<u8>,
    deaf: bool,
    held: bool,
}

struct Shared {
    shown: Mutex<Shown>,
    changed: Condvar,
}

impl Shared {
    fn new(columns: u16, rows: u16) -> Self {
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let shown = Shown {
            parser,
            pieces: Pieces::default(),
            raw: Vec::new(),
            deaf: false,
            held: false,
        };
        Self {
            shown: Mutex::new(shown),
            changed: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap()
    }

    /// Returns whether nobody wants to read on.
    fn take(&self, bytes: &[u8]) -> bool {
        let mut shown = self.lock();
        let whole = shown.pieces.whole(bytes);
        shown.parser.process(&whole);
        shown.raw.extend_from_slice(bytes);
        self.changed.notify_all();
        while shown.held && !shown.deaf {
            shown = self.changed.wait(shown).unwrap();
        }
        shown.deaf
    }

    fn hold(&self, held: bool) {
        self.lock().held = held;
        self.changed.notify_all();
    }
}

/// The terminal with the program in it.
pub struct Term {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    slave: Option<File>,
    before: String,
    child: Box<dyn Child + Send + Sync>,
    shared: Arc<Shared>,
    reader: Option<JoinHandle<()>>,
}

/// What is left when the program has ended.
pub struct After {
    pub code: u32,
    /// The normal screen.
    pub screen: String,
    pub raw: Vec<u8>,
    restored: Result<(), String>,
}

impl After {
    /// The terminal is as it was: its settings, the normal screen, a cursor, no bracketed pastes.
    pub fn assert_restored(&self) {
        if let Err(why) = &self.restored {
            panic!("the terminal was not given back: {why}\n{}", self.screen);
        }
    }
}

impl Term {
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends bytes as a keyboard would.
    pub fn send(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Sends bytes that need not be whole characters.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    /// The terminal is as it was, though the program goes on.
    pub fn assert_given_back_now(&mut self) {
        let before = self.before.clone();
        let slave = self.slave.as_ref().unwrap();
        wait("the settings as before", || termios(slave) == before);
        self.until("the normal screen with its cursor", |screen| {
            let given =
                !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste();
            given.then_some(())
        });
    }

    /// Sets the terminal as a shell does for itself.
    pub fn make_sane(&self) {
        let slave = self.slave.as_ref().unwrap();
        let mut settings = rustix::termios::tcgetattr(slave).unwrap();
        settings.local_modes |= rustix::termios::LocalModes::ICANON
            | rustix::termios::LocalModes::ECHO
            | rustix::termios::LocalModes::ISIG;
        rustix::termios::tcsetattr(slave, rustix::termios::OptionalActions::Now, &settings)
            .unwrap();
    }

    /// Presses Enter as a person does: not in one burst with what was typed before it, which would
    /// be a paste.
    pub fn enter(&mut self) {
        std::thread::sleep(Duration::from_millis(60));
        self.send("\r");
    }

    /// What the screen shows, row by row.
    pub fn screen(&self) -> String {
        self.shared.lock().parser.screen().contents()
    }

    /// Every byte that came so far.
    pub fn raw(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// The terminal takes nothing more, as after Ctrl-S.
    pub fn stops_reading(&self) {
        self.shared.hold(true);
    }

    /// It takes what waits, and everything that comes.
    pub fn reads_on(&self) {
        self.shared.hold(false);
    }

    /// Waits until the screen is so; says what it showed instead.
    pub fn until<T>(&mut self, what: &str, is: impl Fn(&vt100::Screen) -> Option<T>) -> T {
        self.until_within(PATIENCE, what, is)
    }

    /// The same with a patience of its own.
    pub fn until_within<T>(
        &mut self,
        patience: Duration,
        what: &str,
        is: impl Fn(&vt100::Screen) -> Option<T>,
    ) -> T {
        let end = Instant::now() + patience;
        let mut shown = self.shared.lock();
        loop {
            if let Some(found) = is(shown.parser.screen()) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let screen = shown.parser.screen().contents();
                drop(shown);
                let ended = self.child.try_wait().unwrap();
                panic!("never came: {what}; ended: {ended:?}; the screen:\n{screen}");
            }
            shown = self
                .shared
                .changed
                .wait_timeout(shown, left.min(Duration::from_millis(200)))
                .unwrap()
                .0;
        }
    }

    /// Waits for words anywhere; returns the row they are in.
    pub fn sees(&mut self, words: &str) -> String {
        self.until(words, |screen| {
            screen
                .contents()
                .lines()
                .find(|row| row.contains(words))
                .map(str::to_owned)
        })
    }

    /// Waits until words are nowhere.
    pub fn no_longer_sees(&mut self, words: &str) {
        self.until(&format!("no {words}"), |screen| {
            (!screen.contents().contains(words)).then_some(())
        });
    }

    /// Answers a question, which takes no key in its first moments, until its words are gone.
    pub fn answers(&mut self, question: &str, key: &str) {
        self.sees(question);
        let end = Instant::now() + PATIENCE;
        while self.screen().contains(question) {
            assert!(
                Instant::now() < end,
                "the question stays:\n{}",
                self.screen()
            );
            self.send(key);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The terminal says that it has this size; what it shows stays as it is.
    pub fn claims(&mut self, columns: u16, rows: u16) {
        let master = self.master.as_ref().unwrap();
        master.resize(pty_size(columns, rows)).unwrap();
    }

    /// The process of the program itself, also when a shell has started it.
    pub fn console(&self) -> Process {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = Process::below(self.pid()) {
                return found;
            }
            assert!(Instant::now() < end, "the program is not there");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        let mut shown = self.shared.lock();
        shown.parser.set_size(cells(rows), cells(columns));
        self.master
            .as_ref()
            .unwrap()
            .resize(pty_size(columns, rows))
            .unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.pid()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// The terminal's window is closed.
    pub fn hang_up(&mut self) {
        self.shared.lock().deaf = true;
        self.shared.changed.notify_all();
        // The next output lets the reader see that; only then the last handle can be closed.
        self.send("?");
        self.reader.take().unwrap().join().unwrap();
        drop(self.writer.take());
        drop(self.master.take());
    }

    /// Waits for the end.
    pub fn code(&mut self, within: Duration) -> u32 {
        let end = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert_eq!(status.signal(), None, "it ends by itself");
                return status.exit_code();
            }
            assert!(
                Instant::now() < end,
                "still running after {within:?}:\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end, and looks at what is left.
    pub fn ends(mut self) -> After {
        let code = self.code(PATIENCE);
        let slave = self.slave.take().unwrap();
        let now = termios(&slave);
        // The last handle: the reader comes to the end of what was written.
        drop(slave);
        self.reader.take().unwrap().join().unwrap();
        let shown = self.shared.lock();
        let screen = shown.parser.screen();
        let restored = if now != self.before {
            Err(format!("settings before:\n{}\nnow:\n{now}", self.before))
        } else if screen.alternate_screen() {
            Err("still on the alternate screen".into())
        } else if screen.hide_cursor() {
            Err("the cursor is hidden".into())
        } else if screen.bracketed_paste() {
            Err("pastes are still bracketed".into())
        } else {
            Ok(())
        };
        After {
            code,
            screen: screen.contents(),
            raw: shown.raw.clone(),
            restored,
        }
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        // After a failed test; one that has ended already is not there to be killed.
        let _ = self.child.kill();
    }
}

fn open_slave(path: &std::path::Path) -> File {
    fs::OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap())
        .open(path)
        .unwrap()
}

fn termios(tty: &File) -> String {
    format!("{:?}", rustix::termios::tcgetattr(tty).unwrap())
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

fn pty_size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// A process as the system shows it.
#[derive(Clone, Copy)]
pub struct Process {
    pub pid: u32,
}

impl Process {
    /// This process or one below it, whichever is the program.
    fn below(pid: u32) -> Option<Self> {
        let program = fs::read_link(format!("/proc/{pid}/exe")).ok()?;
        if program.file_name() == std::path::Path::new(FLOORWALK).file_name() {
            return Some(Self { pid });
        }
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
        let mut children = children.split_whitespace();
        children.find_map(|child| Self::below(child.parse().ok()?))
    }

    /// The fields of its `stat` from the state on.
    fn stat(self) -> Option<Vec<String>> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid)).ok()?;
        let (_, fields) = stat.rsplit_once(") ")?;
        Some(fields.split(' ').map(str::to_owned).collect())
    }

    /// Whether it is there, and no zombie.
    pub fn lives(self) -> bool {
        self.stat().is_some_and(|stat| stat[0] != "Z")
    }

    /// Whether it is stopped.
    pub fn is_stopped(self) -> bool {
        self.stat().is_some_and(|stat| stat[0] == "T")
    }

    /// The processor's time it has used.
    pub fn cpu(self) -> Duration {
        let stat = self.stat().unwrap();
        let ticks: u64 = [11, 12]
            .map(|n| stat[n].parse::<u64>().unwrap())
            .iter()
            .sum();
        // A hundred a second, whatever the kernel counts by.
        Duration::from_millis(ticks * 10)
    }

    /// Its memory in KiB.
    pub fn memory(self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap();
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    pub fn signal(self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.pid).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}

/// Waits until it is so; says what never was.
pub fn wait(what: &str, is: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is() {
        assert!(Instant::now() < end, "never was: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
