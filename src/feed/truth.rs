//! Does the feed bring what the server knows? My sessions are read now and then and compared with
//! what was pushed: ids and states only, offers apart. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Event, SessionId, SessionReport, State};

/// What the feed has brought so far.
#[derive(Debug, Default)]
pub(super) struct Truth {
    pushed: BTreeMap<SessionId, State>,
    /// Sessions about which something was pushed since the last read left.
    touched: BTreeSet<SessionId>,
    /// What the last comparison showed and is waiting to be brought.
    suspected: BTreeSet<Difference>,
    /// A difference that a resync did not cure: shown, and left alone.
    known: BTreeSet<Difference>,
}

/// One thing that the list and the feed do not agree on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Difference {
    session: SessionId,
    listed: Option<String>,
}

/// What a comparison leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// The feed is right.
    Agrees,
    /// It misses something: say so and read everything again.
    Resync,
    /// The same as before the last resync: say so and leave it.
    SameAgain,
}

impl Truth {
    /// A fact went to the app.
    pub(super) fn saw(&mut self, event: &Event) {
        match event {
            Event::Put(report) | Event::Row(_, report) => {
                self.touched.insert(report.id.clone());
                match &report.state {
                    Some(State::Completed | State::Revoked) => {
                        self.pushed.remove(&report.id);
                    }
                    Some(state) => {
                        self.pushed.insert(report.id.clone(), state.clone());
                    }
                    None => {}
                }
            }
            Event::Gone(id) => {
                self.touched.insert(id.clone());
                self.pushed.remove(id);
            }
            Event::Began(_) => {
                self.pushed.clear();
                self.suspected.clear();
            }
            _ => {}
        }
    }

    /// A read of my sessions leaves: what is pushed from now on is newer than its answer.
    pub(super) fn asking(&mut self) {
        self.touched.clear();
    }

    /// The answer: says whether something is suspected and should be looked at after the grace.
    pub(super) fn listed(&mut self, reports: &[SessionReport]) -> bool {
        let listed: BTreeMap<&SessionId, &State> = reports
            .iter()
            .filter_map(|r| r.state.as_ref().map(|s| (&r.id, s)))
            .filter(|(_, s)| !matches!(s, State::Invited | State::Completed | State::Revoked))
            .collect();
        let mut found = BTreeSet::new();
        for (id, state) in &listed {
            if self.pushed.get(*id) != Some(*state) {
                found.insert(Difference {
                    session: (*id).clone(),
                    listed: Some(state.word().to_owned()),
                });
            }
        }
        for (id, state) in &self.pushed {
            if *state != State::Invited && !listed.contains_key(id) {
                found.insert(Difference {
                    session: id.clone(),
                    listed: None,
                });
            }
        }
        found.retain(|d| !self.touched.contains(&d.session));
        self.suspected = found;
        !self.suspected.is_empty()
    }

    /// The grace is over: what was not brought meanwhile is missed.
    pub(super) fn judge(&mut self) -> Verdict {
        let touched = std::mem::take(&mut self.touched);
        let missed: BTreeSet<Difference> = std::mem::take(&mut self.suspected)
            .into_iter()
            .filter(|d| !touched.contains(&d.session))
            .collect();
        if missed.is_empty() {
            self.known.clear();
            Verdict::Agrees
        } else if missed.is_subset(&self.known) {
            Verdict::SameAgain
        } else {
            self.known = missed;
            Verdict::Resync
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Arrival, Epoch};

    fn report(id: &str, state: State) -> SessionReport {
        let mut report = SessionReport::new(SessionId::new(id), Arrival::Fetched);
        report.state = Some(state);
        report
    }

    #[test]
    fn agrees_when_the_feed_brought_it() {
        let mut t = Truth::default();
        t.saw(&Event::Put(report("a", State::Chatting)));
        t.asking();
        assert!(!t.listed(&[report("a", State::Chatting)]));
        assert!(
            !t.listed(&[report("a", State::Chatting), report("b", State::Invited)]),
            "offers apart"
        );
    }

    #[test]
    fn a_late_push_cures_the_suspicion() {
        let mut t = Truth::default();
        t.asking();
        assert!(t.listed(&[report("a", State::Chatting)]));
        t.saw(&Event::Put(report("a", State::Chatting)));
        assert_eq!(t.judge(), Verdict::Agrees);
    }

    #[test]
    fn a_push_newer_than_the_answer_wins() {
        let mut t = Truth::default();
        t.saw(&Event::Put(report("a", State::Chatting)));
        t.asking();
        t.saw(&Event::Put(report("a", State::Completed)));
        assert!(!t.listed(&[report("a", State::Chatting)]));
    }

    #[test]
    fn missed_resyncs_once() {
        let mut t = Truth::default();
        let read = |t: &mut Truth| {
            t.asking();
            t.listed(&[report("a", State::Chatting)]);
            t.judge()
        };
        assert_eq!(read(&mut t), Verdict::Resync);
        // The resync shows it, but the next comparison finds the same difference again.
        t.saw(&Event::Began(Epoch(2)));
        assert_eq!(read(&mut t), Verdict::SameAgain);
        t.saw(&Event::Put(report("a", State::Chatting)));
        assert_eq!(read(&mut t), Verdict::Agrees);
    }
}
