//! What the person must not forget, on every screen: where a customer reads them, where they are
//! alone with one, and where the server has them in another mode than they asked for.

use ratatui::layout::Rect;

use super::paper::Paper;
use super::pen::{Pen, row, wash};
use super::theme::Theme;
use crate::app::action::{Action, OnSession};
use crate::app::{Difference, Model, Screen};
use crate::domain::{Mode, Presence};

/// Most lines; what is left is counted in the last one.
const MOST: usize = 3;

/// The lines, the gravest first. Empty in the ordinary case.
pub(super) fn lines(model: &Model) -> Vec<String> {
    let (mut alone, mut barged, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for id in model.noted() {
        let Some(mine) = model.floor().mine(id) else {
            continue;
        };
        let session = &mine.session;
        if session.presence() != Presence::In {
            continue;
        }
        let barges = session.confirmed() == Some(Mode::BargeIn);
        let is_alone = model
            .sign_on()
            .is_some_and(|s| session.alone_with_customer(&s.me));
        let equal = mine.asked.is_none() || mine.asked == session.confirmed();
        let difference = if equal { None } else { model.difference(id) };
        if !barges && !is_alone && difference.is_none() {
            continue;
        }
        let Some(row) = model.row(id) else { continue };
        let hidden = model.lock().is_some();
        let customer = row
            .customer
            .as_ref()
            .filter(|_| !hidden)
            .map_or_else(|| "the customer".to_owned(), ToString::to_string);
        if is_alone {
            alone.push(format!("ALONE with {customer}: leaving ENDS the session"));
        }
        if let Some(Difference { asked, confirmed }) = difference {
            let key = |mode| {
                model.keymap().hint(Action::Session(match mode {
                    Mode::Monitor => OnSession::Monitor,
                    Mode::Coach => OnSession::Coach,
                    Mode::BargeIn => OnSession::Barge,
                }))
            };
            other.push(format!(
                "MODE  {customer}: asked {asked}, confirmed {} · {} takes it, {} asks again · \
                 nothing goes to the customer",
                confirmed.word().to_uppercase(),
                key(confirmed),
                key(asked)
            ));
        }
        if barges {
            let agent = if row.agent_name.is_empty() || hidden {
                String::new()
            } else {
                format!(" · {}", row.agent_name)
            };
            // The key acts on the highlighted session: beside another one it would lie, and in a
            // composer it is a letter.
            let highlighted = model.screen() == Screen::Floor
                && model.composer().is_none()
                && model.target().as_ref() == Some(id);
            let leave = match model.keymap().hint(Action::LEAVE) {
                key if highlighted && !key.is_empty() => format!(" · {key} leaves"),
                _ => String::new(),
            };
            barged.push(format!(
                "BARGED  the CUSTOMER {customer} reads you{agent}{leave}"
            ));
            if let Some(line) = barged.last_mut().filter(|_| hidden) {
                *line = "BARGED  a CUSTOMER reads you".to_owned();
            }
        }
    }
    // A barge that is known by its own line is never the one that is only counted.
    let mut lines = barged;
    lines.extend(other);
    lines.extend(alone);
    if lines.len() > MOST {
        let more = lines.len() - MOST;
        lines.truncate(MOST);
        if let Some(last) = lines.last_mut() {
            last.push_str(&format!(" · and {more} more like this"));
        }
    }
    lines.extend(model.record_banner());
    lines
}

/// Draws them, each on a line of its own.
pub(super) fn draw(paper: &mut Paper, area: Rect, lines: &[String], theme: &Theme) {
    for (n, line) in (0..area.height).zip(lines) {
        Pen::on(paper, area, n).gap(1).put(line, theme.danger());
        wash(paper, row(area, n), theme.danger());
    }
}
