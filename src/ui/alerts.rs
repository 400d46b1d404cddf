//! What the rules found: open alerts, then what was seen or is over, and below them the evidence of
//! the highlighted one. Builds only the lines that are seen.

mod detail;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::paper::Paper;
use super::pen::{Pen, row, wash};
use super::plan::top;
use super::theme::Theme;
use super::words;
use crate::app::alerts::{Alert, Order, Origin, Standing};
use crate::app::{Model, Seen, age};

/// From this height of the middle on the evidence has a place of its own.
const TWO_PARTS: u16 = 9;

/// Draws it in the middle.
pub(super) fn draw(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme, seen: &mut Seen) {
    let list = model.alerts_list();
    let (head, rest) = top(area, 1);
    draw_head(paper, head, model, &list, theme);
    let (mutes, rest) = match muted(model) {
        Some(words) => {
            let (line, rest) = top(rest, 1);
            Pen::new(paper, line).put(&words, theme.quiet());
            (1, rest)
        }
        None => (0, rest),
    };
    let below = match (rest.height + mutes, list.is_empty()) {
        (TWO_PARTS.., false) => (rest.height / 3).clamp(4, 9),
        _ => 0,
    };
    let (body, below) = top(rest, rest.height - below);
    seen.list_height = usize::from(body.height);
    // The Floor's list is found where it was.
    seen.list_top = model.seen().list_top;
    if list.is_empty() {
        nothing(paper, body, model, theme);
        return;
    }
    let here = model.alert_at(&list);
    let page = usize::from(body.height).max(1);
    // The newest are in sight as long as the highlight can be, too.
    let from = here.saturating_sub(page - 1);
    let columns = Columns::of(body.width);
    for (n, (place, alert)) in (0..body.height).zip(list.iter().enumerate().skip(from)) {
        draw_one(paper, row(body, n), model, alert, &columns, theme);
        if place == here {
            wash(paper, row(body, n), theme.here());
            Pen::on(paper, body, n).put(">", theme.here());
        }
    }
    if let Some(alert) = list.get(here) {
        detail::draw(paper, below, model, alert, theme);
    }
}

fn draw_head(paper: &mut Paper, area: Rect, model: &Model, list: &[&Alert], theme: &Theme) {
    wash(paper, area, theme.head());
    let (open, _) = model.alerts_open();
    let over = |a: &&&Alert| matches!(a.standing, Standing::Over { .. });
    let over = list.iter().filter(over).count();
    let acknowledged = |a: &&&Alert| a.standing == Standing::Acknowledged;
    let acknowledged = list.iter().filter(acknowledged).count();
    let order = match model.alerts_order() {
        Order::Severe => "critical first",
        Order::Newest => "newest first",
    };
    let mut pen = Pen::new(paper, area);
    pen.put(
        &format!("alerts · {open} open · {acknowledged} acknowledged · {over} over"),
        theme.head(),
    )
    .put(&format!(" · {order}"), theme.quiet());
    for rule in model.alerts_too_many() {
        let more = format!(" · too many of {}: not all are here", rule.name);
        pen.put(&more, theme.call());
    }
}

fn muted(model: &Model) -> Option<String> {
    let words: Vec<String> = model
        .mutes()
        .map(|mute| match mute.until {
            Some(at) => {
                let left = at.saturating_duration_since(model.now().mono);
                format!("{} ({} left)", mute.label, age::coarse(left))
            }
            None => format!("{} (until cleared)", mute.label),
        })
        .collect();
    (!words.is_empty()).then(|| format!("muted: {}", words.join(" · ")))
}

fn nothing(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme) {
    let lines = match model.alert_rules().len() {
        0 => vec!["no rule is set: [[alert]] in the config file makes one".to_owned()],
        1 => vec!["nothing yet; 1 rule is watching".to_owned()],
        n => vec![format!("nothing yet; {n} rules are watching")],
    };
    for (n, line) in (0..area.height).zip(lines) {
        Pen::on(paper, area, n).gap(1).put(&line, theme.text());
    }
    if area.height > 1 {
        Pen::on(paper, area, 1)
            .gap(1)
            .put("T raises a test alert", theme.quiet());
    }
}

/// The widths of the columns of one frame.
struct Columns {
    rule: u16,
    agent: u16,
    customer: u16,
}

impl Columns {
    fn of(width: u16) -> Self {
        let part = |least: u16, share: u16, most: u16| (width / share).clamp(least, most);
        Self {
            rule: part(8, 5, 24),
            agent: part(6, 7, 20),
            customer: part(6, 7, 22),
        }
    }
}

fn draw_one(
    paper: &mut Paper,
    area: Rect,
    model: &Model,
    alert: &Alert,
    columns: &Columns,
    theme: &Theme,
) {
    let (word, base) = standing(model, alert, theme);
    let sign = match alert.standing {
        Standing::Open if !model.is_muted(alert) => words::level(alert.level, theme),
        Standing::Open | Standing::Acknowledged | Standing::Over { .. } => base,
    };
    let mut pen = Pen::new(paper, area);
    pen.gap(1)
        .column(3, alert.level.sign(), sign)
        .column(5, word, base)
        .column(5, &words::since(alert.since, model.wall()), base)
        .column(columns.rule, alert.name.as_str(), sign)
        .gap(1)
        .column(columns.agent, alert.agent_name.as_str(), base)
        .gap(1)
        .column(columns.customer, alert.customer.as_str(), base)
        .gap(1);
    if let Some(evidence) = &alert.evidence {
        if alert.hits > 1 {
            pen.put(&format!("×{} ", alert.hits), theme.strong());
        }
        detail::quote(&mut pen, evidence, base, theme);
    } else if alert.origin == Origin::Test {
        pen.put("a test", base);
    } else {
        pen.put(&alert.sentence, theme.quiet());
    }
}

/// How it stands in one word, and what that looks like.
fn standing(model: &Model, alert: &Alert, theme: &Theme) -> (&'static str, Style) {
    match alert.standing {
        Standing::Open if model.is_muted(alert) => ("mute", theme.quiet()),
        Standing::Open => ("open", theme.text()),
        Standing::Acknowledged => ("seen", theme.quiet()),
        Standing::Over { .. } => ("over", theme.quiet()),
    }
}
