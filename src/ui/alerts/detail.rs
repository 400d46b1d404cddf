//! One alert in full: its rule, who, since when, and what was said with what matched of it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::alerts::{Alert, Evidence, Origin, Standing};
use crate::app::{Model, wrap};
use crate::ui::paper::Paper;
use crate::ui::pen::{Pen, row};
use crate::ui::theme::Theme;
use crate::ui::words;

/// Draws it below the list.
pub(super) fn draw(paper: &mut Paper, area: Rect, model: &Model, alert: &Alert, theme: &Theme) {
    if area.height < 2 {
        return;
    }
    let across = "─".repeat(usize::from(area.width));
    Pen::new(paper, area).put(&across, theme.quiet());
    let mut lines = 1;
    let next = |lines: &mut u16| {
        *lines += 1;
        row(area, *lines - 1)
    };
    let mut pen = Pen::new(paper, next(&mut lines));
    pen.put(alert.level.word(), words::level(alert.level, theme))
        .put(": ", theme.text())
        .put(alert.name.as_str(), theme.strong())
        .put(" · ", theme.quiet())
        .put(&alert.sentence, theme.text());
    if alert.origin == Origin::Test {
        pen.put(" · TEST", theme.strong());
    }
    let who = match (alert.agent_name.is_empty(), alert.customer.is_empty()) {
        (true, true) => "nobody".to_owned(),
        (false, true) => alert.agent_name.to_string(),
        (true, false) => alert.customer.to_string(),
        (false, false) => format!("{} with {}", alert.agent_name, alert.customer),
    };
    Pen::new(paper, next(&mut lines))
        .put(&who, theme.text())
        .put(" · ", theme.quiet())
        .put(&times(model, alert, theme), theme.quiet());
    let Some(evidence) = &alert.evidence else {
        return;
    };
    let mut pen = Pen::new(paper, next(&mut lines));
    if evidence.from.is_empty() {
        pen.put("user data", theme.strong());
    } else {
        pen.put(evidence.from.as_str(), theme.strong());
    }
    if let Some(clock) = evidence.at.and_then(|at| words::clock(at, theme)) {
        pen.gap(1).put(&clock, theme.quiet());
    }
    if alert.hits > 1 {
        pen.gap(1).put(
            &format!("the newest of {} such lines", alert.hits),
            theme.quiet(),
        );
    }
    whole(paper, area, lines, evidence, theme);
}

fn times(model: &Model, alert: &Alert, theme: &Theme) -> String {
    let clock = |at| words::clock(at, theme).unwrap_or_default();
    let since = words::since(alert.since, model.wall());
    let mut times = format!("since {} ({since})", clock(alert.since));
    match alert.standing {
        Standing::Open | Standing::Acknowledged => {}
        Standing::Over { at, .. } => times += &format!(" · over at {}", clock(at)),
    }
    times
}

/// What was said, folded, with what matched marked in it.
fn whole(paper: &mut Paper, area: Rect, from: u16, evidence: &Evidence, theme: &Theme) {
    let text = evidence.text.as_str();
    let (start, end) = evidence.matched;
    let mut at = 0;
    for (n, line) in (from..area.height).zip(wrap::fold(text, usize::from(area.width))) {
        // Folding leaves out what stood at the fold.
        at = text
            .get(at..)
            .and_then(|rest| rest.find(line))
            .map_or(at, |found| at + found);
        let range = (start.max(at).saturating_sub(at), end.saturating_sub(at));
        parts(
            &mut Pen::on(paper, area, n),
            line,
            range,
            theme.text(),
            theme,
        );
        at += line.len();
    }
}

/// What was said on one line, with what matched in sight.
pub(super) fn quote(pen: &mut Pen<'_>, evidence: &Evidence, base: Style, theme: &Theme) {
    let text = evidence.text.as_str();
    let (start, end) = evidence.matched;
    // A match far to the right would be cut away.
    let room = pen.room();
    let lead = text.get(..start).map_or(0, |t| t.chars().count());
    let skip = if end - start + lead > room {
        let keep = room / 3;
        let before = text.get(..start).unwrap_or_default();
        before.char_indices().rev().nth(keep).map_or(0, |c| c.0)
    } else {
        0
    };
    if skip > 0 {
        pen.put("…", base);
    }
    let shown = text.get(skip..).unwrap_or(text);
    let range = (start.saturating_sub(skip), end.saturating_sub(skip));
    parts(pen, shown, range, base, theme);
}

fn parts(pen: &mut Pen<'_>, text: &str, (start, end): (usize, usize), base: Style, theme: &Theme) {
    let (start, end) = (start.min(text.len()), end.min(text.len()));
    let of = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    if start >= end || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
        pen.put(text, base);
        return;
    }
    pen.put(of(0, start), base)
        .put(of(start, end), base.patch(theme.strong()).underlined())
        .put(of(end, text.len()), base);
}
