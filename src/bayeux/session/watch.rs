//! What time brings: deadlines, lateness, and the next connect.

use std::time::{Duration, Instant};

use super::Session;
use super::phase::{Entry, Link, Phase, Then};
use crate::bayeux::{Cause, Happening, Health, Payload, Step};

impl<P: Payload> Session<P> {
    /// When the session has to be fed at the latest; `None` when only input moves it.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Waiting { until } | Phase::Pausing { until, .. } => Some(*until),
            Phase::Opening { deadline }
            | Phase::Handshaking { deadline, .. }
            | Phase::Closing { deadline, .. } => Some(*deadline),
            Phase::Linked(link) => self.wake_linked(link),
            Phase::Halted | Phase::Closed => None,
        }
    }

    fn wake_linked(&self, link: &Link) -> Option<Instant> {
        let tempo = &self.settings.tempo;
        let silence = link.connect.as_ref().map(|connect| {
            let since = self.heard.max(connect.sent);
            let late = (!link.late).then_some(since + self.hold() + tempo.late);
            let dead = connect.sent + self.hold() + tempo.dead;
            late.map_or(dead, |late| late.min(dead))
        });
        [silence, link.due, link.subscribe_by, link.resume_by]
            .into_iter()
            .flatten()
            .min()
    }

    /// How long a connect may be held: as asked, or as the server does it regardless.
    pub(super) fn hold(&self) -> Duration {
        let asked = self.settings.tempo.hold;
        match self.server_hold {
            Some(own) if self.held_past => own.max(asked),
            Some(_) | None => asked,
        }
    }

    /// A message arrived.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard = now;
        let Phase::Linked(link) = &mut self.phase else {
            return;
        };
        if std::mem::take(&mut link.late) {
            self.healthy_since = Some(now);
            self.tell(Happening::Health(Health::Alive));
        }
    }

    /// Does what is due.
    pub(super) fn watch(&mut self, now: Instant) {
        match &self.phase {
            Phase::Waiting { until } if *until <= now => self.open(now),
            Phase::Pausing { until, then } if *until <= now => match then {
                Then::Handshake => self.handshake(now + self.settings.tempo.open),
                Then::Connect => self.resume(now + self.settings.tempo.open, now),
            },
            Phase::Opening { deadline } if *deadline <= now => {
                self.lose(Cause::TimedOut(Step::Open), None, now);
            }
            Phase::Handshaking { deadline, .. } if *deadline <= now => {
                self.lose(Cause::TimedOut(Step::Handshake), None, now);
            }
            Phase::Closing { deadline, .. } if *deadline <= now => self.close(),
            Phase::Linked(_) => self.watch_linked(now),
            Phase::Waiting { .. }
            | Phase::Pausing { .. }
            | Phase::Opening { .. }
            | Phase::Handshaking { .. }
            | Phase::Closing { .. }
            | Phase::Halted
            | Phase::Closed => {}
        }
    }

    fn watch_linked(&mut self, now: Instant) {
        let tempo = self.settings.tempo;
        let hold = self.hold();
        let Phase::Linked(link) = &mut self.phase else {
            return;
        };
        if link.subscribe_by.is_some_and(|by| by <= now) {
            return self.lose(Cause::TimedOut(Step::Subscribe), None, now);
        }
        if link.resume_by.is_some_and(|by| by <= now) {
            return self.not_resumed(now);
        }
        if let Some(connect) = &link.connect {
            // Silence counts only while the server owes us an answer.
            let silent_since = self.heard.max(connect.sent);
            let unanswered = now.saturating_duration_since(connect.sent);
            if unanswered >= hold + tempo.dead {
                return self.unanswered(unanswered, now);
            }
            if !link.late && silent_since + hold + tempo.late <= now {
                link.late = true;
                let since = self.heard;
                self.healthy_since = None;
                self.tell(Happening::Health(Health::Late { since }));
            }
        } else if link.due.is_some_and(|due| due <= now) {
            // The first one shows that the link is live, and is not to be held.
            let hold = match link.entry {
                Entry::Settled => tempo.hold,
                Entry::Fresh | Entry::Resuming => Duration::ZERO,
            };
            self.send_connect(hold, now);
        }
    }

    /// The old client id got no answer. Should the server hold even a connect that asks not to be
    /// held, it would do so every time: the next attempt begins anew.
    fn not_resumed(&mut self, now: Instant) {
        self.lose(Cause::TimedOut(Step::Resume), None, now);
        self.renounce();
    }

    /// The connect has no reply. If the server may hold it for longer than asked, the next one is
    /// given that time; whether it is so or the server is gone cannot be told apart from here.
    fn unanswered(&mut self, unanswered: Duration, now: Instant) {
        self.held_past = self
            .server_hold
            .is_some_and(|own| own > self.settings.tempo.hold);
        let silence = now.saturating_duration_since(self.heard);
        let cause = if silence >= unanswered {
            Cause::Silent(silence)
        } else {
            Cause::TimedOut(Step::Connect)
        };
        self.lose(cause, None, now);
    }
}
