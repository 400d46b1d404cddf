//! The terminal's cells as they were last drawn, and those that a new frame changes.
//!
//! Ratatui's own terminal empties, fills and compares every cell at each frame, which costs more
//! than all that is written there. A frame is written on paper here, and only the lines that are
//! written otherwise than before are put into cells and compared, by ratatui.

use std::mem;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use super::paper::Paper;
use super::theme::Theme;
use crate::app::{Model, Seen};

/// What a terminal shows. A new one is blank.
#[derive(Debug, Default)]
pub struct Glass {
    area: Rect,
    /// The frame that is shown.
    paper: Paper,
    /// The memory for the next.
    spare: Paper,
    /// The cells of each row as they were before the last frame changed them,
    before: Vec<Buffer>,
    /// and as it has them. Of a row that it did not change, what it once had.
    after: Vec<Buffer>,
    /// The rows that the last frame has written otherwise, counted from the top.
    changed: Vec<usize>,
}

impl Glass {
    /// A blank one.
    pub fn new(area: Rect) -> Self {
        let row = |y| Buffer::empty(Rect::new(area.x, y, area.width, 1));
        let rows = || (area.top()..area.bottom()).map(row).collect();
        Self {
            area,
            before: rows(),
            after: rows(),
            ..Self::default()
        }
    }

    /// How large it is.
    pub fn area(&self) -> Rect {
        self.area
    }

    /// Draws a frame, and says what of the model was seen and where its cursor is. What
    /// [`Glass::changes`] said of the frame before is taken for shown.
    pub fn draw(&mut self, model: &Model, theme: &Theme) -> (Seen, Option<Position>) {
        let said = super::write(&mut self.spare, self.area, model, theme);
        self.turn();
        said
    }

    /// Puts into cells what the spare paper has otherwise, and makes it the one that is shown.
    fn turn(&mut self) {
        for row in self.changed.drain(..) {
            if let (Some(before), Some(after)) = (self.before.get_mut(row), self.after.get_mut(row))
            {
                mem::swap(before, after);
            }
        }
        for y in self.spare.unlike(&self.paper) {
            let row = usize::from(y - self.area.y);
            if let Some(cells) = self.after.get_mut(row) {
                cells.reset();
                self.spare.lay(y, cells);
                self.spare.touch(cells);
                self.changed.push(row);
            }
        }
        mem::swap(&mut self.paper, &mut self.spare);
    }

    /// The cells that the last frame has changed, each with its column and row.
    pub fn changes(&self) -> impl Iterator<Item = (u16, u16, &Cell)> {
        self.changed.iter().flat_map(|row| {
            let rows = self.before.get(*row).zip(self.after.get(*row));
            let cells = rows.map(|(before, after)| before.diff_iter(after));
            cells.into_iter().flatten()
        })
    }
}

#[cfg(test)]
mod tests;
