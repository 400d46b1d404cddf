//! A list to choose from, over the panes: what is typed, then what matches, best first.

use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::paper::Paper;
use super::pen::{self, Pen};
use super::plan::top;
use super::theme::Theme;
use super::{composer, overlay};
use crate::app::Model;

/// Columns at most, and rows.
const WIDEST: u16 = 72;
const TALLEST: u16 = 20;

/// Draws it; the cursor stands in what is typed.
pub(super) fn draw(
    paper: &mut Paper,
    over: Rect,
    model: &Model,
    theme: &Theme,
) -> Option<Position> {
    let chooser = model.chooser()?;
    let framed = overlay::has_room_for_frame(over);
    let (edge, lines) = if framed { (overlay::EDGE, 2) } else { (0, 0) };
    let width = over.width.min(WIDEST + 2 * edge);
    let shown = u16::try_from(chooser.shown().len()).unwrap_or(u16::MAX);
    let wanted = shown.max(1).saturating_add(2 + lines);
    let height = over.height.min(TALLEST + lines).min(wanted);
    let outer = Rect {
        x: over.x + (over.width - width) / 2,
        width,
        height,
        ..over
    };
    let place = if framed {
        overlay::framed(paper, outer, theme.strong())
    } else {
        pen::clear(paper, outer);
        outer
    };
    let (head, rest) = top(place, 1);
    let (body, foot) = top(rest, rest.height.saturating_sub(1));
    let mut pen = Pen::new(paper, head);
    pen.put(chooser.title(), theme.head())
        .put(" › ", theme.quiet());
    let cursor = composer::line(&mut pen, head.y, chooser.edit(), theme.strong());
    let page = usize::from(body.height).max(1);
    let from = chooser.at().saturating_sub(page - 1);
    // The details in a column of their own, where they can be compared.
    let on_screen = chooser.shown().skip(from).take(page);
    let labels = on_screen.map(|c| c.label.as_str().width()).max();
    let labels = u16::try_from(labels.unwrap_or(0)).unwrap_or(u16::MAX);
    let labels = labels.min(body.width / 2);
    for (n, (place, choice)) in (0..body.height).zip(chooser.shown().enumerate().skip(from)) {
        let here = place == chooser.at();
        let style = if here { theme.here() } else { theme.text() };
        Pen::on(paper, body, n)
            .put(if here { "> " } else { "  " }, style)
            .column(labels, choice.label.as_str(), style)
            .put("  ", style)
            .put(
                choice.detail.as_str(),
                if here { style } else { theme.quiet() },
            );
    }
    if chooser.shown().len() == 0 {
        Pen::new(paper, body).put("  nothing matches", theme.quiet());
    }
    Pen::new(paper, foot).put("Enter picks · ↑ ↓ move · Esc closes", theme.strong());
    cursor
}
