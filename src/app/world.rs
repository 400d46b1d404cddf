//! What the world says: facts from the feed and answers to calls, taken into the model.

use super::ask;
use super::effect::{Effect, Exit, Quit, Redraw, Step};
use super::floor::{Known, Shown, lists_people};
use super::model::{Awaited, Away, Model};
use super::{ladder, send, watch};
use crate::domain::{
    CallId, CatchUp, Entry, Epoch, Event, Fault, Link, Presence, Reply, SessionId, SessionReport,
    SignOn,
};

/// A fact from the feed.
pub(crate) fn event(model: &mut Model, event: Event, step: &mut Step) {
    step.redraw(Redraw::Soon);
    match event {
        Event::SignedOn(sign_on) => signed_on(model, sign_on, step),
        Event::CannotStart(fault) => {
            let quit = Quit {
                exit: Exit::CannotStart(fault),
                leave: Vec::new(),
                left_open: Vec::new(),
            };
            step.push(Effect::Quit(quit));
        }
        Event::Link(link) => link_changed(model, link),
        Event::Transport(name) => model.transport = name,
        Event::Began(epoch) => model.floor.begin(epoch),
        Event::Row(epoch, report) => model.floor.row(epoch, report),
        Event::Ended(epoch) => ended(model, epoch, step),
        Event::Put(report) => put(model, report, step),
        Event::Gone(id) => {
            model.floor.gone(&id, model.now.mono);
            ladder::heard(model, &id, false, step);
        }
        Event::Said(id, entries) => {
            said(model, &id, entries);
        }
        Event::Lost { dropped } => {
            model.warn(&format!(
                "{dropped} message(s) were dropped; the transcripts are read again"
            ));
            read_logs(model, step);
        }
        Event::Roster(roster) => {
            for name in &roster.missing {
                model.warn(&format!(
                    "the server knows no agent named {name} ([team] agents)"
                ));
            }
            model.floor.roster(roster);
        }
        Event::RosterFailed(fault) => model.warn(&format!("the agents could not be read: {fault}")),
        Event::Listed(listed) => {
            let moved = model.floor.listed(listed);
            if let Some(away) = &mut model.away {
                away.found.moved += moved;
            }
        }
        Event::ListFailed { agent, fault } => {
            // The row grows stale by itself; the line is for the person who wonders why.
            let name = watch::name(model, &agent);
            model.info(&format!("{name}'s list could not be read: {fault}"));
        }
        Event::Watched { agent, outcome } => {
            watch::answered(model, &agent, crate::domain::Watch::SILENT, &outcome, step);
        }
        Event::Failed {
            reference,
            session,
            message,
        } => failed(model, reference, session, &message),
        Event::MissesEvents => {
            model.misses_events = true;
            model.warn(
                "FEED MISSES EVENTS: the server's list and what it pushes differ; read again",
            );
        }
        Event::Notice(text) => model.warn(text.as_str()),
        Event::Odd { .. } => model.oddities += 1,
    }
    model.order_is_old = true;
    ask::still_stands(model);
}

fn failed(
    model: &mut Model,
    reference: Option<crate::domain::ReferenceId>,
    session: Option<SessionId>,
    message: &crate::domain::Text,
) {
    if !ladder::failed_later(model, reference, message.as_str()) {
        let of = session.map_or_else(String::new, |s| format!(" in {s}"));
        model.warn(&format!("the server reports a failure{of}: {message}"));
    }
}

fn signed_on(model: &mut Model, sign_on: SignOn, step: &mut Step) {
    if model.sign_on.is_some() {
        watch::forgotten_by_server(model, step);
    }
    if model.sign_on.as_ref().is_some_and(|s| s.me != sign_on.me) {
        // What was confirmed was confirmed for somebody else.
        model.floor.forget_modes();
    }
    model.sign_on = Some(sign_on);
}

fn link_changed(model: &mut Model, link: Link) {
    let now = model.now.mono;
    match &link {
        Link::Live => {}
        Link::Late { since } | Link::Offline { since, .. } => {
            model.down_since = model.down_since.or(Some(*since));
        }
    }
    if link == Link::Live {
        if let (Some(since), Some(away)) = (model.down_since, &mut model.away) {
            away.gap = now.saturating_duration_since(since);
        }
        model.down_since = None;
    }
    model.link = link;
}

fn put(model: &mut Model, report: SessionReport, step: &mut Step) {
    let id = report.id.clone();
    let lists_people = lists_people(&report);
    model.floor.put(report, &model.me(), model.now.mono);
    ladder::heard(model, &id, lists_people, step);
    watch::session_joined(model, &id, step);
    if model.opened.as_ref() == Some(&id) {
        model.read_log_once(&id, step);
    }
}

fn said(model: &mut Model, id: &SessionId, entries: Vec<Entry>) -> usize {
    let shown = if model.opened.as_ref() == Some(id) {
        Shown::Yes
    } else {
        Shown::No
    };
    model.order_is_old = true;
    model.floor.said(id, entries, shown)
}

/// A snapshot is complete: the catch-up begins, and the logs of my sessions are read on.
fn ended(model: &mut Model, epoch: Epoch, step: &mut Step) {
    let first = model.floor.all_mine().next().is_none() && model.away.is_none() && epoch.0 <= 1;
    let Some(swapped) = model.floor.end(epoch, &model.me(), model.now.mono) else {
        return;
    };
    let ids: Vec<SessionId> = model.floor.all_mine().map(|(id, _)| id.clone()).collect();
    for id in ids {
        ladder::heard(model, &id, swapped.listed.contains(&id), step);
        watch::session_joined(model, &id, step);
    }
    let reading = read_logs(model, step);
    if !first {
        let found = CatchUp {
            new: swapped.new,
            gone: swapped.gone,
            ..CatchUp::default()
        };
        let gap = model.down_since.map_or_else(Default::default, |at| {
            model.now.mono.saturating_duration_since(at)
        });
        model.away = Some(Away {
            gap,
            found,
            reading,
        });
    }
}

fn read_logs(model: &mut Model, step: &mut Step) -> Vec<CallId> {
    let joined: Vec<(SessionId, u32)> = model
        .floor
        .joined()
        .map(|(id, _)| {
            (
                id.clone(),
                model
                    .floor
                    .log(id)
                    .map_or(1, crate::domain::Transcript::next_index),
            )
        })
        .collect();
    joined
        .into_iter()
        .map(|(session, from)| {
            // Never read in full yet: from the beginning, and once.
            let from = if model.floor.wants_log(&session) {
                1
            } else {
                from
            };
            let call = crate::domain::Call::ReadLog {
                session: session.clone(),
                from,
            };
            model.call(call, Awaited::Log(session), step)
        })
        .collect()
}

/// The answer to a call. One that is no longer awaited is dropped.
pub(crate) fn answer(
    model: &mut Model,
    call: CallId,
    outcome: Result<Reply, Fault>,
    step: &mut Step,
) {
    let Some(awaited) = model.calls.remove(&call) else {
        return;
    };
    step.redraw(Redraw::Now);
    match awaited {
        Awaited::Step(session) => ladder::answered(model, &session, call, outcome, step),
        Awaited::Send(session, audience) => send::answered(model, &session, audience, outcome),
        Awaited::Watch(agent, watch, then) => {
            let outcome = outcome.map(|_| ());
            watch::answered(model, &agent, watch, &outcome, step);
            if let (Ok(()), Some((session, mode))) = (&outcome, then) {
                ask_again(model, &session, mode, step);
            }
        }
        Awaited::Unwatch(agent) => watch::stopped(model, &agent, &outcome.map(|_| ()), step),
        Awaited::Log(session) => log_read(model, call, &session, outcome),
        Awaited::Mine(known) => mine_read(model, call, &known, outcome, step),
    }
    model.order_is_old = true;
    ask::still_stands(model);
}

/// The person asked for this: watch, then ask once more. Barge was confirmed before the refusal,
/// but is confirmed again, because the world has moved on.
fn ask_again(
    model: &mut Model,
    session: &SessionId,
    mode: Option<crate::domain::Mode>,
    step: &mut Step,
) {
    let over = model
        .floor
        .mine(session)
        .is_none_or(|m| m.session.presence() == Presence::Over);
    if model.ladder.under_way(session).is_some() || model.trusted_link() != Link::Live {
        model.info("the agent is watched now: press the mode's key to ask again");
    } else if over && model.floor.has_row(session) {
        match mode {
            Some(crate::domain::Mode::BargeIn) => {
                model.info("the agent is watched now: press b again");
            }
            mode => ladder::intrude(model, session, mode, ladder::Confirmed::No, step),
        }
    }
}

fn log_read(model: &mut Model, call: CallId, session: &SessionId, outcome: Result<Reply, Fault>) {
    let fresh = match outcome {
        Ok(Reply::Log(id, entries)) => said(model, &id, entries),
        Ok(Reply::PassedOn { .. } | Reply::Mine(_)) => 0,
        Err(fault) => {
            model.floor.log_failed(session);
            model.warn(&format!("the transcript could not be read: {fault}"));
            0
        }
    };
    if let Some(away) = &mut model.away
        && let Some(at) = away.reading.iter().position(|c| *c == call)
    {
        away.reading.swap_remove(at);
        away.found.messages += fresh;
    }
}

fn mine_read(
    model: &mut Model,
    call: CallId,
    known: &Known,
    outcome: Result<Reply, Fault>,
    step: &mut Step,
) {
    match outcome {
        Ok(Reply::Mine(reports)) => {
            let me = model.me();
            let now = model.now.mono;
            let Some(listed) = model.floor.fetched(reports.clone(), known, &me, now) else {
                ladder::read_failed(model, call);
                return;
            };
            let ids: Vec<SessionId> = model.floor.all_mine().map(|(id, _)| id.clone()).collect();
            for id in ids {
                ladder::heard(model, &id, listed.contains(&id), step);
            }
            ladder::world_read(model, call, &reports);
        }
        Ok(Reply::PassedOn { .. } | Reply::Log(..)) => {}
        Err(fault) => {
            ladder::read_failed(model, call);
            model.warn(&format!("my sessions could not be read: {fault}"));
        }
    }
}

impl Model {
    /// The catch-up line, while there is one.
    pub fn catch_up(&self) -> Option<String> {
        let away = self.away.as_ref()?;
        let mut parts = Vec::new();
        let f = &away.found;
        for (n, what) in [(f.new, "new"), (f.gone, "gone"), (f.moved, "moved")] {
            if n > 0 {
                parts.push(format!("{n} {what}"));
            }
        }
        if f.messages > 0 {
            parts.push(format!("{} missed message(s)", f.messages));
        }
        if parts.is_empty() {
            parts.push("nothing missed".into());
        }
        let reading = if away.reading.is_empty() {
            ""
        } else {
            ", still reading"
        };
        Some(format!(
            "caught up after {}: {}{reading}",
            super::age::ticking(away.gap),
            parts.join(", ")
        ))
    }
}
