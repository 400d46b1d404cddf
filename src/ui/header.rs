//! The first line: whether what is on the screen is true, then who, where and how many. While
//! healthy nothing in it ticks.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::paper::Paper;
use super::pen::Pen;
use super::theme::Theme;
use super::words;
use crate::app::{Model, Screen, age, wrap};
use crate::domain::{Access, Link};

struct Part {
    text: String,
    style: Style,
    /// What goes first when there is no room; the smallest goes last.
    rank: u8,
}

/// Draws it.
pub(super) fn draw(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme) {
    let (word, style) = link_word(model, theme);
    let mut pen = Pen::new(paper, area);
    pen.put(&word, style);
    let mut parts = parts(model, theme, area.width);
    let cost = |parts: &[Part]| parts.iter().map(|p| p.text.width() + 3).sum::<usize>();
    while cost(&parts) > pen.room() {
        let Some(last) = (0..parts.len()).max_by_key(|&i| parts.get(i).map_or(0, |p| p.rank))
        else {
            break;
        };
        parts.remove(last);
    }
    let mut between = "  ";
    for part in parts {
        pen.put(between, theme.quiet()).put(&part.text, part.style);
        between = " · ";
    }
}

fn link_word(model: &Model, theme: &Theme) -> (String, Style) {
    let word = words::link(model.link(), model.now().mono);
    match model.link() {
        Link::Live => match model.stale_list() {
            Some(old) => (format!("{word} · list {}", age::coarse(old)), theme.late()),
            None => (word, theme.live()),
        },
        Link::Late { .. } => (word, theme.late()),
        Link::Offline { .. } => (word, theme.offline()),
    }
}

fn parts(model: &Model, theme: &Theme, width: u16) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |rank, style, text: String| parts.push(Part { text, style, rank });
    if model.misses_events() {
        add(0, theme.danger_word(), "FEED MISSES EVENTS".into());
    }
    match model.access() {
        Access::Full => {}
        Access::ReadOnly => add(0, theme.call(), "READ-ONLY".into()),
    }
    if model.lock().is_some() {
        add(0, theme.strong(), "LOCKED".into());
    } else if model.screen() != Screen::Floor {
        add(1, theme.strong(), model.screen().name().to_uppercase());
    }
    if let Some(why) = words::why(model.link()) {
        let most = usize::from(width / 2).max(12);
        add(1, theme.text(), wrap::cut(&why, most).into_owned());
    }
    if let Some(note) = model.clock_note() {
        add(3, theme.call(), note);
    }
    if let Some(me) = model.sign_on() {
        add(7, theme.text(), me.user_name.to_string());
        add(8, theme.quiet(), me.server.to_string());
        if !model.transport().is_empty() {
            add(9, theme.quiet(), model.transport().to_owned());
        }
    }
    let tally = model.tally();
    if tally.offered > 0 {
        add(2, theme.call(), format!("{} invited", tally.offered));
    }
    if let (n @ 1.., Some(worst)) = model.alerts_open() {
        add(2, words::level(worst, theme), plural(n, "alert"));
    }
    if tally.overdue > 0 {
        add(2, theme.overdue(), format!("{} overdue", tally.overdue));
    }
    if tally.soon > 0 {
        add(3, theme.soon(), format!("{} soon", tally.soon));
    }
    add(4, theme.text(), plural(model.session_count(), "session"));
    if tally.read > 0 {
        let style = if tally.waiting > 0 {
            theme.strong()
        } else {
            theme.text()
        };
        let words = format!("{} waiting (of {} read)", tally.waiting, tally.read);
        add(3, style, words);
    }
    if tally.joined > 0 {
        add(5, theme.text(), format!("{} mine", tally.joined));
    }
    if let Some((total, arrived)) = model.short_roster() {
        add(
            6,
            theme.call(),
            format!("of {total} agents, {arrived} arrived"),
        );
    }
    if model.oddities() > 0 {
        add(
            6,
            theme.text(),
            format!("{} not understood", model.oddities()),
        );
    }
    parts
}

fn plural(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}
