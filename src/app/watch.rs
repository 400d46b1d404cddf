//! Whom we watch. The server cannot be asked, so this remembers what was asked of it.

mod rounds;
mod standing;
mod words;

pub(crate) use rounds::{all_asked, opened, send_all, stop_all};
pub(crate) use standing::Watches;
pub(crate) use words::{menu_words, names};

use super::ask::{self, Ask};
use super::effect::{Effect, Step};
use super::floor::Mine;
use super::kept::Watched;
use super::ladder;
use super::model::{Awaited, Model};
use super::record;
use crate::domain::{
    Call, Fault, Mode, Noticed, Presence, SessionId, Text, UserId, Watch, WatchScope,
};
use rounds::Order;

/// At most so many current sessions are asked for together with a watch.
const TOGETHER: usize = 20;

/// `w`: watches the agent, or asks what else to do with one who is watched.
pub(crate) fn key(model: &mut Model, session: &SessionId, step: &mut Step) {
    let Some(agent) = model.floor.agent_of(session, &model.me()) else {
        model.warn("no agent is known for this session");
        return;
    };
    if let Some(mode) = model
        .ladder
        .watch_would_help(session)
        .filter(|_| model.watches.of(&agent).is_none())
    {
        ask::open(
            model,
            Ask::WatchThenAsk {
                agent,
                session: session.clone(),
                mode,
            },
        );
        return;
    }
    agent_key(model, agent, step);
}

/// `w` on an agent.
pub(crate) fn agent_key(model: &mut Model, agent: UserId, step: &mut Step) {
    if model.watches.of(&agent).is_some() {
        let agents = vec![agent];
        ask::open(model, Ask::WatchMenu { agents, mode: None });
        return;
    }
    send(model, &agent, Watch::SILENT, None, step);
    let current = unjoined(model, &agent);
    if !current.is_empty() {
        ask::open(
            model,
            Ask::WatchMore {
                agent,
                sessions: current,
            },
        );
    }
}

fn unjoined(model: &Model, agent: &UserId) -> Vec<SessionId> {
    let Some(list) = model.floor.list_of(agent) else {
        return Vec::new();
    };
    let joined = |id: &SessionId| {
        model
            .floor
            .mine(id)
            .is_some_and(|m| m.session.presence() != Presence::Over)
            || model.ladder.under_way(id).is_some()
    };
    list.sessions
        .iter()
        .filter(|id| !joined(id))
        .take(TOGETHER)
        .cloned()
        .collect()
}

/// Asks the server to let us join the agent's coming sessions.
pub(crate) fn send(
    model: &mut Model,
    agent: &UserId,
    watch: Watch,
    then: Option<(SessionId, Option<Mode>)>,
    step: &mut Step,
) {
    let nickname = model.settings.nickname.clone();
    let call = Call::Watch {
        agent: agent.clone(),
        watch,
        nickname,
    };
    model.call(call, Awaited::Watch(agent.clone(), watch, then), step);
}

/// Asks the server to stop that.
pub(crate) fn stop(model: &mut Model, agent: &UserId, step: &mut Step) {
    model.call(
        Call::Unwatch {
            agent: agent.clone(),
        },
        Awaited::Unwatch(agent.clone()),
        step,
    );
}

/// The answer to a watch.
pub(crate) fn answered(
    model: &mut Model,
    agent: &UserId,
    watch: Watch,
    outcome: &Result<(), Fault>,
    step: &mut Step,
) {
    if outcome.is_ok() {
        stands(model, agent, watch, step);
    }
    if rounds::answered(model, agent, Order::Watch(watch), outcome, step) {
        return;
    }
    let name = name(model, agent);
    match outcome {
        Ok(()) => {
            let which = match watch.scope {
                WatchScope::All => "every next session",
                WatchScope::Next => "the next session",
            };
            model.mention(&format!(
                "watching {name}: {which} is joined as {}",
                watch.mode
            ));
            announce(model, step);
        }
        Err(fault) => model.warn(&format!("watching {name} failed: {fault}")),
    }
}

/// The server has confirmed a watch. A silent one is kept over a restart; another in its place
/// is not.
pub(super) fn stands(model: &mut Model, agent: &UserId, watch: Watch, step: &mut Step) {
    let at = model.now.mono;
    model.watches.stand(agent, watch, at);
    let kept = model.kept.watched.iter().any(|w| w.agent == *agent);
    let stopped = model.kept.stopped.contains(agent);
    if kept == (watch == Watch::SILENT) && !stopped {
        return;
    }
    let name = Text::line(&name(model, agent));
    model.keep(
        |kept| {
            kept.watched.retain(|w| w.agent != *agent);
            kept.stopped.retain(|a| a != agent);
            if watch == Watch::SILENT {
                let agent = agent.clone();
                kept.watched.push(Watched { agent, name });
            }
        },
        step,
    );
}

/// The answer to giving one up.
pub(crate) fn stopped(
    model: &mut Model,
    agent: &UserId,
    outcome: &Result<(), Fault>,
    step: &mut Step,
) {
    // Code 2: the server says that nothing was active; then nothing is.
    let over = matches!(outcome, Ok(()) | Err(Fault::Refused { code: 2, .. }));
    let outcome = if over { &Ok(()) } else { outcome };
    if over {
        model.watches.fall(agent);
        model.keep(
            |kept| {
                kept.watched.retain(|w| w.agent != *agent);
                kept.stopped.retain(|a| a != agent);
                kept.stopped.push(agent.clone());
            },
            step,
        );
    }
    if rounds::answered(model, agent, Order::Stop, outcome, step) {
        return;
    }
    let name = name(model, agent);
    match outcome {
        Ok(()) => {
            model.info(&format!(
                "{name} is no longer watched; sessions already joined stay"
            ));
            announce(model, step);
        }
        Err(fault) => model.warn(&format!("{name} may still be watched: {fault}")),
    }
}

/// A new HTTP session: the server has forgotten every watch. Silent ones are asked for again by
/// the feed; the others are not, because they would speak to somebody.
pub(crate) fn forgotten_by_server(model: &mut Model, step: &mut Step) {
    model.watches.opening.again = true;
    let loud: Vec<UserId> = model
        .watches
        .standing
        .iter()
        .filter(|(_, (w, _))| *w != Watch::SILENT)
        .map(|(id, _)| id.clone())
        .collect();
    for agent in loud {
        model.watches.fall(&agent);
        let name = name(model, &agent);
        model.warn(&format!(
            "signed in anew: {name} is no longer watched (w watches again)"
        ));
    }
    announce(model, step);
}

/// Whether we are in a session that was not yet held against the watch of an agent's next one.
pub(crate) fn is_unused(mine: &Mine) -> bool {
    !mine.watch_used && mine.session.presence() == Presence::In
}

/// A session was joined without our asking for it: `NextChat` is used up by it.
pub(crate) fn session_joined(model: &mut Model, session: &SessionId, step: &mut Step) {
    let me = model.me();
    let Some(mine) = model.floor.mine(session) else {
        return;
    };
    if !is_unused(mine) {
        return;
    }
    let (since, agents) = (
        mine.since,
        mine.session
            .agents(&me)
            .filter_map(|p| p.user.clone())
            .collect::<Vec<_>>(),
    );
    if agents.is_empty() {
        return;
    }
    if let Some(mine) = model.floor.mine_mut(session) {
        mine.watch_used = true;
    }
    if model.ladder.attempted(session) {
        return;
    }
    for agent in agents {
        let used = model.watches.standing.get(&agent);
        if used.is_some_and(|(w, at)| w.scope == WatchScope::Next && *at <= since) {
            model.watches.fall(&agent);
            let name = name(model, &agent);
            model.info(&format!(
                "{name}'s next session was joined: no longer watched"
            ));
            announce(model, step);
        }
    }
}

/// `y` to asking for the agent's current sessions too.
pub(crate) fn join_all(model: &mut Model, sessions: &[SessionId], step: &mut Step) {
    for session in sessions {
        // Meanwhile the watch, or somebody's invitation, may have brought us in already.
        let there = model
            .floor
            .mine(session)
            .is_some_and(|m| m.session.presence() != Presence::Over);
        if there || model.ladder.under_way(session).is_some() {
            continue;
        }
        ladder::be_in(model, session, Mode::Monitor, ladder::Confirmed::No, step);
    }
}

/// Whom to ask for again on a new HTTP session.
pub(super) fn announce(model: &Model, step: &mut Step) {
    let silent = model.kept.watched.iter().map(|w| w.agent.clone());
    step.push(Effect::Watches(silent.collect()));
}

/// An agent's name; who is not listed has the one under which they were kept.
pub(crate) fn name(model: &Model, agent: &UserId) -> String {
    if let Some(known) = model.floor.agent(agent) {
        return known.name.to_string();
    }
    let kept = model.kept.watched.iter().find(|w| w.agent == *agent);
    kept.map(|w| w.name.to_string())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| agent.to_string())
}

/// `w` on the Team screen: one agent, or all that are marked.
pub(crate) fn agents_key(model: &mut Model, mut agents: Vec<UserId>, step: &mut Step) {
    // Said at once: no menu for what cannot be done.
    if let Some(why) = record::refusal(model, Noticed::Silent) {
        model.warn(&why);
        return;
    }
    agents.retain(|a| model.floor.agent(a).is_some());
    match agents.len() {
        0 => model.info("no agent is highlighted"),
        1 => {
            if let Some(agent) = agents.pop() {
                agent_key(model, agent, step);
            }
        }
        _ => ask::open(model, Ask::WatchMenu { agents, mode: None }),
    }
}
