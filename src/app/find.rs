//! Everything there is to go to, in one list to find it by a few letters: sessions, agents, what is
//! flagged and gone, and what a key does on this screen. Nothing that sends is offered.

use std::collections::BTreeSet;

use super::action::{Action, BINDINGS, Heard, Reach};
use super::age;
use super::chooser::{Choice, Chooser, Pick};
use super::effect::Step;
use super::filter::{Field, Filter, Folded, Sign, Term, Test};
use super::model::Model;
use super::screen::Screen;
use super::views;
use crate::domain::{SessionId, Text, UserId};

/// Opens it.
pub(crate) fn open(model: &mut Model) {
    let choices = (sessions(model).into_iter())
        .chain(agents(model))
        .chain(gone(model))
        .chain(actions(model));
    model.chooser = Some(Chooser::new("go to", choices.collect()));
}

/// The sessions as the list has them, then those that its filter hides.
fn sessions(model: &Model) -> Vec<Choice> {
    let me = model.me();
    let listed: BTreeSet<&SessionId> = model.order().iter().collect();
    let hidden = model.floor.each(&me).map(|facts| facts.id());
    let hidden = hidden.filter(|id| !listed.contains(id));
    let there = model.order().iter().filter(|id| model.floor.has_row(id));
    there
        .chain(hidden)
        .map(|id| Choice {
            label: model.label(id),
            detail: model.row(id).and_then(|r| r.service).unwrap_or_default(),
            pick: Pick::Session(id.clone()),
        })
        .collect()
}

fn agents(model: &Model) -> impl Iterator<Item = Choice> {
    model.floor.agents().map(|agent| Choice {
        label: agent.name.clone(),
        detail: Text::line("agent: their sessions"),
        pick: Pick::Agent(agent.id.clone()),
    })
}

/// Flagged sessions that have no row any more.
fn gone(model: &Model) -> impl Iterator<Item = Choice> {
    let gone = (model.kept.flags.iter()).filter(|flag| !model.floor.has_row(&flag.session));
    gone.map(|flag| {
        let age = std::time::Duration::from_millis(flag.at.until(model.now.wall));
        Choice {
            label: flag.label.clone(),
            detail: Text::line(&format!("gone, flagged {}: {}", age::ago(age), flag.note)),
            pick: Pick::Flag(flag.session.clone()),
        }
    })
}

fn actions(model: &Model) -> impl Iterator<Item = Choice> {
    let offered = BINDINGS.iter().filter(|b| !b.action.is_a_move());
    offered.map(|b| {
        let heard = b.heard.covers(model.screen());
        let keys = model.settings.keymap.text(b);
        let place = match b.heard {
            Heard::On(screen) if !heard => format!(", on the {} screen", screen.name()),
            Heard::On(_) | Heard::Everywhere => String::new(),
        };
        Choice {
            label: Text::line(b.action.name()),
            detail: Text::line(&format!("{keys}{place} · {}", b.help)),
            pick: match b.reach {
                Reach::Screen if heard => Pick::Act(b.action),
                Reach::Screen | Reach::World => Pick::Key(b.action),
            },
        }
    })
}

/// An action was chosen that may send, or is heard elsewhere: it is told how it is done.
pub(crate) fn key(model: &mut Model, action: Action) {
    let Some(binding) = BINDINGS.iter().find(|b| b.action == action) else {
        return;
    };
    let keys = model.settings.keymap.text(binding);
    let place = match binding.heard {
        Heard::On(screen) => format!("on the {} screen", screen.name()),
        Heard::Everywhere => "on every screen".to_owned(),
    };
    if keys.is_empty() {
        model.info(&format!(
            "{} has no key: [keys] gives it one",
            action.name()
        ));
    } else {
        model.info(&format!(
            "nothing was done: {keys} does it {place}: {}",
            binding.help
        ));
    }
}

/// A session was chosen: highlights and shows it, past the filter if need be.
pub(crate) fn session(model: &mut Model, id: &SessionId, step: &mut Step) {
    if !model.floor.has_row(id) {
        model.warn("this session is gone");
        return;
    }
    if !model.order().contains(id) {
        views::narrow(model, "");
        model.settle();
        model.info("the filter is off: it hid this session");
    }
    model.screen = Screen::Floor;
    model.cursor.go(id);
    model.open(id, step);
}

/// An agent was chosen: the list is narrowed to their sessions.
pub(crate) fn agent(model: &mut Model, id: &UserId) {
    let Some(agent) = model.floor.agent(id) else {
        model.warn("this agent is not listed any more");
        return;
    };
    let name = if agent.name.is_empty() {
        Folded::new(&agent.user_name)
    } else {
        Folded::new(agent.name.as_str())
    };
    let theirs = Filter {
        terms: vec![Term {
            sign: Sign::With,
            test: Test::In(Field::Agent, name),
        }],
        complaints: Vec::new(),
    };
    views::narrow(model, &theirs.to_string());
}
