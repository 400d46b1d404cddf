//! An Enter in a composer: a person's sends; one that came in a burst of keys is a line break of a
//! paste that lost its brackets, and sends nothing.

use super::draft::{Draft, Work};
use super::effect::{Redraw, Step};
use super::hold::Line;
use super::key::{Key, Press};
use super::model::Model;
use super::send;

/// Enter was pressed.
pub(crate) fn press(model: &mut Model, press: &Press, step: &mut Step) {
    let (now, window) = (model.now.mono, model.settings.hold);
    match model.hold.enter(press.at, now, window) {
        Line::Sends => sends(model, step),
        Line::Breaks => breaks(model),
        Line::Waits => {}
    }
}

/// Another key came: what the Enter before it was, if one waits.
pub(crate) fn before(model: &mut Model, press: &Press, step: &mut Step) {
    match model.hold.enter_before(press.at, model.settings.hold) {
        // Esc right behind it: neither sent nor text.
        Some(Line::Breaks) if press.key == Key::Esc => {}
        Some(Line::Breaks) => breaks(model),
        Some(Line::Sends) => sends(model, step),
        Some(Line::Waits) | None => {}
    }
}

/// Nothing followed the Enter that waited, if that is so.
pub(crate) fn release(model: &mut Model, step: &mut Step) {
    if model.hold.enter_stands(model.now.mono) {
        sends(model, step);
    }
}

fn sends(model: &mut Model, step: &mut Step) {
    step.redraw(Redraw::Now);
    if let Some(composer) = model.composer.clone() {
        let place = (composer.session.clone(), composer.audience);
        // The text may have left while it waited.
        if model.works.get(&place).is_some_and(is_written) {
            send::send(model, &composer, step);
        }
    }
}

fn breaks(model: &mut Model) {
    if let Some(composer) = model.composer.clone() {
        let place = (composer.session, composer.audience);
        let work = model.works.entry(place).or_default();
        if is_written(work) {
            work.edit.key(Key::Char(' '));
            work.draft = Draft::Writing;
        }
    }
    model.warn("that came too fast for a person, like a paste: its line breaks do not send");
}

fn is_written(work: &Work) -> bool {
    matches!(work.draft, Draft::Writing | Draft::Failed(_))
}
