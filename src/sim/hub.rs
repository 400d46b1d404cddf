//! The one owner of the floor, the logins, the CometD clients and the ledger.
//! Every lock is held briefly and never over an await.

mod ledger;
mod state;
mod trouble;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub(crate) use state::State;
pub(crate) use trouble::Moment;

use super::faults::Scheduled;
use super::options::Options;
use super::wire::{Cord, Weather};

/// An answer is on its way before the notices that it causes
/// (`notification_timing` of the fixtures: after-answer).
const AFTER_ANSWER: Duration = Duration::from_millis(1);

/// The longest time between two looks at the clock.
const LOOK: Duration = Duration::from_millis(500);

/// The shortest time between two beats of the script.
const BEAT: Duration = Duration::from_millis(1);

/// Most steps of the script at one beat.
const STEPS: f64 = 250.0;

/// The owner.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) options: Options,
    state: Mutex<State>,
    wake: Notify,
    lines: Mutex<Lines>,
    pub(crate) weather: Weather,
    /// Faults that wait for a request.
    waiting: Mutex<Vec<Scheduled>>,
    /// Cancelled at the end.
    pub(crate) closing: CancellationToken,
}

/// What present connections have in common.
#[derive(Debug)]
struct Lines {
    /// Cancelled when every connection is to be cut; then a new one stands here.
    cut: CancellationToken,
    /// Whether they end with a reset.
    reset: Arc<AtomicBool>,
}

impl Lines {
    fn new(closing: &CancellationToken) -> Self {
        Self {
            cut: closing.child_token(),
            reset: Arc::new(AtomicBool::new(false)),
        }
    }
}

/// How connections end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Close,
    Reset,
}

impl Hub {
    pub(crate) fn new(options: Options) -> Self {
        let closing = CancellationToken::new();
        let waiting = options.faults.expanded();
        Self {
            state: Mutex::new(State::new(&options)),
            options,
            wake: Notify::new(),
            lines: Mutex::new(Lines::new(&closing)),
            weather: Weather::default(),
            waiting: Mutex::new(
                waiting
                    .into_iter()
                    .filter(|one| one.at_ms.is_none())
                    .collect(),
            ),
            closing,
        }
    }

    /// The state, for a moment. A panic of another task while it had the
    /// state leaves nothing half done that the next one could not read.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Scheduled>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a new connection is held by.
    pub(crate) fn cord(&self) -> Cord {
        let lines = self.lines();
        Cord::new(lines.cut.child_token(), lines.reset.clone())
    }

    /// Cuts every connection; new ones are taken.
    pub(crate) fn cut_lines(&self, ending: Ending) {
        let mut lines = self.lines();
        lines
            .reset
            .store(ending == Ending::Reset, Ordering::Relaxed);
        lines.cut.cancel();
        *lines = Lines::new(&self.closing);
    }

    /// Has the pump look at the state now.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Does something to the floor from outside of any request.
    pub(crate) fn act<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state();
        state.world.at(now(self.options.clock_ahead));
        let done = act(&mut state);
        state.gather(Instant::now());
        state.pump(Instant::now());
        drop(state);
        self.wake();
        done
    }

    /// Publishes what is due and answers held connects, until the end.
    pub(crate) async fn run_pump(&self) {
        loop {
            let next = self.state().pump(Instant::now());
            let latest = Instant::now() + LOOK;
            let next = next.map_or(latest, |next| next.min(latest));
            tokio::select! {
                () = self.closing.cancelled() => return,
                () = self.wake.notified() => {}
                () = tokio::time::sleep_until(next.into()) => {}
            }
        }
    }

    /// Lets the world go on by itself, until the end.
    pub(crate) async fn run_script(&self) {
        let rate = self.options.rate;
        if !rate.is_finite() || rate <= 0.0 {
            return;
        }
        let period = Duration::from_secs_f64((1.0 / rate).clamp(BEAT.as_secs_f64(), 86_400.0));
        let mut beat = tokio::time::interval(period);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // Steps that are due, whole and in part: a clock of milliseconds cannot beat faster than
        // they pass, so that a high rate takes several steps at a beat.
        let (mut due, mut last) = (1.0, Instant::now());
        loop {
            tokio::select! {
                () = self.closing.cancelled() => return,
                _ = beat.tick() => {}
            }
            let now = Instant::now();
            due += (now - last).as_secs_f64() * rate;
            last = now;
            // One that cannot keep up falls behind, and leaves the lock to others in between.
            due = f64::min(due, STEPS);
            self.act(|state| {
                // Rounded: a beat that comes a moment early is a whole one.
                while due >= 0.5 {
                    due -= 1.0;
                    state.tick();
                }
            });
        }
    }

    /// When notices caused by a request just answered are due.
    pub(crate) fn after_answer() -> Instant {
        Instant::now() + AFTER_ANSWER
    }
}

/// Milliseconds since 1970, by a clock that is so many seconds ahead.
pub(crate) fn now(ahead: i64) -> i64 {
    let ahead = ahead.saturating_mul(1000);
    jiff::Timestamp::now()
        .as_millisecond()
        .saturating_add(ahead)
}
