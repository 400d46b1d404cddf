//! The tests' hand on the wire: each fault there is, on command.

use std::time::Duration;

use super::Stage;
use crate::sim::faults::{Fault, Rubbish, Scheduled};

/// Faults of the wire; see [`Fault`] for what each does.
impl Stage {
    /// Has something go wrong, now.
    pub fn fault(&self, fault: &Fault) {
        self.hub.fault(fault);
    }

    /// Has something go wrong when a request is met. A time is not waited for:
    /// what has one goes wrong now.
    pub fn schedule(&self, scheduled: &Scheduled) {
        match scheduled.at_ms {
            Some(_) => self.fault(&scheduled.what),
            None => self.hub.await_request(scheduled.clone()),
        }
    }

    /// Ends what lasts: stalls, delays, slowness, refusals, events to drop or
    /// to double, and what waits for a request.
    pub fn mend(&self) {
        self.hub.mend();
    }

    /// Every connection is reset.
    pub fn reset_connections(&self) {
        self.fault(&Fault::Reset);
    }

    /// Nothing is sent for a time.
    pub fn stall(&self, span: Duration) {
        self.fault(&Fault::Stall { for_ms: ms(span) });
    }

    /// Everything is sent late for a time.
    pub fn delay(&self, by: Duration, span: Duration) {
        self.fault(&Fault::Delay {
            by_ms: ms(by),
            for_ms: ms(span),
        });
    }

    /// Every connection is slow for a time.
    pub fn throttle(&self, bytes_per_second: u32, span: Duration) {
        self.fault(&Fault::Throttle {
            bytes_per_second,
            for_ms: ms(span),
        });
    }

    /// The next frame, or body, with notifications is cut in its middle.
    pub fn cut_frame(&self) {
        self.fault(&Fault::CutFrame);
    }

    /// The next so many requests are refused; only those that are called so,
    /// or have this in their path.
    pub fn answer_next(&self, times: u32, status: u16, retry: Option<u32>, only: Option<&str>) {
        self.fault(&Fault::Answer {
            status,
            retry_after: retry,
            times,
            only: only.map(str::to_owned),
        });
    }

    /// Every CSRF token is void; the HTTP sessions go on.
    pub fn renew_tokens(&self) {
        self.fault(&Fault::RenewTokens);
    }

    /// The server starts again, with the world of another seed.
    pub fn restart(&self, seed: u64) {
        self.fault(&Fault::Restart { seed });
    }

    /// The next so many events to supervisors are delivered twice.
    pub fn duplicate(&self, events: u32) {
        self.fault(&Fault::Duplicate { events });
    }

    /// After so many events to supervisors, so many are lost.
    pub fn drop_events(&self, skip: u32, events: u32) {
        self.fault(&Fault::Drop { skip, events });
    }

    /// Something arrives that nobody should send.
    pub fn rubbish(&self, what: Rubbish) {
        self.fault(&Fault::Rubbish { what });
    }
}

fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
