//! Whether a rule holds now, or when it will by time alone. Only looks; made for one subject.

use std::time::Duration;

use super::alert::{Evidence, Source};
use super::rule::{Side, When};
use crate::app::floor::{Mine, Polled};
use crate::app::model::Model;
use crate::domain::{
    AgentState, Presence, SessionId, Stamp, Text, Transcript, UserId, WaitingSide,
};

/// What a rule comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Finding {
    /// It does not hold.
    No,
    /// It will hold after so long, if nothing else happens.
    In(Duration),
    /// It holds.
    Holds {
        since: Stamp,
        evidence: Option<Evidence>,
    },
    /// What was once said holds until the session is over for us.
    AsSaid,
}

/// What is known of a session, looked up once for all rules.
pub(super) struct Known<'a> {
    joined: Option<&'a Mine>,
    polled: Option<&'a Polled>,
    log: Option<&'a Transcript>,
}

impl<'a> Known<'a> {
    pub(super) fn of(model: &'a Model, id: &SessionId) -> Self {
        let (mine, polled) = model.floor.both(id);
        let joined = mine.filter(|m| m.session.presence() == Presence::In);
        Self {
            joined,
            polled,
            log: joined.and_then(|_| model.floor.log(id)),
        }
    }
}

/// A rule about a session.
pub(super) fn session(model: &Model, known: &Known<'_>, when: &When) -> Finding {
    let wall = model.wall();
    let &Known {
        joined,
        polled,
        log,
    } = known;
    match when {
        When::Older { longer } => {
            let began = joined
                .and_then(|m| m.session.received())
                .or_else(|| polled.and_then(|p| p.received));
            began.map_or(Finding::No, |began| aged(began, *longer, wall))
        }
        When::Waiting { side, longer } => {
            let waits = log.and_then(Transcript::waiting);
            match waits.map(|w| (w.side, w.since)) {
                Some((who, Some(since))) if waits_on(*side, who) => aged(since, *longer, wall),
                _ => Finding::No,
            }
        }
        When::NoAnswer { longer } => {
            let Some(log) = log else { return Finding::No };
            let since = match log.answer() {
                None => joined.and_then(|m| m.session.received()),
                Some(_) => log
                    .waiting()
                    .filter(|w| w.side == WaitingSide::Customer)
                    .and_then(|w| w.since),
            };
            since.map_or(Finding::No, |since| aged(since, *longer, wall))
        }
        When::Words { .. } if joined.is_some() => Finding::AsSaid,
        When::Help { user_data, .. } => {
            let data = joined
                .and_then(|m| m.session.user_data())
                .or_else(|| polled.and_then(|p| p.user_data.as_ref()));
            let asks = user_data
                .as_ref()
                .zip(data)
                .and_then(|(key, data)| Some((key, data.value(key)?)))
                .and_then(|(key, value)| asks(key.name(), &value));
            match asks {
                Some(evidence) => Finding::Holds {
                    since: wall,
                    evidence: Some(evidence),
                },
                None if joined.is_some() => Finding::AsSaid,
                None => Finding::No,
            }
        }
        When::Alone => match joined {
            Some(m) if m.session.alone_with_customer(&model.me()) => Finding::Holds {
                since: wall,
                evidence: None,
            },
            Some(_) | None => Finding::No,
        },
        When::Words { .. } | When::NotReady { .. } => Finding::No,
    }
}

/// A rule about an agent, who takes no sessions since `away`.
pub(super) fn agent(model: &Model, id: &UserId, away: Option<Stamp>, when: &When) -> Finding {
    let live = (model.floor.list_of(id)).is_some_and(|list| !list.sessions.is_empty());
    match (when, away) {
        (When::NotReady { longer }, Some(since)) if live => aged(since, *longer, model.wall()),
        _ => Finding::No,
    }
}

/// Whether an agent in this state takes no new sessions, and we know it.
pub(super) fn is_away(state: &AgentState) -> bool {
    match state {
        AgentState::NotReady(_) | AgentState::LoggedOut => true,
        AgentState::Ready | AgentState::Other(_) => false,
    }
}

fn aged(since: Stamp, longer: Duration, wall: Stamp) -> Finding {
    let age = Duration::from_millis(since.until(wall));
    match longer.checked_sub(age).filter(|left| !left.is_zero()) {
        Some(left) => Finding::In(left),
        None => Finding::Holds {
            since,
            evidence: None,
        },
    }
}

fn waits_on(side: Side, who: WaitingSide) -> bool {
    match (side, who) {
        (Side::Any, _)
        | (Side::Customer, WaitingSide::Customer)
        | (Side::Agent, WaitingSide::Agent) => true,
        (Side::Customer, WaitingSide::Agent) | (Side::Agent, WaitingSide::Customer) => false,
    }
}

/// User data asks for help by holding anything but a no.
fn asks(key: &str, value: &Text) -> Option<Evidence> {
    let no = ["false", "0", "no", "none"];
    if value.is_empty() || no.contains(&value.as_str().to_lowercase().as_str()) {
        return None;
    }
    let text = Text::line(&format!("{key}: {value}"));
    let start = text.as_str().len() - value.as_str().len().min(text.as_str().len());
    let matched = (start, text.as_str().len());
    let from = Text::default();
    Some(Evidence::of(Source::UserData, from, &text, matched))
}
