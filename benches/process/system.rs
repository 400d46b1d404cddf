//! What a process costs, as the system counts it: `/proc`, nanoseconds rather than ticks.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Whether a process can be looked at here.
pub fn is_there() -> bool {
    fs::read_to_string("/proc/self/schedstat").is_ok_and(|text| run_time(&text).is_some())
}

/// A process.
#[derive(Clone, Copy, Debug)]
pub struct Process(pub u32);

/// What it has cost up to some moment. Threads that have ended are not in it.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub at: Instant,
    pub cpu: Duration,
    /// How often a thread of it went to sleep of its own will, to be woken.
    pub wakeups: u64,
}

impl Sample {
    /// Milliseconds of a core per second since then.
    pub fn cpu_ms_per_second(&self, before: &Self) -> f64 {
        self.cpu_since(before).as_secs_f64() * 1000.0 / self.seconds_since(before)
    }

    pub fn cpu_since(&self, before: &Self) -> Duration {
        self.cpu.saturating_sub(before.cpu)
    }

    pub fn seconds_since(&self, before: &Self) -> f64 {
        self.at.duration_since(before.at).as_secs_f64()
    }

    pub fn wakeups_per_second(&self, before: &Self) -> f64 {
        self.wakeups.saturating_sub(before.wakeups) as f64 / self.seconds_since(before)
    }
}

impl Process {
    pub fn sample(self) -> Sample {
        let mut sample = Sample {
            at: Instant::now(),
            cpu: Duration::ZERO,
            wakeups: 0,
        };
        for thread in self.threads() {
            // One that has just ended is not there any more.
            let text = |name| fs::read_to_string(thread.join(name)).unwrap_or_default();
            sample.cpu += run_time(&text("schedstat")).unwrap_or_default();
            sample.wakeups += field(&text("status"), "voluntary_ctxt_switches:").unwrap_or(0);
        }
        sample
    }

    fn threads(self) -> Vec<PathBuf> {
        let entries = fs::read_dir(format!("/proc/{}/task", self.0));
        let entries = entries.into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    }

    /// Its resident memory in MB (of 1024 KiB, as `top` has it).
    pub fn rss(self) -> f64 {
        self.status("VmRSS:")
    }

    /// The most it ever had.
    pub fn peak(self) -> f64 {
        self.status("VmHWM:")
    }

    fn status(self, name: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap_or_default();
        field(&status, name).unwrap_or(0) as f64 / 1024.0
    }
}

/// The first number of a `schedstat`: nanoseconds on a core.
fn run_time(schedstat: &str) -> Option<Duration> {
    let nanos = schedstat.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}

/// A number behind its name at the beginning of a line.
fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
