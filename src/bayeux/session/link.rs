//! What a linked session sends: connects and subscriptions.

use std::time::{Duration, Instant};

use super::phase::{Asked, Outstanding, Phase};
use super::{Lane, Output, Session};
use crate::bayeux::{Payload, wire};

impl<P: Payload> Session<P> {
    /// Sends a connect, alone in its frame, that asks to be held for `hold`.
    pub(super) fn send_connect(&mut self, hold: Duration, now: Instant) {
        let id = self.fresh_id();
        let (Phase::Linked(link), Some(identity)) = (&mut self.phase, &self.identity) else {
            return;
        };
        let text = wire::connect(
            &id,
            &identity.client,
            self.transport.name(),
            hold,
            identity.ack,
        );
        link.due = None;
        link.busy = false;
        link.connect = Some(Outstanding {
            id,
            sent: now,
            hold,
        });
        let acknowledges = identity.ack.is_some();
        if acknowledges && std::mem::take(&mut self.untaken) {
            self.outputs.push_back(Output::Handover);
        }
        self.send(text, Lane::Held);
    }

    /// Asks for every topic that has not had its answer, all in one frame.
    pub(super) fn subscribe(&mut self, now: Instant) {
        let last_id = &mut self.last_id;
        let (Phase::Linked(link), Some(identity)) = (&mut self.phase, &mut self.identity) else {
            return;
        };
        for subscription in &mut identity.subscriptions {
            if subscription.state != Asked::Settled {
                *last_id += 1;
                subscription.state = Asked::With(last_id.to_string());
            }
        }
        let asked =
            identity
                .subscriptions
                .iter()
                .filter_map(|subscription| match &subscription.state {
                    Asked::With(id) => Some((id.as_str(), subscription.topic.as_str())),
                    Asked::Not | Asked::Settled => None,
                });
        if asked.clone().next().is_none() {
            return;
        }
        let text = wire::subscribe(&identity.client, asked);
        link.subscribe_by = Some(now + self.settings.tempo.subscribe);
        self.send(text, Lane::Prompt);
    }
}
