//! A tiny model of what a client knows, built on the domain alone.

use std::collections::BTreeMap;

use floorwalk::domain::policy::{Unanswered, may_reach_customer};
use floorwalk::domain::{
    EntryKind, Event, Link, Mode, Presence, ReferenceId, Session, SessionId, Transcript, UserId,
};
use serde_json::{Map, Value, json};

/// My user id in the fixtures.
pub const ME: &str = "0b2d755506fe6b8cd6bee6992e2f92f3";

/// What is known.
#[derive(Default, Clone, PartialEq, Debug)]
pub struct Model {
    pub sessions: BTreeMap<SessionId, Session>,
    pub logs: BTreeMap<SessionId, Transcript>,
    pub failed: Vec<Option<ReferenceId>>,
    pub odd: usize,
}

impl Model {
    pub fn apply(&mut self, events: Vec<Event>) {
        let me = UserId::new(ME);
        for event in events {
            match event {
                Event::Put(report) => match self.sessions.get_mut(&report.id) {
                    Some(session) => {
                        session.apply(report, &me);
                    }
                    None => {
                        let id = report.id.clone();
                        self.sessions.insert(id, Session::new(report, &me));
                    }
                },
                Event::Said(id, entries) => {
                    self.logs.entry(id).or_default().merge(entries);
                }
                Event::Failed { reference, .. } => self.failed.push(reference),
                Event::Odd { .. } => self.odd += 1,
                Event::Notice(_) => {}
                other => panic!("a notification cannot say {other:?}"),
            }
        }
    }

    /// Everything that a fixture's `after` can ask about a session.
    pub fn observe(&self, id: &SessionId) -> Map<String, Value> {
        let session = self.sessions.get(id);
        let log = self.logs.get(id).cloned().unwrap_or_default();
        let mode = |mode: Option<Mode>| {
            mode.map_or(Value::Null, |mode| {
                json!(match mode {
                    Mode::Monitor => "Monitor",
                    Mode::Coach => "Coach",
                    Mode::BargeIn => "BargeIn",
                })
            })
        };
        let indices = |kinds: fn(&EntryKind) -> bool| -> Vec<u32> {
            let kept = log.entries().filter(|e| kinds(&e.kind));
            kept.map(|e| e.index).collect()
        };
        let at: Map<String, Value> = log
            .entries()
            .filter_map(|e| Some((e.index.to_string(), json!(e.at?.0))))
            .collect();
        let mut switches: Vec<Value> = session
            .map(|s| s.capabilities().switches())
            .unwrap_or_default()
            .into_iter()
            .map(|m| mode(Some(m)))
            .collect();
        switches.sort_by_key(Value::to_string);
        let may = session
            .is_some_and(|s| may_reach_customer(s, &Link::Live, Unanswered::Nothing).is_ok());
        let observed = json!({
            "session": id.as_str(),
            "state": session.map(|s| s.state().word().to_owned()),
            "offered_mode": mode(session.and_then(|s| s.offered()).and_then(floorwalk::domain::ModeWord::known)),
            "confirmed_mode": mode(session.and_then(Session::confirmed)),
            "may_speak_to_customer": may,
            "ended": session.is_some_and(|s| s.presence() == Presence::Over),
            "participants": session.map(|s| s.participants().len()),
            "transcript": indices(|_| true),
            "shown_as_text": indices(|k| matches!(k, EntryKind::Text)),
            "at_ms": at,
            "received_ms": session.and_then(Session::received).map(|s| s.0),
            "can_switch_to": switches,
        });
        match observed {
            Value::Object(map) => map,
            _ => unreachable!(),
        }
    }

    /// Compares with an `after`: every key that it has.
    pub fn check(&self, after: &Value, at: &str) {
        let id = SessionId::new(after["session"].as_str().unwrap());
        let observed = self.observe(&id);
        for (key, expected) in after.as_object().unwrap() {
            let mut expected = expected.clone();
            if key == "can_switch_to" {
                let list = expected.as_array_mut().unwrap();
                list.sort_by_key(Value::to_string);
            }
            let seen = observed.get(key);
            if key == "at_ms" {
                for (index, ms) in expected.as_object().unwrap() {
                    assert_eq!(
                        seen.and_then(|s| s.get(index)),
                        Some(ms),
                        "{at}: {key} {index}"
                    );
                }
                continue;
            }
            assert_eq!(seen, Some(&expected), "{at}: {key}");
        }
    }
}
