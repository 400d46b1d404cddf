//! The mode that the person asked for last, held against the one that the server confirms. Where they
//! differ (another console, a watch that the server keeps differently, a slip of the server) it is
//! said on every screen, and nothing goes to the customer until it is settled.

use super::ask::{self, Ask, Via};
use super::floor::Mine;
use super::ladder::Confirmed;
use super::model::Model;
use crate::domain::{Mode, Presence, SessionId};

/// What was asked for and what is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What the person asked for last.
    pub asked: Mode,
    /// What the server confirms.
    pub confirmed: Mode,
}

/// How a session came to be ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Came {
    /// It was pushed: if nobody asked for it, a watch brought it.
    Pushed,
    /// A list showed it: it may be older than any watch.
    Listed,
}

/// Whether we are in a session and nothing says yet in which mode we want to be.
pub(crate) fn is_open(mine: &Mine) -> bool {
    mine.asked.is_none() && mine.session.presence() == Presence::In
}

/// A session was reported. The first mode that is confirmed in it is taken for the one wanted,
/// unless a watch of ours brought it and asked for another.
pub(crate) fn heard(model: &mut Model, session: &SessionId, came: Came) {
    if !model.floor.mine(session).is_some_and(is_open) {
        return;
    }
    let Some(mine) = model.floor.mine_mut(session) else {
        return;
    };
    let (came, since) = (*mine.came.get_or_insert(came), mine.since);
    let confirmed = mine.session.confirmed();
    let Some(confirmed) = confirmed.filter(|_| model.ladder.under_way(session).is_none()) else {
        return;
    };
    let watched = match came {
        Came::Pushed if !model.ladder.attempted(session) => {
            let agent = model.floor.agent_of(session, &model.me());
            agent.and_then(|a| model.watches.standing_before(&a, since))
        }
        Came::Pushed | Came::Listed => None,
    };
    asked_for(model, session, watched.map_or(confirmed, |w| w.mode));
}

/// This is what the person wants.
pub(crate) fn asked_for(model: &mut Model, session: &SessionId, mode: Mode) {
    if let Some(mine) = model.floor.mine_mut(session) {
        mine.asked = Some(mode);
    }
}

/// Where what is confirmed is not what was asked for. Nothing is said while a step is under way:
/// its end says what came of it.
pub(crate) fn differs(model: &Model, session: &SessionId) -> Option<Difference> {
    let mine = model.floor.mine(session)?;
    let (asked, confirmed) = (mine.asked?, mine.session.confirmed()?);
    let settled = mine.session.presence() == Presence::In
        && model.ladder.under_way(session).is_none()
        && !model.ladder.unanswered(session);
    (settled && asked != confirmed).then_some(Difference { asked, confirmed })
}

/// The key of the mode that is confirmed already: takes it, if another was asked for. Being read by
/// the customer asks first, as ever.
pub(crate) fn take(model: &mut Model, session: &SessionId, mode: Mode, confirmed: Confirmed) {
    if differs(model, session).is_none() {
        model.info(&format!("already in as {mode}, confirmed by the server"));
        return;
    }
    if mode == Mode::BargeIn && confirmed == Confirmed::No {
        ask::open(
            model,
            Ask::Barge {
                session: session.clone(),
                via: Via::Switch,
            },
        );
        return;
    }
    asked_for(model, session, mode);
    model.info(&format!("in as {mode} from now on, as the server confirms"));
}

impl Model {
    /// Where the mode that the server confirms is not the one that was asked for.
    pub fn difference(&self, session: &SessionId) -> Option<Difference> {
        differs(self, session)
    }
}
