//! One row of the list, made for showing. Says nothing that the API does not give.

use std::time::Instant;

use super::floor::Floor;
use super::model::Model;
use super::settings::Settings;
use crate::domain::{
    AgentState, Link, Mode, ModeWord, Presence, SessionId, Stamp, Text, UserId, Waiting, Watch,
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
    pub(crate) fn of(
        floor: &Floor,
        id: &SessionId,
        me: &UserId,
        settings: &Settings,
    ) -> Option<Self> {
        let mine = floor.mine(id);
        let polled = floor.polled(id);
        if mine.is_none() && polled.is_none() {
            return None;
        }
        let current = mine.filter(|m| m.over.is_none() || polled.is_none());
        let session = current.map(|m| &m.session);
        let agent = floor.agent_of(id, me);
        let known = agent.as_ref().and_then(|a| floor.agent(a));
        let handler = session.and_then(|s| s.agents(me).next());
        let data = session
            .and_then(crate::domain::Session::user_data)
            .or_else(|| polled.and_then(|p| p.session.user_data.as_ref()));
        let list = agent
            .as_ref()
            .and_then(|a| floor.list_of(a))
            .filter(|_| polled.is_some());
        let log = session.and_then(|_| floor.log(id));
        let state = session.map(crate::domain::Session::state);
        Some(Self {
            id: id.clone(),
            agent_name: known
                .map(|a| a.name.clone())
                .or_else(|| handler.map(|p| p.nickname.clone()))
                .or_else(|| {
                    let left = current.and_then(|m| m.handler.as_ref())?;
                    Some(Text::line(&format!("was {left}")))
                })
                .unwrap_or_default(),
            agent_state: known.map(|a| a.state.clone()),
            agent,
            customer: data
                .and_then(|d| d.first(&settings.customer_keys))
                .or_else(|| {
                    session
                        .and_then(|s| s.customer())
                        .map(|c| c.nickname.clone())
                })
                .or_else(|| {
                    mine.and_then(|m| m.session.customer())
                        .map(|c| c.nickname.clone())
                }),
            service: data.and_then(|d| d.first(&settings.service_keys)),
            waiting: log.and_then(crate::domain::Transcript::waiting),
            began: session
                .and_then(crate::domain::Session::received)
                .or_else(|| polled.and_then(|p| p.session.received)),
            last_line: log
                .and_then(|l| l.last_line())
                .map(|e| e.text.on_one_line()),
            presence: session.map(crate::domain::Session::presence),
            raw_state: state.and_then(|s| match s {
                crate::domain::State::Other(word) => Some(word.clone()),
                _ => None,
            }),
            mode: session.and_then(crate::domain::Session::confirmed),
            offered: session.and_then(|s| s.offered()).cloned(),
            unread: current.map_or(0, |m| m.unread),
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
    /// The row of a session.
    pub fn row(&self, id: &SessionId) -> Option<Row> {
        Row::of(&self.floor, id, &self.me(), &self.settings)
    }

    /// A session in words: its customer and its agent.
    pub(crate) fn label(&self, id: &SessionId) -> Text {
        let Some(row) = self.row(id) else {
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
        self.seen
            .rows
            .iter()
            .filter_map(|id| self.row(id))
            .filter(|row| {
                row.presence.is_none() && row.stale_at.is_some_and(|at| at <= self.now.mono)
            })
            .filter_map(|row| row.listed_at)
            .min()
            .map(|at| self.now.mono.saturating_duration_since(at))
    }
}
