//! What the program did and what was said to the person, newest at the foot. Builds only the lines
//! that are seen.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::composer;
use super::paper::Paper;
use super::pen::{Pen, wash};
use super::plan::top;
use super::theme::Theme;
use crate::app::{LogLine, Mark, Model, Seen, Severity, Typing, wrap};

/// Columns before the text: the time and the mark.
const LEAD: u16 = 11;

/// Draws it in the middle; the cursor stands in what is searched, while it is typed.
pub(super) fn draw(
    paper: &mut Paper,
    area: Rect,
    model: &Model,
    theme: &Theme,
    seen: &mut Seen,
) -> Option<Position> {
    let (head, body) = top(area, 1);
    let cursor = draw_head(paper, head, model, theme);
    let (audit, body) = top(body, u16::from(model.audit_head().is_some()));
    draw_audit(paper, audit, model, theme);
    seen.list_height = usize::from(body.height);
    // The Floor's list is found where it was.
    seen.list_top = model.seen().list_top;
    let width = usize::from(body.width.saturating_sub(LEAD)).max(1);
    let mut room = body.height;
    for line in model.log_lines() {
        let folded = wrap::fold(line.text.as_str(), width);
        for (n, part) in folded.iter().enumerate().rev() {
            if room == 0 {
                return cursor;
            }
            room -= 1;
            let style = look(line.mark, theme);
            let mut pen = Pen::on(paper, body, room);
            if n == 0 {
                pen.column(9, &clock(line, theme), theme.quiet()).column(
                    2,
                    line.mark.sign(),
                    style,
                );
            } else {
                pen.gap(LEAD);
            }
            pen.put(part, style);
        }
    }
    if usize::from(room) == usize::from(body.height) && room > 0 {
        Pen::new(paper, body)
            .gap(1)
            .put("nothing here", theme.quiet());
    }
    cursor
}

/// Where the record stands: what `floorwalk audit verify --head` is held against.
fn draw_audit(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme) {
    if let Some((file, head)) = model.audit_head() {
        Pen::new(paper, area)
            .put("audit ", theme.quiet())
            .put(file.as_str(), theme.text())
            .put(" head ", theme.quiet())
            .put(head.as_str(), theme.text());
    }
}

fn draw_head(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme) -> Option<Position> {
    wash(paper, area, theme.head());
    let (search, typing) = model.log_search();
    let mut pen = Pen::new(paper, area);
    let follows = if model.log_follows() {
        "newest at the foot"
    } else {
        "G follows the newest"
    };
    let count = model.log_count();
    let lines = if count == 1 { "line" } else { "lines" };
    pen.put(&format!("log · {count} {lines} · {follows}"), theme.head());
    match typing {
        Typing::Yes => {
            pen.put(" · /", theme.strong());
            let cursor = composer::line(&mut pen, area.y, search, theme.text());
            pen.gap(2).put("Enter keeps · Esc clears", theme.quiet());
            cursor
        }
        Typing::No if !search.text().is_empty() => {
            pen.put(" · only /", theme.call())
                .put(search.text(), theme.call())
                .put(" · Esc clears", theme.quiet());
            None
        }
        Typing::No => None,
    }
}

fn clock(line: &LogLine, theme: &Theme) -> String {
    let at = jiff::Timestamp::from_millisecond(line.at.wall.0).unwrap_or_default();
    let at = at.to_zoned(theme.zone().clone());
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

fn look(mark: Mark, theme: &Theme) -> Style {
    match mark {
        Mark::Said(Severity::Warning) | Mark::Warning => theme.call(),
        Mark::Error => theme.danger_word(),
        Mark::Said(Severity::Info) | Mark::Info => theme.text(),
        Mark::Detail => theme.quiet(),
    }
}
