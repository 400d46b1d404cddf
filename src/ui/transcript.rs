//! The lines of a transcript. What is folded here is what the app scrolls by: one entry is
//! `fold(entry_text)` in the column of the text; name, time and marks stand to the left of it.

use std::borrow::Cow;

use jiff::civil::Date;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::paper::Paper;
use super::pen::Pen;
use super::theme::Theme;
use super::words;
use crate::app::{Scroll, Search, Veil, age, entry_text, wrap};
use crate::domain::{Entry, EntryKind, Gap, Older, ParticipantType, Transcript, Visibility};

/// The columns left of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gutter {
    time: u16,
    name: u16,
}

impl Gutter {
    /// For a pane `width` wide.
    pub(super) fn of(width: u16) -> Self {
        let (time, name) = match width {
            0..16 => (0, 0),
            16..30 => (0, 6),
            30..50 => (5, 9),
            50..76 => (5, 15),
            76..100 => (5, 18),
            _ => (5, 26),
        };
        Self { time, name }
    }

    /// The columns that are left for the text.
    pub(super) fn text(self, width: u16) -> u16 {
        let gaps = u16::from(self.time > 0) + u16::from(self.name > 0) * 2;
        width.saturating_sub(self.time + self.name + gaps)
    }
}

enum Line<'a> {
    Day(Date),
    Gap(Gap),
    /// Numbers that the server's log has not got.
    Missing(u32),
    /// Lines were let go.
    Older(Older),
    Text {
        entry: &'a Entry,
        nth: usize,
        piece: Cow<'a, str>,
    },
}

/// The lines of one entry, folded as the app counts them.
fn folded<'a>(entry: &'a Entry, width: usize, veil: Veil) -> Vec<Line<'a>> {
    let line = |(nth, piece)| Line::Text { entry, nth, piece };
    match entry_text(entry, veil) {
        Cow::Borrowed(text) => {
            let pieces = wrap::fold(text, width).into_iter().map(Cow::Borrowed);
            pieces.enumerate().map(line).collect()
        }
        Cow::Owned(text) => {
            let pieces = wrap::fold(&text, width).into_iter();
            let pieces = pieces.map(|piece| Cow::Owned(piece.to_owned()));
            pieces.enumerate().map(line).collect()
        }
    }
}

/// Draws the page; returns the day of its first line.
pub(super) fn draw(
    paper: &mut Paper,
    area: Rect,
    log: &Transcript,
    scroll: Scroll,
    (veil, search): (Veil, Option<&Search>),
    theme: &Theme,
) -> Option<Date> {
    let gutter = Gutter::of(area.width);
    let width = usize::from(gutter.text(area.width));
    let page = page(log, scroll, veil, width, usize::from(area.height), theme);
    let lead = area
        .height
        .saturating_sub(u16::try_from(page.len()).unwrap_or(area.height));
    for (n, line) in (lead..area.height).zip(&page) {
        let pen = Pen::on(paper, area, n);
        match line {
            Line::Day(date) => day(pen, *date, theme),
            Line::Gap(missed) => gap(pen, *missed, theme),
            Line::Missing(count) => missing(pen, *count, theme),
            Line::Older(how) => older(pen, *how, theme),
            Line::Text { entry, nth, piece } => {
                let found = search.filter(|s| s.finds(entry)).map(|s| {
                    if s.at() == Some(entry.index) {
                        theme.here()
                    } else {
                        theme.here_unfocused()
                    }
                });
                text(pen, entry, (*nth, piece), (gutter, veil), found, theme);
            }
        }
    }
    page.iter().find_map(|line| match line {
        Line::Day(date) => Some(*date),
        Line::Gap(_) | Line::Missing(_) | Line::Older(_) => None,
        Line::Text { entry, .. } => entry.at.and_then(|at| words::day(at, theme)),
    })
}

/// The lines of a page, anchored at its bottom.
fn page<'a>(
    log: &'a Transcript,
    scroll: Scroll,
    veil: Veil,
    width: usize,
    height: usize,
    theme: &Theme,
) -> Vec<Line<'a>> {
    let (bottom, hidden) = match scroll {
        Scroll::Follow => (u32::MAX, 0),
        Scroll::At { index, hidden, .. } => (index, hidden),
    };
    let mut up = Vec::new();
    let mut above = log
        .lines()
        .rev()
        .skip_while(|e| e.index > bottom)
        .peekable();
    while up.len() < height
        && let Some(entry) = above.next()
    {
        let mut lines = folded(entry, width, veil);
        let cut = if entry.index == bottom { hidden } else { 0 };
        lines.truncate(lines.len().saturating_sub(cut));
        up.extend(lines.into_iter().rev());
        if let Some(missed) = log.gap_before(entry.index) {
            up.push(Line::Gap(missed));
        }
        let missing = log.missing_before(entry.index);
        if missing > 0 {
            up.push(Line::Missing(missing));
        }
        up.extend(log.older_before(entry.index).map(Line::Older));
        let of = |e: &Entry| e.at.and_then(|at| words::day(at, theme));
        if let Some(before) = above.peek()
            && let (Some(day), Some(earlier)) = (of(entry), of(before))
            && day != earlier
        {
            up.push(Line::Day(day));
        }
    }
    let days = |lines: &[Line<'_>]| {
        let own = |l: &&Line<'_>| !matches!(l, Line::Text { .. });
        lines.iter().filter(own).count()
    };
    // Lines between days are the screen's own, so the app does not scroll by them: at the very
    // top they must not push the first words out.
    let over = up.len().saturating_sub(height);
    let at_top = above.peek().is_none() && over > 0 && over <= days(&up);
    if scroll != Scroll::Follow && at_top {
        up.drain(..over);
    }
    up.truncate(height);
    up.reverse();
    // After a resize there may be room below the anchor.
    if up.len() < height && scroll != Scroll::Follow {
        let below = log.lines().filter(|e| e.index > bottom);
        for entry in below {
            up.extend(folded(entry, width, veil));
            if up.len() >= height {
                break;
            }
        }
        up.truncate(height);
    }
    up
}

fn day(mut pen: Pen<'_>, date: Date, theme: &Theme) {
    pen.put("── ", theme.quiet())
        .put(&words::day_words(date), theme.quiet())
        .put(" ──", theme.quiet());
}

fn missing(mut pen: Pen<'_>, count: u32, theme: &Theme) {
    let entries = if count == 1 { "entry" } else { "entries" };
    let words = format!("── {count} {entries} missing, in the server's log too ──");
    pen.put(&words, theme.quiet());
}

fn older(mut pen: Pen<'_>, how: Older, theme: &Theme) {
    let words = match how {
        Older::LetGo => "older lines are not kept here",
        Older::Reading => "older lines are being read again",
    };
    pen.put("── ", theme.quiet())
        .put(words, theme.quiet())
        .put(" ──", theme.quiet());
}

fn gap(mut pen: Pen<'_>, missed: Gap, theme: &Theme) {
    let s = if missed.lines == 1 { "" } else { "s" };
    let away = age::ticking(missed.away);
    let words = format!("offline {away}, {} message{s}", missed.lines);
    pen.put("── ", theme.quiet())
        .put(&words, theme.strong())
        .put(" ──", theme.quiet());
}

fn text(
    mut pen: Pen<'_>,
    entry: &Entry,
    (nth, piece): (usize, &str),
    (gutter, veil): (Gutter, Veil),
    found: Option<Style>,
    theme: &Theme,
) {
    let (name_style, text_style) = styles(entry, theme);
    if gutter.time > 0 {
        let time = if nth == 0 {
            entry.at.and_then(|at| words::clock(at, theme))
        } else {
            None
        };
        pen.column(gutter.time, &time.unwrap_or_default(), theme.quiet())
            .gap(1);
    }
    if gutter.name > 0 {
        if nth == 0 {
            let who = entry.from.as_ref().map(|from| from.nickname.on_one_line());
            let who = who.map(|who| veil.over(who.as_str()).into_owned());
            name(
                &mut pen,
                entry,
                &who.unwrap_or_default(),
                gutter.name,
                name_style,
                theme,
            );
        } else {
            pen.gap(gutter.name);
        }
        pen.gap(2);
    }
    pen.put(piece, found.unwrap_or(text_style));
}

/// The name with the mark of who sees the line; the mark is never cut away for the name.
fn name(pen: &mut Pen<'_>, entry: &Entry, who: &str, width: u16, style: Style, theme: &Theme) {
    let Some(mark) = mark(entry.visibility.as_ref(), width) else {
        pen.column(width, who, style);
        return;
    };
    let marks = u16::try_from(mark.width()).unwrap_or(width).min(width);
    let names = width.saturating_sub(marks + 1);
    if names > 0 {
        let used = u16::try_from(who.width()).unwrap_or(names).min(names);
        pen.column(used, who, style).gap(1);
        pen.column(width - used - 1, &mark, theme.calm());
    } else {
        pen.column(width, &mark, theme.calm());
    }
}

fn mark(visibility: Option<&Visibility>, width: u16) -> Option<String> {
    let full = words::mark(visibility)?;
    if full.width() + 5 <= usize::from(width) {
        return Some(full);
    }
    let short = match visibility {
        Some(Visibility::Agents) => "[A]",
        Some(Visibility::Supervisors) if width >= 15 => "[superv.]",
        Some(Visibility::Supervisors) => "[S]",
        Some(Visibility::Other(_)) if width >= 15 => {
            return Some(wrap::cut(&full, usize::from(width) - 6).into_owned());
        }
        Some(Visibility::Other(_) | Visibility::All) | None => "[?]",
    };
    Some(short.to_owned())
}

fn styles(entry: &Entry, theme: &Theme) -> (Style, Style) {
    match &entry.kind {
        EntryKind::Text | EntryKind::PushUrl => {
            let customer = entry
                .from
                .as_ref()
                .is_some_and(|f| f.kind == ParticipantType::Customer);
            let name = if customer {
                theme.strong()
            } else {
                theme.text()
            };
            (name, theme.text())
        }
        EntryKind::Joined
        | EntryKind::Left
        | EntryKind::Rejoined
        | EntryKind::Notice
        | EntryKind::TypingStarted
        | EntryKind::TypingStopped
        | EntryKind::Other(_) => (theme.quiet(), theme.quiet()),
    }
}
