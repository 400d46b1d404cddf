//! The client half of the fixtures: what is sent, what is read from the answer, and what is known
//! after each notification. Built on the domain and on `gws` without a socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

#[path = "gws_fixtures/client.rs"]
mod client;
#[path = "gws_fixtures/fixture.rs"]
mod fixture;
#[path = "gws_fixtures/model.rs"]
mod model;

use std::collections::BTreeMap;

use floorwalk::domain::{
    Capabilities, Capability, Event, Fault, Mode, ModeWord, Reply, Session, SessionId, State,
    UserDataKey, UserId,
};
use floorwalk::gws::notice;
use floorwalk::json;
use serde_json::{Value, json};

use client::{Ask, Seen};
use fixture::Fixture;
use model::{ME, Model};

/// Files that this layer has nothing to do with, and why.
fn skipped(fixture: &Fixture) -> Option<&'static str> {
    if fixture.folder == "bayeux" {
        return Some("frames of the CometD client");
    }
    fixture
        .name
        .starts_with("csrf-")
        .then_some("headers: held by gws_csrf")
}

/// Requests that the client does not make: the answer and the notifications are read all the same.
const NOT_ASKED: [(&str, &str); 24] = [
    ("code-01", "no operation without a name"),
    ("code-06", "a user is read with its sessions"),
    ("code-09", "dispositions are the agent's"),
    ("code-10", "dispositions are the agent's"),
    ("code-11", "dispositions are the agent's"),
    ("code-12", "dispositions are the agent's"),
    ("code-13", "dispositions are the agent's"),
    ("code-14", "dispositions are the agent's"),
    ("code-15", "dispositions are the agent's"),
    ("code-16", "dispositions are the agent's"),
    ("code-17", "dispositions are the agent's"),
    ("code-18", "dispositions are the agent's"),
    ("code-19", "dispositions are the agent's"),
    ("my-sessions-uris", "sessions are read with fields=*"),
    ("send-url", "no call of the domain yet"),
    ("typing-start", "no call of the domain yet"),
    ("typing-start-to-agents", "no call of the domain yet"),
    ("typing-stop", "no call of the domain yet"),
    ("typing-stop-to-agents", "no call of the domain yet"),
    ("users-uris", "users are read with fields=*"),
    ("version", "GET /me is the probe"),
    // Files of `client_sends: false` whose words the client has, held back elsewhere:
    (
        "intrude-already-in",
        "the ladder does not intrude where I am in",
    ),
    (
        "switch-refused",
        "the ladder does not ask for the mode I am in",
    ),
    (
        "send-to-agents-in-monitor",
        "domain::policy refuses: Monitor is silent",
    ),
];

fn is_asked(name: &str) -> bool {
    NOT_ASKED.iter().all(|(other, _)| *other != name)
}

fn is_sent(fixture: &Fixture) -> bool {
    fixture.json["client_sends"] != json!(false)
}

fn before(fixture: &Fixture, all: &BTreeMap<String, Fixture>) -> Model {
    let mut model = Model::default();
    for name in fixture.before() {
        for (data, _) in Fixture::notifications(&all[name].json) {
            model.apply(notice::read(&data));
        }
    }
    model
}

fn held(all: &BTreeMap<String, Fixture>) -> Vec<&Fixture> {
    let (mut held, mut out) = (Vec::new(), 0);
    for fixture in all.values() {
        match skipped(fixture) {
            Some(why) => {
                out += 1;
                assert!(!why.is_empty());
            }
            None => held.push(fixture),
        }
    }
    assert_eq!(out, 7 + 4, "bayeux/ and csrf-*");
    held
}

#[test]
fn what_the_client_sends_is_what_the_page_prints() {
    let all = fixture::all();
    let mut compared = 0;
    for fixture in held(&all) {
        let request = &fixture.json["request"];
        if request.is_null() || !is_sent(fixture) {
            continue;
        }
        let mut requests = vec![request];
        requests.extend(fixture.alternatives().filter_map(|a| a.get("request")));
        for request in requests {
            let asked = client::ask(request, &before(fixture, &all));
            assert_eq!(asked.is_some(), is_asked(&fixture.name), "{}", fixture.name);
            if let Some(ask) = asked {
                let prepared = ask.prepared(&client::words(request));
                assert!(
                    client::same(&prepared, request),
                    "{}: {prepared:?} is not {request}",
                    fixture.name
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 60, "{compared} requests compared");
}

#[test]
fn what_the_client_never_sends_it_cannot_even_say() {
    let all = fixture::all();
    let mut refused = 0;
    for fixture in held(&all).into_iter().filter(|f| !is_sent(f)) {
        let mut requests = vec![&fixture.json["request"]];
        requests.extend(fixture.alternatives().filter_map(|a| a.get("request")));
        for request in requests {
            // A SendMessage has no permit in Coach or Monitor, so there is no such call.
            let ask = client::ask(request, &before(fixture, &all));
            let said = ask
                .is_some_and(|ask| client::same(&ask.prepared(&client::words(request)), request));
            assert_eq!(said, !is_asked(&fixture.name), "{}", fixture.name);
            refused += usize::from(!said);
        }
    }
    assert!(refused >= 19, "{refused}");
}

#[test]
fn every_answer_is_understood() {
    let all = fixture::all();
    for fixture in held(&all) {
        let request = &fixture.json["request"];
        if request.is_null() {
            continue;
        }
        let known = before(fixture, &all);
        let (ask, words) = (client::ask(request, &known), client::words(request));
        let response = &fixture.json["response"];
        let seen = client::understand(ask.as_ref(), &client::answer(response), &words);
        expect(fixture, ask.as_ref(), seen, &fixture.json["expect"]);
        for alternative in fixture.alternatives() {
            if let Some(response) = alternative.get("response") {
                let seen = client::understand(ask.as_ref(), &client::answer(response), &words);
                judge_by_code(fixture, alternative, response, seen);
            }
        }
    }
}

fn expect(fixture: &Fixture, ask: Option<&Ask>, seen: Result<Seen, Fault>, expect: &Value) {
    let name = &fixture.name;
    let seen = match seen {
        Err(fault) => {
            // A generic read of an answer that the client never asks for may well be a list.
            assert_eq!(expect["ok"], false, "{name}: {fault:?}");
            return refused(name, &fault, expect);
        }
        Ok(seen) => seen,
    };
    assert_eq!(expect["ok"], true, "{name}: {seen:?}");
    let mut reference = None;
    if let Some(Reply::PassedOn {
        reference: named,
        partly,
    }) = &seen.reply
    {
        reference = named.map(|r| r.0);
        assert_eq!(partly.is_some(), expect["partial"] == true, "{name}");
    }
    for (key, value) in expect.as_object().unwrap() {
        let found = match key.as_str() {
            "reference_id" => json!(reference),
            "user_id" => json!(seen.user_id),
            "contacts" => json!(seen.contacts),
            "total" => json!(seen.total),
            "transcript" => json!(seen.transcript),
            "sessions" if ask.is_some() => json!(seen.sessions),
            "confirmed_mode" => json!(confirmed(&seen)),
            _ => continue,
        };
        assert_eq!(&found, value, "{name}: {key}");
    }
}

fn confirmed(seen: &Seen) -> BTreeMap<String, Option<&'static str>> {
    let me = UserId::new(ME);
    seen.mine
        .iter()
        .map(|report| {
            let session = Session::new(report.clone(), &me);
            let mode = session.confirmed().map(|mode| match mode {
                Mode::Monitor => "Monitor",
                Mode::Coach => "Coach",
                Mode::BargeIn => "BargeIn",
            });
            (session.id().as_str().to_owned(), mode)
        })
        .collect()
}

fn refused(name: &str, fault: &Fault, expect: &Value) {
    let shown = fault.to_string();
    assert!(!shown.contains('<'), "{name}: no HTML is shown: {shown}");
    if let Some(code) = expect["status_code"].as_i64() {
        match fault {
            Fault::Refused { code: seen, .. } => assert_eq!(*seen, code, "{name}"),
            Fault::SignIn { .. } => assert_eq!(code, 20, "{name}"),
            Fault::Unknown { why } => {
                assert!(
                    code == 9 && why.as_str().contains("code 9"),
                    "{name}: {fault}"
                );
            }
            other => panic!("{name}: {other:?}"),
        }
    } else if let Some(status) = expect["http_status"].as_u64() {
        let seen = match fault {
            Fault::Http { status } | Fault::Busy { status, .. } => i64::from(*status),
            Fault::Refused { code, .. } => *code,
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(u64::try_from(seen).unwrap(), status, "{name}");
    } else {
        assert!(
            !fault.is_certain(),
            "{name}: the outcome is unknown: {fault:?}"
        );
    }
}

/// Alternatives have no `expect`: the code in the body decides, else the HTTP status.
fn judge_by_code(
    fixture: &Fixture,
    alternative: &Value,
    response: &Value,
    seen: Result<Seen, Fault>,
) {
    let at = format!("{} {}", fixture.name, alternative["value"]);
    let code = &response["body"]["statusCode"];
    let code = code
        .as_i64()
        .or_else(|| code.as_str().and_then(|text| text.parse().ok()));
    match (code, response["status"].as_u64().unwrap()) {
        (Some(0 | 7), _) | (None, 200) if !response["body"].is_string() => {
            let seen = seen.unwrap_or_else(|fault| panic!("{at}: {fault:?}"));
            if alternative["switch"] == "my_sessions_shape" {
                let expect = &fixture.json["expect"];
                assert_eq!(json!(seen.sessions), expect["sessions"], "{at}");
                assert_eq!(json!(confirmed(&seen)), expect["confirmed_mode"], "{at}");
            }
            if alternative["switch"] == "my_sessions_participants" {
                assert!(confirmed(&seen).values().all(Option::is_none), "{at}");
            }
            if alternative["switch"] == "me_roles" {
                assert_eq!(seen.user_id.as_deref(), Some(ME), "{at}");
            }
            if let Some(Reply::PassedOn { partly, .. }) = &seen.reply {
                assert_eq!(partly.is_some(), code == Some(7), "{at}");
            }
        }
        // Past the end of the log, code 2 is an empty part.
        (Some(2), _) if fixture.name == "messages-get-past-end" => {
            assert_eq!(seen.unwrap().transcript, Some(vec![]), "{at}");
        }
        (Some(code), _) => refused(&at, &seen.unwrap_err(), &json!({"status_code": code})),
        (None, status) => refused(&at, &seen.unwrap_err(), &json!({"http_status": status})),
    }
}

#[test]
fn each_notification_leaves_what_the_fixture_says_and_twice_the_same() {
    let all = fixture::all();
    let mut compared = 0;
    for fixture in held(&all) {
        let mut runs = vec![("itself".to_owned(), &fixture.json)];
        for alternative in fixture.alternatives() {
            if alternative.get("notifications").is_some() {
                runs.push((alternative["value"].to_string(), alternative));
            }
        }
        for (what, json) in runs {
            let mut model = before(fixture, &all);
            for (i, (data, after)) in Fixture::notifications(json).into_iter().enumerate() {
                let at = format!("{} {what} {i}", fixture.name);
                let events = notice::read(&data);
                assert!(
                    !events.is_empty() || data.contains("ChannelStateChange"),
                    "{at}: something is said"
                );
                model.apply(events.clone());
                let Some(after) = after else { continue };
                model.check(after, &at);
                compared += 1;
                let id = SessionId::new(after["session"].as_str().unwrap());
                let once = model.observe(&id);
                model.apply(events);
                assert_eq!(model.observe(&id), once, "{at}: twice is the same");
            }
        }
    }
    assert!(compared > 120, "{compared} states compared");
}

#[test]
fn the_three_of_an_automatic_join_may_come_in_any_order() {
    let all = fixture::all();
    for name in [
        "auto-join-after-monitoring",
        "auto-join-after-coaching",
        "auto-join-after-barging",
    ] {
        let fixture = &all[name];
        let three = Fixture::notifications(&fixture.json);
        assert_eq!(three.len(), 3);
        let after = three[2].1.unwrap();
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let mut model = before(fixture, &all);
            for i in order {
                model.apply(notice::read(&three[i].0));
            }
            model.check(after, &format!("{name} {order:?}"));
        }
    }
}

#[test]
fn an_error_that_comes_later_names_its_operation() {
    let all = fixture::all();
    let mut matched = 0;
    for fixture in held(&all) {
        let mut pairs = vec![(&fixture.json["response"], &fixture.json)];
        for alternative in fixture.alternatives() {
            if alternative["value"] == "asynchronous" || alternative["value"] == "present" {
                let response = alternative.get("response");
                pairs.push((response.unwrap_or(&fixture.json["response"]), alternative));
            }
        }
        for (response, json) in pairs {
            let mut model = Model::default();
            for (data, _) in Fixture::notifications(json) {
                model.apply(notice::read(&data));
            }
            if model.failed.is_empty() {
                continue;
            }
            let answer = floorwalk::gws::answer::passed_on(&client::answer(response)).unwrap();
            let Reply::PassedOn { reference, .. } = answer else {
                panic!("{}", fixture.name);
            };
            assert!(reference.is_some(), "{}", fixture.name);
            assert_eq!(model.failed, [reference], "{}", fixture.name);
            matched += 1;
        }
    }
    assert!(matched >= 6, "{matched}");
}

#[test]
fn what_is_odd_is_counted() {
    let all = fixture::all();
    for name in [
        "message-type-test-accept",
        "unknown-notification-type",
        "unknown-message-type",
        "message-log-without-id",
        "wrong-json-types",
        "three-date-layouts",
    ] {
        let mut model = before(&all[name], &all);
        assert_eq!(model.odd, 0, "{name}: nothing before is odd");
        for (data, _) in Fixture::notifications(&all[name].json) {
            model.apply(notice::read(&data));
        }
        assert!(model.odd > 0, "{name}");
    }
    let two = r#"{"messageType":"SMSsessionStateChangeMessage","smssession":{"state":"Revoked"},
        "smsession":{"id":"1","state":"Chatting"}}"#;
    let events = notice::read(two);
    assert!(matches!(&events[0], Event::Put(r) if r.id.as_str() == "1"));
    assert!(matches!(&events[1], Event::Odd { .. }));
    let disagree = r#"{"messageType":"MessageLogUpdated","smssessionUri":"http://h/a/1",
        "smssessionPath":"/a/2","messages":[{"index":1}]}"#;
    let events = notice::read(disagree);
    assert!(matches!(&events[0], Event::Said(id, _) if id.as_str() == "2"));
    assert!(matches!(&events[1], Event::Odd { .. }));
}

#[test]
fn pythons_words_are_repaired_after_a_parse_error_and_only_then() {
    let all = fixture::all();
    for raw in all["python-literal-sample"].json["raw"].as_array().unwrap() {
        let text = raw["text"].as_str().unwrap();
        let events = notice::read(text);
        assert!(
            events.iter().any(|e| matches!(e, Event::Odd { .. })),
            "counted"
        );
        let mut model = Model::default();
        model.apply(events);
        if raw["decodes"] == true {
            model.check(&raw["after"], "python-literal-sample");
            let session = model.sessions.values().next().unwrap();
            let note = session
                .user_data()
                .unwrap()
                .value(&UserDataKey::new("Note"));
            assert_eq!(note.unwrap().as_str(), "None of these, said True");
        } else {
            assert!(model.sessions.is_empty() && model.logs.is_empty());
        }
    }
    assert_eq!(json::repair(r#"{"a":"None"}"#), None);
}

#[test]
fn the_sample_of_the_intrude_page_decodes_character_for_character() {
    let sample = std::fs::read_to_string(fixture::data().join("intrude-notification.txt")).unwrap();
    let events = notice::read(&sample);
    let Event::Put(report) = &events[0] else {
        panic!("{events:?}");
    };
    assert!(matches!(
        &events[1..],
        [Event::Odd {
            what: "Python words in JSON",
            ..
        }]
    ));
    assert_eq!(report.id.as_str(), "0000UaB58WAR003N");
    assert_eq!(report.state, Some(State::Invited));
    assert_eq!(report.offered, Some(ModeWord::Known(Mode::Monitor)));
    assert_eq!(
        report.capabilities,
        Some(Capabilities::read(["Accept", "Reject"]))
    );
    assert!(
        report
            .capabilities
            .as_ref()
            .unwrap()
            .has(&Capability::Accept)
    );
    assert_eq!(report.received.unwrap().0, 1_448_555_978_000);
    let data = report.user_data.as_ref().unwrap();
    assert_eq!(data.pairs().len(), 32);
    assert_eq!(data.value(&UserDataKey::new("RRequestedSkills")), None);
    assert_eq!(
        data.value(&UserDataKey::new("Subject")).unwrap().as_str(),
        "GMS Chat"
    );
    let session = Session::new(report.clone(), &UserId::new(ME));
    assert_eq!(session.confirmed(), None);
}

#[test]
fn user_data_keeps_its_exact_text() {
    let all = fixture::all();
    // The file's own text, not a reader's idea of it: the number must not have been rounded here.
    let path = fixture::data().join("fixtures/oddities/user-data-mixed-scalars.json");
    assert!(
        std::fs::read_to_string(path)
            .unwrap()
            .contains("9007199254740993")
    );
    let (data, _) = &Fixture::notifications(&all["user-data-mixed-scalars"].json)[0];
    let events = notice::read(data);
    let [Event::Put(report)] = events.as_slice() else {
        panic!("{events:?}");
    };
    let first = |key: &str| {
        report
            .user_data
            .as_ref()
            .unwrap()
            .value(&UserDataKey::new(key))
    };
    assert_eq!(first("Ticket").unwrap().as_str(), "9007199254740993");
    assert_eq!(first("RVQID"), None);
    assert_eq!(first("RRequestedSkills"), None);
    assert_eq!(first("PegAG?:3>2").unwrap().as_str(), "1");
}

#[test]
fn a_refused_intrude_names_the_dialect_setting_and_its_values() {
    let all = fixture::all();
    for (name, values) in [
        ("intrude-wrong-path", ["smsessions", "BargeIn"]),
        ("intrude-wrong-mode-word", ["smssessions", "Bargain"]),
        ("intrude-no-mode-not-monitored", ["smssessions", "BargeIn"]),
    ] {
        let json = &all[name].json;
        let words = client::words(&json["request"]);
        let ask = client::ask(&json["request"], &Model::default());
        let answer = client::answer(&json["response"]);
        let fault = client::understand(ask.as_ref(), &answer, &words).unwrap_err();
        let shown = fault.to_string();
        assert!(fault.is_certain() && shown.contains("dialect"), "{shown}");
        for value in values {
            assert!(
                shown.contains(&format!("now path `{}`", words.segment)),
                "{shown}"
            );
            assert!(shown.contains(value), "{shown}");
        }
    }
}
