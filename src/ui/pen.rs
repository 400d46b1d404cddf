//! Puts text into cells: cut by cells, never outside its place. The one way by which text gets
//! onto the screen.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::wrap;
use crate::domain::clean::plain_start;

/// Writes one line from left to right.
pub(super) struct Pen<'a> {
    buf: &'a mut Buffer,
    x: u16,
    end: u16,
    y: u16,
}

impl<'a> Pen<'a> {
    /// A pen at the left of the first line of `area`.
    pub(super) fn new(buf: &'a mut Buffer, area: Rect) -> Self {
        let area = area.intersection(buf.area);
        let end = if area.is_empty() {
            area.x
        } else {
            area.right()
        };
        Self {
            buf,
            x: area.x,
            end,
            y: area.y,
        }
    }

    /// A pen at the left of line `line` of `area`; it writes nothing if there is no such line.
    pub(super) fn on(buf: &'a mut Buffer, area: Rect, line: u16) -> Self {
        Self::new(buf, row(area, line))
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
        if self.room() == 0 || text.is_empty() {
            return self;
        }
        let text: Cow<'_, str> = if text.contains('\n') {
            text.replace('\n', " ⏎ ").into()
        } else {
            text.into()
        };
        let cut = wrap::cut(&text, self.room());
        let (plain, rest) = plain_start(&cut);
        self.put_plain(plain, style);
        if !rest.is_empty() {
            let (x, _) = self
                .buf
                .set_stringn(self.x, self.y, rest, self.room(), style);
            self.x = x.min(self.end);
        }
        self
    }

    /// A letter a cell: nothing to be taken apart, and nothing that reaches into the next.
    fn put_plain(&mut self, text: &str, style: Style) {
        let from = self.buf.index_of(self.x, self.y);
        let cells = self.buf.content.iter_mut().skip(from);
        for (cell, letter) in cells.zip(text.chars()) {
            cell.set_char(letter).set_style(style);
        }
        let cells = u16::try_from(text.len()).unwrap_or(u16::MAX);
        self.x = self.x.saturating_add(cells).min(self.end);
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
pub(super) fn wash(buf: &mut Buffer, area: Rect, style: Style) {
    buf.set_style(area.intersection(buf.area), style);
}

/// Empties an area.
pub(super) fn clear(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        // A wide character that reaches in from the left would be cut in half.
        if area.x > buf.area.x
            && let Some(cell) = buf.cell_mut((area.x - 1, y))
            && unicode_width::UnicodeWidthStr::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

/// A line from top to bottom.
pub(super) fn rule(buf: &mut Buffer, area: Rect, style: Style) {
    for line in 0..area.height {
        Pen::on(buf, area, line).put("│", style);
    }
}
