//! The ladder behind `m`, `c` and `b` (design §3): from wherever the supervisor stands to the mode
//! they want, one visible step at a time. Nothing here is ever repeated by itself.

mod answers;
mod climb;
mod waits;

pub(crate) use answers::{answered, failed_later, heard};
pub(crate) use climb::{
    accept, as_watched, be_in, decline, intrude, intrude_expecting, leave, leave_key,
};
pub(crate) use waits::{read_failed, ring, wake_at, world_read};

use answers::offer_words;
use climb::offer_of;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::model::Model;
use crate::domain::{CallId, Mode, ReferenceId, SessionId, UserId};

/// Where an attempt is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Intrude was sent; the invitation is awaited.
    Asked,
    /// The invitation is there.
    Invited,
    /// Accept was sent.
    Accepting,
    /// A switch was sent.
    Switching,
    /// Leave was sent.
    Leaving,
    /// Reject was sent.
    Declining,
    /// No answer: the world is being looked at.
    Checking,
    /// Over; the words say how.
    Ended(Ending, String),
}

/// How an attempt ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// As wanted.
    Done,
    /// Otherwise.
    Failed,
}

/// One attempt to be somewhere else on the ladder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    /// The mode wanted; `None` when it is not stated (or for leaving and declining).
    pub want: Option<Mode>,
    /// Where it is.
    pub stage: Stage,
    /// When this stage began.
    pub since: Instant,
    /// The stages before this one, with how long each took.
    pub trail: Vec<(&'static str, Duration)>,
    /// The call of this stage: only its answer moves the stage.
    call: Option<CallId>,
    /// The reading of my sessions that is to show what came of a lost answer.
    check: Option<CallId>,
    reference: Option<ReferenceId>,
    agent: Option<UserId>,
    /// Whether the person confirmed that the customer will see them.
    confirmed: Confirmed,
    /// Whether the refusal may go away once the agent is watched.
    watch_would_help: bool,
}

impl Attempt {
    fn new(want: Option<Mode>, stage: Stage, now: Instant) -> Self {
        Self {
            want,
            stage,
            since: now,
            trail: Vec::new(),
            call: None,
            check: None,
            reference: None,
            agent: None,
            confirmed: Confirmed::No,
            watch_would_help: false,
        }
    }

    /// Whether an answer is still awaited.
    pub fn under_way(&self) -> bool {
        !matches!(self.stage, Stage::Ended(..))
    }

    /// The stage in one word.
    pub fn word(&self) -> &'static str {
        match self.stage {
            Stage::Asked => "asked",
            Stage::Invited => "invited",
            Stage::Accepting => "accepting",
            Stage::Switching => "switching",
            Stage::Leaving => "leaving",
            Stage::Declining => "declining",
            Stage::Checking => "no answer, checking",
            Stage::Ended(..) => "ended",
        }
    }

    fn go(&mut self, stage: Stage, now: Instant) {
        self.trail
            .push((self.word(), now.saturating_duration_since(self.since)));
        self.stage = stage;
        self.since = now;
    }
}

/// Whether the person has said yes to being seen by the customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Confirmed {
    /// Asked and answered.
    Yes,
    /// Not asked.
    No,
}

/// A switch or leave that the server has not answered in the sense of design §4.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Change {
    session: SessionId,
    call: CallId,
    to: ChangeTo,
    sent: Instant,
    reference: Option<ReferenceId>,
    check: Option<CallId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ChangeTo {
    Mode(Mode),
    Out,
}

/// All attempts and open changes.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    attempts: BTreeMap<SessionId, Attempt>,
    /// One session can have several: `x` ends the waiting for one, not its being unanswered.
    changes: Vec<Change>,
}

impl Ladder {
    pub(crate) fn under_way(&self, id: &SessionId) -> Option<&Attempt> {
        self.attempts.get(id).filter(|a| a.under_way())
    }

    /// Whether a switch or leave in this session is not answered yet.
    pub(crate) fn unanswered(&self, id: &SessionId) -> bool {
        self.changes.iter().any(|c| c.session == *id)
    }

    pub(crate) fn attempted(&self, id: &SessionId) -> bool {
        self.attempts.contains_key(id)
    }

    pub(crate) fn attempt(&self, id: &SessionId) -> Option<&Attempt> {
        self.attempts.get(id)
    }

    /// The mode to ask for again, if a refusal may go away once the agent is watched.
    pub(crate) fn watch_would_help(&self, id: &SessionId) -> Option<Option<Mode>> {
        self.attempts
            .get(id)
            .filter(|a| a.watch_would_help)
            .map(|a| a.want)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&SessionId, &Attempt)> {
        self.attempts.iter()
    }
}

impl Model {
    /// The attempt under way or just ended in a session.
    pub fn attempt(&self, session: &SessionId) -> Option<&Attempt> {
        self.ladder.attempt(session)
    }

    /// What an invitation is, in words.
    pub fn offer_text(&self, session: &SessionId) -> Option<String> {
        let offered = offer_of(self, session)?;
        let asked = self.ladder.attempted(session);
        Some(match (&offered, asked) {
            (None, false) => {
                "invited, and you did not ask: a customer routed to you, or a consult · a accepts, d declines".into()
            }
            (offered, _) => offer_words(offered.as_ref(), None),
        })
    }
}
