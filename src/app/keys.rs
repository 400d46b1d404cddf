//! Who hears a key, in order: the quit chord, the password prompt, a question, a prompt, a list of
//! choices, help, a composer,
//! the filter, the panes.

use std::time::Duration;

use super::action::{Action, Reach};
use super::ask::{self, Ask};
use super::draft::{Draft, Work};
use super::effect::{Effect, Redraw, Step};
use super::hold::{Held, Release};
use super::key::{Key, Press};
use super::message::Seen;
use super::model::{Model, Pane};
use super::{
    acts, alerts, away, chooser, enter, lock, log, prompt, quit, search, send, sign_in, team,
    timers, typed_on, typing,
};
use crate::domain::UserId;

/// Ctrl-C counts as the second one within this time.
pub(crate) const CHORD: Duration = Duration::from_secs(2);

/// A key.
pub(crate) fn press(model: &mut Model, press: &Press, step: &mut Step) {
    model.settle();
    step.redraw(Redraw::Now);
    // Wherever it goes: a paste that opens the filter or the help on its way is still a paste.
    if matches!(press.key, Key::Char(_)) {
        model.hold.count(press.at, model.settings.hold);
    }
    model.last_key = model.now.mono;
    if press.key == Key::Ctrl('c') {
        ctrl_c(model, press, step);
    } else if model.lock.is_some() && model.question.is_none() {
        lock::key(model, press.key, step);
    } else if model.sign_in.is_some() {
        sign_in::key(model, press.key, step);
    } else if model.question.is_some() {
        ask::key(model, press, step);
    } else if model.prompt.is_some() {
        prompt::key(model, press.key, step);
    } else if model.chooser.is_some() {
        chooser::key(model, press.key, step);
    } else if model.help.is_some() {
        help(model, press.key);
    } else if model.report.is_some() {
        away::key(model, press.key, step);
    } else if model.composer.is_some() {
        send::key(model, press, step);
    } else if model.log.takes_keys(model.screen()) {
        log::key(model, press.key);
    } else if model.search.is_some() {
        search::key(model, press.key);
    } else if model.filter.typing {
        filter(model, press.key);
    } else if !typed_on::swallows(model, press.key) {
        pane(model, press, step);
    }
    typing::follow(model, step);
    model.settle();
}

fn ctrl_c(model: &mut Model, press: &Press, step: &mut Step) {
    let second = model
        .ctrl_c
        .is_some_and(|at| press.at.saturating_duration_since(at) <= CHORD);
    if second {
        quit::forced(model, step);
    } else {
        model.ctrl_c = Some(press.at);
        model.info("Ctrl-C once more within 2 s quits");
    }
}

fn help(model: &mut Model, key: Key) {
    let at = model.help.unwrap_or(0);
    model.help = match key {
        Key::Char('j') | Key::Down => Some(at + 1),
        Key::Char('k') | Key::Up => Some(at.saturating_sub(1)),
        Key::PageDown => Some(at + 10),
        Key::PageUp => Some(at.saturating_sub(10)),
        Key::Esc | Key::Char('?' | 'q') | Key::F(1) | Key::Enter => None,
        _ => Some(at),
    };
}

fn filter(model: &mut Model, key: Key) {
    match key {
        Key::Enter => model.filter.typing = false,
        Key::Esc => {
            model.filter.edit.clear();
            model.filter.typing = false;
        }
        Key::Up => acts::move_by(model, -1),
        Key::Down => acts::move_by(model, 1),
        other => {
            model.filter.edit.key(other);
        }
    }
}

fn pane(model: &mut Model, press: &Press, step: &mut Step) {
    let Some(binding) = model.settings.keymap.bound(press.key, model.screen()) else {
        return;
    };
    match binding.reach {
        Reach::Screen => acts::act(model, binding.action, None, step),
        Reach::World => {
            let aimed = matches!(binding.action, Action::Session(_));
            if aimed && model.pane == Pane::List && model.cursor.fell() {
                model.warn("the highlighted session has just gone; nothing was sent");
                return;
            }
            if matches!(binding.action, Action::Team(_)) && model.team.cursor.fell() {
                model.warn("the highlighted agent has just gone; nothing was sent");
                return;
            }
            let target = model.target();
            let agents = team::aimed(model, binding.action);
            model.hold.hold(Held {
                action: binding.action,
                target,
                agents,
                at: press.at,
                due: model.now.mono + model.settings.hold,
            });
        }
    }
}

/// Held keys whose time has come act on what was highlighted when they were read.
pub(crate) fn release(model: &mut Model, step: &mut Step) {
    enter::release(model, step);
    match model.hold.release(model.now.mono) {
        Release::Nothing => {}
        Release::Dropped(_) => {
            model.warn("that came too fast for a person, like a paste: none of it was sent");
            step.redraw(Redraw::Now);
        }
        Release::Act(keys) => {
            step.redraw(Redraw::Now);
            for held in keys {
                model.team.aimed = held.agents;
                acts::act(model, held.action, held.target, step);
                // What comes after a key that opened something was aimed at the list.
                if model.question.is_some() || model.composer.is_some() || model.sign_in.is_some() {
                    model.hold.clear();
                    break;
                }
            }
            model.settle();
        }
    }
}

/// Pasted text: into whatever takes text, and nowhere else. It never acts and never sends.
pub(crate) fn paste(model: &mut Model, text: &str, step: &mut Step) {
    step.redraw(Redraw::Now);
    model.hold.forget_enter();
    model.last_key = model.now.mono;
    if model.lock.is_some() {
        lock::paste(model, text);
    } else if let Some(prompt) = &mut model.sign_in {
        sign_in::paste(prompt, text);
    } else if let Some(prompt) = model.prompt.as_mut().filter(|_| model.question.is_none()) {
        prompt.edit.insert(text);
    } else if let Some(chooser) = model.chooser.as_mut().filter(|_| model.question.is_none()) {
        chooser::paste(chooser, text);
    } else if model.question.is_some() || model.help.is_some() {
        model.info("pasted text was ignored");
    } else if let Some(composer) = &model.composer {
        let place = (composer.session.clone(), composer.audience);
        let busy = |w: &Work| matches!(w.draft, Draft::Held { .. } | Draft::Sending { .. });
        if model.works.get(&place).is_some_and(busy) {
            // A question would stand between the person and the Esc that takes the text back.
            model.info("pasted text was ignored: the line before it is still on its way");
        } else if text.trim_end_matches(['\r', '\n']).contains(['\r', '\n']) {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            ask::open(model, Ask::Paste { text });
        } else {
            send::insert(model, text);
        }
    } else if model.log.takes_keys(model.screen()) {
        model.log.search.insert(text);
    } else if model.search.is_some() {
        search::paste(model, text);
    } else if model.filter.typing {
        model.filter.edit.insert(text);
    } else {
        model.info("pasted text was ignored: i writes to the agent, / filters");
    }
    typing::follow(model, step);
    model.settle();
}

/// A frame was written: questions can now be answered, and polling follows what is seen.
pub(crate) fn painted(model: &mut Model, seen: Seen, step: &mut Step) {
    if let Some(question) = &mut model.question {
        question.shown.get_or_insert(model.now.mono);
    }
    model.cursor.was_seen();
    model.team.cursor.was_seen();
    alerts::painted(model);
    if let Some(at) = &mut model.help {
        *at = (*at).min(seen.help_last);
    }
    if seen.rows != model.seen.rows || seen.agents != model.seen.agents {
        let me = model.me();
        let mut agents: Vec<UserId> = seen
            .rows
            .iter()
            .filter_map(|id| model.floor.agent_of(id, &me))
            .chain(seen.agents.iter().cloned())
            .collect();
        agents.sort();
        agents.dedup();
        if agents != model.looked_at {
            model.looked_at.clone_from(&agents);
            step.push(Effect::Look(agents));
        }
    }
    model.seen = seen;
    timers::look_at_what_is_seen(model);
}
