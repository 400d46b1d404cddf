//! What is known of the floor: my sessions with their logs, the agents, and what each agent's
//! list shows. Keeps the snapshot contract of the feed (design §5.1).

mod archive;
mod changed;
mod each;
mod lists;
mod logs;
mod modes;
mod names;
mod rows;

use archive::Archive;

pub(crate) use changed::Changed;
use lists::share_users;
pub(crate) use lists::{AgentList, News, Polled, handler};
pub(crate) use logs::Shown;
pub(crate) use names::{Hidden, NameKeys, Names};
use rows::{Both, Rows};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::time::Instant;

use super::asked::Came;
use crate::domain::{
    Agent, Epoch, Mode, Presence, Reported, Session, SessionId, SessionReport, UserId,
};

/// A session that is, was or is offered to be ours.
#[derive(Clone, Debug)]
pub struct Mine {
    /// As the server reports it.
    pub session: Session,
    /// When it was first heard of.
    pub since: Instant,
    /// When it was over for us.
    pub over: Option<Instant>,
    /// Who handled it, by the newest list that shows somebody: kept when they leave.
    pub(crate) handler: Option<crate::domain::Text>,
    /// The mode that the person asked for last, or took as it was: what is confirmed should be it.
    pub(crate) asked: Option<Mode>,
    /// The mode that stands on record as confirmed.
    on_record: Option<Mode>,
    /// How it was first seen that we are in it.
    pub(crate) came: Option<Came>,
    /// What its user data says, once somebody has looked.
    names: OnceLock<Box<Names>>,
    /// Lines that came while another session was shown.
    pub unread: usize,
    /// Whether its log has been asked for in full.
    pub(crate) log_asked: bool,
    /// Whether its joining has been held against a watch of the agent's next session.
    pub(crate) watch_used: bool,
}

impl Mine {
    fn new(session: Session, now: Instant) -> Self {
        Self {
            session,
            since: now,
            over: None,
            handler: None,
            asked: None,
            on_record: None,
            came: None,
            names: OnceLock::new(),
            unread: 0,
            log_asked: false,
            watch_used: false,
        }
    }

    /// A report was taken in.
    fn heard(&mut self, is_new: bool, me: &UserId, now: Instant) {
        if let Some(agent) = self.session.agents(me).next() {
            self.handler = Some(agent.nickname.clone());
        }
        match self.session.presence() {
            Presence::Over => self.over = self.over.or(Some(now)),
            Presence::Offered | Presence::In | Presence::LeftAlone => self.over = None,
        }
        if is_new {
            self.since = now;
            self.log_asked = false;
            self.watch_used = false;
            (self.asked, self.came) = (None, None);
        }
    }
}

/// What was known when a question left: the answer is only news where this still stands.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    begun: u64,
    revisions: BTreeMap<SessionId, u64>,
}

#[derive(Debug)]
struct Staging {
    epoch: Epoch,
    rows: Vec<SessionReport>,
    touched: BTreeSet<SessionId>,
}

/// Everything on the floor.
#[derive(Debug, Default)]
pub struct Floor {
    rows: Rows,
    logs: Archive,
    agents: BTreeMap<UserId, Agent>,
    lists: BTreeMap<UserId, AgentList>,
    staging: Option<Staging>,
    keys: NameKeys,
    changed: Changed,
    /// Epochs begun so far.
    begun: u64,
    /// How many agents the server has, and how many arrived, when these differ.
    pub(crate) short_roster: Option<(u64, u64)>,
}

impl Floor {
    // --- the snapshot contract -------------------------------------------------------------

    /// A new epoch: every confirmed mode is forgotten; rows are staged until it ends.
    pub(crate) fn begin(&mut self, epoch: Epoch) {
        self.forget_modes();
        self.begun += 1;
        self.staging = Some(Staging {
            epoch,
            rows: Vec::new(),
            touched: BTreeSet::new(),
        });
    }

    /// Stages a row; one that a delta has overtaken, or of an older epoch, is ignored.
    pub(crate) fn row(&mut self, epoch: Epoch, report: SessionReport) {
        if let Some(staging) = &mut self.staging
            && staging.epoch == epoch
            && !staging.touched.contains(&report.id)
        {
            staging.rows.push(report);
        }
    }

    /// The snapshot is whole: swaps it in at once. What it does not name is over for us. Returns
    /// the sessions whose people it listed.
    pub(crate) fn end(
        &mut self,
        epoch: Epoch,
        me: &UserId,
        now: Instant,
    ) -> Option<BTreeSet<SessionId>> {
        let staging = self.staging.take_if(|s| s.epoch == epoch)?;
        let mut listed = BTreeSet::new();
        let mut named = staging.touched.clone();
        for report in staging.rows {
            if !staging.touched.contains(&report.id) {
                named.insert(report.id.clone());
                if lists_people(&report) {
                    listed.insert(report.id.clone());
                }
                self.merge(report, me, now);
            }
        }
        self.changed.all();
        for (id, mine) in self.rows.all_mine_mut() {
            if mine.over.is_none() && !named.contains(id) {
                mine.session.vanish();
                mine.over = Some(now);
            }
        }
        Some(listed)
    }

    /// A delta: wins over a snapshot that is still being read.
    pub(crate) fn put(&mut self, report: SessionReport, me: &UserId, now: Instant) {
        if let Some(staging) = &mut self.staging {
            staging.touched.insert(report.id.clone());
        }
        self.merge(report, me, now);
    }

    /// A session is no longer ours.
    pub(crate) fn gone(&mut self, id: &SessionId, now: Instant) {
        if let Some(staging) = &mut self.staging {
            staging.touched.insert(id.clone());
        }
        self.vanish(id, now);
    }

    fn vanish(&mut self, id: &SessionId, now: Instant) {
        if let Some(mine) = self.rows.mine_mut(id)
            && mine.over.is_none()
        {
            mine.session.vanish();
            mine.over = Some(now);
            self.changed.one(id);
        }
    }

    /// Whether an epoch has begun whose snapshot is not whole.
    pub(crate) fn is_reading(&self) -> bool {
        self.staging.is_some()
    }

    /// Applies a read of my sessions. Whatever changed since the question left is newer than the
    /// answer and stays as it is. Returns the sessions whose people it listed anew; `None` if it
    /// is the answer to a question of an older epoch, and nothing of it counts.
    pub(crate) fn fetched(
        &mut self,
        reports: Vec<SessionReport>,
        known: &Known,
        me: &UserId,
        now: Instant,
    ) -> Option<BTreeSet<SessionId>> {
        if known.begun != self.begun {
            return None;
        }
        let named: BTreeSet<SessionId> = reports.iter().map(|r| r.id.clone()).collect();
        let mut listed = BTreeSet::new();
        for report in reports {
            let before = known.revisions.get(&report.id).copied();
            let current = self.rows.mine(&report.id).map(|m| m.session.revision());
            if before == current {
                if lists_people(&report) {
                    listed.insert(report.id.clone());
                }
                self.merge(report, me, now);
            }
        }
        let missing: Vec<SessionId> = self
            .rows
            .all_mine()
            .filter(|(id, m)| {
                m.over.is_none()
                    && !named.contains(*id)
                    && known.revisions.get(*id) == Some(&m.session.revision())
            })
            .map(|(id, _)| id.clone())
            .collect();
        for id in missing {
            self.vanish(&id, now);
        }
        Some(listed)
    }

    fn merge(&mut self, report: SessionReport, me: &UserId, now: Instant) -> bool {
        let id = report.id.clone();
        let data = report.user_data.clone();
        self.changed.one(&id);
        let (mine, polled) = self.rows.split(&id);
        // Given up at the end: what counts references waits for all that memory was asked for before,
        // and lets nothing be asked for meanwhile.
        let _former = (polled.zip(data)).map(|(polled, data)| polled.take_user_data(data));
        if let Some(mine) = mine {
            let was_over = mine.over.is_some();
            if report.user_data.is_some() {
                mine.names = OnceLock::new();
            }
            if mine.session.apply(report, me) {
                share_users(&mut mine.session, &self.agents, me);
            }
            let is_new = was_over && mine.session.presence() != Presence::Over;
            mine.heard(is_new, me, now);
            return is_new;
        }
        // An ending of something never seen is no news.
        if matches!(&report.state, Some(s) if *s == crate::domain::State::Completed || *s == crate::domain::State::Revoked)
            && report.participants == Reported::Absent
            && !self.logs.contains(&id)
        {
            return false;
        }
        let mut session = Session::new(report, me);
        share_users(&mut session, &self.agents, me);
        let mut mine = Mine::new(session, now);
        mine.heard(true, me, now);
        self.rows.put_mine(&id, mine);
        self.logs.row_came(&id);
        true
    }

    /// What is known now, to be held against an answer that comes later.
    pub(crate) fn known(&self) -> Known {
        Known {
            begun: self.begun,
            revisions: self
                .rows
                .all_mine()
                .map(|(id, m)| (id.clone(), m.session.revision()))
                .collect(),
        }
    }

    // --- sessions

    /// One of my sessions.
    pub fn mine(&self, id: &SessionId) -> Option<&Mine> {
        self.rows.mine(id)
    }

    pub(crate) fn mine_mut(&mut self, id: &SessionId) -> Option<&mut Mine> {
        self.changed.one(id);
        self.rows.mine_mut(id)
    }

    /// All of my sessions, ended ones that linger included.
    pub fn all_mine(&self) -> impl Iterator<Item = (&SessionId, &Mine)> {
        self.rows.all_mine()
    }

    /// The sessions we are in.
    pub fn joined(&self) -> impl Iterator<Item = (&SessionId, &Session)> {
        self.rows
            .all_mine()
            .filter(|(_, m)| m.session.presence() == Presence::In)
            .map(|(id, m)| (id, &m.session))
    }

    /// Whether a session has a row.
    pub fn has_row(&self, id: &SessionId) -> bool {
        self.rows.contains(id)
    }

    /// Forgets sessions of mine, which ended long ago.
    pub(crate) fn forget(&mut self, ended: &[SessionId]) {
        for id in ended {
            if self.mine(id).is_some_and(|m| m.over.is_some()) {
                self.rows.remove_mine(id);
                self.changed.one(id);
                self.row_went(id);
            }
        }
    }

    /// A row may have gone. The log of a session with a row stays: a session that was left is still
    /// worth reading.
    fn row_went(&mut self, id: &SessionId) {
        if !self.has_row(id) {
            self.logs.row_went(id);
        }
    }
}

/// Whether a report lists participants in a way that can confirm a mode.
pub(crate) fn lists_people(report: &SessionReport) -> bool {
    matches!(&report.participants, Reported::Is(list) if !list.is_empty())
}
