//! The mouse, while the person has asked for it: the wheel scrolls what is under it, a click
//! highlights a row or gives a pane the keys. Nothing it does reaches beyond the screen.

use std::time::{Duration, Instant};

use super::action::Action;
use super::acts;
use super::effect::{Effect, Redraw, Step};
use super::message::Place;
use super::model::{Model, Pane};
use super::screen::Screen;
use super::tell::{Mouse, Tell};

/// The click that brings the window the keyboard comes within this time of it, and means nothing.
const FIRST_CLICK: Duration = Duration::from_secs(1);
/// Lines of a transcript that one notch of the wheel is worth.
const NOTCH: isize = 3;

/// What the mouse did, and when it was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pointer {
    /// What.
    pub deed: Deed,
    /// When.
    pub at: Instant,
}

/// What the mouse did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// The left button went down on a cell, counted from 0.
    Click {
        /// Column.
        column: u16,
        /// Row.
        row: u16,
    },
    /// The wheel turned towards the person, over a cell.
    WheelDown {
        /// Column.
        column: u16,
        /// Row.
        row: u16,
    },
    /// It turned away.
    WheelUp {
        /// Column.
        column: u16,
        /// Row.
        row: u16,
    },
    /// The terminal's window has the keyboard now.
    FocusIn,
}

/// Switches it on or off.
pub(crate) fn toggle(model: &mut Model, step: &mut Step) {
    model.mouse = match model.mouse {
        Mouse::Off => Mouse::On,
        Mouse::On => Mouse::Off,
    };
    match model.mouse {
        Mouse::On => {
            model.info("mouse on: wheel scrolls, click highlights; Shift selects text as before");
        }
        Mouse::Off => model.info("mouse off: the terminal selects text"),
    }
    step.push(Effect::Tell(Tell::Mouse(model.mouse)));
}

/// The mouse did something.
pub(crate) fn hear(model: &mut Model, pointer: Pointer, step: &mut Step) {
    // What was on its way when it was switched off; and a lock hides what it would move.
    if model.mouse == Mouse::Off || model.lock.is_some() {
        return;
    }
    model.settle();
    step.redraw(Redraw::Now);
    match pointer.deed {
        Deed::FocusIn => model.focus_in = Some(pointer.at),
        Deed::Click { column, row } => {
            let brings_focus = model
                .focus_in
                .take()
                .is_some_and(|at| pointer.at.saturating_duration_since(at) <= FIRST_CLICK);
            if !brings_focus {
                click(model, column, row);
            }
        }
        Deed::WheelDown { column, row } => wheel(model, 1, column, row, step),
        Deed::WheelUp { column, row } => wheel(model, -1, column, row, step),
    }
    model.settle();
}

/// Whether something stands over the screen, or takes the keys: a click means nothing to it.
fn covered(model: &Model) -> bool {
    model.sign_in.is_some()
        || model.question.is_some()
        || model.prompt.is_some()
        || model.chooser.is_some()
        || model.help.is_some()
        || model.report.is_some()
}

fn click(model: &mut Model, column: u16, row: u16) {
    if covered(model) || model.composer.is_some() || model.screen() != Screen::Floor {
        return;
    }
    if model.seen.list.holds(column, row) {
        let place = model.seen.list_top + usize::from(row - model.seen.list.row);
        model.pane = Pane::List;
        // The row that was seen there: the list may have moved since.
        let seen = model.seen.rows.get(place - model.seen.list_top).cloned();
        if let Some(id) = seen.filter(|id| model.order().contains(id)) {
            model.cursor.go(&id);
        }
    } else if model.seen.pane.holds(column, row) && model.opened.is_some() {
        model.pane = Pane::Transcript;
    }
}

fn wheel(model: &mut Model, by: isize, column: u16, row: u16, step: &mut Step) {
    let one = if by > 0 { Action::Down } else { Action::Up };
    if let Some(at) = model.help {
        model.help = Some(at.saturating_add_signed(by * NOTCH));
    } else if covered(model) {
    } else if model.screen() != Screen::Floor {
        acts::act(model, one, None, step);
    } else if model.seen.pane.holds(column, row) {
        acts::scroll_by(model, by * NOTCH);
    } else if model.seen.list.holds(column, row) && model.composer.is_none() {
        acts::move_by(model, by);
    }
}

impl Place {
    /// Whether a cell is in it.
    pub fn holds(&self, column: u16, row: u16) -> bool {
        let within = |at: u16, from: u16, many: u16| at >= from && at - from < many;
        within(column, self.column, self.width) && within(row, self.row, self.height)
    }
}
