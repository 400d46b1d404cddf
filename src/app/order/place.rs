//! Where a session stands among the others, under a sort. Places of one list are all of one kind.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::app::sort::{Key, Run, Sort, SortBy};
use crate::app::urgency::Rank;
use crate::domain::SessionId;

/// A place. Equals go by urgency, whatever the list is sorted by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Place {
    /// By urgency.
    Urgent(Rank, SessionId),
    /// By urgency, the other way round.
    Calm(Reverse<(Rank, SessionId)>),
    /// By a column: shared, for a place by urgency stays small.
    Column(Arc<(Known, Rank, SessionId)>),
}

/// What is not known comes last either way.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Known {
    Forward(Key),
    Backward(Reverse<Key>),
    Nothing,
}

impl Place {
    /// Of a session with this key and rank.
    pub(super) fn of(sort: Sort, key: Key, rank: Rank, id: SessionId) -> Self {
        match (sort.by, sort.run) {
            (SortBy::Urgency, Run::Forward) => Self::Urgent(rank, id),
            (SortBy::Urgency, Run::Backward) => Self::Calm(Reverse((rank, id))),
            (
                SortBy::Agent
                | SortBy::State
                | SortBy::Watch
                | SortBy::Customer
                | SortBy::Service
                | SortBy::Wait
                | SortBy::Mode
                | SortBy::Age
                | SortBy::Unread
                | SortBy::Last,
                run,
            ) => Self::Column(Arc::new((Known::of(key, run), rank, id))),
        }
    }

    /// Whose it is.
    pub(super) fn id(&self) -> &SessionId {
        match self {
            Self::Urgent(_, id) | Self::Calm(Reverse((_, id))) => id,
            Self::Column(place) => &place.2,
        }
    }
}

impl Known {
    fn of(key: Key, run: Run) -> Self {
        match (key, run) {
            (Key::Unknown, _) => Self::Nothing,
            (key, Run::Forward) => Self::Forward(key),
            (key, Run::Backward) => Self::Backward(Reverse(key)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn what_is_not_known_comes_last_either_way() {
        let forward = Sort::read("age").unwrap();
        let back = forward.again(SortBy::Age);
        let (early, late) = (Key::Since(0, (false, 1)), Key::Since(0, (false, 2)));
        let known = |sort: Sort, key: &Key| Known::of(key.clone(), sort.run);
        assert!(known(forward, &early) < known(forward, &late));
        assert!(known(back, &early) > known(back, &late));
        for sort in [forward, back] {
            assert!(known(sort, &Key::Unknown) > known(sort, &late));
            assert!(known(sort, &late) < known(sort, &Key::Unknown));
        }
    }
}
