//! The screen: one pure [`draw`] of the model. Knows the app and the domain; knows no clock, no
//! I/O, and never changes the model.

mod alerts;
mod banner;
mod chooser;
mod composer;
mod finish;
mod footer;
mod header;
mod help;
mod list;
mod locked;
mod log;
mod overlay;
mod pane;
mod pen;
pub mod picture;
mod plan;
mod report;
mod tabs;
mod team;
mod theme;
mod transcript;
mod words;

pub use theme::{BuiltIn, Characters, Meaning, StyleError, Theme};

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::{Model, Screen, Seen};
use plan::Plan;

/// Draws the model and says what of it was seen. Sets the terminal's cursor where text is typed.
/// [`Model::settle`] must have been called after the last change.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) -> Seen {
    let area = frame.area();
    let (seen, cursor) = paint(frame.buffer_mut(), area, model, theme);
    if let Some(at) = cursor {
        frame.set_cursor_position(at);
    }
    seen
}

fn paint(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> (Seen, Option<Position>) {
    let area = area.intersection(buf.area);
    let mut seen = Seen::default();
    if area.is_empty() {
        return (seen, None);
    }
    let banners = banner::lines(model);
    let plan = Plan::of(area, banners.len(), model);
    header::draw(buf, plan.header, model, theme);
    banner::draw(buf, plan.banner, &banners, theme);
    if model.lock().is_some() {
        if model.question().is_some() {
            overlay::question(buf, plan.over, model, theme);
            return (seen, None);
        }
        return (seen, locked::draw(buf, plan.over, model, theme));
    }
    match model.screen() {
        Screen::Floor => {}
        Screen::Team => team::draw(buf, plan.middle, model, theme, &mut seen),
        Screen::Alerts => alerts::draw(buf, plan.middle, model, theme),
        Screen::Log => log::draw(buf, plan.middle, model, theme),
    }
    if let Some(rect) = plan.list {
        list::draw(buf, rect, model, theme, &mut seen);
    }
    if let Some(rect) = plan.rule {
        pen::rule(buf, rect, theme.quiet());
    }
    let mut cursor = plan
        .pane
        .and_then(|rect| pane::draw(buf, rect, model, theme, &mut seen));
    if let Some(open) = model.composer()
        && plan.pane.is_none_or(Rect::is_empty)
    {
        // Nobody writes blindly, however small the terminal is.
        let last = pen::row(area, area.height - 1);
        pen::clear(buf, last);
        cursor = composer::draw(buf, last, model, open, theme);
    }
    cursor = footer::draw(buf, plan.notice, plan.hints, model, theme).or(cursor);
    if model.help().is_some() {
        help::draw(buf, plan.over, model, theme, &mut seen);
        cursor = None;
    }
    if model.report().is_some() {
        report::draw(buf, plan.over, model, theme);
        cursor = None;
    }
    if model.chooser().is_some() {
        cursor = chooser::draw(buf, plan.over, model, theme);
    }
    if model.prompt().is_some() {
        cursor = overlay::prompt(buf, plan.over, model, theme);
    }
    if model.question().is_some() {
        // On a terminal of one line the question is the line: nobody answers blindly.
        let over = if plan.over.is_empty() {
            area
        } else {
            plan.over
        };
        overlay::question(buf, over, model, theme);
        cursor = None;
    }
    if model.sign_in().is_some() {
        cursor = overlay::sign_in(buf, plan.over, model, theme);
    }
    finish::touch(buf, theme);
    (seen, cursor)
}
