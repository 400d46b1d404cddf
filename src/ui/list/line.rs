//! One row of the list: what each column says of a session. Nothing is made up: where the server
//! gives nothing, it says `not joined`.

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::columns::{Column, Columns};
use crate::app::{Audience, Freshness, Level, Model, Row, Stage, age, wrap};
use crate::domain::{Mode, ModeWord, Presence, SessionId, Stamp, Text, WaitingSide, Watch};
use crate::ui::paper::Paper;
use crate::ui::pen::Pen;
use crate::ui::theme::Theme;
use crate::ui::words;

/// The sign of the shown session, or of the highlighted one.
pub(super) fn cursor_sign(model: &Model, id: &SessionId) -> &'static str {
    if model.opened() == Some(id) {
        "»"
    } else if model.highlighted() == Some(id) {
        ">"
    } else {
        " "
    }
}

/// Draws one session.
pub(super) fn draw(
    paper: &mut Paper,
    area: Rect,
    model: &Model,
    found: &Row,
    columns: &Columns,
    theme: &Theme,
) {
    let freshness = found.freshness(model.link(), model.now().mono);
    let base = match freshness {
        Freshness::Live | Freshness::Polled => theme.text(),
        Freshness::Stale => theme.quiet(),
    };
    let mark = match freshness {
        Freshness::Live => " ",
        // What is over does not grow old.
        Freshness::Stale if found.presence == Some(Presence::Over) => " ",
        Freshness::Polled => "·",
        Freshness::Stale => "~",
    };
    let mut pen = Pen::new(paper, area);
    // The bar says it already: only the session that is shown has a sign that stands out.
    let (sign, shown) = (
        cursor_sign(model, &found.id),
        model.opened() == Some(&found.id),
    );
    pen.put(sign, if shown { theme.strong() } else { base })
        .put(mark, base);
    let invited = found.presence == Some(Presence::Offered) && under_way(model, found).is_none();
    let mut skip_mode = false;
    for (column, width) in columns.iter() {
        if skip_mode {
            skip_mode = false;
            continue;
        }
        if column == Column::Waiting && invited {
            // Two columns in one: an invitation names a mode, which is not a mode I am in.
            let both = width + 1 + columns.width(Column::Mode);
            pen.column(both, &invitation(found), theme.call()).gap(1);
            skip_mode = true;
            continue;
        }
        let (text, style) = cell(column, width, model, found, theme, base);
        if column.is_number() {
            pen.right(width, &text, style);
        } else {
            pen.column(width, &text, style);
        }
        pen.gap(1);
    }
}

fn cell<'a>(
    column: Column,
    width: u16,
    model: &Model,
    found: &'a Row,
    theme: &Theme,
    base: Style,
) -> (Cow<'a, str>, Style) {
    let said = |text: &'a Option<Text>| text.as_ref().map(Text::as_str).unwrap_or_default();
    let wall = model.wall();
    match column {
        Column::Flag => match model.flag_of(&found.id) {
            Some(_) => ("F".into(), base.patch(theme.call())),
            None => ("".into(), base),
        },
        Column::Agent => {
            let name = found.agent_name.as_str();
            (if name.is_empty() { "?" } else { name }.into(), base)
        }
        Column::State => {
            let letter = words::state_letter(found.agent_state.as_ref());
            (letter.into(), base)
        }
        Column::Customer => (said(&found.customer).into(), base),
        Column::Service => (said(&found.service).into(), base),
        Column::Waiting => {
            let (words, style) = waiting(width, model, found, theme, base);
            (words.into(), style)
        }
        Column::Mode => {
            let (word, style) = my_mode(width, found, theme, base);
            (word.into(), style)
        }
        Column::Age => (
            found
                .began
                .map(|at| words::since(at, wall))
                .unwrap_or_default()
                .into(),
            base,
        ),
        Column::Unread => {
            let draft = if has_draft(model, found) { "d" } else { "" };
            let new = match found.unread {
                0 => draft.into(),
                n @ 1..100 => format!("{n}{draft}").into(),
                _ => "99+".into(),
            };
            (new, base.patch(theme.strong()))
        }
        Column::Alert => match model.alert_of(&found.id) {
            Some(level) => (level.sign().into(), words::level(level, theme)),
            None => ("".into(), base),
        },
        Column::Watch => match model.watch_of_row(found) {
            Some(Watch::SILENT) => ("w".into(), base),
            Some(_) => ("W".into(), base.patch(theme.call())),
            None => ("".into(), base),
        },
        Column::Last => (said(&found.last_line).into(), base),
    }
}

/// Whether words wait in a composer that is closed.
fn has_draft(model: &Model, found: &Row) -> bool {
    [Audience::Agents, Audience::Customer]
        .into_iter()
        .filter(|audience| {
            model
                .composer()
                .is_none_or(|c| c.session != found.id || c.audience != *audience)
        })
        .filter_map(|audience| model.draft(&found.id, audience))
        .any(|(text, _)| !text.trim().is_empty())
}

/// A step that is under way, with its age: it can be asked for without opening the row.
fn under_way(model: &Model, found: &Row) -> Option<String> {
    let attempt = model.attempt(&found.id).filter(|a| a.under_way())?;
    // Shorter than elsewhere: the age must not be cut away.
    let word = match attempt.stage {
        Stage::Invited => "invited",
        Stage::Accepting => "accept",
        Stage::Switching => "switch",
        Stage::Declining => "decline",
        Stage::Leaving => "leave",
        Stage::Checking => "checking",
        Stage::Asked | Stage::Ended(..) => attempt.word(),
    };
    let since = model.now().mono.saturating_duration_since(attempt.since);
    Some(format!("{word} {}", age::ticking(since)))
}

fn invitation(found: &Row) -> String {
    match &found.offered {
        Some(ModeWord::Known(mode)) => format!("INVITED as {mode}"),
        Some(ModeWord::Other(word)) => format!("INVITED “{word}”"),
        None => "INVITED, mode not said".into(),
    }
}

/// Who waits and since when, or why that is not known.
fn waiting(width: u16, model: &Model, found: &Row, theme: &Theme, base: Style) -> (String, Style) {
    if let Some(step) = under_way(model, found) {
        return (step, theme.strong());
    }
    match found.presence {
        None => return ("not joined".into(), theme.quiet()),
        Some(Presence::Over) => return ("ended".into(), theme.quiet()),
        Some(Presence::LeftAlone) => return ("left, ended".into(), theme.quiet()),
        Some(Presence::Offered | Presence::In) => {}
    }
    if let Some(raw) = &found.raw_state {
        return raw_state(width, raw.as_str(), model.level(&found.id), theme, base);
    }
    let Some(waits) = found.waiting else {
        return (String::new(), base);
    };
    let age = waits
        .since
        .map(|at| words::since(at, model.wall()))
        .unwrap_or_default();
    match waits.side {
        WaitingSide::Customer => customer(width, &age, model.level(&found.id), theme, base),
        WaitingSide::Agent => (format!("agent {age}"), base),
    }
}

/// A state that is not one of ours, raw; what is urgent is so in any state.
fn raw_state(width: u16, raw: &str, level: Level, theme: &Theme, base: Style) -> (String, Style) {
    match level.letter() {
        Some(letter) => {
            let raw = wrap::cut(raw, usize::from(width).saturating_sub(2));
            (format!("{raw} {letter}"), urgent(level, theme, base))
        }
        None => (raw.to_owned(), base),
    }
}

fn urgent(level: Level, theme: &Theme, base: Style) -> Style {
    match level {
        Level::Overdue => theme.overdue(),
        Level::Soon => theme.soon(),
        Level::Calm => base.patch(theme.strong()),
    }
}

/// A customer who waits: for how long and how urgently must not be cut away.
fn customer(width: u16, age: &str, level: Level, theme: &Theme, base: Style) -> (String, Style) {
    let style = urgent(level, theme, base);
    let room = usize::from(width);
    let Some(letter) = level.letter() else {
        let word = if room < 13 { "cust" } else { "customer" };
        return (format!("{word} {age}"), style);
    };
    let fits = ["customer ", "cust "]
        .into_iter()
        .find(|word| word.len() + age.len() + 2 <= room);
    let line = match fits {
        Some(word) => format!("{word}{age} {letter}"),
        None => format!("{letter} {age}"),
    };
    (line, style)
}

/// Since when the ages of a row count, of those that are shown.
pub(super) fn ages(found: &Row, columns: &Columns) -> impl Iterator<Item = Stamp> {
    let waits = match found.presence {
        Some(Presence::Offered | Presence::In) => found.waiting.and_then(|w| w.since),
        Some(Presence::LeftAlone | Presence::Over) | None => None,
    };
    let began = found.began.filter(|_| columns.width(Column::Age) > 0);
    [waits, began].into_iter().flatten()
}

/// A row that keeps its place though its session is gone.
pub(super) fn gone(paper: &mut Paper, area: Rect, theme: &Theme) {
    Pen::new(paper, area).gap(2).put("gone", theme.quiet());
}

fn my_mode(width: u16, found: &Row, theme: &Theme, base: Style) -> (&'static str, Style) {
    let (word, style) = match (found.presence, found.mode) {
        (Some(Presence::In), Some(Mode::BargeIn)) => ("BARGE", theme.danger_word()),
        (Some(Presence::In), Some(Mode::Coach)) => ("Coach", base.patch(theme.calm())),
        (Some(Presence::In), Some(Mode::Monitor)) => ("Monitor", base),
        (Some(Presence::In), None) => ("?", base.patch(theme.strong())),
        (Some(Presence::Offered | Presence::LeftAlone | Presence::Over) | None, _) => ("", base),
    };
    let word = if width < 7 {
        word.get(..1).unwrap_or("")
    } else {
        word
    };
    (word, style)
}
