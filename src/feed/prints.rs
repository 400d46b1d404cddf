//! What the agents' lists said when they were last read, a number each: most reads bring the same
//! text again, and need not be read a second time. Pure.

use std::collections::BTreeMap;

use crate::domain::UserId;
use crate::gws::Print;

/// So often in a row a text is taken for the same: once a minute or so it is read again in any case,
/// and nobody can be wrong about a list for longer.
const AGAIN: u8 = 11;

/// The numbers.
#[derive(Debug, Default)]
pub(super) struct Prints(BTreeMap<UserId, (Print, u8)>);

impl Prints {
    /// What a list said, while that may be taken for read.
    pub(super) fn of(&self, agent: &UserId) -> Option<Print> {
        let known = self.0.get(agent);
        known
            .filter(|(_, again)| *again < AGAIN)
            .map(|(print, _)| *print)
    }

    /// A list said the same again.
    pub(super) fn same(&mut self, agent: &UserId) {
        if let Some((_, again)) = self.0.get_mut(agent) {
            *again += 1;
        }
    }

    /// A list was read. Without a number it is read in full the next time.
    pub(super) fn read(&mut self, agent: &UserId, print: Option<Print>) {
        match print {
            Some(print) => _ = self.0.insert(agent.clone(), (print, 0)),
            None => self.forget(agent),
        }
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
        self.0.retain(|id, _| agents.contains(id));
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
        assert_eq!(prints.of(first), None);
        prints.read(first, Some(print));
        prints.read(second, Some(print));
        for _ in 0..AGAIN {
            assert_eq!(prints.of(first), Some(print));
            prints.same(first);
        }
        assert_eq!(prints.of(first), None, "now it is read in full");
        prints.read(first, Some(print));
        assert_eq!(prints.of(first), Some(print));
        prints.agents(&agents[1..]);
        assert_eq!((prints.of(first), prints.of(second)), (None, Some(print)));
        prints.read(second, None);
        assert_eq!(prints.of(second), None);
    }
}
