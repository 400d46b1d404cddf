//! What the roster and the agents' lists said when they were last read, a number each: most reads
//! bring the same text again, and need not be read a second time. Pure.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use crate::domain::UserId;
use crate::gws::Print;

/// For so long a text is taken for the same: then it is read again in any case, and nobody can be
/// wrong about it for longer.
const KNOWN: Duration = Duration::from_secs(60);

/// The numbers.
#[derive(Debug, Default)]
pub(super) struct Prints {
    lists: BTreeMap<UserId, Full>,
    roster: Option<Full>,
}

/// What was read in full, and when.
#[derive(Clone, Copy, Debug)]
struct Full(Print, Instant);

impl Full {
    fn known(self, now: Instant) -> Option<Print> {
        let Self(print, read) = self;
        (now.saturating_duration_since(read) < KNOWN).then_some(print)
    }
}

impl Prints {
    /// What the roster said, while that may be taken for read.
    pub(super) fn of_roster(&self, now: Instant) -> Option<Print> {
        self.roster?.known(now)
    }

    /// The roster was read in full. Without a number it is read in full the next time too.
    pub(super) fn read_roster(&mut self, print: Option<Print>, now: Instant) {
        self.roster = print.map(|print| Full(print, now));
    }

    /// Whether the roster is still the one that was read in full: else somebody has told another
    /// one since, or none.
    pub(super) fn is_roster(&self, known: Option<Print>) -> bool {
        known.is_some() && self.roster.map(|Full(print, _)| print) == known
    }

    /// Nothing is known of the roster any more.
    pub(super) fn forget_roster(&mut self) {
        self.roster = None;
    }

    /// What a list said, while that may be taken for read.
    pub(super) fn of(&self, agent: &UserId, now: Instant) -> Option<Print> {
        self.lists.get(agent)?.known(now)
    }

    /// A list was read in full; says whether it is not known to be what it was. Without a number it
    /// is read in full the next time too.
    pub(super) fn read(&mut self, agent: &UserId, print: Option<Print>, now: Instant) -> bool {
        let Some(print) = print else {
            self.forget(agent);
            return true;
        };
        let before = self.lists.insert(agent.clone(), Full(print, now));
        before.is_none_or(|Full(before, _)| before != print)
    }

    /// Nothing is known of a list any more.
    pub(super) fn forget(&mut self, agent: &UserId) {
        self.lists.remove(agent);
    }

    /// Nothing is known of any.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Who there is: nothing is known of one who comes back later.
    pub(super) fn agents(&mut self, agents: &[UserId]) {
        let there: HashSet<&UserId> = agents.iter().collect();
        self.lists.retain(|id, _| there.contains(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gws::Answer;

    fn print(body: &str) -> Print {
        let answer = Answer {
            body: body.to_owned(),
            ..Answer::default()
        };
        Print::of(&[answer], &foldhash::quality::FixedState::default())
    }

    #[test]
    fn the_same_is_taken_for_the_same_for_a_while() {
        let agents = [UserId::new("u1"), UserId::new("u2")];
        let [first, second] = &agents;
        let print = print("");
        let mut prints = Prints::default();
        let start = Instant::now();
        assert_eq!(prints.of(first, start), None);
        assert!(prints.read(first, Some(print), start), "it is new");
        assert!(prints.read(second, Some(print), start));
        let later = start + KNOWN - Duration::from_millis(1);
        assert_eq!(prints.of(first, later), Some(print));
        assert_eq!(prints.of(first, start + KNOWN), None, "it is read in full");
        let again = prints.read(first, Some(print), start + KNOWN);
        assert!(!again, "what it says is what it said");
        assert_eq!(prints.of(first, start + KNOWN), Some(print));
        prints.agents(&agents[1..]);
        assert_eq!(prints.of(first, later), None);
        assert_eq!(prints.of(second, later), Some(print));
        assert!(prints.read(second, None, later));
        assert_eq!(prints.of(second, later), None);
    }
    #[test]
    fn a_roster_that_was_told_by_another_is_not_the_one_that_was_read() {
        let (old, new) = (print("old"), print("new"));
        let start = Instant::now();
        let mut prints = Prints::default();
        assert_eq!(prints.of_roster(start), None);
        assert!(
            !prints.is_roster(None),
            "nothing is not the same as nothing"
        );
        prints.read_roster(Some(old), start);
        let known = prints.of_roster(start + KNOWN - Duration::from_millis(1));
        assert_eq!(known, Some(old));
        assert_eq!(prints.of_roster(start + KNOWN), None, "it is read in full");
        assert!(prints.is_roster(known), "an answer may take its time");
        prints.forget_roster();
        assert!(!prints.is_roster(known));
        prints.read_roster(Some(new), start);
        assert!(!prints.is_roster(known));
        prints.read_roster(None, start);
        assert_eq!(prints.of_roster(start), None);
        prints.read_roster(Some(old), start);
        prints.clear();
        assert_eq!(prints.of_roster(start), None);
    }
}
