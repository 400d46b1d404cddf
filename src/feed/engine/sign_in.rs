//! Signing in, again and elsewhere.

use std::sync::Arc;
use std::time::Instant;

use super::client::Client;
use super::{Engine, Retry, SignIn, Told};
use crate::bayeux;
use crate::domain::{Event, Fault, OfflineWhy, Step, Text};
use crate::feed::door::Door;
use crate::feed::errand::{self, Again};

impl Engine {
    pub(super) fn sign_on(&mut self, again: Again) {
        let first = matches!(self.sign_in, SignIn::Asking { first: true });
        self.sign_in = SignIn::Asking { first };
        self.unopened = true;
        self.poll(false);
        self.retry.at = None;
        self.health
            .signed_out(OfflineWhy::Busy(Step::Connecting), None, Instant::now());
        self.errands.spawn(errand::sign_on(self.api.clone(), again));
    }

    /// Somebody was told that we are not signed in: the cookies are void. Once, with the password
    /// at hand; what else comes in meanwhile is about the same thing.
    pub(super) async fn signed_out(&mut self) -> Told {
        if self.sign_in == SignIn::Done {
            self.sign_on(Again::SamePassword);
        }
        Ok(())
    }

    /// The CometD endpoint refused us with 401 or 403. Signing in again cures that once; where
    /// REST lets us in and the feed does not, it is tried ever more rarely, like any other loss.
    pub(super) async fn refused(&mut self, status: u16) -> Told {
        self.refusals = self.refusals.saturating_add(1);
        if self.refusals == 1 || self.sign_in != SignIn::Done {
            return self.signed_out().await;
        }
        self.sign_in = SignIn::Asking { first: false };
        self.poll(false);
        self.retry.tries = self.refusals - 2;
        let at = self.retry_later(&Fault::Http { status });
        let why = format!("the server refuses the feed (HTTP {status})");
        let why = OfflineWhy::Lost(Text::line(&why));
        self.health.signed_out(why, Some(at), Instant::now());
        Ok(())
    }

    pub(super) async fn signed_on(
        &mut self,
        outcome: Result<crate::domain::SignOn, Fault>,
    ) -> Told {
        let first = self.sign_in == SignIn::Asking { first: true };
        match outcome {
            Ok(sign_on) => {
                self.sign_in = SignIn::Done;
                self.health.signed_in(Instant::now());
                self.retry = Retry::default();
                self.node.tried = 0;
                self.tell(Event::SignedOn(sign_on)).await?;
                match &self.client {
                    Some(client) => client.handle.restart(),
                    None => self.client = Some(Client::start(self.config())),
                }
                Ok(())
            }
            Err(fault) if first => {
                self.node.tried += 1;
                let is_node = !matches!(fault, Fault::SignIn { .. } | Fault::Refused { .. });
                if is_node && self.node.tried < self.api.nodes() && self.api.next_node().is_some() {
                    tracing::warn!("the node is down ({fault}); trying {}", self.api.server());
                    self.sign_on(Again::First);
                    return Ok(());
                }
                self.tell(Event::CannotStart(fault)).await
            }
            Err(Fault::SignIn { message }) => {
                self.sign_in = SignIn::Refused;
                self.health
                    .signed_out(OfflineWhy::SignIn(message), None, Instant::now());
                Ok(())
            }
            Err(fault) => {
                // The next try is made elsewhere, if there is an elsewhere.
                let _ = self.api.next_node();
                let at = self.retry_later(&fault);
                let why = OfflineWhy::Lost(Text::line(&fault.to_string()));
                self.health.signed_out(why, Some(at), Instant::now());
                Ok(())
            }
        }
    }

    /// The node is down: the next one is signed in to, with a new epoch and nothing confirmed.
    pub(super) async fn change_node(&mut self) -> Told {
        self.node.failures = 0;
        if self.api.next_node().is_none() {
            return Ok(());
        }
        // Dropped, it says goodbye to the old node by itself, if that hears it.
        self.client = None;
        let line = format!("the node is down: going to {}", self.api.server());
        self.sign_on(Again::First);
        self.tell(Event::Notice(Text::line(&line))).await
    }

    pub(super) fn config(&self) -> bayeux::Config {
        bayeux::Config {
            url: self.api.notifications_url(),
            topics: self.plan.topics.clone(),
            transport: self.plan.transport,
            tempo: self.plan.tempo.bayeux,
            door: Arc::new(Door(self.api.clone())),
            seed: self.plan.seed,
            limits: bayeux::Limits::default(),
        }
    }
}
