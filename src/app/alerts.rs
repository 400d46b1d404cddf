//! What needs the person, by rules of theirs. Looks only at whom an event concerns, and by the timer
//! at whom time alone concerns. Knows no wire; sends nothing.

mod alert;
mod concern;
mod concerned;
mod history;
mod judge;
mod list;
mod look;
mod mute;
mod raise;
mod reader;
mod ringer;
mod rule;
mod watcher;

pub use alert::{Alert, Evidence, Origin, Standing};
pub use list::Order;
pub use mute::{Mute, MuteChoice, Muted};
pub use rule::{AlertSettings, Level, Rule, Side, When};

pub(crate) use concern::{answered, hear, read};
pub(crate) use list::{act, moved, painted};
pub(crate) use look::settle;
pub(crate) use mute::picked as mute_picked;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use alert::Subject;
use concerned::Concerned;
use history::History;
use mute::Mutes;
use reader::Heard;
use ringer::Ringer;
use watcher::Watcher;

use super::age;
use super::effect::Step;
use super::floor::Floor;
use super::model::Model;
use super::screen::Screen;
use crate::domain::{Link, SessionId, Stamp, UserId};

/// Everything about alerts that the model knows.
#[derive(Debug, Default)]
pub(crate) struct Alerts {
    /// The rules that were in force when this was last looked at.
    rules: Option<Arc<[Rule]>>,
    history: History,
    watcher: Watcher,
    ringer: Ringer,
    mutes: Mutes,
    place: list::Place,
    /// Whom this message concerns, and those before it for as long as nothing is judged.
    concerned: Concerned,
    /// Room for what each rule comes to.
    findings: Vec<(history::Place, judge::Finding)>,
    /// Lines that matter, until they are held against the rules.
    heard: BTreeMap<SessionId, Vec<Heard>>,
    /// Agents who take no sessions.
    away: BTreeMap<UserId, Away>,
}

/// An agent who takes no sessions.
#[derive(Debug)]
struct Away {
    /// Since when we know it.
    since: Stamp,
    /// When time alone makes a rule about them hold.
    moment: Option<Instant>,
}

fn is_believable(model: &Model) -> bool {
    matches!(model.link, Link::Live | Link::Late { .. }) && !model.floor.is_reading()
}

/// When something of this happens by itself.
pub(crate) fn wake_at(model: &Model) -> Option<Instant> {
    let due = (model.alerts.watcher.next()).filter(|_| is_believable(model));
    let (ring, mute) = (model.alerts.ringer.due(), model.alerts.mutes.next());
    [due, ring, mute, tick(model)].into_iter().flatten().min()
}

/// When an age on the Alerts screen changes.
fn tick(model: &Model) -> Option<Instant> {
    if model.screen() != Screen::Alerts {
        return None;
    }
    let age = |at: Stamp| Duration::from_millis(at.until(model.wall()));
    let ages = (model.alerts.history.standing()).map(|a| age::coarse_holds(age(a.since)));
    ages.min().map(|hold| model.now.mono + hold)
}

/// Something is due.
pub(crate) fn ring(model: &mut Model, step: &mut Step) {
    let now = model.now.mono;
    model.alerts.mutes.expire(now);
    (model.alerts.ringer).sound(now, &model.settings.alerts, step);
    if is_believable(model) {
        let Alerts {
            watcher,
            away,
            concerned,
            ..
        } = &mut model.alerts;
        while let Some((at, subject)) = watcher.take(now) {
            let own = moment(&mut model.floor, away, &subject);
            if own.and_then(|own| own.take_if(|own| *own == at)).is_some() {
                concerned.insert(subject);
            }
        }
    }
}

/// Where a subject's own moment is kept; nowhere for one that is not there any more.
fn moment<'m>(
    floor: &'m mut Floor,
    away: &'m mut BTreeMap<UserId, Away>,
    subject: &Subject,
) -> Option<&'m mut Option<Instant>> {
    match subject {
        Subject::Session(id) => floor.moment(id),
        Subject::Agent(id) => away.get_mut(id).map(|away| &mut away.moment),
    }
}

impl Model {
    /// How many alerts are open and not muted, and how much the worst of them matters.
    pub fn alerts_open(&self) -> (usize, Option<Level>) {
        let open = self.alerts.history.standing().filter(|a| self.is_open(a));
        open.fold((0, None), |(n, worst), a| (n + 1, worst.max(Some(a.level))))
    }

    fn is_open(&self, alert: &Alert) -> bool {
        alert.standing == Standing::Open && !self.alerts.mutes.cover(alert)
    }

    /// How much the worst open alert about a session matters.
    pub fn alert_of(&self, id: &SessionId) -> Option<Level> {
        let subject = Subject::Session(id.clone());
        let about = self.alerts.history.about(&subject);
        about.filter(|a| self.is_open(a)).map(|a| a.level).max()
    }

    /// Whether an alert is muted now.
    pub fn is_muted(&self, alert: &Alert) -> bool {
        self.alerts.mutes.cover(alert)
    }

    /// The mutes in force.
    pub fn mutes(&self) -> impl Iterator<Item = &Mute> {
        self.alerts.mutes.iter()
    }

    /// The rules that hold in so many places that the rest is not listed.
    pub fn alerts_too_many(&self) -> impl Iterator<Item = &Rule> {
        let full = |(place, _): &(usize, &Rule)| self.alerts.history.is_full(*place);
        let rules = self.settings.alerts.rules.iter().enumerate();
        rules.filter(full).map(|(_, rule)| rule)
    }

    /// The rules in force.
    pub fn alert_rules(&self) -> &[Rule] {
        &self.settings.alerts.rules
    }
}
