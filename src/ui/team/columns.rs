//! Which columns of the Team screen fit: channels go first; the name, the state and the watch stay.

/// One column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Column {
    Name,
    State,
    Channels,
    Sessions,
    Wait,
    Watch,
}

/// The columns of one frame with their widths.
#[derive(Clone, Debug)]
pub(super) struct Columns(Vec<(Column, u16)>);

impl Columns {
    /// For a screen `width` wide.
    pub(super) fn of(width: u16) -> Self {
        use Column::{Channels, Name, Sessions, State, Wait, Watch};
        let columns: &[(Column, u16)] = match width {
            0..34 => &[(Name, 12), (State, 10), (Watch, 7)],
            34..58 => &[(Name, 12), (State, 15), (Sessions, 6)],
            58..76 => &[(Name, 14), (State, 17), (Sessions, 6), (Wait, 17)],
            76..110 => &[
                (Name, 16),
                (State, 17),
                (Sessions, 6),
                (Wait, 20),
                (Watch, 12),
            ],
            110..160 => &[
                (Name, 22),
                (State, 20),
                (Channels, 26),
                (Sessions, 6),
                (Wait, 20),
                (Watch, 12),
            ],
            _ => &[
                (Name, 30),
                (State, 26),
                (Channels, 50),
                (Sessions, 8),
                (Wait, 24),
                (Watch, 14),
            ],
        };
        Self(columns.to_vec())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Column, u16)> {
        self.0.iter().copied()
    }
}
