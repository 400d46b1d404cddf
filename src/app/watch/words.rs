//! The questions about a watch, in words.

use super::{name, rounds};
use crate::app::model::Model;
use crate::domain::{Mode, UserId};

/// One agent by name, several by their number and their names.
pub(crate) fn names(model: &Model, agents: &[UserId]) -> String {
    let names: Vec<String> = agents.iter().map(|a| name(model, a)).collect();
    match &names[..] {
        [one] => one.clone(),
        many => rounds::agents(many),
    }
}

/// The menu's question: how they are watched, and what could be done.
pub(crate) fn menu_words(model: &Model, agents: &[UserId], chosen: Option<Mode>) -> String {
    let whom = names(model, agents);
    if let Some(mode) = chosen {
        return match agents {
            [_] => format!("{whom}'s coming sessions as {mode}: all, or the next one only?"),
            _ => format!("Coming sessions of {whom}, as {mode}: all, or the next one of each?"),
        };
    }
    match agents {
        [one] => {
            let watch = model.watches.of(one);
            let watch = watch.map_or_else(String::new, |w| format!(" as {}", w.mode));
            format!("{whom} is watched{watch}. Stop, or join the coming sessions as")
        }
        _ => {
            let watched = agents.iter().filter(|a| model.watches.of(a).is_some());
            format!(
                "{whom}. {} of them watched. Stop, or join their coming sessions as",
                watched.count()
            )
        }
    }
}
