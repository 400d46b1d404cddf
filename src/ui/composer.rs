//! The composer: who reads it, in a word and a style, the session it writes to, the text, and
//! where the text is on its way.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::paper::Paper;
use super::pen::{Pen, row, wash};
use super::theme::Theme;
use super::words;
use crate::app::{Audience, Composer, Draft, LineEdit, Model};
use crate::domain::{Alphabet, SmsParts};

/// Lines it takes of a pane so high: the input first, then its state, then whom it names.
pub(super) fn height(pane: u16) -> u16 {
    match pane {
        0..3 => 1,
        3..6 => 2,
        _ => 3,
    }
}

/// Draws it; returns where the cursor goes.
pub(super) fn draw(
    paper: &mut Paper,
    area: Rect,
    model: &Model,
    composer: &Composer,
    theme: &Theme,
) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let draft = model.draft(&composer.session, composer.audience);
    let state = draft.map_or_else(
        || ("", theme.quiet(), String::new()),
        |(_, draft)| state(draft, model, theme),
    );
    let who = names(model, composer);
    let count = count(model, composer);
    let input = match area.height {
        0 | 1 => 0,
        _ => 1,
    };
    match area.height {
        0 | 1 => {}
        2 => {
            let mut pen = Pen::on(paper, area, 0);
            // One line for both: what became of the text goes before the names.
            if state.0.is_empty() {
                let parts = if count.is_empty() { "" } else { " · " };
                pen.put(&count, theme.text())
                    .put(parts, theme.quiet())
                    .put(&who, theme.quiet());
            } else {
                pen.put(state.0, state.1)
                    .put(&state.2, state.1)
                    .put(" · ", theme.quiet())
                    .put(&who, theme.quiet());
            }
        }
        _ => {
            Pen::on(paper, area, 0).put(&who, theme.quiet());
            let mut pen = Pen::on(paper, area, 2);
            if state.0.is_empty() {
                pen.put(&count, theme.quiet());
            } else {
                pen.put(state.0, state.1).put(&state.2, state.1);
            }
        }
    }
    let (prompt, text) = match composer.audience {
        Audience::Agents => (theme.calm(), theme.text()),
        Audience::Customer => (theme.danger(), theme.danger()),
    };
    let line_area = row(area, input);
    if composer.audience == Audience::Customer {
        wash(paper, line_area, theme.danger());
    }
    let mut pen = Pen::new(paper, line_area);
    pen.put(composer.audience.prompt(), prompt);
    let edit = model.draft_line(&composer.session, composer.audience)?;
    line(&mut pen, line_area.y, edit, text)
}

/// The text of a line around its cursor: as much of it as there is room for.
pub(super) fn line(pen: &mut Pen<'_>, y: u16, edit: &LineEdit, style: Style) -> Option<Position> {
    let room = pen.room();
    let start_x = pen.x();
    if room == 0 {
        return start_x.checked_sub(1).map(|x| Position::new(x, y));
    }
    let (mut from, mut used) = (edit.before().len(), 0);
    // One column is the cursor's own; one more shows that something is hidden on the left.
    for (at, grapheme) in edit.before().grapheme_indices(true).rev() {
        let cells = grapheme.width();
        let hidden = usize::from(at > 0);
        if used + cells + hidden + 1 > room {
            break;
        }
        (from, used) = (at, used + cells);
    }
    if from > 0 {
        pen.put("…", style);
    }
    pen.put(edit.before().get(from..).unwrap_or(""), style);
    let x = pen.x().min(start_x + u16::try_from(room - 1).unwrap_or(0));
    let after = edit.text().get(edit.before().len()..).unwrap_or("");
    pen.put(after, style);
    Some(Position::new(x, y))
}

fn names(model: &Model, composer: &Composer) -> String {
    let row = model.row(&composer.session);
    let customer = row
        .as_ref()
        .and_then(|r| r.customer.as_ref())
        .map_or_else(|| composer.session.to_string(), ToString::to_string);
    let agent = row
        .as_ref()
        .filter(|r| !r.agent_name.is_empty())
        .map_or_else(|| "the agent".to_owned(), |r| r.agent_name.to_string());
    let nick = model.nickname();
    match (composer.audience, model.is_alone_in(&composer.session)) {
        (Audience::Agents, false) => format!("to {agent} · {customer} does not see it"),
        (Audience::Agents, true) => {
            format!("to the agents: none is there now · {customer} does not see it")
        }
        (Audience::Customer, false) => {
            format!("to the CUSTOMER {customer} and {agent}, as “{nick}”")
        }
        (Audience::Customer, true) => {
            format!("to the CUSTOMER {customer}, as “{nick}” · no agent is there")
        }
    }
}

/// How many short messages the customer's text takes; nothing before there is one.
fn count(model: &Model, composer: &Composer) -> String {
    let text = match composer.audience {
        Audience::Agents => return String::new(),
        Audience::Customer => model.draft(&composer.session, composer.audience),
    };
    let Some((text, _)) = text.filter(|(text, _)| !text.trim().is_empty()) else {
        return String::new();
    };
    let sms = SmsParts::of(text.trim());
    let letters = match sms.alphabet {
        Alphabet::Gsm7 => "",
        Alphabet::Ucs2 => ", with letters that take double room",
    };
    format!("{} SMS, {} left{letters}", sms.parts, sms.left)
}

fn state(draft: &Draft, model: &Model, theme: &Theme) -> (&'static str, Style, String) {
    match draft {
        Draft::Writing => ("", theme.quiet(), String::new()),
        Draft::Held { until } => (
            "sends in ",
            theme.danger_word(),
            format!("{} · Esc takes back", words::left(*until, model.now().mono)),
        ),
        Draft::Sending { .. } => ("sending…", theme.strong(), String::new()),
        Draft::Failed(why) => ("! ", theme.call(), why.to_string()),
    }
}
