//! One row of the list, made for showing. Says nothing that the API does not give.

use std::time::Instant;

use super::facts::Facts;
use super::floor::Floor;
use super::model::Model;
use super::privacy::Veil;
use crate::domain::{
    AgentState, Link, Mode, ModeWord, Presence, Session, SessionId, Stamp, State, Text, UserId,
    Waiting, Watch,
};

/// How old what a row shows is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Freshness {
    /// Pushed by the feed, which is live.
    Live,
    /// Read from the agent's list within twice its present period.
    Polled,
    /// Older than that, or the link is not live.
    Stale,
}

/// One session of the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which.
    pub id: SessionId,
    /// Whose it is, if known.
    pub agent: Option<UserId>,
    /// The agent's name; empty if nobody is known.
    pub agent_name: Text,
    /// What the agent is doing.
    pub agent_state: Option<AgentState>,
    /// How the customer is called: the configured user data, else the nickname.
    pub customer: Option<Text>,
    /// The service, from the configured user data.
    pub service: Option<Text>,
    /// Who waits; `None` without a log.
    pub waiting: Option<Waiting>,
    /// When the session began.
    pub began: Option<Stamp>,
    /// The newest text.
    pub last_line: Option<Text>,
    /// Where we stand; `None` = not joined.
    pub presence: Option<Presence>,
    /// The state's word where it is not one we know.
    pub raw_state: Option<Text>,
    /// The confirmed mode.
    pub mode: Option<Mode>,
    /// The mode that an invitation names.
    pub offered: Option<ModeWord>,
    /// Lines that came unseen.
    pub unread: usize,
    /// When the agent's list that shows it was read.
    pub listed_at: Option<Instant>,
    /// When that becomes old.
    pub stale_at: Option<Instant>,
    /// Whether we would be the only one with the customer.
    pub alone: bool,
}

impl Row {
    /// The row of a session, if it has one.
    pub(crate) fn of(floor: &Floor, id: &SessionId, me: &UserId, veil: Veil) -> Option<Self> {
        let facts = Facts::of(floor, id, me)?;
        let session = facts.session();
        let list = facts.list();
        let known = facts.known();
        let hidden = facts.hidden();
        Some(Self {
            id: id.clone(),
            agent_name: facts
                .name_of(known)
                .map(|name| veil.text(name))
                .or_else(|| {
                    let left = facts.agent_name()?;
                    Some(Text::line(&format!("was {}", veil.text(left))))
                })
                .unwrap_or_default(),
            agent_state: known.map(|a| a.state.clone()),
            agent: facts.agent().cloned(),
            customer: veil.value(facts.customer(), hidden.and_then(|h| h.customer.as_ref())),
            service: veil.value(facts.service(), hidden.and_then(|h| h.service.as_ref())),
            waiting: facts.waiting(),
            began: facts.began(),
            last_line: facts.last_line().map(|line| veil.text(&line.on_one_line())),
            presence: facts.presence(),
            raw_state: session.map(Session::state).and_then(|s| match s {
                State::Other(word) => Some(Text::clone(word)),
                State::Invited
                | State::Chatting
                | State::LeftChat
                | State::Completed
                | State::Revoked => None,
            }),
            mode: facts.mode(),
            offered: session.and_then(Session::offered).cloned(),
            unread: facts.unread(),
            listed_at: list.map(|l| l.at),
            stale_at: list.map(|l| l.at + l.period * 2),
            alone: session.is_some_and(|s| s.alone_with_customer(me)),
        })
    }

    /// How old the row is.
    pub fn freshness(&self, link: &Link, now: Instant) -> Freshness {
        match self.presence {
            Some(Presence::Over) | None => match self.stale_at {
                Some(at) if at > now => Freshness::Polled,
                _ => Freshness::Stale,
            },
            Some(Presence::Offered | Presence::In | Presence::LeftAlone) => {
                if *link == Link::Live {
                    Freshness::Live
                } else {
                    Freshness::Stale
                }
            }
        }
    }
}

impl Model {
    /// The row of a session, as it may be shown now.
    pub fn row(&self, id: &SessionId) -> Option<Row> {
        self.veiled(id, self.veil(id))
    }

    /// The same under a veil of one's own choice.
    pub(crate) fn veiled(&self, id: &SessionId, veil: Veil) -> Option<Row> {
        Row::of(&self.floor, id, &self.me(), veil)
    }

    /// A session in words: its customer and its agent. Labels are kept and said later: they are
    /// never clearer than what is shown to everybody.
    pub(crate) fn label(&self, id: &SessionId) -> Text {
        let Some(row) = self.veiled(id, self.usual_veil()) else {
            return Text::line(&id.to_string());
        };
        let customer = row
            .customer
            .map_or_else(|| id.to_string(), |c| c.to_string());
        Text::line(&format!("{customer} · {}", row.agent_name))
    }

    /// How the agent of a row is watched.
    pub fn watch_of_row(&self, row: &Row) -> Option<Watch> {
        row.agent.as_ref().and_then(|a| self.watches.of(a))
    }

    /// The oldest polled row on the screen that is older than twice its period, with its age.
    pub fn stale_list(&self) -> Option<std::time::Duration> {
        let now = self.now.mono;
        let me = self.me();
        let old = seen(self, &me).filter(|(_, old)| *old <= now);
        old.map(|(read, _)| read)
            .min()
            .map(|at| now.saturating_duration_since(at))
    }
}

/// The rows on the screen that agents' lists alone show: when the list of each was read, and when
/// it becomes old.
pub(super) fn seen<'a>(
    model: &'a Model,
    me: &'a UserId,
) -> impl Iterator<Item = (Instant, Instant)> + 'a {
    let facts = (model.seen.rows.iter()).filter_map(move |id| Facts::of(&model.floor, id, me));
    let polled = facts.filter(|facts| facts.presence().is_none());
    polled
        .filter_map(|facts| facts.list())
        .map(|list| (list.at, list.at + list.period * 2))
}
