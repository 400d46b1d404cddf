//! What needs the person, by rules of theirs. Looks only at whom an event concerns, and by the timer
//! at whom time alone concerns. Knows no wire; sends nothing.

mod alert;
mod history;
mod judge;
mod list;
mod mute;
mod reader;
mod ringer;
mod rule;
mod watcher;

pub use alert::{Alert, Evidence, Origin, Standing};
pub use list::Order;
pub use mute::{Mute, MuteChoice, Muted};
pub use rule::{AlertSettings, Level, Rule, Side, When};

pub(crate) use list::{act, moved};
pub(crate) use mute::picked as mute_picked;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use alert::{Source, Subject};
use history::{History, Place};
use judge::Finding;
use mute::Mutes;
use reader::{Answers, Heard};
use ringer::Ringer;
use watcher::Watcher;

use super::age;
use super::effect::Step;
use super::model::Model;
use super::screen::Screen;
use crate::domain::{Entry, Event, Link, Presence, Reply, SessionId, Stamp, Text, UserId};

/// Most sessions whose lines wait for the session itself.
const ORPHANS: usize = 256;

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
    /// Whom this message concerns.
    concerned: BTreeSet<Subject>,
    /// Lines that matter, until they are held against the rules.
    heard: BTreeMap<SessionId, Vec<Heard>>,
    /// Agents who take no sessions, and since when we know it.
    away: BTreeMap<UserId, Stamp>,
}

impl Alerts {
    fn concerns(&mut self, id: &SessionId) {
        self.concerned.insert(Subject::Session(id.clone()));
    }
}

/// Notes whom a fact concerns. To be called before it is taken into the model.
pub(crate) fn hear(model: &mut Model, event: &Event) {
    match event {
        Event::Put(report) => model.alerts.concerns(&report.id),
        Event::Gone(id) | Event::Said(id, _) => model.alerts.concerns(id),
        Event::Listed(listed) => {
            let floor = &model.floor;
            let before = floor.list_of(&listed.agent);
            let now: BTreeSet<&SessionId> = listed.sessions.iter().map(|s| &s.id).collect();
            let gone = before.into_iter().flat_map(|list| &list.sessions);
            let gone = gone.filter(|id| !now.contains(id)).cloned();
            let changed = listed
                .sessions
                .iter()
                .filter(|s| floor.polled(&s.id).is_none_or(|known| known.session != **s));
            let ids: Vec<SessionId> = changed.map(|s| s.id.clone()).chain(gone).collect();
            for id in ids {
                model.alerts.concerned.insert(Subject::Session(id));
            }
            if model.alerts.away.contains_key(&listed.agent) {
                let agent = Subject::Agent(listed.agent.clone());
                model.alerts.concerned.insert(agent);
            }
        }
        Event::Roster(roster) => seen(model, &roster.agents),
        Event::Ended(_) => all_mine(model),
        Event::SignedOn(_)
        | Event::CannotStart(_)
        | Event::Link(_)
        | Event::Transport(_)
        | Event::Began(_)
        | Event::Row(..)
        | Event::Lost { .. }
        | Event::RosterFailed(_)
        | Event::ListFailed { .. }
        | Event::Watched { .. }
        | Event::Failed { .. }
        | Event::MissesEvents
        | Event::Notice(_)
        | Event::Odd { .. } => {}
    }
}

/// Notes whom an answer concerns.
pub(crate) fn answered(model: &mut Model, reply: &Reply) {
    match reply {
        Reply::Mine(_) => all_mine(model),
        Reply::Log(id, _) => model.alerts.concerns(id),
        Reply::PassedOn { .. } => {}
    }
}

/// Reads lines before they are merged into a log.
pub(crate) fn read(model: &mut Model, id: &SessionId, entries: &[Entry]) {
    if model.settings.alerts.rules.is_empty() {
        return;
    }
    let new = reader::read(model, id, entries);
    if new.is_empty() {
        return;
    }
    let heard = &mut model.alerts.heard;
    heard.entry(id.clone()).or_default().extend(new);
    if heard.len() > ORPHANS {
        heard.pop_first();
    }
    model.alerts.concerns(id);
}

fn all_mine(model: &mut Model) {
    for (id, _) in model.floor.all_mine() {
        model.alerts.concerned.insert(Subject::Session(id.clone()));
    }
}

/// The agents as they are now: who has just stopped or begun to take sessions.
fn seen(model: &mut Model, agents: &[crate::domain::Agent]) {
    let (wall, alerts) = (model.now.wall, &mut model.alerts);
    let mut gone: BTreeSet<UserId> = alerts.away.keys().cloned().collect();
    for agent in agents {
        gone.remove(&agent.id);
        let away = judge::is_away(&agent.state);
        if away != alerts.away.contains_key(&agent.id) {
            if away {
                alerts.away.insert(agent.id.clone(), wall);
            } else {
                alerts.away.remove(&agent.id);
            }
            alerts.concerned.insert(Subject::Agent(agent.id.clone()));
        }
    }
    for agent in gone {
        alerts.away.remove(&agent);
        alerts.concerned.insert(Subject::Agent(agent));
    }
}

/// Looks at whom the message concerned. While the link is down nothing is judged: what was true
/// then may not be true now.
pub(crate) fn settle(model: &mut Model, step: &mut Step) {
    let rules = Arc::clone(&model.settings.alerts.rules);
    if !(model.alerts.rules.as_ref()).is_some_and(|known| Arc::ptr_eq(known, &rules)) {
        others_rule(model, &rules);
    }
    if rules.is_empty() {
        model.alerts.concerned.clear();
        return;
    }
    if model.alerts.concerned.is_empty() || !is_believable(model) {
        return;
    }
    for subject in std::mem::take(&mut model.alerts.concerned) {
        look(model, &rules, &subject, step);
    }
}

/// Other rules are in force than before: what the old ones found is over, and everybody is looked
/// at anew.
fn others_rule(model: &mut Model, rules: &Arc<[Rule]>) {
    let same = |known: &Arc<[Rule]>| format!("{known:?}") == format!("{rules:?}");
    if model
        .alerts
        .rules
        .as_ref()
        .is_some_and(|known| !same(known))
    {
        let wall = model.now.wall;
        let standing = model.alerts.history.standing();
        let numbers: Vec<u64> = standing.map(|alert| alert.number).collect();
        for number in numbers {
            model.alerts.history.end_number(number, wall);
        }
        model.alerts.history.forget_subjects();
        let sessions = model.floor.owners(&model.me()).into_keys();
        let agents = model.alerts.away.keys().cloned().map(Subject::Agent);
        let all: Vec<Subject> = sessions.map(Subject::Session).chain(agents).collect();
        model.alerts.concerned.extend(all);
    }
    model.alerts.rules = Some(Arc::clone(rules));
}

fn is_believable(model: &Model) -> bool {
    matches!(model.link, Link::Live | Link::Late { .. }) && !model.floor.is_reading()
}

fn look(model: &mut Model, rules: &[Rule], subject: &Subject, step: &mut Step) {
    let (now, wall) = (model.now.mono, model.now.wall);
    let mut next: Option<Duration> = None;
    for (place, rule) in rules.iter().enumerate() {
        let finding = match subject {
            Subject::Session(id) if !rule.when.is_of_agent() => {
                judge::session(model, id, &rule.when)
            }
            Subject::Agent(id) if rule.when.is_of_agent() => {
                judge::agent(model, id, model.alerts.away.get(id).copied(), &rule.when)
            }
            Subject::Session(_) | Subject::Agent(_) => continue,
        };
        match finding {
            Finding::No => model.alerts.history.end(subject, place, wall),
            Finding::In(left) => {
                model.alerts.history.end(subject, place, wall);
                next = Some(next.map_or(left, |other| other.min(left)));
            }
            Finding::Holds { since, evidence } => {
                raise(model, (subject, place), rule, since, evidence, step);
            }
            Finding::AsSaid => {
                let stands = model.alerts.history.of(subject, place);
                let said = |e: &Evidence| matches!(e.source, Source::Line(_));
                if stands.is_some_and(|a| !a.evidence.as_ref().is_some_and(said)) {
                    model.alerts.history.end(subject, place, wall);
                }
            }
        }
    }
    // At least a millisecond: the wall clock's grain.
    let next = next.map(|left| now + left.max(Duration::from_millis(1)));
    model.alerts.watcher.set(subject, next);
    if let Subject::Session(id) = subject {
        listen(model, rules, id, step);
    }
}

/// Holds the lines that were heard in a session against the rules, once we are in it.
fn listen(model: &mut Model, rules: &[Rule], id: &SessionId, step: &mut Step) {
    match model.floor.mine(id).map(|m| m.session.presence()) {
        Some(Presence::In) => {}
        Some(Presence::Over | Presence::LeftAlone) => {
            model.alerts.heard.remove(id);
            return;
        }
        Some(Presence::Offered) | None => return,
    }
    let subject = Subject::Session(id.clone());
    for heard in model.alerts.heard.remove(id).unwrap_or_default() {
        if heard.answers == Answers::Yes {
            helped(model, rules, &subject, &heard);
        }
        for (place, evidence) in heard.hits {
            if let Some(rule) = rules.get(place) {
                let since = evidence.at.unwrap_or(model.now.wall);
                raise(model, (&subject, place), rule, since, Some(evidence), step);
            }
        }
    }
}

/// Somebody answered who asked for help: that request is over.
fn helped(model: &mut Model, rules: &[Rule], subject: &Subject, heard: &Heard) {
    let wall = model.now.wall;
    for place in model.alerts.history.places(subject) {
        let is_help = matches!(rules.get(place).map(|r| &r.when), Some(When::Help { .. }));
        let asked = (model.alerts.history.of(subject, place))
            .and_then(|alert| alert.evidence.as_ref())
            .is_some_and(|e| {
                matches!(e.source, Source::Line(index) if index < heard.index)
                    && (e.by.is_none() || e.by != heard.by)
            });
        if is_help && asked {
            model.alerts.history.end(subject, place, wall);
        }
    }
}

/// A rule holds. If it did before, only newer words change anything: an alert that was
/// acknowledged for older ones is raised anew.
fn raise(
    model: &mut Model,
    key: (&Subject, Place),
    rule: &Rule,
    since: Stamp,
    evidence: Option<Evidence>,
    step: &mut Step,
) {
    let (subject, place) = key;
    let wall = model.now.wall;
    if let Some(stands) = model.alerts.history.of(subject, place) {
        let line = |e: &Evidence| match e.source {
            Source::Line(index) => Some(index),
            Source::UserData => None,
        };
        let newest = evidence.as_ref().and_then(line);
        let known = stands.evidence.as_ref().and_then(line);
        let (number, standing) = (stands.number, stands.standing);
        if newest.is_none() || newest <= known {
            return;
        }
        if standing == Standing::Open {
            if let Some(alert) = model.alerts.history.get_mut(number) {
                alert.evidence = evidence;
                alert.hits += 1;
            }
            return;
        }
        model.alerts.history.end(subject, place, wall);
    }
    let (session, agent) = match subject {
        Subject::Session(id) => {
            let agent = model.floor.agent_of(id, &model.me());
            (Some(id.clone()), agent)
        }
        Subject::Agent(id) => (None, Some(id.clone())),
    };
    let row = session.as_ref().and_then(|id| model.row(id));
    let agent_name = match (&row, &agent) {
        (Some(row), _) => row.agent_name.clone(),
        (None, Some(agent)) => Text::line(&super::watch::name(model, agent)),
        (None, None) => Text::default(),
    };
    let customer = match (row.and_then(|row| row.customer), &session) {
        (Some(customer), _) => customer,
        (None, Some(id)) => Text::line(&id.to_string()),
        (None, None) => Text::default(),
    };
    let alert = Alert {
        number: 0,
        subject: Some(subject.clone()),
        name: rule.name.clone(),
        sentence: rule.when.sentence(),
        level: rule.level,
        session,
        agent,
        agent_name,
        customer,
        since,
        raised: wall,
        evidence,
        hits: 1,
        standing: Standing::Open,
        origin: Origin::Rule,
    };
    announce(model, alert, Some((subject.clone(), place)), step);
}

/// The way of every alert: into the list, and to the person's ear.
fn announce(model: &mut Model, alert: Alert, key: Option<(Subject, Place)>, step: &mut Step) {
    let Some(number) = model.alerts.history.next() else {
        return;
    };
    let alert = Alert { number, ..alert };
    if !model.alerts.mutes.cover(&alert) {
        // The rule and the agent: nothing of it is a customer's.
        let title = match alert.agent_name.is_empty() {
            true => format!("floorwalk: {}", alert.name),
            false => format!("floorwalk: {} · {}", alert.name, alert.agent_name),
        };
        let (now, settings) = (model.now.mono, &model.settings.alerts);
        let title = Text::line(&title);
        model.alerts.ringer.ring(title, now, settings, step);
    }
    model.alerts.history.add(alert, key);
    step.redraw(super::Redraw::Soon);
}

/// `T`: an alert about nobody that goes the whole way, and says which way that is.
fn test(model: &mut Model, step: &mut Step) {
    let wall = model.now.wall;
    let alert = Alert {
        number: 0,
        subject: None,
        name: Text::line("test alert"),
        sentence: "you asked for it".to_owned(),
        level: Level::Warning,
        session: None,
        agent: None,
        agent_name: Text::default(),
        customer: Text::default(),
        since: wall,
        raised: wall,
        evidence: None,
        hits: 1,
        standing: Standing::Open,
        origin: Origin::Test,
    };
    announce(model, alert, None, step);
    let settings = &model.settings.alerts;
    let bell = if settings.bell {
        "the bell was rung"
    } else {
        "the bell is off ([alerts] bell)"
    };
    let notify = if settings.notify {
        "a desktop notification was sent to the terminal"
    } else {
        "desktop notifications are off ([alerts] notify)"
    };
    model.info(&format!("test alert: {bell}; {notify}"));
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
    let age = |at: Stamp| Duration::from_millis(at.until(model.now.wall));
    let ages = (model.alerts.history.standing()).map(|a| age::coarse_holds(age(a.since)));
    ages.min().map(|hold| model.now.mono + hold)
}

/// Something is due.
pub(crate) fn ring(model: &mut Model, step: &mut Step) {
    let now = model.now.mono;
    model.alerts.mutes.expire(now);
    (model.alerts.ringer).sound(now, &model.settings.alerts, step);
    if is_believable(model) {
        let due = model.alerts.watcher.take(now);
        model.alerts.concerned.extend(due);
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

    /// How many alerts were not raised because there were too many.
    pub fn alerts_unraised(&self) -> u64 {
        self.alerts.history.unraised
    }

    /// The rules in force.
    pub fn alert_rules(&self) -> &[Rule] {
        &self.settings.alerts.rules
    }
}
