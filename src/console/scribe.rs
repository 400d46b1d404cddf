//! What the feed tells, as lines of the journal: the connection and what failed. No customer's
//! words, and nothing that comes by the thousand.

use crate::domain::{Event, Link, OfflineWhy};

/// Writes down a fact, if it is one of these.
pub(super) fn note(event: &Event) {
    match event {
        Event::SignedOn(who) => {
            tracing::info!("signed in as {} at {}", who.user_name, who.server);
        }
        Event::CannotStart(fault) => tracing::error!("cannot start: {fault}"),
        Event::Link(Link::Live) => tracing::info!("live"),
        Event::Link(Link::Late { .. }) => tracing::warn!("late: the server is silent"),
        Event::Link(Link::Offline { why, .. }) => match why {
            OfflineWhy::Busy(step) => tracing::info!("on the way up: {step}"),
            OfflineWhy::Lost(reason) => tracing::warn!("offline: {reason}"),
            OfflineWhy::Silent => tracing::warn!("offline: the server is silent"),
            OfflineWhy::Stopped => tracing::warn!("offline: the server asked us to stop"),
            OfflineWhy::SignIn(words) => tracing::warn!("offline: sign in: {words}"),
        },
        Event::Skew(skew) => {
            tracing::info!("the server's clock is {} ms from this machine's", skew.0);
        }
        Event::Transport(name) => tracing::info!("the feed comes over {name}"),
        Event::Began(epoch) => tracing::info!("epoch {}: everything is read", epoch.0),
        Event::Ended(epoch) => tracing::info!("epoch {}: all is read", epoch.0),
        Event::Lost => tracing::warn!("messages were lost: they are read again"),
        Event::RosterFailed(fault) => tracing::warn!("reading the agents: {}", fault.of_read()),
        Event::Watched { agent, outcome } => match outcome {
            Ok(()) => tracing::info!("watching {agent}"),
            Err(fault) => tracing::warn!("watching {agent}: {fault}"),
        },
        Event::WatchesAsked { unlisted } => {
            if !unlisted.is_empty() {
                tracing::warn!("{} watched agent(s) are no longer listed", unlisted.len());
            }
        }
        Event::Failed {
            reference,
            session,
            message,
        } => {
            let reference = reference.map_or(0, |r| r.0);
            let session = session
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            tracing::warn!(
                reference,
                session,
                "the server reports a failure: {message}"
            );
        }
        Event::MissesEvents => {
            tracing::warn!("the server's list shows what the feed did not bring: all is read anew");
        }
        Event::Notice(words) => tracing::warn!("{words}"),
        // The feed writes down itself what it does not understand.
        Event::Odd { .. } => {}
        Event::Row(..)
        | Event::Put(_)
        | Event::Gone(_)
        | Event::Said(..)
        | Event::Roster(_)
        | Event::RosterAgain
        | Event::Listed(_)
        | Event::ListedAgain { .. }
        | Event::ListFailed { .. } => {}
    }
}
