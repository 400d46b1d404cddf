//! The machine's clocks as far as they tell that it was suspended. Reads them and compares
//! nothing; what is given to a test instead is any other [`Clock`].

use std::fmt::Debug;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_util::future::BoxFuture;

/// What the clocks say at one moment. Only differences between two readings mean anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The clock that stands still while the machine is suspended: what deadlines are measured
    /// with (`CLOCK_MONOTONIC` on Linux, `CLOCK_UPTIME_RAW` on macOS).
    pub awake: Duration,
    /// The clock that goes on then and that nobody sets (`CLOCK_BOOTTIME`); `None` where the
    /// platform has none that we read.
    pub boot: Option<Duration>,
    /// The clock on the wall, since 1970: goes on, too, but people and NTP set it.
    pub wall: Duration,
}

/// Where readings come from.
pub trait Clock: Debug + Send + Sync {
    /// The clocks now.
    fn read(&self) -> Reading;

    /// Completes when the machine may have been suspended, or its wall clock set, since this was
    /// called: no sooner, and without waking anybody before. Pending for ever where the platform
    /// does not tell.
    fn disturbed(&self) -> BoxFuture<'static, ()>;
}

/// This machine's clocks.
#[derive(Debug)]
pub(super) struct Machine {
    started: Instant,
}

impl Machine {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

impl Clock for Machine {
    fn read(&self) -> Reading {
        Reading {
            awake: self.started.elapsed(),
            boot: platform::boot(),
            // Before 1970 a clock is wrong, and stays so in both readings.
            wall: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
        }
    }

    fn disturbed(&self) -> BoxFuture<'static, ()> {
        platform::disturbed()
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::os::fd::OwnedFd;
    use std::time::Duration;

    use futures_util::future::BoxFuture;
    use rustix::time::{
        ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec,
        clock_gettime, timerfd_create, timerfd_settime,
    };
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;

    /// In seconds since 1970: no clock says so in our time.
    const NEVER: i64 = 1 << 33;

    pub(super) fn boot() -> Option<Duration> {
        Duration::try_from(clock_gettime(ClockId::Boottime)).ok()
    }

    /// A timer that never rings but is cancelled when the wall clock jumps against the monotonic
    /// one, which a resume makes it do (`timerfd_create(2)`, `TFD_TIMER_CANCEL_ON_SET`).
    pub(super) fn disturbed() -> BoxFuture<'static, ()> {
        let timer = timer();
        Box::pin(async move {
            let readable = match &timer {
                Ok(timer) => timer.readable().await.map(drop),
                Err(e) => Err(std::io::Error::new(e.kind(), e.to_string())),
            };
            if let Err(e) = readable {
                tracing::warn!("watching the clock: {e}; a suspend is noticed later");
                std::future::pending::<()>().await;
            }
        })
    }

    #[expect(
        deprecated,
        reason = "what replaces it is unsafe; an OwnedFd is one descriptor, open while it lives"
    )]
    fn timer() -> std::io::Result<AsyncFd<OwnedFd>> {
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let timer = timerfd_create(TimerfdClockId::Realtime, flags)?;
        let zero = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        let never = Itimerspec {
            it_interval: zero,
            it_value: Timespec {
                tv_sec: NEVER,
                tv_nsec: 0,
            },
        };
        let how = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
        timerfd_settime(&timer, how, &never)?;
        AsyncFd::with_interest(timer, Interest::READABLE)
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use std::time::Duration;

    use futures_util::future::BoxFuture;

    pub(super) fn boot() -> Option<Duration> {
        None
    }

    /// Nothing tells: what wakes us anyway has to look at the clocks.
    pub(super) fn disturbed() -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn the_machine_is_not_disturbed_by_time_passing() {
        let clock = Machine::new();
        let before = clock.read();
        let disturbed = clock.disturbed();
        let waited = tokio::time::timeout(Duration::from_millis(200), disturbed).await;
        assert!(waited.is_err(), "nobody set this machine's clock");
        let after = clock.read();
        assert!(after.awake - before.awake >= Duration::from_millis(200));
        assert_eq!(after.boot.is_some(), cfg!(target_os = "linux"));
    }

    /// What the kernel is asked for, where it can be seen.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_timer_is_cancelled_by_a_set_clock() {
        let disturbed = Machine::new().disturbed();
        let timers: Vec<String> = std::fs::read_dir("/proc/self/fdinfo")
            .unwrap()
            .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
            .filter(|info| info.contains("clockid: 0"))
            .collect();
        // 3 = absolute, and cancelled when the clock is set.
        let is_ours = |info: &String| info.contains("settime flags: 03");
        assert!(timers.iter().any(is_ours), "{timers:?}");
        drop(disturbed);
    }
}
