//! What happens on the wire, as facts for the app and for the link's health.

use std::time::Instant;

use super::client::Client;
use super::{Engine, NODE_DOWN, Told};
use crate::bayeux::{self, Transport};
use crate::domain::{Event, OfflineWhy, Step, Text};
use crate::feed::health;
use crate::feed::pushed::Happening;

impl Engine {
    /// What happened, as far as the first thing that is no event: that may change the link, which is
    /// told before anything that comes after.
    pub(super) async fn happenings(&mut self) -> Told {
        let mut facts = std::mem::take(&mut self.facts);
        let mut next = None;
        while let Some(happening) = self.client.as_mut().and_then(Client::next) {
            match happening {
                Happening::Event { data, .. } => facts.extend(data.events()),
                other => {
                    next = Some(other);
                    break;
                }
            }
        }
        let told = self.tell_all(&mut facts).await;
        self.facts = facts;
        told?;
        match next {
            Some(next) => self.happening(next).await,
            None => Ok(()),
        }
    }

    async fn happening(&mut self, happening: Happening) -> Told {
        match happening {
            Happening::Connecting { step, .. } => {
                // A reason that is on the screen is worth more than "connecting" for an instant.
                let busy = match step {
                    bayeux::Step::Open | bayeux::Step::Resume => Some(Step::Connecting),
                    bayeux::Step::Handshake => Some(Step::Handshake),
                    bayeux::Step::Subscribe | bayeux::Step::Connect => None,
                };
                if let Some(busy) = busy {
                    self.health.busy(busy, Instant::now());
                }
                Ok(())
            }
            Happening::Fresh { transport, .. } => {
                self.node.failures = 0;
                self.refusals = 0;
                let topics = self.plan.topics.clone();
                self.health.fresh(&topics);
                let name = match transport {
                    Transport::WebSocket => "websocket",
                    Transport::LongPolling => "long-polling",
                };
                self.tell(Event::Transport(name)).await?;
                self.begin().await?;
                self.proceed()
            }
            Happening::Resumed { acked } => {
                self.node.failures = 0;
                self.refusals = 0;
                self.health.resumed();
                if acked && !self.woke {
                    return Ok(());
                }
                // What was published while the socket was down is lost (measured with CometD 3.1);
                // and after a suspend the person is told what changed in any case.
                self.begin().await?;
                self.proceed()
            }
            Happening::Subscribed { topic } => {
                let waited = !self.health.all_granted();
                self.health.granted(&topic);
                if waited { self.proceed() } else { Ok(()) }
            }
            Happening::SubscriptionRefused { topic, error } => {
                let line = format!("the server refuses the topic {topic}: {error}");
                self.tell(Event::Notice(Text::line(&line))).await
            }
            Happening::Event { data, .. } => {
                for event in data.events() {
                    self.tell(event).await?;
                }
                Ok(())
            }
            Happening::Health(bayeux::Health::Alive) => {
                self.health.late(None);
                Ok(())
            }
            Happening::Health(bayeux::Health::Late { since }) => {
                self.health.late(Some(since));
                Ok(())
            }
            Happening::Down { cause, retry_at } => {
                tracing::warn!("down: {}", Text::line(&cause.to_string()));
                if health::is_node_down(&cause) {
                    self.node.failures += 1;
                    if self.node.failures >= NODE_DOWN && self.api.nodes() > 1 {
                        return self.change_node().await;
                    }
                }
                self.health
                    .down(health::lost(&cause), Some(retry_at), Instant::now());
                // What the person has to mend on their side, in whole: the header has no room.
                match cause {
                    bayeux::Cause::Proxy(why) => self.tell(Event::Notice(Text::line(&why))).await,
                    _ => Ok(()),
                }
            }
            Happening::FellBack { why } => {
                let line = format!("{why}: long-polling until the end of this run");
                self.tell(Event::Notice(Text::line(&line))).await
            }
            Happening::MultipleClients { interval } => {
                let line = format!(
                    "the server sees several clients behind one cookie: news come up to {} s later",
                    interval.as_secs_f64().ceil()
                );
                self.tell(Event::Notice(Text::line(&line))).await
            }
            Happening::Stopped { .. } => {
                self.health.down(OfflineWhy::Stopped, None, Instant::now());
                Ok(())
            }
            Happening::Unauthorized { status } => self.refused(status).await,
            Happening::Rubbish { bytes, excerpt } => {
                tracing::warn!(
                    bytes,
                    "a message could not be read: {}",
                    Text::line(&excerpt)
                );
                self.tell(Event::Odd {
                    what: "a message that is no JSON",
                    raw: Text::line(&excerpt),
                })
                .await
            }
            Happening::Repaired { excerpt } => {
                tracing::warn!("a message was read after repair: {}", Text::line(&excerpt));
                self.tell(Event::Odd {
                    what: "a message with bare None, True or False",
                    raw: Text::line(&excerpt),
                })
                .await
            }
            Happening::Lost => self.tell(Event::Lost).await,
            Happening::Closed => Ok(()),
        }
    }
}
