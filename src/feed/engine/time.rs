//! What time brings: what is due, and time that passed without us.

use std::time::{Duration, Instant};

use super::{Engine, SignIn, Told, Verdict};
use crate::domain::{Event, Fault, Link, OfflineWhy, Text};
use crate::feed::errand::{self, Again};
use crate::feed::suspend::Jump;

impl Engine {
    pub(super) fn retry_later(&mut self, fault: &Fault) -> Instant {
        let doubled = self
            .plan
            .tempo
            .retry
            .saturating_mul(1 << self.retry.tries.min(10));
        let floor = match fault {
            Fault::Busy { retry_after, .. } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let at = Instant::now() + doubled.min(self.plan.tempo.retry_cap).max(floor);
        self.retry.tries += 1;
        self.retry.at = Some(at);
        at
    }

    pub(super) async fn ring(&mut self) -> Told {
        let now = Instant::now();
        if self.retry.at.take_if(|at| *at <= now).is_some() {
            match self.sign_in {
                SignIn::Asking { .. } => self.sign_on(Again::SamePassword),
                SignIn::Done => self.read(),
                SignIn::Refused => {}
            }
        }
        if self.check_at.take_if(|at| *at <= now).is_some() {
            self.check_at = Some(now + self.plan.tempo.check);
            if self.judge_at.is_none() && self.health.link() == Link::Live {
                self.truth.asking();
                self.errands.spawn(errand::check(self.api.clone()));
            }
        }
        if self.judge_at.take_if(|at| *at <= now).is_some() {
            match self.truth.judge() {
                Verdict::Agrees => {}
                Verdict::Reread => {
                    self.truth.asking();
                    self.errands.spawn(errand::reread(self.api.clone()));
                }
                Verdict::SameAgain => self.tell(Event::MissesEvents).await?,
                Verdict::Resync => {
                    self.tell(Event::MissesEvents).await?;
                    self.begin().await?;
                    self.read();
                }
            }
        }
        Ok(())
    }

    /// On every wake-up, whatever it was for: a platform that tells of a resume is one of them.
    pub(super) async fn look_at_the_clocks(&mut self) -> Told {
        let Some(jump) = self.plan.suspend.noticed() else {
            return Ok(());
        };
        self.api.give_up_connections();
        self.woke(jump).await
    }

    /// The machine was suspended: what was connected is not any more, whatever the sockets say,
    /// and what is on the screen is as old as the suspend was long.
    pub(super) async fn woke(&mut self, jump: Jump) -> Told {
        let now = Instant::now();
        let why = words(jump);
        tracing::warn!("{why}");
        self.woke = true;
        let since = now.checked_sub(jump.asleep()).unwrap_or(now);
        self.health.woke(OfflineWhy::Lost(Text::line(&why)), since);
        self.judge_at = None;
        if self.retry.at.is_some() {
            self.retry.at = Some(now);
        }
        self.view.send_modify(|view| view.resumes += 1);
        if let Some(client) = &self.client {
            client.handle.reopen(jump.asleep());
        }
        self.show_link().await?;
        let line = format!("{why}: everything is connected anew, and read again");
        self.tell(Event::Notice(Text::line(&line))).await
    }
}

fn words(jump: Jump) -> String {
    let long = |by: Duration| {
        let s = by.as_secs();
        format!("{}:{:02}:{:02}", s / 3600, s % 3600 / 60, s % 60)
    };
    match jump {
        Jump::Suspended(by) => format!("this machine was suspended for {}", long(by)),
        Jump::Ahead(by) => format!("this machine's clock went ahead by {}", long(by)),
    }
}
