//! What the list knows of one session, borrowed: each field is found when it is asked for, and
//! nothing is copied. Order, filter and sort look at thousands of these; a [`super::Row`] is made
//! of one where it is shown.

use super::floor::{AgentList, Floor, Mine, Polled, handler};
use crate::domain::{
    Agent, Mode, Presence, Session, SessionId, Stamp, Text, Transcript, UserId, Waiting,
    WaitingSide,
};

/// One session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    floor: &'a Floor,
    me: &'a UserId,
    id: &'a SessionId,
    mine: Option<&'a Mine>,
    polled: Option<&'a Polled>,
    log: Option<&'a Transcript>,
}

impl<'a> Facts<'a> {
    /// Of a session, if it has a row.
    pub(crate) fn of(floor: &'a Floor, id: &'a SessionId, me: &'a UserId) -> Option<Self> {
        let (mine, polled) = floor.both(id);
        (mine.is_some() || polled.is_some()).then(|| Self::found(floor, me, id, mine, polled))
    }

    /// Of a session that was looked up already.
    pub(crate) fn found(
        floor: &'a Floor,
        me: &'a UserId,
        id: &'a SessionId,
        mine: Option<&'a Mine>,
        polled: Option<&'a Polled>,
    ) -> Self {
        let current = mine.filter(|m| m.over.is_none() || polled.is_none());
        Self {
            floor,
            me,
            id,
            mine,
            polled,
            log: current.and_then(|_| floor.log(id)),
        }
    }

    /// Which.
    pub(crate) fn id(&self) -> &'a SessionId {
        self.id
    }

    /// As ours, unless it is over for us and still on somebody's list.
    pub(crate) fn current(&self) -> Option<&'a Mine> {
        self.mine
            .filter(|m| m.over.is_none() || self.polled.is_none())
    }

    /// As ours, over or not.
    pub(crate) fn mine(&self) -> Option<&'a Mine> {
        self.mine
    }

    /// The session as reported to us.
    pub(crate) fn session(&self) -> Option<&'a Session> {
        self.current().map(|m| &m.session)
    }

    /// Its log, as far as it was read.
    pub(crate) fn log(&self) -> Option<&'a Transcript> {
        self.log
    }

    /// Where we stand; `None` = not joined.
    pub(crate) fn presence(&self) -> Option<Presence> {
        self.session().map(Session::presence)
    }

    /// The confirmed mode.
    pub(crate) fn mode(&self) -> Option<Mode> {
        self.session().and_then(Session::confirmed)
    }

    /// Whose it is.
    pub(crate) fn agent(&self) -> Option<&'a UserId> {
        handler(self.mine, self.polled, self.me)
    }

    /// What is known of whose it is.
    pub(crate) fn known(&self) -> Option<&'a Agent> {
        self.agent().and_then(|a| self.floor.agent(a))
    }

    /// The list that shows it, of its agent.
    pub(crate) fn list(&self) -> Option<&'a AgentList> {
        let agent = self.agent()?;
        self.floor.list_of(agent).filter(|_| self.polled.is_some())
    }

    /// The name of whoever handles it now.
    pub(crate) fn present_agent_name(&self) -> Option<&'a Text> {
        self.name_of(self.known())
    }

    /// The same of one whom [`Facts::known`] has found.
    pub(crate) fn name_of(&self, known: Option<&'a Agent>) -> Option<&'a Text> {
        if let Some(agent) = known {
            return Some(&agent.name);
        }
        let handler = self.session()?.agents(self.me).next()?;
        Some(&handler.nickname)
    }

    /// The name of whoever handles it, or did so last.
    pub(crate) fn agent_name(&self) -> Option<&'a Text> {
        self.present_agent_name()
            .or_else(|| self.current().and_then(|m| m.handler.as_ref()))
    }

    /// How the customer is called: the configured user data, else the nickname.
    pub(crate) fn customer(&self) -> Option<&'a Text> {
        let nickname = |s: &'a Session| s.customer().map(|c| &c.nickname);
        (self.names().and_then(|n| n.customer.as_ref()))
            .or_else(|| self.session().and_then(nickname))
            .or_else(|| self.mine.and_then(|m| nickname(&m.session)))
    }

    /// The service, from the configured user data.
    pub(crate) fn service(&self) -> Option<&'a Text> {
        self.names().and_then(|n| n.service.as_ref())
    }

    /// How customer and service are shown while the keys that name them are hidden.
    pub(crate) fn hidden(&self) -> Option<&'a super::floor::Hidden> {
        self.names()?.hidden.as_deref()
    }

    fn names(&self) -> Option<&'a super::floor::Names> {
        let reported = self.current().filter(|m| m.session.user_data().is_some());
        (reported.map(|m| self.floor.names_of(m)))
            .or_else(|| self.polled.map(|p| self.floor.names_of_polled(p)))
    }

    /// Who waits; `None` without a log.
    pub(crate) fn waiting(&self) -> Option<Waiting> {
        self.log().and_then(Transcript::waiting)
    }

    /// The customer who waits in a session that we are in.
    pub(crate) fn customer_waits(&self) -> Option<Waiting> {
        if self.presence() != Some(Presence::In) {
            return None;
        }
        self.waiting().filter(|w| match w.side {
            WaitingSide::Customer => true,
            WaitingSide::Agent => false,
        })
    }

    /// When it began.
    pub(crate) fn began(&self) -> Option<Stamp> {
        self.session()
            .and_then(Session::received)
            .or_else(|| self.polled.and_then(|p| p.received))
    }

    /// Lines that came unseen.
    pub(crate) fn unread(&self) -> usize {
        self.current().map_or(0, |m| m.unread)
    }

    /// The newest text.
    pub(crate) fn last_line(&self) -> Option<&'a Text> {
        self.log()
            .and_then(Transcript::last_line)
            .map(|entry| &entry.text)
    }
}
