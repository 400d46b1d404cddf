//! What supervisors have to do with a session, as those in it see it.

use crate::sim::world::{Kind, Part, Session, Visibility};

pub(super) fn is_supervised(session: &Session) -> bool {
    session
        .participants
        .iter()
        .any(|person| person.part == Part::Supervisor)
}

/// What a supervisor said last, if nobody has said anything since.
pub(super) struct Said {
    pub(super) nickname: String,
    pub(super) visibility: Visibility,
}

pub(super) fn last_of_supervisor(session: &Session) -> Option<Said> {
    let last = session
        .log
        .iter()
        .rev()
        .find(|entry| entry.kind == Kind::Text)?;
    let agent = session.first_agent().is_some();
    let answerable = last.visibility == Visibility::All || agent;
    (last.from.part == Part::Supervisor && answerable).then(|| Said {
        nickname: last.from.nickname.clone(),
        visibility: last.visibility,
    })
}
