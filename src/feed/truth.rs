//! Does the feed bring what the server knows? My sessions are read now and then and compared with
//! what was pushed: ids, states and, where the read says it, the mode I am in; offers apart. Pure.

mod known;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{BySession, Event, SessionId, SessionReport, SessionSet, State, UserId};
use known::Known;

/// What the feed has brought so far.
#[derive(Debug, Default)]
pub(super) struct Truth {
    /// Whose mode is compared. Nothing is brought before somebody has signed in.
    me: Option<UserId>,
    pushed: BySession<Known>,
    /// While a snapshot is read: what was pushed meanwhile. The app takes no row of these, so
    /// neither is one counted as brought, though the push may be the older of the two.
    overtaken: Option<BTreeSet<SessionId>>,
    /// How many reads have left: what was pushed since the last one is marked with it.
    asked: u32,
    /// Sessions about which something was pushed since then, of which no state is known.
    touched: SessionSet,
    /// What the last comparison showed and is waiting to be brought.
    suspected: BTreeSet<Difference>,
    /// A difference that a resync did not cure: shown, and left alone.
    known: BTreeSet<Difference>,
    /// Sessions that are being read again for the mode I am in.
    unsure: BTreeSet<SessionId>,
}

/// One thing that the list and the feed do not agree on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Difference {
    session: SessionId,
    listed: Listed,
}

/// What the list has that the feed has not brought.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Listed {
    Nothing,
    State(String),
    /// The same state, and me in another mode: some servers push no list of people, or none that
    /// says who sees whom.
    Mode,
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
    /// Only my mode in some sessions is not known as the list has it: read them once more, and
    /// tell what [`Truth::cures`] leaves of the answer.
    Reread,
}

impl Truth {
    /// A fact went to the app.
    pub(super) fn saw(&mut self, event: &Event) {
        match event {
            Event::SignedOn(sign_on) => self.me = Some(sign_on.me.clone()),
            Event::Row(_, report)
                if (self.overtaken.as_ref()).is_some_and(|ids| ids.contains(&report.id)) => {}
            Event::Put(report) | Event::Row(_, report) => {
                if let (Event::Put(_), Some(overtaken)) = (event, &mut self.overtaken) {
                    overtaken.insert(report.id.clone());
                }
                let over = matches!(report.state, Some(State::Completed | State::Revoked));
                match (&self.me, self.pushed.get_mut(&report.id)) {
                    (Some(me), Some(known)) if !over => {
                        known.apply(report, me);
                        known.touched = self.asked;
                    }
                    (me, _) => {
                        self.pushed.remove(&report.id);
                        self.touched.insert(&report.id);
                        if let Some(me) = me.as_ref().filter(|_| !over) {
                            let known = Known::new(report, me);
                            self.pushed.extend(known.map(|k| (report.id.clone(), k)));
                        }
                    }
                }
            }
            Event::Gone(id) => {
                if let Some(overtaken) = &mut self.overtaken {
                    overtaken.insert(id.clone());
                }
                self.touched.insert(id);
                self.pushed.remove(id);
            }
            Event::Began(_) => {
                let pushed = std::mem::take(&mut self.pushed);
                for (id, known) in pushed.unordered() {
                    if known.touched == self.asked {
                        self.touched.insert(id);
                    }
                }
                self.suspected.clear();
                self.unsure.clear();
                self.overtaken = Some(BTreeSet::new());
            }
            Event::Ended(_) => self.overtaken = None,
            _ => {}
        }
    }

    /// A read of my sessions leaves: what is pushed from now on is newer than its answer.
    pub(super) fn asking(&mut self) {
        self.untouch();
    }

    fn untouch(&mut self) {
        // None is marked for so long that its mark comes again.
        self.asked = self.asked.wrapping_add(1);
        self.touched.clear();
    }

    /// Whether something was pushed since the last read left.
    fn is_touched(&self, id: &SessionId) -> bool {
        let known = self.pushed.get(id);
        known.is_some_and(|known| known.touched == self.asked) || self.touched.contains(id)
    }

    /// The answer: says whether something is suspected and should be looked at after the grace.
    pub(super) fn listed(&mut self, reports: &[SessionReport]) -> bool {
        let Some(me) = &self.me else {
            return false;
        };
        let listed: BTreeMap<&SessionId, Known> = reports
            .iter()
            .filter_map(|r| Some((&r.id, Known::new(r, me)?)))
            .filter(|(_, known)| known.counts())
            .collect();
        let mut found = BTreeSet::new();
        for (id, listed) in &listed {
            let missed = match self.pushed.get(id) {
                Some(pushed) if pushed.state() == listed.state() => {
                    pushed.is_elsewhere(listed).then_some(Listed::Mode)
                }
                Some(_) | None => Some(Listed::State(listed.state().word().to_owned())),
            };
            found.extend(missed.map(|listed| Difference {
                session: (*id).clone(),
                listed,
            }));
        }
        for (id, pushed) in self.pushed.unordered() {
            if pushed.counts() && !listed.contains_key(id) {
                found.insert(Difference {
                    session: id.clone(),
                    listed: Listed::Nothing,
                });
            }
        }
        if found.is_empty() {
            // What a resync cured may well be missed once more, and be worth another.
            self.known.clear();
        }
        found.retain(|d| !self.is_touched(&d.session));
        self.suspected = found;
        !self.suspected.is_empty()
    }

    /// The grace is over: what was not brought meanwhile is missed.
    pub(super) fn judge(&mut self) -> Verdict {
        let (unsure, missed): (BTreeSet<_>, BTreeSet<_>) = std::mem::take(&mut self.suspected)
            .into_iter()
            .filter(|d| !self.is_touched(&d.session))
            .partition(|d| d.listed == Listed::Mode);
        self.untouch();
        if !missed.is_empty() {
            if missed.is_subset(&self.known) {
                return Verdict::SameAgain;
            }
            self.known = missed;
            return Verdict::Resync;
        }
        self.known.clear();
        self.unsure = unsure.into_iter().map(|d| d.session).collect();
        if self.unsure.is_empty() {
            Verdict::Agrees
        } else {
            Verdict::Reread
        }
    }

    /// What the answer to the second read says of the sessions that it was for: nothing that was
    /// pushed meanwhile, and nothing that the feed knows as it is.
    pub(super) fn cures(&mut self, reports: Vec<SessionReport>) -> Vec<SessionReport> {
        let unsure = std::mem::take(&mut self.unsure);
        let Some(me) = &self.me else {
            return Vec::new();
        };
        let is_elsewhere = |report: &SessionReport| {
            let pushed = self.pushed.get(&report.id);
            let listed = Known::new(report, me).filter(Known::counts);
            matches!((pushed, listed), (Some(pushed), Some(listed)) if pushed.is_elsewhere(&listed))
        };
        reports
            .into_iter()
            .filter(|r| unsure.contains(&r.id) && !self.is_touched(&r.id))
            .filter(is_elsewhere)
            .collect()
    }
}

#[cfg(test)]
mod tests;
