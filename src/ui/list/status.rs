//! The line above the list that says what the list is: narrowed by which filter to how many of how
//! many, sorted by what, and whether it stands still. Empty, and not there, where none of it is so.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::app::{Basis, Model, Paused, Sort, Typing, wrap};
use crate::ui::paper::Paper;
use crate::ui::pen::{Pen, wash};
use crate::ui::theme::Theme;

/// A piece of the line.
pub(super) type Part = (String, Style);

/// What there is to say; the first is the filter, and gives way to the others.
pub(super) fn parts(model: &Model, theme: &Theme) -> Vec<Part> {
    let mut parts = Vec::new();
    let (filter, typing) = model.filter();
    let filtered = !filter.is_blank();
    if filtered && typing == Typing::No {
        parts.push((format!("filter /{}", filter.text().trim()), theme.call()));
    }
    if let Some(basis) = model.basis() {
        parts.push((rests_on(basis), theme.text()));
    }
    if filtered && typing == Typing::No {
        parts.extend(not_counted(model).map(|text| (text, theme.call())));
    }
    let sort = model.sort();
    if sort != Sort::default() {
        let text = format!("by {} {}", sort.by.name(), sort.arrow());
        parts.push((text, theme.text()));
    }
    match model.paused() {
        Some(Paused::ByKey) => parts.push(("order paused: o".into(), theme.call())),
        Some(Paused::Meanwhile) => parts.push(("order paused".into(), theme.text())),
        None => {}
    }
    parts
}

/// What of the line does not count, and how it would.
pub(crate) fn not_counted(model: &Model) -> Option<String> {
    let first = model.filter_complaints().first()?;
    Some(format!("“{}” is left out: {}", first.piece, first.what))
}

fn rests_on(basis: Basis) -> String {
    let of = format!("{} of {} sessions", basis.matching, basis.total);
    match basis.read {
        Some(read) if basis.in_part > 0 => {
            format!("{of}, {read} read, {} in part", basis.in_part)
        }
        Some(read) => format!("{of}, {read} read"),
        None => of,
    }
}

/// Draws it.
pub(super) fn draw(paper: &mut Paper, area: Rect, parts: Vec<Part>, theme: &Theme) {
    if area.height == 0 {
        return;
    }
    wash(paper, area, theme.quiet());
    let mut pen = Pen::new(paper, area);
    let mut others: usize = parts.iter().skip(1).map(|(t, _)| t.width() + 3).sum();
    for (n, (text, style)) in parts.into_iter().enumerate() {
        if n > 0 {
            pen.put(" · ", theme.quiet());
            pen.put(&text, style);
            continue;
        }
        let room = pen.room().saturating_sub(others).max(12);
        others = 0;
        pen.put(&wrap::cut(&text, room), style);
    }
}
