//! What the app orders.

use std::time::Instant;

use super::{Engine, SignIn, Told};
use crate::domain::{Event, Text};
use crate::feed::Order;
use crate::feed::errand::{Again, Wanted};

impl Engine {
    pub(super) async fn order(&mut self, order: Order) -> Told {
        match order {
            Order::Resync => {
                crate::drill::panic("feed");
                self.reload_tls().await?;
                if self.sign_in == SignIn::Done && self.health.all_granted() {
                    self.begin().await?;
                    self.read();
                }
                Ok(())
            }
            Order::Retry => {
                self.reload_tls().await?;
                if let Some(client) = &self.client {
                    client.handle.retry_now();
                }
                if self.retry.at.is_some() {
                    self.retry.at = Some(Instant::now());
                }
                Ok(())
            }
            Order::Woke(jump) => self.woke(jump).await,
            Order::SignedOut(under) if under == self.api.renewals() => self.signed_out().await,
            // Another one is in force by now: it was made for the same reason.
            Order::SignedOut(_) => Ok(()),
            Order::SignIn(password) => {
                if self.sign_in == SignIn::Refused {
                    self.sign_on(Again::NewPassword(password));
                }
                Ok(())
            }
            Order::Look(seen) => {
                self.view
                    .send_if_modified(|v| std::mem::replace(&mut v.seen, seen) != v.seen);
                Ok(())
            }
            Order::Watches(agents) => {
                self.wanted = Wanted::Now(agents);
                Ok(())
            }
            Order::Stop(..) => Ok(()),
        }
    }

    /// Certificate files are read again with every wish of the person to begin anew, and checked
    /// like the first time; bad ones are said and change nothing.
    pub(super) async fn reload_tls(&mut self) -> Told {
        match self.api.reload_tls() {
            Ok(()) => Ok(()),
            Err(fault) => {
                let line = format!("the old certificates stay in use: {fault}");
                self.tell(Event::Notice(Text::line(&line))).await
            }
        }
    }
}
