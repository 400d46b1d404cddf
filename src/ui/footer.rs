//! The last lines: what happened, and which keys there are. Hints come from the table of actions,
//! so that they cannot lie.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::paper::Paper;
use super::pen::Pen;
use super::theme::Theme;
use super::{composer, list};
use crate::app::action::{Action, BINDINGS, Binding, Reach};
use crate::app::{Model, Search, Severity, Typing};
use crate::domain::Access;

/// Draws both lines; where there is only one, what happened goes before the hints.
pub(super) fn draw(
    paper: &mut Paper,
    notice: Rect,
    hints: Rect,
    model: &Model,
    theme: &Theme,
) -> Option<Position> {
    let news = news(model, theme);
    let (filter, typing) = model.filter();
    let takes_text = typing == Typing::Yes;
    if let Some((text, style)) = &news {
        let shared = notice.is_empty() && !takes_text;
        let place = if shared { hints } else { notice };
        Pen::new(paper, place).put(text, *style);
        if shared {
            return None;
        }
    }
    if let Some(search) = model.search() {
        return find(hints, paper, model, search, theme);
    }
    if takes_text {
        let mut pen = Pen::new(paper, hints);
        pen.put("/", theme.strong());
        let cursor = composer::line(&mut pen, hints.y, filter, theme.text());
        match list::not_counted(model) {
            Some(why) => pen.gap(2).put(&why, theme.call()),
            None => pen.gap(2).put("Enter keeps · Esc clears", theme.quiet()),
        };
        return cursor;
    }
    let elsewhere = model.prompt().is_some() || model.chooser().is_some();
    let asked = model.question().is_some() || model.sign_in().is_some();
    if elsewhere || asked || model.help().is_some() {
        // These keys would not be heard now.
        return None;
    }
    let mut pen = Pen::new(paper, hints);
    if model.composer().is_some() {
        pen.put(
            "Enter sends · Esc keeps the draft and closes · Ctrl-T snippet · PgUp PgDn scroll",
            theme.quiet(),
        );
        return None;
    }
    // The key of the screen that is shown already would lead nowhere.
    let here = Action::Go(model.screen());
    let heard = |b: &&Binding| {
        // What would only be refused is no hint.
        let may = match (model.access(), b.reach) {
            (Access::Full, _) | (Access::ReadOnly, Reach::Screen) => true,
            (Access::ReadOnly, Reach::World) => b.action == Action::Quit,
        };
        may && !b.hint.is_empty() && b.heard.covers(model.screen()) && b.action != here
    };
    for (n, binding) in BINDINGS.iter().filter(heard).enumerate() {
        let Some(key) = model.keymap().keys(binding).first() else {
            continue;
        };
        let key = key.to_string();
        let gap = if n == 0 { 0 } else { 2 };
        if key.width() + 1 + binding.hint.width() + gap > pen.room() {
            continue;
        }
        pen.gap(u16::try_from(gap).unwrap_or(2))
            .put(&key, theme.strong())
            .gap(1)
            .put(binding.hint, theme.quiet());
    }
    None
}

fn find(
    area: Rect,
    paper: &mut Paper,
    model: &Model,
    search: &Search,
    theme: &Theme,
) -> Option<Position> {
    let log = model.opened().and_then(|id| model.floor().log(id));
    let mut pen = Pen::new(paper, area);
    pen.put("find › ", theme.strong());
    let cursor = composer::line(&mut pen, area.y, search.edit(), theme.text());
    let (place, all) = log.map_or((0, 0), |log| search.place(log));
    let found = match (search.edit().text().is_empty(), all) {
        (true, _) => String::new(),
        (false, 0) => "nothing found".to_owned(),
        (false, _) => format!("{place} of {all}"),
    };
    pen.gap(2).put(&found, theme.strong()).gap(2);
    pen.put("Enter older · ↓ newer · Esc closes", theme.quiet());
    cursor
}

fn news(model: &Model, theme: &Theme) -> Option<(String, Style)> {
    if let Some(notice) = model.notice() {
        return Some(match notice.severity {
            Severity::Info => (notice.text.to_string(), theme.text()),
            Severity::Warning => (format!("! {}", notice.text), theme.call()),
        });
    }
    model
        .catch_up()
        .map(|line| (format!("{line} · Esc"), theme.strong()))
}
