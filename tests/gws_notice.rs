//! Whatever arrives, reading it ends, and says something.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use floorwalk::domain::{Event, Reported};
use floorwalk::gws::answer::{self, Answer};
use floorwalk::gws::notice;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Any JSON, with the words of this protocol in likely and unlikely places.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("SMSsessionStateChangeMessage".to_owned()),
        Just("MessageLogUpdated".to_owned()),
        Just("Error".to_owned()),
        Just("http://h/api/v2/smssessions/0000A".to_owned()),
        Just("Chatting".to_owned()),
        "\\PC{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    let key = prop::sample::select(vec![
        "messageType",
        "notificationType",
        "referenceId",
        "smssession",
        "smsession",
        "id",
        "uri",
        "path",
        "state",
        "participants",
        "capabilities",
        "userData",
        "receivedDate",
        "supervisorMode",
        "smssessionUri",
        "smssessionPath",
        "messages",
        "index",
        "type",
        "text",
        "from",
        "visibility",
        "timestamp",
        "timestampSeconds",
        "nickname",
        "services",
        "statusCode",
        "contacts",
        "user",
        "users",
        "smssessions",
        "roles",
        "availability",
        "channels",
        "other",
    ]);
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..10).prop_map(|pairs| {
                Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            }),
        ]
    })
}

fn read_everywhere(text: &str) {
    for event in notice::read(text) {
        match event {
            Event::Put(_) | Event::Said(..) | Event::Failed { .. } => {}
            Event::Notice(text) | Event::Odd { raw: text, .. } => {
                assert!(text.as_str().chars().all(|c| !c.is_control()));
            }
            other => panic!("a notification cannot say {other:?}"),
        }
    }
    let answer = Answer {
        status: 200,
        retry_after: None,
        body: text.to_owned(),
    };
    let _ = answer::me(&answer, "h:1".into());
    let _ = answer::contacts(&answer);
    let _ = answer::users(&answer);
    let _ = answer::agent_sessions(&answer);
    let _ = answer::my_sessions(&answer);
    let _ = answer::log(&answer);
    let _ = answer::passed_on(&answer);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(text in "(?s).{0,200}") {
        read_everywhere(&text);
    }

    #[test]
    fn any_json_is_survived(value in any_json()) {
        read_everywhere(&value.to_string());
    }

    #[test]
    fn any_cut_is_survived(value in any_json(), cut in any::<prop::sample::Index>(), python: bool) {
        let mut text = value.to_string();
        if python {
            text = text.replace("null", "None").replace("true", "True");
        }
        let mut end = cut.index(text.len() + 1);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        read_everywhere(&text[..end]);
    }
}

#[test]
fn depth_is_survived() {
    for open in ["[", "{\"a\":"] {
        let deep = open.repeat(300_000);
        assert!(matches!(
            notice::read(&deep).as_slice(),
            [Event::Odd { .. }]
        ));
    }
    let inside = format!(
        r#"{{"messageType":"SMSsessionStateChangeMessage","smssession":{{"id":"A","state":"Chatting",
        "participants":{0}{1},"capabilities":{0}{1},"userData":{{"x":{0}{1}}}}}}}"#,
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let events = notice::read(&inside);
    let Event::Put(report) = &events[0] else {
        panic!("{events:?}");
    };
    assert_eq!(report.participants, Reported::Unreadable);
    assert!(report.state.is_some());
}

/// Where a mode could be confirmed by mistake, reading is strict.
#[test]
fn a_list_with_one_unreadable_member_is_unreadable() {
    let me = json!({"type": "Agent", "visibility": "All", "path": "/users/me"});
    for other in [
        json!(null),
        json!("me"),
        json!([]),
        json!({"uri": 5}),
        json!({"path": {"users": "me"}}),
    ] {
        let data = json!({
            "messageType": "SMSsessionStateChangeMessage",
            "smssession": {"id": "A", "participants": [me.clone(), other]},
        });
        let events = notice::read(&data.to_string());
        let Event::Put(report) = &events[0] else {
            panic!("{events:?}");
        };
        assert_eq!(report.participants, Reported::Unreadable, "{data}");
        assert!(matches!(events[1], Event::Odd { .. }));
    }
    let null = r#"{"smssession":{"id":"A","participants":null}}"#;
    let events = notice::read(null);
    assert!(matches!(&events[0], Event::Put(r) if r.participants == Reported::Unreadable));
}

#[test]
fn what_the_server_says_of_its_services_is_told() {
    let events = notice::read(
        r#"{"messageType":"ServiceStateChangeMessage","services":[{"name":"chat","state":"Un\u001bavailable"}]}"#,
    );
    let [Event::Notice(text), Event::Odd { .. }] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!(
        text.as_str(),
        "the server reports the service chat as Un␛available"
    );
}
