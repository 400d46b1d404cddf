//! Case 40: inside tmux and screen. Mosh is tried by hand.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::floor::Floor;
use crate::term::{FLOORWALK, Home, Start, Term, wait};
use crate::{assert_asks_nothing, assert_given_back};

fn installed(name: &str) -> bool {
    let folders = ["/usr/local/bin", "/usr/bin", "/bin"];
    let found = folders
        .iter()
        .any(|folder| Path::new(folder).join(name).exists());
    if !found {
        aloud!("SKIPPED: {name} is not installed");
    }
    found
}

/// A tmux server of its own, ended with the test.
struct Tmux {
    socket: PathBuf,
}

impl Tmux {
    fn ask(&self, words: &[&str]) -> String {
        let socket = self.socket.to_str().unwrap();
        let out = Command::new("tmux")
            .args(["-S", socket])
            .args(words)
            .output()
            .unwrap();
        String::from_utf8_lossy(&out.stdout).into_owned()
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.ask(&["kill-server"]);
    }
}

fn in_tmux<'a>(home: &'a Home, tmux: &Tmux, url: &str) -> Start<'a> {
    let config = home.path("home/tmux.conf");
    std::fs::write(
        &config,
        "set -g status off\nset -g default-terminal tmux-256color\nset -s set-clipboard on\nset -g allow-passthrough on\nset -g mouse off\n",
    )
    .unwrap();
    let script = format!(
        "exec tmux -S {} -f {} new-session '{FLOORWALK} --url {url} --user supervisor'",
        tmux.socket.display(),
        config.display(),
    );
    home.console(url).by_shell(&script)
}

/// The two show the same words, once both have come to rest.
fn same(one: &mut Term, two: &mut Term, rows: usize) {
    let lines = |term: &Term| -> Vec<String> {
        let shown = term.screen();
        shown
            .lines()
            .map(|l| l.trim_end().to_owned())
            .take(rows)
            .collect()
    };
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let (a, b) = (lines(one), lines(two));
        if a == b && a.iter().any(|row| row.starts_with("LIVE")) {
            return;
        }
        assert!(
            std::time::Instant::now() < end,
            "directly:\n{}\nthrough it:\n{}",
            a.join("\n"),
            b.join("\n")
        );
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

fn still_floor() -> Floor {
    let (floor, _) = Floor::with_one_session();
    floor
}

#[test]
fn c40_in_tmux_the_screen_is_the_same() {
    if !installed("tmux") {
        return;
    }
    let floor = still_floor();
    let (one, two) = (Home::new(), Home::new());
    let tmux = Tmux {
        socket: two.path("home/tmux.socket"),
    };
    let mut direct = one.console(&floor.url).spawn();
    let mut inside = in_tmux(&two, &tmux, &floor.url).spawn();
    direct.sees("not joined");
    inside.sees("not joined");
    same(&mut direct, &mut inside, 24);
    for keys in [
        "?", "\x1b", "\r", "\t", "\x1b[A", "\x1bOP", "\x1b", "/", "row", "\x1b",
    ] {
        direct.send(keys);
        inside.send(keys);
        // The multiplexer holds an Esc for longer than we do.
        std::thread::sleep(std::time::Duration::from_millis(600));
        same(&mut direct, &mut inside, 24);
    }
    let pane = tmux.ask(&["capture-pane", "-p"]);
    let shown: Vec<&str> = pane.lines().map(str::trim_end).collect();
    let screen = direct.screen();
    let expected: Vec<&str> = screen.lines().map(str::trim_end).collect();
    assert_eq!(shown, expected);
    let operations = floor.asked();
    assert!(
        operations
            .iter()
            .all(|op| op == "StartContactCenterSession"),
        "a stray byte acted: {operations:?}"
    );
    // The multiplexer keeps what it is given for the clipboard, and its own terminal gets it too.
    inside.send("m");
    inside.sees("1 mine");
    inside.sees("My heater shows E7");
    inside.send("y");
    wait("tmux's buffer", || {
        tmux.ask(&["show-buffer"]).contains("My heater shows E7")
    });
    assert_asks_nothing(&direct.raw());
    inside.send("q");
    inside.answers("and quit?", "y");
    let after = inside.ends();
    assert_eq!(after.code, 0);
    after.assert_restored();
    direct.send("q");
    let after = direct.ends();
    assert_eq!(after.code, 0);
    assert_given_back(&after.raw);
}

#[test]
fn c40_in_screen_the_screen_is_the_same() {
    if !installed("screen") {
        return;
    }
    let floor = still_floor();
    let (one, two) = (Home::new(), Home::new());
    let folder = two.path("home/screens");
    std::fs::create_dir(&folder).unwrap();
    Command::new("chmod")
        .arg("700")
        .arg(&folder)
        .status()
        .unwrap();
    let script = format!(
        "exec screen -U -c /dev/null -T xterm-256color {FLOORWALK} --url {} --user supervisor",
        floor.url
    );
    let mut direct = one.console(&floor.url).spawn();
    let mut inside = two
        .console(&floor.url)
        .env("SCREENDIR", folder.to_str().unwrap())
        .by_shell(&script)
        .spawn();
    direct.sees("not joined");
    inside.sees("not joined");
    same(&mut direct, &mut inside, 24);
    for keys in ["?", "\x1b", "\r", "\t", "\x1b[A", "\x1b"] {
        direct.send(keys);
        inside.send(keys);
        std::thread::sleep(std::time::Duration::from_millis(600));
        same(&mut direct, &mut inside, 24);
    }
    inside.send("q");
    assert_eq!(inside.ends().code, 0);
    direct.send("q");
    assert_eq!(direct.ends().code, 0);
}
