//! Many agents at once: a marked set, a named group, everybody after a new sign-in. Each is asked for
//! by itself; what came of all of them is one line.

use std::collections::BTreeSet;

use super::{announce, name, send, stands, stop};
use crate::app::effect::Step;
use crate::app::model::Model;
use crate::domain::{Fault, UserId, Watch, WatchScope};

/// Names at most in a line.
const NAMED: usize = 6;

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::app) enum Order {
    /// To be watched so.
    Watch(Watch),
    /// No longer to be watched.
    Stop,
}

/// Several agents for whom the same was asked at once.
#[derive(Debug)]
pub(in crate::app) struct Round {
    order: Order,
    open: BTreeSet<UserId>,
    done: Vec<String>,
    failed: Vec<String>,
}

/// What came of the watches that the feed asks for on a new HTTP session.
#[derive(Debug, Default)]
pub(in crate::app) struct Opening {
    done: Vec<String>,
    failed: Vec<String>,
    /// Whether this run was signed in before.
    pub(super) again: bool,
}

/// Asks for the same watch of each.
pub(crate) fn send_all(model: &mut Model, agents: &[UserId], watch: Watch, step: &mut Step) {
    begin(model, agents, Order::Watch(watch));
    for agent in agents {
        send(model, agent, watch, None, step);
    }
}

/// Gives up each that is watched.
pub(crate) fn stop_all(model: &mut Model, agents: &[UserId], step: &mut Step) {
    let watched = |a: &&UserId| model.watches.of(a).is_some();
    let agents: Vec<UserId> = agents.iter().filter(watched).cloned().collect();
    if agents.is_empty() {
        model.info("none of them is watched");
    }
    begin(model, &agents, Order::Stop);
    for agent in &agents {
        stop(model, agent, step);
    }
}

fn begin(model: &mut Model, agents: &[UserId], order: Order) {
    // One alone is told by itself.
    if agents.len() > 1 {
        model.watches.rounds.push(Round {
            order,
            open: agents.iter().cloned().collect(),
            done: Vec::new(),
            failed: Vec::new(),
        });
    }
}

/// An answer: whether it belongs to a round, which then tells of it.
pub(super) fn answered(
    model: &mut Model,
    agent: &UserId,
    order: Order,
    outcome: &Result<(), Fault>,
    step: &mut Step,
) -> bool {
    let name = name(model, agent);
    let of = |r: &&mut Round| r.order == order && r.open.contains(agent);
    let Some(round) = model.watches.rounds.iter_mut().find(of) else {
        return false;
    };
    round.open.remove(agent);
    match outcome {
        Ok(()) => round.done.push(name),
        Err(fault) => round.failed.push(format!("{name} ({fault})")),
    }
    let over = |r: &Round| r.open.is_empty();
    if let Some(at) = model.watches.rounds.iter().position(over) {
        let round = model.watches.rounds.swap_remove(at);
        tell(model, &round);
        announce(model, step);
    }
    true
}

fn tell(model: &mut Model, round: &Round) {
    let done = match round.order {
        Order::Watch(watch) => {
            let which = match watch.scope {
                WatchScope::All => "every next session",
                WatchScope::Next => "the next session",
            };
            format!(
                "watching {} ({which} as {})",
                agents(&round.done),
                watch.mode
            )
        }
        Order::Stop => format!(
            "no longer watched: {}; sessions already joined stay",
            agents(&round.done)
        ),
    };
    if round.failed.is_empty() {
        model.info(&done);
    } else {
        let not = listed(&round.failed);
        model.warn(&match round.order {
            Order::Watch(_) => format!("{done}; refused: {not}"),
            Order::Stop => format!("{done}; may still be watched: {not}"),
        });
    }
}

/// The feed asked for a silent watch by itself. One that is refused does not stand, whatever stood
/// before: this HTTP session never had it.
pub(crate) fn opened(
    model: &mut Model,
    agent: &UserId,
    outcome: &Result<(), Fault>,
    step: &mut Step,
) {
    let name = name(model, agent);
    match outcome {
        Ok(()) => {
            stands(model, agent, Watch::SILENT, step);
            model.watches.opening.done.push(name);
        }
        Err(fault) => {
            model.watches.fall(agent);
            let failed = format!("{name} ({fault})");
            model.watches.opening.failed.push(failed);
        }
    }
}

/// All of them are answered: one line for all.
pub(crate) fn all_asked(model: &mut Model, unlisted: &[UserId], step: &mut Step) {
    let unlisted: Vec<String> = unlisted
        .iter()
        .map(|agent| {
            model.watches.fall(agent);
            name(model, agent)
        })
        .collect();
    let opening = std::mem::take(&mut model.watches.opening);
    let again = opening.again || !model.settings.kept.watched.is_empty();
    model.watches.opening.again = true;
    let mut line = format!(
        "watching {}{}",
        count(opening.done.len()),
        if again { " again" } else { "" }
    );
    if !opening.done.is_empty() {
        line.push_str(&format!(": {}", listed(&opening.done)));
    }
    if !opening.failed.is_empty() {
        line.push_str(&format!("; refused: {}", listed(&opening.failed)));
    }
    if !unlisted.is_empty() {
        line.push_str(&format!("; no longer listed: {}", listed(&unlisted)));
    }
    if opening.failed.is_empty() && unlisted.is_empty() {
        model.mention(&line);
    } else {
        model.warn(&line);
    }
    announce(model, step);
}

fn count(n: usize) -> String {
    match n {
        0 => "nobody".into(),
        1 => "1 agent".into(),
        n => format!("{n} agents"),
    }
}

pub(super) fn agents(names: &[String]) -> String {
    if names.is_empty() {
        return count(0);
    }
    format!("{}: {}", count(names.len()), listed(names))
}

fn listed(names: &[String]) -> String {
    let mut line = names
        .iter()
        .take(NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > NAMED {
        line.push_str(&format!(" and {} more", names.len() - NAMED));
    }
    line
}
