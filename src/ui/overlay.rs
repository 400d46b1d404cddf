//! Boxes over the panes: the open question and the password prompt. Never over header and banner.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::composer;
use super::paper::Paper;
use super::pen::{self, Pen};
use super::theme::Theme;
use crate::app::{Model, wrap};
use crate::domain::{Link, OfflineWhy};

const WIDEST: u16 = 66;
/// Columns of a frame on either side, the gap to what it holds among them; it has a line above and
/// one below.
pub(super) const EDGE: u16 = 2;

/// The question, with the keys that answer it always in sight.
pub(super) fn question(paper: &mut Paper, over: Rect, model: &Model, theme: &Theme) {
    let Some((text, keys)) = model.question_text() else {
        return;
    };
    let (frame, words) = if model.question_is_grave() {
        (theme.danger(), theme.danger_word())
    } else {
        (theme.strong(), theme.text())
    };
    let inside = place(paper, over, &text, 2, frame);
    if inside.height < 2 {
        // Never the keys without what they answer.
        Pen::new(paper, inside).put(&text, words);
        return;
    }
    let room = inside.height - 1;
    let lines = wrap::fold(&text, usize::from(inside.width));
    for (n, line) in (0..room).zip(&lines) {
        let last = n + 1 == room && lines.len() > usize::from(room);
        let more = if last { "…" } else { "" };
        let width = usize::from(inside.width).saturating_sub(usize::from(last));
        Pen::on(paper, inside, n)
            .put(&wrap::cut(line, width), words)
            .put(more, words);
    }
    Pen::on(paper, inside, inside.height - 1).put(keys, theme.strong());
}

/// The password prompt: dots, and where they go.
pub(super) fn sign_in(
    paper: &mut Paper,
    over: Rect,
    model: &Model,
    theme: &Theme,
) -> Option<Position> {
    let prompt = model.sign_in()?;
    let mut text = match model.sign_on() {
        Some(me) => format!("Password of {} at {}", me.user_name, me.server),
        None => "Password".to_owned(),
    };
    if let Link::Offline {
        why: OfflineWhy::SignIn(reason),
        ..
    } = model.link()
        && !reason.is_empty()
    {
        text = format!("{reason}. {text}");
    }
    let inside = place(paper, over, &text, 3, theme.strong());
    let room = inside.height.saturating_sub(2);
    for (n, line) in (0..room).zip(wrap::fold(&text, usize::from(inside.width))) {
        Pen::on(paper, inside, n).put(line, theme.text());
    }
    if inside.is_empty() {
        return None;
    }
    let line = inside.height.saturating_sub(2);
    let mut pen = Pen::on(paper, inside, line);
    let dots = prompt.typed().min(pen.room().saturating_sub(1));
    pen.put(&"•".repeat(dots), theme.strong());
    let cursor = Position::new(pen.x().min(inside.right() - 1), inside.y + line);
    if inside.height > 1 {
        Pen::on(paper, inside, inside.height - 1).put("Enter signs in · Esc back", theme.quiet());
    }
    Some(cursor)
}

/// One line asked of the person.
pub(super) fn prompt(
    paper: &mut Paper,
    over: Rect,
    model: &Model,
    theme: &Theme,
) -> Option<Position> {
    let prompt = model.prompt()?;
    let inside = place(paper, over, &prompt.title, 3, theme.strong());
    if inside.is_empty() {
        return None;
    }
    let room = inside.height.saturating_sub(2);
    for (n, line) in (0..room).zip(wrap::fold(&prompt.title, usize::from(inside.width))) {
        Pen::on(paper, inside, n).put(line, theme.text());
    }
    let line = inside.height.saturating_sub(2);
    let mut pen = Pen::on(paper, inside, line);
    let cursor = composer::line(&mut pen, inside.y + line, &prompt.edit, theme.strong());
    if inside.height > 1 {
        Pen::on(paper, inside, inside.height - 1).put("Enter keeps it · Esc back", theme.quiet());
    }
    cursor
}

/// Whether a frame leaves room for what is in it.
pub(super) fn has_room_for_frame(over: Rect) -> bool {
    over.width >= 12 && over.height >= 5
}

/// Clears a place in the middle for a text and some more lines, with a frame if there is room for
/// one, and returns the inside.
pub(super) fn place(paper: &mut Paper, over: Rect, text: &str, more: u16, frame: Style) -> Rect {
    let framed = has_room_for_frame(over);
    let edge = if framed { EDGE } else { 0 };
    let most = over.width.min(WIDEST).saturating_sub(2 * edge);
    let cells = u16::try_from(text.width()).unwrap_or(u16::MAX);
    let width = most.min(cells.max(30));
    let lines = u16::try_from(wrap::height(text, usize::from(width))).unwrap_or(u16::MAX);
    let height = lines
        .saturating_add(more)
        .saturating_add(edge)
        .min(over.height);
    let outer = Rect {
        x: over.x + (over.width - (width + 2 * edge).min(over.width)) / 2,
        y: over.y + (over.height - height) / 2,
        width: (width + 2 * edge).min(over.width),
        height,
    };
    if framed {
        return self::framed(paper, outer, frame);
    }
    pen::clear(paper, outer);
    outer
}

/// Clears a place, draws a frame around it, and returns the inside.
pub(super) fn framed(paper: &mut Paper, outer: Rect, frame: Style) -> Rect {
    pen::clear(paper, outer);
    let across = "─".repeat(usize::from(outer.width.saturating_sub(2)));
    for line in 0..outer.height {
        let mut pen = Pen::on(paper, outer, line);
        if line == 0 {
            pen.put("┌", frame).put(&across, frame).put("┐", frame);
        } else if line + 1 == outer.height {
            pen.put("└", frame).put(&across, frame).put("┘", frame);
        } else {
            pen.put("│", frame)
                .gap(outer.width.saturating_sub(2))
                .put("│", frame);
        }
    }
    Rect {
        x: outer.x + EDGE,
        y: outer.y + 1,
        width: outer.width.saturating_sub(2 * EDGE),
        height: outer.height.saturating_sub(2),
    }
}
