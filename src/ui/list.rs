//! The session list. Builds only the rows that are seen.

mod columns;
mod line;
mod status;

use ratatui::layout::Rect;

use super::paper::Paper;
use super::pen::{Pen, row, wash};
use super::plan::{place, top};
use super::theme::Theme;
use crate::app::{Model, Pane, Seen};
use crate::domain::{Link, OfflineWhy};
use columns::{Column, Columns};

pub(super) use status::not_counted;

/// Draws the head and the rows around the highlighted one, and notes what was seen.
pub(super) fn draw(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme, seen: &mut Seen) {
    let state = status::parts(model, theme);
    // Where there is little room, what the list is matters more than the names of its columns.
    let (heads, states) = match (area.height, state.is_empty()) {
        (0..3, _) => (0, 0),
        (3..6, false) => (0, 1),
        (3.., true) => (1, 0),
        (6.., false) => (1, 1),
    };
    let (status, rest) = top(area, states);
    let (head, body) = top(rest, heads);
    status::draw(paper, status, state, theme);
    let mut never = Vec::new();
    if !model.shows_service() {
        never.push(Column::Service);
    }
    if model.alert_rules().is_empty() {
        never.push(Column::Alert);
    }
    if !model.has_flags() {
        never.push(Column::Flag);
    }
    let columns = Columns::of(area.width, &never);
    draw_head(paper, head, model, &columns, theme);
    seen.list_height = usize::from(body.height);
    seen.list = place(body);
    let order = model.order();
    if order.is_empty() {
        empty(paper, body, model, theme);
        return;
    }
    let here = model
        .highlighted()
        .and_then(|id| order.position(id))
        .unwrap_or(0);
    seen.list_top = window(model.seen().list_top, here, order.len(), seen.list_height);
    let shown = (seen.list_top..).zip(order.skip(seen.list_top));
    for (n, (place, id)) in (0..body.height).zip(shown) {
        let sign = match model.row(id) {
            Some(found) => {
                line::draw(paper, row(body, n), model, &found, &columns, theme);
                seen.ages.extend(line::ages(&found, &columns));
                line::cursor_sign(model, id)
            }
            None => {
                line::gone(paper, row(body, n), theme);
                line::cursor_sign(model, id)
            }
        };
        if place == here {
            let style = if model.pane() == Pane::List && model.composer().is_none() {
                theme.here()
            } else {
                theme.here_unfocused()
            };
            wash(paper, row(body, n), style);
            Pen::on(paper, body, n).put(sign, style);
        }
        seen.rows.push(id.clone());
    }
}

/// The place of the first row: as it was, moved no more than the highlight needs.
pub(super) fn window(before: usize, here: usize, rows: usize, height: usize) -> usize {
    let height = height.max(1);
    before
        .min(here)
        .max((here + 1).saturating_sub(height))
        .min(rows.saturating_sub(height))
}

fn draw_head(paper: &mut Paper, area: Rect, model: &Model, columns: &Columns, theme: &Theme) {
    wash(paper, area, theme.head());
    let mut pen = Pen::new(paper, area);
    pen.gap(2);
    let sort = model.sort();
    for (column, width) in columns.iter() {
        let mut word = column.word().to_owned();
        let mut style = theme.head();
        if column.sorts() == Some(sort.by) {
            // The arrow is what must not be cut away.
            let room = usize::from(width).saturating_sub(1);
            word = word.chars().take(room).collect::<String>() + sort.arrow();
            style = style.patch(theme.strong());
        }
        if column.is_number() {
            pen.right(width, &word, style);
        } else {
            pen.column(width, &word, style);
        }
        pen.gap(1);
    }
}

/// Why there are no rows.
fn empty(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme) {
    let (filter, _) = model.filter();
    let lines: Vec<String> = if !filter.text().trim().is_empty() {
        vec![
            format!("no session matches “{}”", filter.text().trim()),
            "/ then Esc clears the filter".into(),
        ]
    } else {
        match model.link() {
            Link::Offline {
                why: OfflineWhy::Busy(_),
                ..
            } => vec!["connecting: nothing is known yet".into()],
            Link::Offline { .. } => vec!["offline: nothing is known; r tries again".into()],
            Link::Live | Link::Late { .. } => {
                let agents = model.floor().agents().count();
                let mut lines = vec![match agents {
                    0 => "no sessions, and no agents are listed yet".to_owned(),
                    1 => "no sessions now; 1 agent is listed".to_owned(),
                    n => format!("no sessions now; {n} agents are listed"),
                }];
                if !model.watches_somebody() {
                    lines.push("nobody is watched yet: w on a session watches its agent".into());
                }
                lines
            }
        }
    };
    for (n, line) in (0..area.height).zip(&lines) {
        Pen::on(paper, area, n).gap(2).put(line, theme.quiet());
    }
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn the_window_moves_no_more_than_it_must() {
        assert_eq!(window(0, 3, 10, 5), 0);
        assert_eq!(window(0, 5, 10, 5), 1);
        assert_eq!(window(4, 5, 10, 5), 4);
        assert_eq!(window(4, 2, 10, 5), 2);
        assert_eq!(window(9, 9, 10, 5), 5);
        assert_eq!(window(9, 0, 1, 5), 0);
        assert_eq!(window(3, 3, 10, 0), 3);
    }
}
