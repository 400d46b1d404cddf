//! Puts text onto a paper: cut by cells, never outside its place. The one way by which text gets
//! onto the screen.

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::paper::{Line, Paper};
use crate::app::wrap;
use crate::domain::clean::is_plain;

/// Writes one line from left to right.
pub(super) struct Pen<'a> {
    line: Option<&'a mut Line>,
    x: u16,
    end: u16,
}

impl<'a> Pen<'a> {
    /// A pen at the left of the first line of `area`.
    pub(super) fn new(paper: &'a mut Paper, area: Rect) -> Self {
        let area = area.intersection(paper.area);
        let end = if area.is_empty() {
            area.x
        } else {
            area.right()
        };
        Self {
            line: paper.line(area.y),
            x: area.x,
            end,
        }
    }

    /// A pen at the left of line `line` of `area`; it writes nothing if there is no such line.
    pub(super) fn on(paper: &'a mut Paper, area: Rect, line: u16) -> Self {
        Self::new(paper, row(area, line))
    }

    /// Columns that are left.
    pub(super) fn room(&self) -> usize {
        usize::from(self.end.saturating_sub(self.x))
    }

    /// Where the next character goes.
    pub(super) fn x(&self) -> u16 {
        self.x
    }

    /// Writes text, with `…` where it does not fit.
    pub(super) fn put(&mut self, text: &str, style: Style) -> &mut Self {
        let room = self.room();
        let Some(line) = self.line.as_mut().filter(|_| room > 0 && !text.is_empty()) else {
            return self;
        };
        if text.len() <= room && is_plain(text) {
            self.x = line.put_plain(self.x, self.end, text, style);
            return self;
        }
        let text: Cow<'_, str> = if text.contains('\n') {
            text.replace('\n', " ⏎ ").into()
        } else {
            text.into()
        };
        self.x = line.put(self.x, self.end, &wrap::cut(&text, room), style);
        self
    }

    /// Leaves columns free.
    pub(super) fn gap(&mut self, columns: u16) -> &mut Self {
        self.x = self.x.saturating_add(columns).min(self.end);
        self
    }

    /// Writes text into a column of its own, `width` wide.
    pub(super) fn column(&mut self, width: u16, text: &str, style: Style) -> &mut Self {
        let end = self.end;
        self.end = self.x.saturating_add(width).min(end);
        self.put(text, style);
        self.x = self.end;
        self.end = end;
        self
    }

    /// The same, set to the right.
    pub(super) fn right(&mut self, width: u16, text: &str, style: Style) -> &mut Self {
        let cells = u16::try_from(unicode_width::UnicodeWidthStr::width(text)).unwrap_or(width);
        let lead = width.saturating_sub(cells);
        self.gap(lead).column(width - lead, text, style)
    }
}

/// One line of an area; empty if there is no such line.
pub(super) fn row(area: Rect, line: u16) -> Rect {
    if line >= area.height {
        return Rect { height: 0, ..area };
    }
    Rect {
        y: area.y + line,
        height: 1,
        ..area
    }
}

/// Gives a style to everything in an area, on top of what is there.
pub(super) fn wash(paper: &mut Paper, area: Rect, style: Style) {
    each(paper, area, |line, place| {
        line.wash(place.left(), place.right(), style);
    });
}

/// Empties an area.
pub(super) fn clear(paper: &mut Paper, area: Rect) {
    each(paper, area, |line, place| {
        line.clear(place.left(), place.right());
    });
}

fn each(paper: &mut Paper, area: Rect, mut act: impl FnMut(&mut Line, Rect)) {
    let place = area.intersection(paper.area);
    for y in place.top()..place.bottom() {
        if let Some(line) = paper.line(y) {
            act(line, place);
        }
    }
}

/// A line from top to bottom.
pub(super) fn rule(paper: &mut Paper, area: Rect, style: Style) {
    for line in 0..area.height {
        Pen::on(paper, area, line).put("│", style);
    }
}
