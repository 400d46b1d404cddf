//! What the agents' lists said when they were last read, a number each: most reads bring the same
//! text again, and need not be read a second time. Pure.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use crate::domain::UserId;
use crate::gws::Print;

/// For so long a text is taken for the same: then it is read again in any case, and nobody can be
/// wrong about a list for longer.
const KNOWN: Duration = Duration::from_secs(60);

/// The numbers, and when each list was read in full.
#[derive(Debug, Default)]
pub(super) struct Prints(BTreeMap<UserId, (Print, Instant)>);

impl Prints {
    /// What a list said, while that may be taken for read.
    pub(super) fn of(&self, agent: &UserId, now: Instant) -> Option<Print> {
        let (print, read) = self.0.get(agent)?;
        (now.saturating_duration_since(*read) < KNOWN).then_some(*print)
    }

    /// A list was read in full; says whether it is not known to be what it was. Without a number it
    /// is read in full the next time too.
    pub(super) fn read(&mut self, agent: &UserId, print: Option<Print>, now: Instant) -> bool {
        let Some(print) = print else {
            self.forget(agent);
            return true;
        };
        let before = self.0.insert(agent.clone(), (print, now));
        before.is_none_or(|(before, _)| before != print)
    }

    /// Nothing is known of a list any more.
    pub(super) fn forget(&mut self, agent: &UserId) {
        self.0.remove(agent);
    }

    /// Nothing is known of any.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Who there is: nothing is known of one who comes back later.
    pub(super) fn agents(&mut self, agents: &[UserId]) {
        let there: HashSet<&UserId> = agents.iter().collect();
        self.0.retain(|id, _| there.contains(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gws::Answer;

    #[test]
    fn the_same_is_taken_for_the_same_for_a_while() {
        let agents = [UserId::new("u1"), UserId::new("u2")];
        let [first, second] = &agents;
        let print = Answer::default().print(&foldhash::quality::RandomState::default());
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
}
