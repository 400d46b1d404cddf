//! What the world says: facts from the feed and answers to calls, taken into the model.

use super::ask;
use super::asked::{self, Came};
use super::effect::{Effect, Exit, Quit, Redraw, Step};
use super::floor::{News, Shown, lists_people};
use super::model::{Awaited, Model};
use super::{alerts, away, clock, ladder, reads, record, send, team, typing, watch};
use crate::domain::{
    CallId, Entry, Epoch, Event, Fault, Link, Note, Presence, Reply, SessionId, SessionReport,
    SignOn, UserId,
};

/// A fact from the feed.
pub(crate) fn event(model: &mut Model, event: Event, step: &mut Step) {
    // A read that brings nothing new is nothing to be shown: they come all day long.
    let is_read = matches!(
        event,
        Event::Roster(_) | Event::RosterAgain | Event::Listed(_) | Event::ListedAgain { .. }
    );
    if !is_read {
        step.redraw(Redraw::Soon);
    }
    alerts::hear(model, &event);
    match event {
        Event::SignedOn(sign_on) => signed_on(model, sign_on, step),
        Event::CannotStart(fault) => {
            let quit = Quit {
                exit: Exit::CannotStart(fault),
                leave: Vec::new(),
                names: std::collections::BTreeMap::new(),
                left_open: Vec::new(),
            };
            step.push(Effect::Quit(quit));
        }
        Event::Link(link) => {
            link_changed(model, link);
            read_again(model, step);
        }
        Event::Transport(name) => model.transport = name,
        Event::Began(epoch) => {
            if model.had_snapshot {
                away::fell(model);
            }
            model.floor.begin(epoch);
        }
        Event::Row(epoch, report) => model.floor.row(epoch, report),
        Event::Ended(epoch) => {
            ended(model, epoch, step);
            step.redraw(Redraw::Now);
        }
        Event::Put(report) => put(model, report, step),
        Event::Gone(id) => {
            model.floor.gone(&id, model.now.mono);
            ladder::heard(model, &id, false, step);
            record::confirmed(model, &id, step);
        }
        Event::Said(id, entries) => {
            said(model, &id, entries);
            reads::read_hole(model, &id, step);
            read_again(model, step);
        }
        Event::Lost => model.warn(
            "messages were given up because they ended the connection twice; everything is read again",
        ),
        Event::Roster(roster) => {
            for name in &roster.missing {
                model.warn(&format!(
                    "the server knows no agent named {name} ([team] agents)"
                ));
            }
            team::looked(model, &roster.agents);
            let news = model.floor.roster(roster);
            let floor = &model.floor;
            (model.lists_failed).retain(|agent| floor.agent(agent).is_some());
            roster_read(model, news, step);
        }
        Event::RosterAgain => {
            team::looked_again(model);
            roster_read(model, News::None, step);
        }
        Event::RosterFailed(fault) => {
            // Said once, and not while everybody sees that the link is down.
            if !std::mem::replace(&mut model.roster_failed, true) && model.link == Link::Live {
                model.warn(&format!(
                    "the agents could not be read: {}",
                    fault.of_read()
                ));
            }
        }
        Event::Listed(listed) => {
            let agent = listed.agent.clone();
            let news = model.floor.listed(listed);
            list_read(model, &agent, news, step);
        }
        Event::ListedAgain { agent, at, period } => {
            // Where it is not known it stays unread, for everybody to see, until it is read in full.
            if let Some(news) = model.floor.listed_again(&agent, at, period) {
                list_read(model, &agent, news, step);
            }
        }
        Event::ListFailed { agent, fault } => {
            // The row grows stale by itself; the line is for the person who wonders why.
            if model.lists_failed.insert(agent.clone()) && model.link == Link::Live {
                let name = watch::name(model, &agent);
                model.info(&format!(
                    "{name}'s list could not be read: {}",
                    fault.of_read()
                ));
            }
        }
        Event::Watched { agent, outcome } => {
            watch::opened(model, &agent, &outcome, step);
        }
        Event::WatchesAsked { unlisted } => watch::all_asked(model, &unlisted, step),
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
        Event::Skew(skew) => clock::compared(model, skew),
        Event::Notice(text) => model.warn(text.as_str()),
        Event::Odd { .. } => model.oddities += 1,
    }
    ask::still_stands(model);
}

fn roster_read(model: &mut Model, news: News, step: &mut Step) {
    model.roster_failed = false;
    away::listed(model, None);
    show(model, news, step);
}

fn list_read(model: &mut Model, agent: &UserId, news: News, step: &mut Step) {
    model.lists_failed.remove(agent);
    away::listed(model, Some(agent));
    show(model, news, step);
}

/// What a read has brought is shown soon, and at once where the floor is whole with it.
fn show(model: &Model, news: News, step: &mut Step) {
    step.redraw(match news {
        News::Whole => Redraw::Now,
        News::Some => Redraw::Soon,
        News::None if model.away.is_some() => Redraw::Soon,
        News::None => Redraw::No,
    });
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
    let user = sign_on.user_name.clone();
    record::note(model, Note::SignedIn { user }, step);
    if model.sign_on.is_some() {
        watch::forgotten_by_server(model, step);
    }
    if model.sign_on.as_ref().is_some_and(|s| s.me != sign_on.me) {
        // What was confirmed was confirmed for somebody else.
        model.floor.forget_modes();
        model.floor.forget_asked();
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
    if matches!(
        (&model.link, &link),
        (Link::Live | Link::Late { .. }, Link::Offline { .. })
    ) {
        away::fell(model);
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
    reported(model, &id, lists_people, Came::Pushed, step);
    if model.opened.as_ref() == Some(&id) {
        model.read_log_once(&id, step);
    }
}

/// What follows from a report that was taken in: for the step under way, for the mode asked for, for
/// the watch that brought the session, and for the record. Mostly nothing, and the session is looked up
/// once to find that out.
fn reported(model: &mut Model, id: &SessionId, lists_people: bool, came: Came, step: &mut Step) {
    ladder::heard(model, id, lists_people, step);
    let Some(mine) = model.floor.mine(id) else {
        return;
    };
    let (asked, joined) = (asked::is_open(mine), watch::is_unused(mine));
    let unrecorded = mine.is_unrecorded();
    if asked {
        asked::heard(model, id, came);
    }
    if joined {
        watch::session_joined(model, id, step);
    }
    if unrecorded {
        record::confirmed(model, id, step);
    }
}

/// Lines of a log: returns how many are new.
pub(crate) fn said(model: &mut Model, id: &SessionId, entries: Vec<Entry>) -> usize {
    let shown = if model.opened.as_ref() == Some(id) {
        Shown::Yes
    } else {
        Shown::No
    };
    alerts::read(model, id, &entries);
    let fresh = model.floor.said(id, entries, shown);
    model.bound_logs();
    fresh
}

/// The opened log, where reading it failed: a resumed connection brings no new epoch that would.
fn read_again(model: &mut Model, step: &mut Step) {
    if model.link == Link::Live
        && let Some(id) = model.opened.clone()
    {
        model.read_log_once(&id, step);
    }
}

/// A snapshot is complete: the catch-up begins, and the logs of my sessions are read on.
fn ended(model: &mut Model, epoch: Epoch, step: &mut Step) {
    let Some(listed) = model.floor.end(epoch, &model.me(), model.now.mono) else {
        return;
    };
    let ids: Vec<SessionId> = model.floor.all_mine().map(|(id, _)| id.clone()).collect();
    for id in ids {
        reported(model, &id, listed.contains(&id), Came::Listed, step);
    }
    let reading = reads::read_logs(model, step);
    away::begin(model, reading);
    model.had_snapshot = true;
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
    if let Ok(reply) = &outcome {
        alerts::answered(model, reply);
    }
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
        Awaited::Typing(session) => typing::answered(model, &session, &outcome),
        Awaited::Log(session, page) => {
            reads::log_read(model, call, &session, page, outcome, step);
        }
        Awaited::Mine(known) => reads::mine_read(model, call, &known, outcome, step),
    }
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
            Some(mode) => {
                ladder::intrude(model, session, Some(mode), ladder::Confirmed::No, step);
            }
            // The mode is not named in the request; the watch that now stands decides it.
            None => {
                let expect = Some(crate::domain::Watch::SILENT.mode);
                ladder::intrude_expecting(model, session, expect, ladder::Confirmed::No, step);
            }
        }
    }
}
