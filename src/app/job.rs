//! Stopping for the shell and going on: what the person is asked, and what has to be read again.
//! While the program is stopped nothing is read, and the sessions it is in go on without it.

use super::ask::{self, Ask};
use super::effect::{Effect, Redraw, Step};
use super::model::Model;
use super::quit;
use crate::domain::Link;

/// Most sessions that the question names.
const NAMED: usize = 4;

/// Whether there is a shell to go back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shell {
    /// One waits for us.
    #[default]
    Waits,
    /// We are what the terminal was opened for: who stopped us could not go on.
    None,
}

/// The key: outside any session it stops; inside it asks.
pub(crate) fn key(model: &mut Model, step: &mut Step) {
    step.redraw(Redraw::Now);
    match model.settings.shell {
        Shell::None => model.info("there is no shell to go back to"),
        Shell::Waits if quit::standing(model).0 == 0 => stop(step),
        Shell::Waits => ask::open(model, Ask::Suspend),
    }
}

/// The question, with the sessions that would go on unseen.
pub(crate) fn question(model: &Model) -> String {
    let names = quit::customers(model);
    let more = names.len().saturating_sub(NAMED);
    let mut named = names
        .get(..NAMED)
        .map_or_else(|| names.join(", "), |few| few.join(", "));
    if more > 0 {
        named.push_str(&format!(" and {more} more"));
    }
    format!(
        "Stop for the shell? You stay in {}, unread until `fg`: {named}.",
        quit::sessions(names.len())
    )
}

/// Gives the terminal back and stops.
pub(crate) fn stop(step: &mut Step) {
    step.push(Effect::Suspend);
}

/// Goes on: the feed slept, so nothing on the screen is trusted before it was read again.
pub(crate) fn continued(model: &mut Model, step: &mut Step) {
    step.redraw(Redraw::Now);
    model.hold.clear();
    model.info("the program was stopped: reading everything again");
    if matches!(model.link, Link::Offline { .. }) {
        step.push(Effect::Retry);
    }
    step.push(Effect::Resync);
}
