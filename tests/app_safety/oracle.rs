//! An oracle over the raw messages. Shares no rule with the program: keeps its own books of what
//! was pushed, read, asked and answered, and says whether a call may be made.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use floorwalk::domain::{
    Arrival, Call, CallId, Epoch, Event, Fault, Link, Mode, Participant, ReferenceId, Reply,
    Reported, SessionId, SessionReport, State, Visibility,
};

pub(crate) const ME: &str = "me";
const STEP: Duration = Duration::from_secs(10);

/// What the newest word about one session was.
#[derive(Default, Debug)]
struct Known {
    state: Option<State>,
    offered: Option<Mode>,
    /// My mode by the newest list of this epoch.
    mode: Option<Mode>,
    /// When something was last pushed or otherwise decided about it.
    seq: u64,
}

#[derive(Debug)]
struct Pending {
    call: CallId,
    session: SessionId,
    /// `None` is out.
    to: Option<Mode>,
    sent: Instant,
    reference: Option<ReferenceId>,
}

/// An intrude of ours, whose invitation may be accepted without a key.
#[derive(Debug)]
struct Ticket {
    session: SessionId,
    mode: Option<Mode>,
    at: Instant,
}

#[derive(Debug)]
struct Reading {
    seq: u64,
    at: Instant,
    began: u64,
}

#[derive(Default, Debug)]
pub(crate) struct Oracle {
    seq: u64,
    began: u64,
    live: bool,
    staging: Option<(Epoch, Vec<SessionReport>, BTreeSet<SessionId>)>,
    known: BTreeMap<SessionId, Known>,
    pending: Vec<Pending>,
    reads: BTreeMap<CallId, Reading>,
    tickets: Vec<Ticket>,
}

fn over(state: &State) -> bool {
    matches!(
        state,
        State::Completed | State::Revoked | State::LeftChat | State::Invited
    )
}

fn mode_of(list: &[Participant]) -> Option<Mode> {
    let mine: Vec<_> = list
        .iter()
        .filter(|p| p.user.as_ref().is_some_and(|u| u.as_str() == ME))
        .collect();
    match mine.as_slice() {
        [one] => match &one.visibility {
            Some(Visibility::All) => Some(Mode::BargeIn),
            Some(Visibility::Agents) => Some(Mode::Coach),
            Some(Visibility::Supervisors) => Some(Mode::Monitor),
            _ => None,
        },
        _ => None,
    }
}

impl Oracle {
    pub(crate) fn event(&mut self, event: &Event) {
        self.seq += 1;
        match event {
            Event::Link(link) => self.live = *link == Link::Live,
            Event::Began(epoch) => {
                self.began += 1;
                for k in self.known.values_mut() {
                    k.mode = None;
                    k.seq = self.seq;
                }
                self.staging = Some((*epoch, Vec::new(), BTreeSet::new()));
            }
            Event::Row(epoch, report) => {
                if let Some((of, rows, _)) = &mut self.staging
                    && of == epoch
                {
                    rows.push(report.clone());
                }
            }
            Event::Ended(epoch) => {
                if let Some((_, rows, touched)) = self.staging.take_if(|(of, ..)| of == epoch) {
                    let mut named = touched.clone();
                    for row in rows.into_iter().filter(|r| !touched.contains(&r.id)) {
                        named.insert(row.id.clone());
                        self.report(&row);
                    }
                    let gone: Vec<_> = self
                        .known
                        .keys()
                        .filter(|id| !named.contains(*id))
                        .cloned()
                        .collect();
                    gone.iter().for_each(|id| self.gone(id));
                }
            }
            Event::Put(report) => {
                self.touch(&report.id);
                self.report(report);
            }
            Event::Gone(id) => {
                self.touch(id);
                self.gone(id);
            }
            Event::Failed {
                reference: Some(r), ..
            } => self.pending.retain(|p| p.reference != Some(*r)),
            _ => {}
        }
    }

    fn touch(&mut self, id: &SessionId) {
        if let Some((_, _, touched)) = &mut self.staging {
            touched.insert(id.clone());
        }
    }

    fn gone(&mut self, id: &SessionId) {
        let seq = self.seq;
        let known = self.known.entry(id.clone()).or_default();
        known.mode = None;
        known.state = Some(State::Completed);
        known.seq = seq;
        self.pending.retain(|p| p.session != *id);
    }

    fn report(&mut self, report: &SessionReport) {
        let seq = self.seq;
        let known = self.known.entry(report.id.clone()).or_default();
        known.seq = seq;
        if report.state.is_some() {
            known.state.clone_from(&report.state);
        }
        if let Some(word) = &report.offered {
            known.offered = word.known();
        }
        if known.state != Some(State::Invited) {
            known.offered = None;
        }
        let mut shown = None;
        match &report.participants {
            Reported::Absent => {}
            Reported::Unreadable => known.mode = None,
            Reported::Is(list) => {
                let silent = report.arrival == Arrival::Fetched
                    && list.iter().all(|p| p.visibility.is_none());
                if !silent {
                    known.mode = mode_of(list);
                    shown = known.mode;
                }
            }
        }
        if known.state.as_ref().is_some_and(over) {
            known.mode = None;
            shown = None;
        }
        let ended = matches!(
            known.state,
            Some(State::Completed | State::Revoked | State::LeftChat)
        );
        self.pending
            .retain(|p| p.session != report.id || !(ended || (p.to.is_some() && p.to == shown)));
    }

    pub(crate) fn answer(&mut self, call: CallId, outcome: &Result<Reply, Fault>) {
        self.seq += 1;
        match outcome {
            Ok(Reply::PassedOn { reference, .. }) => {
                for p in self.pending.iter_mut().filter(|p| p.call == call) {
                    p.reference = *reference;
                }
            }
            Ok(Reply::Mine(reports)) => {
                let Some(read) = self.reads.remove(&call) else {
                    return;
                };
                if read.began != self.began {
                    return;
                }
                for report in reports {
                    if self.known.get(&report.id).is_none_or(|k| k.seq < read.seq) {
                        self.report(report);
                    }
                }
                let missing: Vec<_> = self
                    .known
                    .iter()
                    .filter(|(id, k)| k.seq < read.seq && !reports.iter().any(|r| r.id == **id))
                    .map(|(id, _)| id.clone())
                    .collect();
                missing.iter().for_each(|id| self.gone(id));
                let late: Vec<SessionId> = self
                    .pending
                    .iter()
                    .filter(|p| p.sent + STEP <= read.at)
                    .map(|p| p.session.clone())
                    .collect();
                self.pending.retain(|p| p.sent + STEP > read.at);
                for id in late {
                    let says = reports.iter().any(|r| {
                        r.id == id
                            && matches!(&r.participants, Reported::Is(l) if l.iter().any(|p| p.visibility.is_some()))
                    });
                    if !says && let Some(k) = self.known.get_mut(&id) {
                        k.mode = None;
                    }
                }
            }
            Ok(Reply::Log(..)) => {}
            Err(fault) => {
                self.reads.remove(&call);
                if fault.is_certain() {
                    self.pending.retain(|p| p.call != call);
                }
            }
        }
    }

    /// A call that was made; books only.
    pub(crate) fn made(&mut self, id: CallId, call: &Call, expect: Option<Mode>, now: Instant) {
        self.seq += 1;
        let mut pend = |session: &SessionId, to| {
            self.pending.push(Pending {
                call: id,
                session: session.clone(),
                to,
                sent: now,
                reference: None,
            });
        };
        match call {
            Call::Switch { session, mode } => pend(session, Some(*mode)),
            Call::Leave { session } => pend(session, None),
            Call::ReadMine => {
                let reading = Reading {
                    seq: self.seq,
                    at: now,
                    began: self.began,
                };
                self.reads.insert(id, reading);
            }
            Call::Intrude { session, mode, .. } => self.tickets.push(Ticket {
                session: session.clone(),
                mode: mode.or(expect),
                at: now,
            }),
            _ => {}
        }
    }

    pub(crate) fn mode(&self, session: &SessionId) -> Option<Mode> {
        self.known.get(session).and_then(|k| k.mode)
    }

    fn chatting(&self, session: &SessionId) -> bool {
        self.live
            && self
                .known
                .get(session)
                .is_some_and(|k| k.state == Some(State::Chatting))
    }

    /// May the customer read something now?
    pub(crate) fn customer_may_read(&self, session: &SessionId) -> bool {
        self.chatting(session)
            && self.staging.is_none()
            && self.mode(session) == Some(Mode::BargeIn)
            && !self.pending.iter().any(|p| p.session == *session)
    }

    /// May the agents be written to now?
    pub(crate) fn agents_may_read(&self, session: &SessionId) -> bool {
        self.chatting(session) && self.mode(session) != Some(Mode::Monitor)
    }

    /// Is an Accept that no key asked for in order? Uses the ticket up.
    pub(crate) fn take_ticket(&mut self, session: &SessionId, now: Instant) -> bool {
        let offered = self.known.get(session).and_then(|k| k.offered);
        let found = self.tickets.iter().position(|t| {
            t.session == *session
                && t.mode.is_some()
                && t.mode == offered
                && now.saturating_duration_since(t.at) < STEP
        });
        found.map(|at| self.tickets.remove(at)).is_some()
    }
}
