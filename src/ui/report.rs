//! The catch-up report: what happened while the link was down, one line each, to be walked through.

use ratatui::layout::Rect;

use super::paper::Paper;
use super::pen::{self, Pen};
use super::theme::Theme;
use crate::app::{Item, Model, What};

/// Draws it over everything below header and banner.
pub(super) fn draw(paper: &mut Paper, over: Rect, model: &Model, theme: &Theme) {
    let Some(at) = model.report() else { return };
    pen::clear(paper, over);
    let items = model.report_items();
    let (head, rest) = super::plan::top(over, 1);
    let (body, foot) = super::plan::top(rest, rest.height.saturating_sub(1));
    Pen::new(paper, head).put(&model.catch_up().unwrap_or_default(), theme.head());
    let page = usize::from(body.height).max(1);
    let from = at.saturating_sub(page - 1);
    for (n, (place, item)) in (0..body.height).zip(items.iter().enumerate().skip(from)) {
        let style = if place == at {
            theme.here()
        } else {
            theme.text()
        };
        let sign = if place == at { "> " } else { "  " };
        Pen::on(paper, body, n)
            .put(sign, style)
            .put(&words(item), style);
    }
    let keys = "Enter shows the session · j k move · Esc closes, the report stays under h";
    Pen::new(paper, foot).put(keys, theme.strong());
}

fn words(item: &Item) -> String {
    match &item.what {
        What::New => format!("new       {}", item.label),
        What::Gone => format!("gone      {}", item.label),
        What::Moved { from, to } => format!("moved     {} (from {from} to {to})", item.label),
        What::Missed(1) => format!("missed    1 message · {}", item.label),
        What::Missed(n) => format!("missed    {n} messages · {}", item.label),
    }
}
