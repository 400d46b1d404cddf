//! The embedded server as a process of its own, so that its costs are nobody else's.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::console::program;

pub struct Server {
    child: Child,
    /// `127.0.0.1:PORT`
    pub addr: String,
}

impl Server {
    /// So many agents and sessions, and messages per second.
    pub fn start(agents: usize, sessions: usize, rate: f64) -> Self {
        let mut child = Command::new(program())
            .args(["simulate", "--listen", "127.0.0.1:0"])
            .args(["--agents", &agents.to_string()])
            .args(["--sessions", &sessions.to_string()])
            .args(["--rate", &rate.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the embedded server");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out)
            .read_line(&mut line)
            .expect("its first line");
        let (_, addr) = line
            .trim()
            .rsplit_once("//")
            .expect("listening on http://..");
        Self {
            addr: addr.to_owned(),
            child,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }
}

impl Server {
    /// It does nothing more.
    pub fn freeze(&self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process"), Signal::STOP).expect("to stop it");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
