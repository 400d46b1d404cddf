//! Which columns fit. They go in a fixed order as the width shrinks: last line, service, age,
//! state, watch, unread, flag. Agent, customer, waiting and my mode never go; they only get narrower.

use crate::app::SortBy;

/// One column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Column {
    Flag,
    Agent,
    State,
    Customer,
    Service,
    Waiting,
    Mode,
    Age,
    Unread,
    Watch,
    Last,
}

impl Column {
    /// In the order in which they stand.
    const ALL: [Self; 11] = [
        Self::Flag,
        Self::Agent,
        Self::State,
        Self::Watch,
        Self::Customer,
        Self::Service,
        Self::Waiting,
        Self::Mode,
        Self::Age,
        Self::Unread,
        Self::Last,
    ];

    /// Those that may go, the last to go first, with their least width.
    const EXTRA: [(Self, u16); 7] = [
        (Self::Flag, 1),
        (Self::Unread, 3),
        (Self::Watch, 1),
        (Self::State, 1),
        (Self::Age, 4),
        (Self::Service, 10),
        (Self::Last, 12),
    ];

    /// Those that grow, up to a width, in this order.
    const GROWS: [(Self, u16); 11] = [
        (Self::Waiting, 13),
        (Self::Customer, 11),
        (Self::Agent, 10),
        (Self::Waiting, 15),
        (Self::Customer, 15),
        (Self::Agent, 14),
        (Self::Last, 24),
        (Self::Agent, 18),
        (Self::Customer, 20),
        (Self::Service, 16),
        (Self::Customer, 24),
    ];

    /// Whether it is set to the right.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Age | Self::Unread)
    }

    /// Its head.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Service => "service",
            Self::Waiting => "waiting",
            Self::Mode => "me",
            Self::Age => "age",
            Self::Unread => "new",
            Self::Last => "last line",
            Self::Flag | Self::State | Self::Watch => "",
        }
    }

    /// What the list is sorted by where it is sorted by this column.
    pub(super) fn sorts(self) -> Option<SortBy> {
        match self {
            Self::Agent => Some(SortBy::Agent),
            Self::State => Some(SortBy::State),
            Self::Watch => Some(SortBy::Watch),
            Self::Customer => Some(SortBy::Customer),
            Self::Service => Some(SortBy::Service),
            Self::Waiting => Some(SortBy::Wait),
            Self::Mode => Some(SortBy::Mode),
            Self::Age => Some(SortBy::Age),
            Self::Unread => Some(SortBy::Unread),
            Self::Last => Some(SortBy::Last),
            Self::Flag => None,
        }
    }

    fn place(self) -> usize {
        Self::ALL.iter().position(|c| *c == self).unwrap_or(0)
    }
}

/// The columns of one frame.
#[derive(Clone, Debug)]
pub(super) struct Columns([u16; Column::ALL.len()]);

impl Columns {
    /// For a list `width` wide, leaving out what there is never anything to show in.
    pub(super) fn of(width: u16, never: &[Column]) -> Self {
        let mut columns = Self([0; Column::ALL.len()]);
        // The marks on the left, and a gap after each of the four.
        let mut room = width.saturating_sub(2 + 4);
        let least: [(Column, u16); 4] = match room {
            0..24 => {
                let part = room / 4;
                [
                    (Column::Agent, part),
                    (Column::Customer, part),
                    (Column::Waiting, room.saturating_sub(2 * part + 1)),
                    (Column::Mode, 1.min(room)),
                ]
            }
            24..33 => [
                (Column::Agent, (room - 11) / 2),
                (Column::Customer, (room - 11) / 2),
                (Column::Waiting, 10),
                (Column::Mode, 1),
            ],
            _ => [
                (Column::Agent, 8),
                (Column::Customer, 8),
                (Column::Waiting, 10),
                (Column::Mode, 7),
            ],
        };
        for (column, wide) in least {
            columns.set(column, wide.min(room));
            room = room.saturating_sub(wide);
        }
        columns.grow(&mut room, Column::GROWS.get(..3).unwrap_or_default());
        for (column, least) in Column::EXTRA {
            if never.contains(&column) {
                continue;
            }
            if room < least + 1 {
                break;
            }
            columns.set(column, least);
            room -= least + 1;
        }
        columns.grow(&mut room, &Column::GROWS);
        if columns.width(Column::Last) > 0 {
            let last = columns.width(Column::Last);
            columns.set(Column::Last, last + room);
        }
        columns
    }

    fn set(&mut self, column: Column, width: u16) {
        if let Some(place) = self.0.get_mut(column.place()) {
            *place = width;
        }
    }

    fn grow(&mut self, room: &mut u16, columns: &[(Column, u16)]) {
        for &(column, most) in columns {
            let now = self.width(column);
            if now > 0 {
                let more = most.saturating_sub(now).min(*room);
                self.set(column, now + more);
                *room -= more;
            }
        }
    }

    /// The width of a column; 0 if it is not shown.
    pub(super) fn width(&self, column: Column) -> u16 {
        self.0.get(column.place()).copied().unwrap_or(0)
    }

    /// Those that are shown, with their widths.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Column, u16)> {
        Column::ALL
            .into_iter()
            .map(|column| (column, self.width(column)))
            .filter(|(_, width)| *width > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fit_and_go_in_their_order() {
        let mut before = 0;
        for width in 0..300 {
            let columns = Columns::of(width, &[]);
            let used: u16 = columns.iter().map(|(_, w)| w + 1).sum();
            assert!(width < 12 || used + 2 <= width + 1, "{width}: {used}");
            let extra: Vec<bool> = Column::EXTRA
                .iter()
                .map(|(c, _)| columns.width(*c) > 0)
                .collect();
            assert!(extra.is_sorted_by(|a, b| a >= b), "{width}: {extra:?}");
            let shown = extra.iter().filter(|e| **e).count();
            assert!(shown >= before, "{width}");
            before = shown;
            if width >= 20 {
                for column in [
                    Column::Agent,
                    Column::Customer,
                    Column::Waiting,
                    Column::Mode,
                ] {
                    assert!(columns.width(column) > 0, "{column:?} at {width}");
                }
            }
        }
        assert_eq!(before, Column::EXTRA.len());
    }
}
