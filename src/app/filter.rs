//! The filter of the list: what the person typed, read once, and held against each session. Knows
//! what is known of a session (its facts), and neither screen nor key.

mod fold;
mod parse;
mod term;

pub use fold::Folded;
pub use parse::{Complaint, duration};
pub use term::{Clock, Field, InMode, Is, Sign, Term, Test, Than};

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use super::edit::LineEdit;
use super::facts::Facts;
use super::urgency::{Level, Limits};
use super::watch::Watches;
use crate::domain::{Presence, SessionId, Stamp};

/// Conditions, all of which a session has to meet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// The conditions.
    pub terms: Vec<Term>,
    /// What of the line does not count, and why.
    pub complaints: Vec<Complaint>,
}

impl Filter {
    /// Reads a line. What is not understood is left out: it hides nothing.
    pub fn parse(line: &str) -> Self {
        let (terms, complaints) = parse::parse(line);
        Self { terms, complaints }
    }

    /// Whether it asks for something that is known only of sessions that were read.
    pub fn rests_on_reading(&self) -> bool {
        self.terms.iter().any(|term| match &term.test {
            // A bare word looks into the last line.
            Test::Word(_) | Test::In(Field::Text, _) | Test::Lasts(Clock::Wait, ..) => true,
            Test::Is(is) => match is {
                Is::Unread | Is::Waiting | Is::Overdue | Is::Soon => true,
                Is::Flagged | Is::Mine | Is::Invited | Is::Ended | Is::Watched => false,
            },
            Test::In(Field::Agent | Field::Customer | Field::Service, _)
            | Test::Mode(_)
            | Test::Lasts(Clock::Age, ..) => false,
        })
    }

    /// Whether it asks for every line of a conversation, not only for the last.
    pub fn rests_on_every_line(&self) -> bool {
        let asks = |term: &Term| matches!(&term.test, Test::In(Field::Text, _));
        self.terms.iter().any(asks)
    }
}

/// As a person would type it: the conditions in their order, in the shortest spelling.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, term) in self.terms.iter().enumerate() {
            if n > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{term}")?;
        }
        Ok(())
    }
}

/// The filter's line under the person's hands, with what it means.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) edit: LineEdit,
    pub(crate) typing: bool,
    read: String,
    parsed: Filter,
}

impl Line {
    /// Reads the line if it has changed; says whether it had.
    pub(crate) fn read(&mut self) -> bool {
        let changed = self.read != self.edit.text();
        if changed {
            self.read = self.edit.text().to_owned();
            self.parsed = Filter::parse(&self.read);
        }
        changed
    }

    /// What it means, as of the last reading.
    pub(crate) fn filter(&self) -> &Filter {
        &self.parsed
    }

    /// Puts another text there.
    pub(crate) fn set(&mut self, text: &str) {
        self.edit.clear();
        self.edit.insert(text);
    }
}

/// What beside the session itself a condition may ask for.
pub(crate) struct Beside<'a> {
    pub(crate) flagged: &'a BTreeSet<&'a SessionId>,
    pub(crate) watches: &'a Watches,
    pub(crate) limits: &'a Limits,
    pub(crate) wall: Stamp,
}

/// The answer, and when it may become another by time alone.
pub(crate) struct Sifted {
    pub(crate) matches: bool,
    pub(crate) until: Option<Stamp>,
}

impl Filter {
    /// Holds the conditions against a session. Looks at no more fields than it must.
    pub(crate) fn sift(&self, facts: &Facts<'_>, beside: &Beside<'_>) -> Sifted {
        let mut until: Option<Stamp> = None;
        let mut matches = true;
        // What costs most comes last: most sessions are out by then.
        let is_dear = |term: &&Term| matches!(term.test, Test::In(Field::Text, _));
        let cheap = self.terms.iter().filter(|term| !is_dear(term));
        for term in cheap.chain(self.terms.iter().filter(is_dear)) {
            let (met, changes) = met(&term.test, facts, beside);
            let wanted = match term.sign {
                Sign::With => true,
                Sign::Without => false,
            };
            until = [until, changes].into_iter().flatten().min();
            if met != wanted {
                matches = false;
                // Only time could change that, and it has been looked at, or never will.
                if changes.is_none() {
                    return Sifted {
                        matches: false,
                        until: None,
                    };
                }
            }
        }
        Sifted { matches, until }
    }
}

fn met(test: &Test, facts: &Facts<'_>, beside: &Beside<'_>) -> (bool, Option<Stamp>) {
    match test {
        Test::Word(word) => (anywhere(word, facts), None),
        Test::In(field, word) => (field_has(*field, word, facts), None),
        Test::Mode(mode) => (mode.covers(facts.mode()), None),
        Test::Is(is) => (is_so(*is, facts, beside), None),
        Test::Lasts(clock, than, long) => {
            let since = match clock {
                Clock::Wait => facts.customer_waits().and_then(|w| w.since),
                Clock::Age => facts.began(),
            };
            since.map_or((false, None), |at| compare(at, *than, *long, beside.wall))
        }
    }
}

fn anywhere(word: &Folded, facts: &Facts<'_>) -> bool {
    facts.agent_name().is_some_and(|t| word.is_in(t.as_str()))
        || facts.customer().is_some_and(|t| word.is_in(t.as_str()))
        || facts.service().is_some_and(|t| word.is_in(t.as_str()))
        || facts.last_line().is_some_and(|t| word.is_in(t.as_str()))
}

fn field_has(field: Field, word: &Folded, facts: &Facts<'_>) -> bool {
    match field {
        Field::Agent => {
            facts.agent_name().is_some_and(|t| word.is_in(t.as_str()))
                || facts.known().is_some_and(|a| word.is_in(&a.user_name))
        }
        Field::Customer => facts.customer().is_some_and(|t| word.is_in(t.as_str())),
        Field::Service => facts.service().is_some_and(|t| word.is_in(t.as_str())),
        Field::Text => facts.log().is_some_and(|log| {
            log.lines()
                .rev()
                .any(|entry| word.is_in(entry.text.as_str()))
        }),
    }
}

fn is_so(is: Is, facts: &Facts<'_>, beside: &Beside<'_>) -> bool {
    let level = || beside.limits.level(facts, beside.wall).0;
    match is {
        Is::Unread => facts.unread() > 0,
        Is::Waiting => facts.customer_waits().is_some(),
        Is::Flagged => beside.flagged.contains(facts.id()),
        Is::Overdue => level() == Level::Overdue,
        Is::Soon => level() == Level::Soon,
        Is::Mine => facts.presence() == Some(Presence::In),
        Is::Invited => facts.presence() == Some(Presence::Offered),
        Is::Ended => facts.presence() == Some(Presence::Over),
        Is::Watched => facts
            .agent()
            .is_some_and(|a| beside.watches.of(a).is_some()),
    }
}

/// Whether what began at `since` has lasted longer or shorter, and when that changes.
fn compare(since: Stamp, than: Than, long: Duration, wall: Stamp) -> (bool, Option<Stamp>) {
    let long = i64::try_from(long.as_millis()).unwrap_or(i64::MAX);
    let end = Stamp(since.0.saturating_add(long));
    let over = end <= wall;
    let met = match than {
        Than::Over => over,
        Than::Under => !over,
    };
    (met, (!over).then_some(end))
}

#[cfg(test)]
mod tests;
