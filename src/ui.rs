//! The screen: one pure [`draw`] of the model. Knows the app and the domain; knows no clock, no
//! I/O, and never changes the model.

mod alerts;
mod banner;
mod chooser;
mod composer;
mod finish;
mod footer;
mod glass;
mod header;
mod help;
mod list;
mod locked;
mod log;
mod overlay;
mod pane;
mod paper;
mod pen;
pub mod picture;
mod plan;
mod report;
mod tabs;
mod team;
mod theme;
mod transcript;
mod words;

pub use glass::Glass;
pub use theme::{BuiltIn, Characters, Meaning, StyleError, Theme};

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::{Model, Screen, Seen};
use finish::Finish;
use paper::Paper;
use plan::Plan;

/// Draws the model on an empty frame and says what of it was seen. Sets the terminal's cursor where
/// text is typed. [`Model::settle`] must have been called after the last change. For frames one
/// after the other there is [`Glass`].
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) -> Seen {
    let mut paper = Paper::default();
    let (seen, cursor) = write(&mut paper, frame.area(), model, theme);
    paper.lay_all(frame.buffer_mut());
    if let Some(at) = cursor {
        frame.set_cursor_position(at);
    }
    seen
}

/// Writes a frame; says what of the model is seen in it, and where its cursor is.
fn write(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme) -> (Seen, Option<Position>) {
    paper.begin(area, Finish::of(theme));
    let mut seen = Seen::default();
    if area.is_empty() {
        return (seen, None);
    }
    let banners = banner::lines(model);
    let plan = Plan::of(area, banners.len(), model);
    header::draw(paper, plan.header, model, theme);
    banner::draw(paper, plan.banner, &banners, theme);
    if model.lock().is_some() {
        if model.question().is_some() {
            overlay::question(paper, plan.over, model, theme);
            return (seen, None);
        }
        return (seen, locked::draw(paper, plan.over, model, theme));
    }
    let mut cursor = None;
    match model.screen() {
        Screen::Floor => {}
        Screen::Team => team::draw(paper, plan.middle, model, theme, &mut seen),
        Screen::Alerts => alerts::draw(paper, plan.middle, model, theme, &mut seen),
        Screen::Log => cursor = log::draw(paper, plan.middle, model, theme, &mut seen),
    }
    if let Some(rect) = plan.list {
        list::draw(paper, rect, model, theme, &mut seen);
    }
    if let Some(rect) = plan.rule {
        pen::rule(paper, rect, theme.quiet());
    }
    if let Some(rect) = plan.pane {
        cursor = pane::draw(paper, rect, model, theme, &mut seen);
    }
    if let Some(open) = model.composer()
        && plan.pane.is_none_or(Rect::is_empty)
    {
        // Nobody writes blindly, however small the terminal is.
        let last = pen::row(area, area.height - 1);
        pen::clear(paper, last);
        cursor = composer::draw(paper, last, model, open, theme);
    }
    cursor = footer::draw(paper, plan.notice, plan.hints, model, theme).or(cursor);
    if model.help().is_some() {
        help::draw(paper, plan.over, model, theme, &mut seen);
        cursor = None;
    }
    if model.report().is_some() {
        report::draw(paper, plan.over, model, theme);
        cursor = None;
    }
    if model.chooser().is_some() {
        cursor = chooser::draw(paper, plan.over, model, theme);
    }
    if model.prompt().is_some() {
        cursor = overlay::prompt(paper, plan.over, model, theme);
    }
    if model.question().is_some() {
        // On a terminal of one line the question is the line: nobody answers blindly.
        let over = if plan.over.is_empty() {
            area
        } else {
            plan.over
        };
        overlay::question(paper, over, model, theme);
        cursor = None;
    }
    if model.sign_in().is_some() {
        cursor = overlay::sign_in(paper, plan.over, model, theme);
    }
    (seen, cursor)
}
