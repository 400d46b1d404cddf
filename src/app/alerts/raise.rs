//! The way of an alert: from a rule that holds into the list, and to the person's ear.

use super::alert::{Alert, Evidence, Origin, Source, Standing, Subject};
use super::history::Place;
use super::rule::{Level, Rule};
use crate::app::effect::{Redraw, Step};
use crate::app::model::Model;
use crate::app::watch;
use crate::domain::{Stamp, Text};

/// A rule holds. If it did before, only newer words change anything: an alert that was
/// acknowledged for older ones is raised anew.
pub(super) fn raise(
    model: &mut Model,
    key: (&Subject, Place),
    rule: &Rule,
    since: Stamp,
    evidence: Option<Evidence>,
    step: &mut Step,
) {
    let (subject, place) = key;
    let wall = model.wall();
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
    if model.alerts.history.is_full(place) {
        return;
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
        (None, Some(agent)) => Text::line(&watch::name(model, agent)),
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
    let muted = model.alerts.mutes.cover(&alert);
    // The rule and the agent: nothing of it is a customer's.
    let title = if alert.agent_name.is_empty() {
        format!("floorwalk: {}", alert.name)
    } else {
        format!("floorwalk: {} · {}", alert.name, alert.agent_name)
    };
    let title = (alert.level, Text::line(&title));
    if model.alerts.history.add(alert, key).is_some() && !muted {
        let (now, settings) = (model.now.mono, &model.settings.alerts);
        model.alerts.ringer.ring(title, now, settings, step);
    }
    step.redraw(Redraw::Soon);
}

/// `T`: an alert about nobody that goes the whole way, and says which way that is.
pub(super) fn test(model: &mut Model, step: &mut Step) {
    let wall = model.wall();
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
