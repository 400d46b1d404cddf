//! A frame as it is written, line by line, before it is put into cells. Two papers are compared
//! in a fraction of the time their cells take: a line that was written as before is as before.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::finish::Finish;
use crate::domain::clean::{letters, plain_start};

/// What was written on each line, in the order it was written.
#[derive(Debug, Default)]
pub(super) struct Paper {
    /// What it covers.
    pub(super) area: Rect,
    finish: Finish,
    lines: Vec<Line>,
}

/// One line of a paper.
#[derive(PartialEq, Debug, Default)]
pub(super) struct Line {
    strokes: Vec<Stroke>,
    /// The texts of the strokes, one behind the other.
    text: String,
}

#[derive(PartialEq, Debug)]
struct Stroke {
    act: Act,
    x: u16,
    /// The column behind its room.
    end: u16,
    style: Style,
}

#[derive(PartialEq, Debug)]
enum Act {
    /// As many bytes of the line's text.
    Put(usize),
    /// A style on top of what is there.
    Wash,
    /// Nothing is left there.
    Clear,
}

impl Paper {
    /// An empty paper, in the memory of the one that it was.
    pub(super) fn begin(&mut self, area: Rect, finish: Finish) {
        self.area = area;
        self.finish = finish;
        self.lines
            .resize_with(usize::from(area.height), Line::default);
        for line in &mut self.lines {
            line.strokes.clear();
            line.text.clear();
        }
    }

    /// One line, by its row on the screen.
    pub(super) fn line(&mut self, y: u16) -> Option<&mut Line> {
        let line = y.checked_sub(self.area.y)?;
        self.lines.get_mut(usize::from(line))
    }

    /// The rows that look otherwise than on another paper, from the top.
    pub(super) fn unlike(&self, other: &Self) -> impl Iterator<Item = u16> {
        let alike = self.area == other.area && self.finish == other.finish;
        let rows = (self.area.y..).zip(&self.lines).enumerate();
        rows.filter(move |(n, (_, line))| !(alike && other.lines.get(*n) == Some(*line)))
            .map(|(_, (y, _))| y)
    }

    /// Puts one row into cells, which are empty there.
    pub(super) fn lay(&self, y: u16, cells: &mut Buffer) {
        let line = usize::from(y.saturating_sub(self.area.y));
        if let Some(line) = self.lines.get(line) {
            line.lay(y, cells);
        }
    }

    /// Puts every row into cells, which are empty.
    pub(super) fn lay_all(&self, cells: &mut Buffer) {
        for y in self.area.top()..self.area.bottom() {
            self.lay(y, cells);
        }
        self.touch(cells);
    }

    /// Gives cells their last touch.
    pub(super) fn touch(&self, cells: &mut Buffer) {
        self.finish.touch(cells);
    }
}

impl Line {
    /// Writes a text that fits between two columns, and says in which it ends.
    pub(super) fn put(&mut self, x: u16, end: u16, text: &str, style: Style) -> u16 {
        self.text.push_str(text);
        self.note(Act::Put(text.len()), x, end, style);
        behind(x, end, text)
    }

    /// The same of one that is plain and fits.
    pub(super) fn put_plain(&mut self, x: u16, end: u16, text: &str, style: Style) -> u16 {
        self.text.push_str(text);
        self.note(Act::Put(text.len()), x, end, style);
        x.saturating_add(u16::try_from(text.len()).unwrap_or(u16::MAX))
            .min(end)
    }

    pub(super) fn wash(&mut self, x: u16, end: u16, style: Style) {
        self.note(Act::Wash, x, end, style);
    }

    pub(super) fn clear(&mut self, x: u16, end: u16) {
        self.note(Act::Clear, x, end, Style::new());
    }

    fn note(&mut self, act: Act, x: u16, end: u16, style: Style) {
        self.strokes.push(Stroke { act, x, end, style });
    }

    fn lay(&self, y: u16, cells: &mut Buffer) {
        let mut text = self.text.as_str();
        for stroke in &self.strokes {
            let (x, end) = (stroke.x, stroke.end.min(cells.area.right()));
            let place = Rect::new(x, y, end.saturating_sub(x), 1).intersection(cells.area);
            let length = match stroke.act {
                Act::Put(length) => length,
                Act::Wash | Act::Clear => 0,
            };
            // Also of one that is nowhere to be seen: the next one's words are behind its own.
            let (words, rest) = text.split_at_checked(length).unwrap_or((text, ""));
            text = rest;
            if place.is_empty() {
                continue;
            }
            match stroke.act {
                Act::Put(_) => put(cells, place, words, stroke.style),
                Act::Wash => cells.set_style(place, stroke.style),
                Act::Clear => clear(cells, place),
            }
        }
    }
}

/// The column behind a text, as [`put`] leaves it.
fn behind(x: u16, end: u16, text: &str) -> u16 {
    let (plain, rest) = plain_start(text);
    let x = x.saturating_add(u16::try_from(plain.len()).unwrap_or(u16::MAX));
    let room = end.saturating_sub(x);
    let seen = letters(rest).filter(|letter| !letter.text.contains(char::is_control));
    let fit = seen.scan(0u16, |used, letter| {
        let cells = if letter.single {
            1
        } else {
            letter.text.cell_width()
        };
        *used = used.saturating_add(cells);
        (*used <= room).then_some(*used)
    });
    x.saturating_add(fit.last().unwrap_or(0)).min(end)
}

fn put(cells: &mut Buffer, place: Rect, text: &str, style: Style) {
    let (plain, rest) = plain_start(text);
    // A letter a cell: nothing to be taken apart, and nothing that reaches into the next.
    let from = cells.index_of(place.x, place.y);
    let room = cells.content.iter_mut().skip(from);
    let letters = plain.chars().take(usize::from(place.width));
    for (cell, letter) in room.zip(letters) {
        cell.set_char(letter).set_style(style);
    }
    let used = u16::try_from(plain.len()).unwrap_or(u16::MAX);
    let room = place.width.saturating_sub(used);
    if !rest.is_empty() && room > 0 {
        let x = place.x.saturating_add(used);
        cells.set_stringn(x, place.y, rest, usize::from(room), style);
    }
}

fn clear(cells: &mut Buffer, place: Rect) {
    // A wide character that reaches in from the left would be cut in half.
    if place.x > cells.area.x
        && let Some(cell) = cells.cell_mut((place.x - 1, place.y))
        && cell.symbol().cell_width() > 1
    {
        cell.set_symbol(" ");
    }
    for x in place.left()..place.right() {
        if let Some(cell) = cells.cell_mut((x, place.y)) {
            cell.reset();
        }
    }
}
