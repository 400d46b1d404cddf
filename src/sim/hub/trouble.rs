//! Faults brought about; what the lines cannot do by themselves. Knows no
//! sockets.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{Ending, Hub, State};
use crate::sim::faults::{Fault, Rubbish, Scheduled, frame};
use crate::sim::options::Options;
use crate::sim::world::Answer;

/// What is wrong with the next requests and events.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    refusals: Vec<Refusal>,
    duplicates: u32,
    skips: u32,
    drops: u32,
    bombs: u32,
}

/// Requests that are refused.
#[derive(Debug)]
struct Refusal {
    status: u16,
    retry_after: Option<u32>,
    times: u32,
    only: Option<String>,
}

/// How often an event is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Once,
    Twice,
    Lost,
}

/// Where a request stands when faults wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Received,
    Done,
}

impl Trouble {
    /// What a request is refused with, by its name and path.
    pub(crate) fn refusal(&mut self, name: &str, path: &str) -> Option<Answer> {
        let place = self.refusals.iter().position(|refusal| {
            refusal.only.as_deref().is_none_or(|only| {
                if only.starts_with('/') && !only.starts_with("/meta/") {
                    path.contains(only)
                } else {
                    only == name
                }
            })
        })?;
        let refusal = &mut self.refusals[place];
        refusal.times -= 1;
        let (status, retry_after) = (refusal.status, refusal.retry_after);
        if refusal.times == 0 {
            self.refusals.remove(place);
        }
        let mut answer = match status {
            401 => Answer::refused(20, "sign in again"),
            status => Answer::html(status, &format!("<html><body>{status}</body></html>")),
        };
        answer.retry_after = retry_after;
        Some(answer)
    }

    /// Whether this answer is a bomb.
    pub(crate) fn is_bomb(&mut self) -> bool {
        let is_bomb = self.bombs > 0;
        self.bombs = self.bombs.saturating_sub(1);
        is_bomb
    }

    /// What becomes of an event.
    pub(super) fn fate(&mut self) -> Fate {
        if self.skips > 0 {
            self.skips -= 1;
        } else if self.drops > 0 {
            self.drops -= 1;
            return Fate::Lost;
        }
        if self.duplicates > 0 {
            self.duplicates -= 1;
            return Fate::Twice;
        }
        Fate::Once
    }
}

impl State {
    /// Begins again with another world. Nobody is known any more; what was
    /// noted is kept.
    fn restart(&mut self, options: &Options) {
        let new = State::new(options);
        let old = std::mem::replace(self, new);
        let opening = std::mem::replace(&mut self.ledger, old.ledger);
        self.ledger.add(json!({ "restarted": options.seed }));
        for fact in opening.all() {
            self.ledger.add(fact);
        }
        self.requests = old.requests;
        self.outlets = old.outlets;
    }
}

impl Hub {
    /// Has something go wrong.
    pub(crate) fn fault(&self, fault: &Fault) {
        let span = Duration::from_millis;
        match fault {
            Fault::Close => self.cut_lines(Ending::Close),
            Fault::Reset => self.cut_lines(Ending::Reset),
            Fault::Stall { for_ms } => self.weather.stall(span(*for_ms)),
            Fault::Delay { by_ms, for_ms } => self.weather.delay(span(*by_ms), span(*for_ms)),
            Fault::Throttle {
                bytes_per_second,
                for_ms,
            } => self.weather.throttle(*bytes_per_second, span(*for_ms)),
            Fault::CutFrame => self.weather.cut(),
            Fault::Answer {
                status,
                retry_after,
                times,
                only,
            } => {
                if *times > 0 {
                    self.state().trouble.refusals.push(Refusal {
                        status: *status,
                        retry_after: *retry_after,
                        times: *times,
                        only: only.clone(),
                    });
                }
            }
            Fault::ForgetClients => self.act(|state| state.comet.forget()),
            Fault::ForgetLogins => self.act(|state| {
                state.logins.forget();
                state.world.stop_all_watching();
            }),
            Fault::RenewTokens => self.state().logins.renew_tokens(),
            Fault::Restart { seed } => {
                let options = Options {
                    seed: *seed,
                    ..self.options.clone()
                };
                self.act(|state| state.restart(&options));
                self.cut_lines(Ending::Close);
            }
            Fault::Duplicate { events } => self.state().trouble.duplicates += events,
            Fault::Drop { skip, events } => {
                let mut state = self.state();
                state.trouble.skips += skip;
                state.trouble.drops += events;
            }
            Fault::Rubbish { what } => self.rubbish(*what),
        }
    }

    fn rubbish(&self, what: Rubbish) {
        match what {
            Rubbish::CompressionBomb => self.state().trouble.bombs += 1,
            Rubbish::HostileText => self.act(|state| state.world.speak_hostile()),
            Rubbish::BadUtf8
            | Rubbish::TruncatedJson
            | Rubbish::DeepJson
            | Rubbish::HugeFrame
            | Rubbish::HugeMessage
            | Rubbish::ManyFragments
            | Rubbish::CompressedFrame => {
                if let Some(raw) = frame(what) {
                    self.act(|state| state.comet.publish_raw(None, &raw, Instant::now()));
                }
            }
        }
    }

    /// Ends everything that is wrong and still lasts, and what waits.
    pub(crate) fn mend(&self) {
        self.weather.clear();
        self.waiting().clear();
        self.state().trouble = Trouble::default();
    }

    /// Has go wrong what waits for such a request.
    pub(crate) fn meet(&self, name: &str, moment: Moment) {
        let due: Vec<Fault> = {
            let mut waiting = self.waiting();
            let mut due = Vec::new();
            waiting.retain_mut(|one| {
                let named = match moment {
                    Moment::Received => &one.on,
                    Moment::Done => &one.after,
                };
                if named.as_deref() != Some(name) {
                    return true;
                }
                one.nth = one.nth.saturating_sub(1);
                if one.nth == 0 {
                    due.push(one.what.clone());
                }
                one.nth > 0
            });
            due
        };
        for fault in due {
            self.fault(&fault);
        }
    }

    /// Has one thing go wrong at its moment, as part of the plan.
    pub(crate) fn await_request(&self, scheduled: Scheduled) {
        self.waiting().push(scheduled);
    }

    /// Follows the plan of the options, until the end.
    pub(crate) async fn run_faults(&self) {
        let start = Instant::now();
        for scheduled in self.options.faults.expanded() {
            let Some(ms) = scheduled.at_ms else {
                continue;
            };
            let due = start + Duration::from_millis(ms);
            tokio::select! {
                () = self.closing.cancelled() => return,
                () = tokio::time::sleep_until(due.into()) => self.fault(&scheduled.what),
            }
        }
    }
}
