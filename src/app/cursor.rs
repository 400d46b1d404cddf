//! A highlight that stays with its session, or whatever else has an id, not with its place.

use super::order::Sequence;
use crate::domain::SessionId;

/// Which row is highlighted: by id; the place only helps when the id is gone.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<Id = SessionId> {
    id: Option<Id>,
    place: usize,
    fell: bool,
}

impl<Id> Default for Cursor<Id> {
    fn default() -> Self {
        Self {
            id: None,
            place: 0,
            fell: false,
        }
    }
}

impl<Id: Clone + PartialEq> Cursor<Id> {
    /// What is highlighted.
    pub(crate) fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    /// Whether the highlight came to where it is because its row went, and nobody has seen it
    /// there: a key read now was aimed at the one that is gone.
    pub(crate) fn fell(&self) -> bool {
        self.fell
    }

    /// A frame has shown where the highlight is.
    pub(crate) fn was_seen(&mut self) {
        self.fell = false;
    }

    /// Finds it again in a new order, or takes the neighbour of one that is gone.
    pub(crate) fn settle(&mut self, order: &(impl Sequence<Id> + ?Sized)) -> Option<usize> {
        let found = self.id.as_ref().and_then(|id| order.find(id));
        self.fell |= found.is_none() && self.id.is_some();
        let place = found.or_else(|| {
            order
                .count()
                .checked_sub(1)
                .map(|last| self.place.min(last))
        });
        self.place = place.unwrap_or(0);
        self.id = place.and_then(|p| order.at(p)).cloned();
        place
    }

    /// Goes to a row.
    pub(crate) fn go(&mut self, id: &Id) {
        self.id = Some(id.clone());
    }

    /// Moves by rows; stops at the ends.
    pub(crate) fn step(&mut self, order: &(impl Sequence<Id> + ?Sized), by: isize) {
        let Some(place) = self.settle(order) else {
            return;
        };
        let to = place
            .saturating_add_signed(by)
            .min(order.count().saturating_sub(1));
        self.place = to;
        self.fell = false;
        self.id = order.at(to).cloned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &str) -> Box<[SessionId]> {
        names
            .chars()
            .map(|c| SessionId::new(&c.to_string()))
            .collect()
    }

    #[test]
    fn follows_the_id_then_falls_back_to_the_place() {
        let mut c = Cursor::default();
        c.step(&*ids("abc"), 1);
        assert_eq!(c.settle(&*ids("xabc")), Some(2));
        assert!(!c.fell());
        assert_eq!(c.settle(&*ids("xac")), Some(2));
        assert!(c.fell(), "its session went, and nobody has seen that");
        c.was_seen();
        assert!(!c.fell());
        assert_eq!(c.settle(&*ids("x")), Some(0));
        assert_eq!(c.settle(&*ids("")), None);
        c.step(&*ids(""), 5);
        c.step(&*ids("ab"), isize::MAX);
        assert_eq!(c.id(), Some(&SessionId::new("b")));
    }
}
