//! One table for what is known of a session: as one of mine, as lists show it, or both. A
//! notification looks a session up many times, and every table it is sought in is another wait for
//! memory.

use std::time::Instant;

use super::{Floor, Mine, Polled};
use crate::domain::{BySession, SessionId};

/// What is known of one session. Boxed: the room that the table has to spare is a quarter of it.
#[derive(Debug, Default)]
pub(super) struct Both {
    mine: Option<Box<Mine>>,
    polled: Option<Box<Polled>>,
    /// When time alone makes a rule about it hold.
    moment: Option<Instant>,
}

impl Both {
    pub(super) fn mine(&self) -> Option<&Mine> {
        self.mine.as_deref()
    }

    pub(super) fn mine_mut(&mut self) -> Option<&mut Mine> {
        self.mine.as_deref_mut()
    }

    pub(super) fn polled(&self) -> Option<&Polled> {
        self.polled.as_deref()
    }

    pub(super) fn polled_mut(&mut self) -> Option<&mut Polled> {
        self.polled.as_deref_mut()
    }

    /// Each by itself.
    pub(super) fn split(&mut self) -> (Option<&mut Mine>, Option<&mut Polled>) {
        (self.mine.as_deref_mut(), self.polled.as_deref_mut())
    }
}

/// Every session that is known as one or the other.
#[derive(Debug, Default)]
pub(super) struct Rows(BySession<Both>);

impl Rows {
    fn get(&self, id: &SessionId) -> Option<&Both> {
        self.0.get(id)
    }

    fn get_mut(&mut self, id: &SessionId) -> Option<&mut Both> {
        self.0.get_mut(id)
    }

    pub(super) fn contains(&self, id: &SessionId) -> bool {
        self.0.contains_key(id)
    }

    pub(super) fn mine(&self, id: &SessionId) -> Option<&Mine> {
        self.get(id)?.mine()
    }

    pub(super) fn mine_mut(&mut self, id: &SessionId) -> Option<&mut Mine> {
        self.get_mut(id)?.mine_mut()
    }

    pub(super) fn polled(&self, id: &SessionId) -> Option<&Polled> {
        self.get(id)?.polled()
    }

    pub(super) fn polled_mut(&mut self, id: &SessionId) -> Option<&mut Polled> {
        self.get_mut(id)?.polled_mut()
    }

    /// Each by itself, to be changed.
    pub(super) fn split(&mut self, id: &SessionId) -> (Option<&mut Mine>, Option<&mut Polled>) {
        self.get_mut(id).map_or((None, None), Both::split)
    }

    pub(super) fn put_mine(&mut self, id: &SessionId, mine: Mine) {
        self.0.entry(id.clone()).or_default().mine = Some(mine.into());
    }

    pub(super) fn put_polled(&mut self, id: SessionId, polled: Polled) {
        self.0.entry(id).or_default().polled = Some(polled.into());
    }

    /// It is not ours any more.
    pub(super) fn remove_mine(&mut self, id: &SessionId) {
        self.remove(id, |both| both.mine = None);
    }

    /// No list shows it any more.
    pub(super) fn remove_polled(&mut self, id: &SessionId) {
        self.remove(id, |both| both.polled = None);
    }

    fn remove(&mut self, id: &SessionId, what: impl FnOnce(&mut Both)) {
        if let Some(both) = self.0.get_mut(id) {
            what(both);
            if both.mine.is_none() && both.polled.is_none() {
                self.0.remove(id);
            }
        }
    }

    /// All of mine, in the order of their ids.
    pub(super) fn all_mine(&self) -> impl Iterator<Item = (&SessionId, &Mine)> {
        let all = self.0.unordered();
        let mut mine: Vec<_> = all
            .filter_map(|(id, both)| Some((id, both.mine()?)))
            .collect();
        mine.sort_unstable_by_key(|(id, _)| *id);
        mine.into_iter()
    }

    /// The same in no order, to be changed.
    pub(super) fn all_mine_mut(&mut self) -> impl Iterator<Item = (&SessionId, &mut Mine)> {
        let all = self.0.unordered_mut();
        all.filter_map(|(id, both)| Some((id, both.mine_mut()?)))
    }

    /// All, in no order.
    pub(super) fn unordered(&self) -> impl Iterator<Item = (&SessionId, &Both)> {
        self.0.unordered()
    }

    /// The same, to be changed.
    pub(super) fn unordered_mut(&mut self) -> impl Iterator<Item = (&SessionId, &mut Both)> {
        self.0.unordered_mut()
    }
}

impl Floor {
    /// A session as one of mine and as lists show it.
    pub(crate) fn both(&self, id: &SessionId) -> (Option<&Mine>, Option<&Polled>) {
        let both = self.rows.get(id);
        both.map_or((None, None), |both| (both.mine(), both.polled()))
    }

    /// The place for the moment at which time alone makes a rule about a session hold; none of one
    /// without a row.
    pub(crate) fn moment(&mut self, id: &SessionId) -> Option<&mut Option<Instant>> {
        self.rows.get_mut(id).map(|both| &mut both.moment)
    }
}
