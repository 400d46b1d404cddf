//! What may leave, and what is written down before it does. Every request that changes something
//! comes through here: the intent is on disk first, what came of it stands after it.

use std::time::Duration;

use super::Api;
use crate::audit::{Clerk, DeedId};
use crate::domain::{About, Access, Call, Fault, Noticed, Reply, Text, Unrecorded};
use crate::gws::faults;

/// How long the disk may take before what somebody notices is refused.
const SEEN: Duration = Duration::from_secs(1);
/// How long before what nobody notices goes on without it: a session can always be left.
const SILENT: Duration = Duration::from_millis(300);

impl Api {
    /// Carries out one call, with nothing known of its session: see [`Api::carry_out_about`].
    ///
    /// # Errors
    /// As the server refused it; [`Fault::is_certain`] tells whether anything can have happened.
    pub async fn carry_out(&self, call: Call) -> Result<Reply, Fault> {
        self.carry_out_about(call, &About::default()).await
    }

    /// Carries out one call. Nothing is repeated, but for what the server refused unread for want
    /// of a CSRF token; words for a customer not even then: they come back as
    /// [`Fault::NotSent`], and need a new permit.
    ///
    /// # Errors
    /// As the server refused it, or [`Fault::NotSent`]: nothing but reads may leave, or it could
    /// not be written down and somebody would notice it.
    pub async fn carry_out_about(&self, call: Call, about: &About) -> Result<Reply, Fault> {
        let noticed = call.noticed(about.asked);
        if noticed == Noticed::Reads {
            return self.ask(call).await;
        }
        self.may_change()?;
        let Some(clerk) = &self.0.clerk else {
            return self.ask(call).await;
        };
        let within = match noticed {
            Noticed::Seen => SEEN,
            Noticed::Silent | Noticed::Reads => SILENT,
        };
        let deed = match clerk.intent(&call, about, within).await {
            Ok(deed) => Some(deed),
            Err(why) if noticed == Noticed::Seen => {
                allowed(clerk, &why)?;
                None
            }
            Err(_) => None,
        };
        let outcome = self.ask(call).await;
        close(clerk, deed, &outcome).await;
        outcome
    }

    /// Has a request written down that is no call and that nobody else notices.
    pub(super) async fn recorded(
        &self,
        action: &str,
        request: impl Future<Output = Result<Reply, Fault>>,
    ) -> Result<Reply, Fault> {
        self.may_change()?;
        let Some(clerk) = &self.0.clerk else {
            return request.await;
        };
        let deed = clerk.intent_named(action, SILENT).await.ok();
        let outcome = request.await;
        close(clerk, deed, &outcome).await;
        outcome
    }

    /// Whether a request that changes something may leave at all.
    pub(super) fn may_change(&self) -> Result<(), Fault> {
        match self.0.access {
            Access::Full => Ok(()),
            Access::ReadOnly => Err(faults::not_sent("read-only: nothing was sent")),
        }
    }

    /// Whether requests that change something may leave.
    pub fn access(&self) -> Access {
        self.0.access
    }

    /// Who writes down what is done.
    pub fn clerk(&self) -> Option<&Clerk> {
        self.0.clerk.as_ref()
    }
}

fn allowed(clerk: &Clerk, why: &Text) -> Result<(), Fault> {
    match clerk.unrecorded() {
        Unrecorded::Allowed => Ok(()),
        Unrecorded::Refused => Err(faults::not_sent(&format!(
            "the audit cannot be written ({why}), and [audit] required is true"
        ))),
    }
}

async fn close(clerk: &Clerk, deed: Option<DeedId>, outcome: &Result<Reply, Fault>) {
    if let Some(deed) = deed {
        clerk.result(&deed, outcome).await;
    }
}
