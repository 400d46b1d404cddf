//! When something happens by itself: a deadline, or a visible age that changes. At rest with
//! nothing ageing there is no such moment, and the program sleeps.

use std::time::{Duration, Instant};

use super::draft::Draft;
use super::effect::{Redraw, Step};
use super::model::Model;
use super::row::seen;
use super::{age, alerts, keys, ladder, lock, send, typing};
use crate::domain::{Link, SessionId, Stamp};

/// Up to this age each change of an age is drawn when it comes.
const EXACT: Duration = Duration::from_secs(60);
/// Older ones change on the screen once in this time, together.
const GATHERED: Duration = Duration::from_secs(5);

/// The next moment at which [`super::Msg::Timer`] must come, if any.
pub fn wake_at(model: &Model) -> Option<Instant> {
    let held = model.works.values().filter_map(|w| match w.draft {
        Draft::Held { until } => Some(until.min(next_tick(until, model.now.mono))),
        Draft::Writing | Draft::Sending { .. } | Draft::Failed(_) => None,
    });
    [
        model.hold.due(),
        model.told.due(),
        model.notices.expires(),
        ladder::wake_at(model),
        lock::wake_at(model),
        model
            .revealed
            .as_ref()
            .map(|r| next_tick(r.until, model.now.mono)),
        next_sweep(model),
        link_tick(model),
        attempt_tick(model),
        model.seen_until,
        list_tick(model),
        alerts::wake_at(model),
    ]
    .into_iter()
    .flatten()
    .chain(held)
    .min()
}

/// Something is due.
pub(crate) fn ring(model: &mut Model, step: &mut Step) {
    step.redraw(Redraw::Soon);
    lock::ring(model, step);
    keys::release(model, step);
    send::release(model, step);
    typing::ring(model, step);
    ladder::ring(model, step);
    alerts::ring(model, step);
    model.notices.expire(model.now.mono);
    // What is over is known as of now, and no moment that has come is waited for again.
    model.settle();
    sweep(model);
    look_at_what_is_seen(model);
}

/// When what was drawn says something else by time alone. Reckoned once a frame: what happens in
/// between has a frame of its own.
pub(crate) fn look_at_what_is_seen(model: &mut Model) {
    let ticks = [stale_tick(model), age_tick(model), super::team::tick(model)];
    model.seen_until = ticks.into_iter().flatten().min();
}

/// Forgets what ended long ago.
fn sweep(model: &mut Model) {
    let Some(before) = model.now.mono.checked_sub(model.settings.linger) else {
        return;
    };
    let long = (model.list.over()).take_while(|(at, _)| *at <= before);
    let ended: Vec<_> = (long.map(|(_, id)| id.clone()))
        .filter(|id| !keep(model, id))
        .collect();
    if !ended.is_empty() {
        model.floor.forget(&ended);
        for id in &ended {
            forget(model, id);
        }
        model.settle();
    }
}

/// What else is known of a session that is forgotten: all but somebody's words.
fn forget(model: &mut Model, id: &SessionId) {
    model.unconfirmed_ok.retain(|known| known != id);
    model.told.forget(id);
}

/// When the next ended session is to be forgotten.
fn next_sweep(model: &Model) -> Option<Instant> {
    let next = model.list.over().find(|(_, id)| !keep(model, id));
    next.map(|(at, _)| *at + model.settings.linger)
}

/// An ended session stays while it is shown or somebody's words are in it.
fn keep(model: &Model, id: &SessionId) -> bool {
    model.opened.as_ref() == Some(id)
        || model.composer.as_ref().is_some_and(|c| c.session == *id)
        || model
            .works
            .iter()
            .any(|((of, _), w)| of == id && !w.edit.is_blank())
}

/// The next whole second before `until`: what is left is shown in seconds.
fn next_tick(until: Instant, now: Instant) -> Instant {
    let left = until.saturating_duration_since(now);
    let whole = Duration::from_secs(left.as_secs());
    if whole == left {
        now + left.min(Duration::from_secs(1))
    } else {
        until - whole
    }
}

fn link_tick(model: &Model) -> Option<Instant> {
    let (Link::Late { since } | Link::Offline { since, .. }) = &model.link else {
        return None;
    };
    let age = model.now.mono.saturating_duration_since(*since);
    Some(model.now.mono + age::ticking_holds(age))
}

/// When a polled row on the screen becomes old, or its age in the header changes.
fn stale_tick(model: &Model) -> Option<Instant> {
    if let Some(age) = model.stale_list() {
        return Some(model.now.mono + age::coarse_holds(age));
    }
    let me = model.me();
    seen(model, &me)
        .map(|(_, old)| old)
        .filter(|at| *at > model.now.mono)
        .min()
}

fn attempt_tick(model: &Model) -> Option<Instant> {
    let now = model.now.mono;
    model
        .ladder
        .iter()
        .filter(|(_, a)| a.under_way())
        .map(|(_, a)| now + age::ticking_holds(now.saturating_duration_since(a.since)))
        .min()
}

/// When an age that was drawn becomes another word. Of what counts in minutes, many rows change
/// within seconds of each other: they wait for one frame.
fn age_tick(model: &Model) -> Option<Instant> {
    let wall = model.wall();
    let hold = |at: &Stamp| {
        let age = Duration::from_millis(at.until(wall));
        let hold = age::coarse_holds(age);
        if age < EXACT {
            return hold;
        }
        let change = Duration::from_millis(u64::try_from(wall.0).unwrap_or(0)) + hold;
        hold + Duration::from_millis(missing(change, GATHERED))
    };
    let least = model.seen.ages.iter().map(hold).min();
    least.map(|hold| model.now.mono + hold)
}

/// How many milliseconds a time is short of the next whole multiple of a step.
fn missing(time: Duration, step: Duration) -> u64 {
    let (time, step) = (time.as_millis(), step.as_millis().max(1));
    u64::try_from(time.next_multiple_of(step) - time).unwrap_or(0)
}

/// When a wait grows too long, or long enough for the filter.
fn list_tick(model: &Model) -> Option<Instant> {
    let left = model.wall().until(model.list.until()?);
    Some(model.now.mono + Duration::from_millis(left))
}
