//! Everything there is to go to, in one list to find it by a few letters: sessions, and what a key
//! does on this screen. Nothing that sends is offered.

use super::action::{BINDINGS, Reach};
use super::chooser::{Choice, Chooser, Pick};
use super::model::Model;
use crate::domain::Text;

/// Opens it.
pub(crate) fn open(model: &mut Model) {
    let mut choices: Vec<Choice> = (model.order.iter())
        .map(|id| Choice {
            label: model.label(id),
            detail: model.row(id).and_then(|r| r.service).unwrap_or_default(),
            pick: Pick::Session(id.clone()),
        })
        .collect();
    let offered = BINDINGS.iter().filter(|b| {
        b.reach == Reach::Screen && b.heard.covers(model.screen()) && !b.action.is_a_move()
    });
    choices.extend(offered.map(|b| Choice {
        label: Text::line(b.action.name()),
        detail: Text::line(&format!("{} · {}", model.settings.keymap.text(b), b.help)),
        pick: Pick::Act(b.action),
    }));
    model.chooser = Some(Chooser::new("go to", choices));
}
