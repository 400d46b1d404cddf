//! What the header may say. Pure: told what happened and when, it says the link.

use std::collections::BTreeSet;
use std::time::Instant;

use crate::domain::{Link, OfflineWhy, Step, Text};

/// Everything that the link's state is made from.
#[derive(Debug)]
pub(super) struct Health {
    /// Why nobody is signed in: until somebody is, no connection makes anything true.
    out: Option<(OfflineWhy, Option<Instant>)>,
    connection: Connection,
    late: Option<Instant>,
    /// Topics under `/v2/me` that are not granted yet.
    missing: BTreeSet<String>,
    snapshot: Snapshot,
    since: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Connection {
    Up,
    Down {
        why: OfflineWhy,
        retry_at: Option<Instant>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Snapshot {
    Missing,
    Finished,
}

impl Health {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            out: None,
            connection: Connection::Down {
                why: OfflineWhy::Busy(Step::Connecting),
                retry_at: None,
            },
            late: None,
            missing: BTreeSet::new(),
            snapshot: Snapshot::Missing,
            since: now,
        }
    }

    /// The link as it is now.
    pub(super) fn link(&self) -> Link {
        let offline = |why, retry_at| Link::Offline {
            why,
            since: self.since,
            retry_at,
        };
        if let Some((why, retry_at)) = &self.out {
            return offline(why.clone(), *retry_at);
        }
        match (&self.connection, self.late) {
            (Connection::Down { why, retry_at }, _) => offline(why.clone(), *retry_at),
            (Connection::Up, _) if !self.missing.is_empty() => {
                offline(OfflineWhy::Busy(Step::Subscribing), None)
            }
            (Connection::Up, _) if self.snapshot == Snapshot::Missing => {
                offline(OfflineWhy::Busy(Step::Reading), None)
            }
            (Connection::Up, Some(since)) => Link::Late { since },
            (Connection::Up, None) => Link::Live,
        }
    }

    /// A new client id: nothing is granted, nothing is read.
    pub(super) fn fresh(&mut self, topics: &[String]) {
        self.connection = Connection::Up;
        self.late = None;
        self.missing = topics.iter().filter(|t| is_mine(t)).cloned().collect();
        self.snapshot = Snapshot::Missing;
    }

    /// The old client id goes on.
    pub(super) fn resumed(&mut self) {
        self.connection = Connection::Up;
        self.late = None;
    }

    /// A topic was granted.
    pub(super) fn granted(&mut self, topic: &str) {
        self.missing.remove(topic);
    }

    /// Whether every topic that must be granted is.
    pub(super) fn all_granted(&self) -> bool {
        self.missing.is_empty()
    }

    /// A new epoch begins.
    pub(super) fn began(&mut self, now: Instant) {
        self.fell(now);
        self.snapshot = Snapshot::Missing;
    }

    /// The snapshot is complete.
    pub(super) fn ended(&mut self) {
        self.snapshot = Snapshot::Finished;
    }

    /// Silence, or the end of it.
    pub(super) fn late(&mut self, since: Option<Instant>) {
        self.late = since;
    }

    /// Nobody is signed in, whatever the connection does meanwhile.
    pub(super) fn signed_out(&mut self, why: OfflineWhy, retry_at: Option<Instant>, now: Instant) {
        self.fell(now);
        self.out = Some((why, retry_at));
    }

    /// Somebody is signed in; what there was of a connection is not theirs.
    pub(super) fn signed_in(&mut self, now: Instant) {
        self.busy(Step::Connecting, now);
        self.out = None;
    }

    /// On the way up.
    pub(super) fn busy(&mut self, step: Step, now: Instant) {
        // While waiting for a retry the reason stays on the screen; a step replaces it.
        self.down(OfflineWhy::Busy(step), None, now);
    }

    /// The connection is gone.
    pub(super) fn down(&mut self, why: OfflineWhy, retry_at: Option<Instant>, now: Instant) {
        self.fell(now);
        self.connection = Connection::Down { why, retry_at };
    }

    /// Nothing of ours ran for a while. A reason that is on the screen already stays there: what
    /// comes next will replace it.
    pub(super) fn woke(&mut self, why: OfflineWhy, since: Instant) {
        if self.connection == Connection::Up {
            self.down(why, None, since);
        }
    }

    /// Remembers since when it is not live: silence counts from the last thing heard.
    fn fell(&mut self, now: Instant) {
        match self.link() {
            Link::Live => self.since = now,
            Link::Late { since } => self.since = since,
            Link::Offline { .. } => {}
        }
    }
}

/// Whether a topic is one of those that the link's being live rests on.
pub(super) fn is_mine(topic: &str) -> bool {
    topic == "/v2/me" || topic.starts_with("/v2/me/") || topic == "/**" || topic == "/v2/**"
}

/// Whether a loss says that the node itself is away, and not only this connection.
pub(super) fn is_node_down(cause: &crate::bayeux::Cause) -> bool {
    use crate::bayeux::{Cause, Step};
    match cause {
        Cause::Unreachable(_)
        | Cause::Proxy(_)
        | Cause::Tls(_)
        | Cause::TimedOut(Step::Open | Step::Handshake | Step::Resume)
        | Cause::Silent(_) => true,
        Cause::UpgradeRefused { status } | Cause::Status { status } => *status >= 500,
        Cause::UpgradeFailed(_)
        | Cause::TimedOut(_)
        | Cause::Closed { .. }
        | Cause::Broken(_)
        | Cause::Frame(_)
        | Cause::Refused(_)
        | Cause::TransportNotOffered { .. }
        | Cause::Protocol(_) => false,
    }
}

/// The reason of a loss as words for the header.
pub(super) fn lost(cause: &crate::bayeux::Cause) -> OfflineWhy {
    use crate::bayeux::Cause;
    let words = match cause {
        Cause::Silent(_) => return OfflineWhy::Silent,
        Cause::Unreachable(_) => "no connection".into(),
        Cause::Proxy(why) => why.clone(),
        Cause::Tls(why) => format!("not secure: {why}"),
        Cause::UpgradeRefused { status } => format!("websocket refused (HTTP {status})"),
        Cause::UpgradeFailed(_) => "websocket failed".into(),
        Cause::Status { status } => format!("HTTP {status}"),
        Cause::TimedOut(step) => format!("no answer while {step}"),
        Cause::Closed { .. } => "connection closed".into(),
        Cause::Broken(_) => "connection broken".into(),
        Cause::Frame(why) => format!("unreadable: {why}"),
        Cause::Refused(why) => format!("refused: {why}"),
        Cause::TransportNotOffered { .. } => "no websocket offered".into(),
        Cause::Protocol(why) => (*why).to_owned(),
    };
    OfflineWhy::Lost(Text::line(&words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn live_needs_connection_topics_and_snapshot() {
        let t = Instant::now();
        let mut h = Health::new(t);
        let offline = |h: &Health| matches!(h.link(), Link::Offline { .. });
        assert!(offline(&h));
        h.fresh(&["/v2/me/*".into(), "/notifications/services".into()]);
        assert!(offline(&h));
        h.ended();
        assert!(offline(&h), "not without its topic");
        h.granted("/v2/me/*");
        assert_eq!(h.link(), Link::Live, "the other topic does not matter");
        h.began(t + Duration::from_secs(1));
        assert_eq!(
            h.link(),
            Link::Offline {
                why: OfflineWhy::Busy(Step::Reading),
                since: t + Duration::from_secs(1),
                retry_at: None
            }
        );
    }

    #[test]
    fn no_connection_is_live_while_nobody_is_signed_in() {
        let t = Instant::now();
        let mut h = Health::new(t);
        h.fresh(&[]);
        h.ended();
        let why = OfflineWhy::SignIn(Text::line("sign in again"));
        h.signed_out(why.clone(), None, t);
        let refused = |h: &Health| matches!(h.link(), Link::Offline { why: w, .. } if w == why);
        h.resumed();
        assert!(refused(&h), "resumed");
        h.down(OfflineWhy::Silent, Some(t), t);
        assert!(refused(&h), "the reason that a person can cure is shown");
        h.resumed();
        h.signed_in(t);
        assert_ne!(h.link(), Link::Live, "the old connection was another's");
        h.fresh(&[]);
        h.ended();
        assert_eq!(h.link(), Link::Live);
    }

    #[test]
    fn an_outage_counts_from_the_last_thing_heard() {
        let t = Instant::now();
        let mut h = Health::new(t);
        h.fresh(&[]);
        h.ended();
        h.late(Some(t + Duration::from_secs(3)));
        assert_eq!(
            h.link(),
            Link::Late {
                since: t + Duration::from_secs(3)
            }
        );
        h.down(OfflineWhy::Silent, None, t + Duration::from_secs(20));
        let Link::Offline { since, .. } = h.link() else {
            panic!("offline")
        };
        assert_eq!(since, t + Duration::from_secs(3));
        h.busy(Step::Connecting, t + Duration::from_secs(30));
        let Link::Offline { since, .. } = h.link() else {
            panic!("offline")
        };
        assert_eq!(since, t + Duration::from_secs(3), "still the same outage");
    }
}
