//! The pane of the shown session: title, people, the steps of the ladder, who sees what, the
//! transcript, and the composer under it.

mod lines;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::paper::Paper;
use super::pen::{Pen, row, wash};
use super::plan::{place, top};
use super::theme::Theme;
use super::transcript::{self, Gutter};
use super::{composer, tabs, words};
use crate::app::{Model, Pane, Scroll, Seen, wrap};
use crate::domain::SessionId;

/// Draws it; returns where the cursor goes while a composer is open.
pub(super) fn draw(
    paper: &mut Paper,
    area: Rect,
    model: &Model,
    theme: &Theme,
    seen: &mut Seen,
) -> Option<Position> {
    seen.pane = place(area);
    let Some(session) = model.opened() else {
        Pen::new(paper, area).gap(1).put(
            "Enter shows the highlighted session; it sends nothing",
            theme.quiet(),
        );
        return None;
    };
    let writes = model
        .composer()
        .map_or(0, |_| composer::height(area.height));
    let (upper, lower) = top(area, area.height.saturating_sub(writes));
    // The line of tabs is the transcript's to give, never the list's, and only where it has some.
    let tabs = u16::from(upper.height >= 9 && tabs::wanted(model));
    let (line, upper) = top(upper, tabs);
    tabs::draw(paper, line, model, theme);
    let facts = facts(model, session, upper, theme);
    let (title, rest) = top(upper, u16::from(upper.height >= 2));
    let (above, rest) = top(rest, u16::try_from(facts.len()).unwrap_or(0));
    for (n, (text, style)) in (0..above.height).zip(&facts) {
        Pen::on(paper, above, n).put(text, *style);
    }
    let foot = u16::from(rest.height >= 4);
    let (body, foot) = top(rest, rest.height - foot);
    seen.transcript_width = usize::from(Gutter::of(body.width).text(body.width));
    seen.transcript_height = usize::from(body.height);
    let day = draw_body(paper, body, model, session, theme);
    draw_title(paper, title, model, session, day, theme);
    draw_foot(paper, foot, model, session, theme);
    model
        .composer()
        .and_then(|open| composer::draw(paper, lower, model, open, theme))
}

/// The lines between title and transcript that there is room for; the most important stay longest.
fn facts(model: &Model, session: &SessionId, area: Rect, theme: &Theme) -> Vec<(String, Style)> {
    let width = usize::from(area.width);
    let mut room = usize::from(area.height.saturating_sub(3));
    let mut take = |lines: Vec<(String, Style)>, most: usize| {
        let lines: Vec<_> = lines.into_iter().take(most.min(room)).collect();
        room -= lines.len();
        lines
    };
    let fold = |line: Option<(String, Style)>| -> Vec<(String, Style)> {
        line.into_iter()
            .flat_map(|(text, style)| {
                wrap::fold(&text, width)
                    .into_iter()
                    .map(|piece| (piece.to_owned(), style))
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    // A small pane keeps the room for the words: the composer names its audience itself.
    let small = model.composer().is_some() && area.height < 7;
    let who = if small {
        Vec::new()
    } else {
        take(fold(lines::who_sees(model, session, theme)), 2)
    };
    let steps = take(fold(lines::steps(model, session, theme)), 3);
    let others = if small {
        Vec::new()
    } else {
        take(fold(lines::others(model, session, theme)), 2)
    };
    let flag = if small {
        Vec::new()
    } else {
        take(fold(lines::flag(model, session, theme)), 2)
    };
    let people = if area.height >= 10 {
        let people = lines::people(model, session, theme);
        if area.height >= 20 {
            take(fold(people), 2)
        } else {
            take(people.into_iter().collect(), 1)
        }
    } else {
        Vec::new()
    };
    [others, people, flag, steps, who].concat()
}

fn draw_title(
    paper: &mut Paper,
    area: Rect,
    model: &Model,
    session: &SessionId,
    day: Option<jiff::civil::Date>,
    theme: &Theme,
) {
    // With a composer open the cursor says where the keys go.
    let focused = model.pane() == Pane::Transcript && model.composer().is_none();
    let style = if focused {
        theme.here()
    } else {
        theme.strong()
    };
    let (where_i_stand, stands) = lines::standing(model, session, theme);
    let day = day.map(words::day_words).unwrap_or_default();
    let mut pen = Pen::new(paper, area);
    let room = pen
        .room()
        .saturating_sub(where_i_stand.width() + day.width() + 4);
    pen.put(&lines::title(model, session, room), style)
        .put(" · ", theme.quiet())
        .put(&where_i_stand, stands);
    if pen.room() > day.width() + 1 {
        let lead = pen.room() - day.width();
        pen.gap(u16::try_from(lead).unwrap_or(0))
            .put(&day, theme.quiet());
    }
    if focused {
        wash(paper, row(area, 0), theme.here());
    }
}

fn draw_body(
    paper: &mut Paper,
    area: Rect,
    model: &Model,
    session: &SessionId,
    theme: &Theme,
) -> Option<jiff::civil::Date> {
    let log = model.floor().log(session);
    if let Some(log) = log.filter(|l| l.lines().next().is_some()) {
        let veil = model.veil(session);
        let (scroll, search) = (model.scroll(), model.search());
        return transcript::draw(paper, area, log, scroll, (veil, search), theme);
    }
    let lines = lines::nothing_read(model, session);
    let mut n = 0;
    for line in lines {
        for piece in wrap::fold(&line, usize::from(area.width.saturating_sub(1))) {
            Pen::on(paper, area, n).gap(1).put(piece, theme.quiet());
            n += 1;
        }
    }
    None
}

fn draw_foot(paper: &mut Paper, area: Rect, model: &Model, session: &SessionId, theme: &Theme) {
    let mut pen = Pen::new(paper, area);
    if let Some(left) = model.revealed_for() {
        let left = left.as_secs().max(1);
        pen.put(&format!("numbers shown, {left} s · p hides"), theme.call())
            .gap(2);
    }
    let log = model.floor().log(session);
    let new = log.map_or(0, |log| model.scroll().new_below(log));
    if let Scroll::At { .. } = model.scroll() {
        if new > 0 {
            pen.put(&format!("▼ {new} new below"), theme.call());
        } else {
            pen.put("▼ more below", theme.quiet());
        }
        pen.gap(2);
    }
    if let Some((entry, who)) = model
        .typing(session)
        .and_then(|e| Some((e, e.from.as_ref()?)))
    {
        let veil = model.veil(session);
        let name = veil.text(&who.nickname);
        pen.put(&format!("{name} is typing…"), theme.quiet()).gap(1);
        // What the server shows of it before it is sent: nobody has said it yet.
        if !entry.text.is_empty() {
            let preview = veil.text(&entry.text.on_one_line());
            pen.put(preview.as_str(), theme.quiet());
        }
        pen.gap(1);
    }
    if let Some(drafts) = lines::drafts(model, session) {
        pen.put(&drafts, theme.strong());
    }
}
