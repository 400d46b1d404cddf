//! What clients publish themselves; nothing of the floor.

use std::time::Instant;

use serde_json::{Value, json};

use super::channel::{is_valid, matches};
use super::{Comet, Delivery, Piece};

impl Comet {
    /// A client's own publication comes back to that user's subscribers only,
    /// and never on a topic of the floor.
    pub(super) fn published(
        &mut self,
        id: &str,
        channel: &str,
        message: &Value,
        mut reply: Value,
        now: Instant,
    ) -> Value {
        let free = is_valid(channel)
            && !matches("/v2/**", channel)
            && !matches("/service/**", channel)
            && !matches("/notifications/**", channel);
        let user = self.clients.get(id).map(|client| client.user.clone());
        if let (true, Some(user), Some(data)) = (free, user, message.get("data")) {
            let event = json!({ "data": data, "channel": channel });
            for client in self
                .clients
                .values_mut()
                .filter(|client| client.user == user)
            {
                let listens = client
                    .subscriptions
                    .iter()
                    .any(|pattern| matches(pattern, channel));
                if listens {
                    let _: Delivery = client.deliver(Piece::Event(event.clone()), now);
                }
            }
        }
        reply["successful"] = json!(true);
        reply
    }
}
