//! Holds the rules against whom a message, or time, concerned: what holds is raised, what does not is
//! over.

use std::sync::Arc;
use std::time::Duration;

use super::Alerts;
use super::alert::{Evidence, Source, Subject};
use super::history::Place;
use super::judge::{self, Finding, Known};
use super::raise::raise;
use super::reader::{Answers, Heard};
use super::rule::{Rule, When};
use crate::app::effect::Step;
use crate::app::model::Model;
use crate::domain::{Presence, SessionId};

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
    if model.alerts.concerned.is_empty() || !super::is_believable(model) {
        return;
    }
    let concerned = model.alerts.concerned.take();
    for subject in &concerned {
        look(model, &rules, subject, step);
    }
    model.alerts.concerned.give_back(concerned);
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
        let wall = model.wall();
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

fn look(model: &mut Model, rules: &[Rule], subject: &Subject, step: &mut Step) {
    let (now, wall) = (model.now.mono, model.wall());
    let mut next: Option<Duration> = None;
    let mut findings = std::mem::take(&mut model.alerts.findings);
    find(model, rules, subject, &mut findings);
    for (place, finding) in findings.drain(..) {
        let Some(rule) = rules.get(place) else {
            continue;
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
    model.alerts.findings = findings;
    // At least a millisecond: the wall clock's grain.
    let next = next.map(|left| now + left.max(Duration::from_millis(1)));
    let Alerts { watcher, away, .. } = &mut model.alerts;
    if let Some(own) = super::moment(&mut model.floor, away, subject) {
        watcher.set(subject, own, next);
    }
    if let Subject::Session(id) = subject {
        listen(model, rules, id, step);
    }
}

/// What each rule comes to, as far as it makes a difference.
fn find(model: &Model, rules: &[Rule], subject: &Subject, findings: &mut Vec<(Place, Finding)>) {
    let mut find = |place, finding| {
        let is_idle = matches!(finding, Finding::No | Finding::AsSaid);
        if !is_idle || model.alerts.history.has(place) {
            findings.push((place, finding));
        }
    };
    let rules = rules.iter().enumerate();
    match subject {
        Subject::Session(id) => {
            let known = Known::of(model, id);
            for (place, rule) in rules.filter(|(_, rule)| !rule.when.is_of_agent()) {
                find(place, judge::session(model, &known, &rule.when));
            }
        }
        Subject::Agent(id) => {
            let away = model.alerts.away.get(id).map(|away| away.since);
            for (place, rule) in rules.filter(|(_, rule)| rule.when.is_of_agent()) {
                find(place, judge::agent(model, id, away, &rule.when));
            }
        }
    }
}

/// Holds the lines that were heard in a session against the rules, once we are in it.
fn listen(model: &mut Model, rules: &[Rule], id: &SessionId, step: &mut Step) {
    if !model.alerts.heard.contains_key(id) {
        return;
    }
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
                let since = evidence.at.unwrap_or(model.wall());
                raise(model, (&subject, place), rule, since, Some(evidence), step);
            }
        }
    }
}

/// Somebody answered who asked for help: that request is over.
fn helped(model: &mut Model, rules: &[Rule], subject: &Subject, heard: &Heard) {
    let wall = model.wall();
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
