//! What is made of each message.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;

#[test]
fn an_event_with_the_id_of_a_request_is_an_event() {
    let mut rig = Rig::new();
    let held = rig.linked();
    rig.frame(&json!([{"channel": "/v2/me/x", "id": held["id"], "data": {"successful": true}}]));
    let told = rig.told();
    let [Happening::Event { channel, data }] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(
        (channel.as_str(), data.get()),
        ("/v2/me/x", r#"{"successful":true}"#)
    );
    assert_eq!(rig.sent_on("/meta/connect"), 0, "the connect is still held");
    rig.answer(&held, &json!({}));
    rig.take("/meta/connect");
}

#[test]
fn a_reply_counts_on_its_channel_only() {
    let mut rig = Rig::new();
    let held = rig.linked();
    for channel in [
        "/meta/subscribe",
        "/meta/disconnect",
        "/meta/handshake",
        "/a",
        "/meta/x",
    ] {
        rig.frame(&json!([{"channel": channel, "id": held["id"], "successful": true}]));
    }
    rig.frame(&json!([{"channel": "/meta/connect", "id": held["id"], "data": 1}]));
    rig.frame(&json!([{"id": held["id"], "successful": false, "error": "400::channel_missing"}]));
    assert!(rig.told().is_empty());
    assert!(rig.sent.is_empty());
}

#[test]
fn only_the_newest_connect_counts_and_only_once() {
    let mut rig = Rig::new();
    let first = rig.linked();
    rig.answer(&first, &json!({}));
    let second = rig.take("/meta/connect");
    rig.answer(
        &first,
        &json!({"successful": false, "error": "402::x",
        "advice": {"reconnect": "handshake"}}),
    );
    assert!(rig.told().is_empty() && rig.sent.is_empty());
    rig.answer(&second, &json!({}));
    rig.answer(&second, &json!({}));
    assert_eq!(rig.sent_on("/meta/connect"), 1);
}

#[test]
fn a_numeric_or_missing_id_is_understood() {
    let mut rig = Rig::new();
    let held = rig.linked();
    let number: u64 = held["id"].as_str().unwrap().parse().unwrap();
    rig.frame(&json!([{"channel": "/meta/connect", "id": number, "successful": true}]));
    rig.take("/meta/connect");
    rig.frame(&json!([{"channel": "/meta/connect", "successful": true}]));
    rig.take("/meta/connect");
}

#[test]
fn a_batch_is_taken_in_whole_and_a_bare_object_too() {
    let mut rig = Rig::new();
    let held = rig.linked();
    rig.frame(&json!([
        {"data": 1, "channel": "/a"},
        {"channel": "/meta/connect", "id": held["id"], "successful": true},
        {"channel": "/a", "data": null, "ext": {}},
    ]));
    rig.frame(&json!({"channel": "/b\u{e9}", "data": [2]}));
    rig.feed(Input::Frame(r#"[{"channel":"\/c","data":"\u00e9"}]"#));
    let told: Vec<(String, String)> = rig
        .told()
        .into_iter()
        .map(|told| match told {
            Happening::Event { channel, data } => (channel.to_string(), data.get().to_owned()),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        ("/a", "1"),
        ("/a", "null"),
        ("/bé", "[2]"),
        ("/c", r#""\u00e9""#),
    ];
    assert_eq!(told, expected.map(|(c, d)| (c.to_owned(), d.to_owned())));
    rig.take("/meta/connect");
}

#[test]
fn rubbish_is_named_and_costs_nothing_else() {
    let mut rig = Rig::new();
    rig.linked();
    for text in ["{", "nothing", "[{\"channel\":\"/a\",\"data\":}]", "7"] {
        rig.feed(Input::Frame(text));
        assert_eq!(names(&rig.told()), ["Rubbish"], "{text}");
    }
    // What a websocket takes is UTF-8; the body of an answer may be anything.
    rig.feed(Input::Answer(Lane::Prompt, b"\xff\xfe"));
    assert_eq!(names(&rig.told()), ["Rubbish"]);
    rig.feed(Input::Frame(
        r#"[1,{"channel":5},{"channel":"/a","data":1},"x"]"#,
    ));
    assert_eq!(
        names(&rig.told()),
        ["Rubbish", "Rubbish", "Rubbish", "Event"]
    );
    let deep = format!(
        r#"[{{"channel":"/a","data":{}1{}}}]"#,
        "[".repeat(9000),
        "]".repeat(9000)
    );
    rig.feed(Input::Frame(&deep));
    assert_eq!(names(&rig.told()), ["Event"]);
    assert_eq!(rig.hang_ups, 0);
}

#[test]
fn bare_python_words_are_repaired_and_said() {
    let mut rig = Rig::new();
    rig.linked();
    rig.feed(Input::Frame(
        r#"[{"channel":"/a","data":{"x":None,"y":"None"}}]"#,
    ));
    let told = rig.told();
    let [
        Happening::Repaired { excerpt },
        Happening::Event { data, .. },
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    assert!(excerpt.contains("None"));
    assert_eq!(data.get(), r#"{"x":null,"y":"None"}"#);
    rig.feed(Input::Frame(r#"[{"channel":"/a","data":"None"}]"#));
    assert_eq!(names(&rig.told()), ["Event"], "only what failed to parse");
}

#[test]
fn a_refused_subscription_is_named_and_not_asked_again() {
    let mut rig = Rig::new();
    rig.feed(Input::Opened);
    rig.shake(&json!({}));
    rig.told();
    let sent = rig.sent.clone();
    assert_eq!(sent[0]["subscription"], TOPICS[0]);
    rig.answer(
        &sent[1],
        &json!({"successful": false, "error": "403::denied"}),
    );
    rig.answer(&sent[0], &json!({}));
    let told = rig.told();
    let [
        Happening::SubscriptionRefused { topic, error },
        Happening::Subscribed { topic: other },
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((topic.as_str(), error.as_str()), (TOPICS[1], "403::denied"));
    assert_eq!(other, TOPICS[0]);
    rig.take("/meta/connect");
    rig.pass(secs(14.0));
    rig.lose();
    rig.pass(secs(0.5));
    rig.feed(Input::Opened);
    let connect = rig.take("/meta/connect");
    rig.answer(&connect, &json!({}));
    assert_eq!(rig.sent_on("/meta/subscribe"), 0);
}

#[test]
fn an_unanswered_subscription_is_asked_again_after_a_resume() {
    let mut rig = Rig::new();
    let connect = rig.shaken(&json!({}));
    rig.answer(&connect, &json!({}));
    rig.lose();
    rig.pass(secs(0.5));
    rig.feed(Input::Opened);
    assert_eq!(
        rig.sent_on("/meta/subscribe"),
        0,
        "not before the client is known"
    );
    let connect = rig.take("/meta/connect");
    rig.answer(&connect, &json!({}));
    assert_eq!(rig.sent_on("/meta/subscribe"), 2);
}

#[test]
fn a_lost_connection_is_resumed_and_only_a_refusal_begins_anew() {
    let mut rig = Rig::new();
    rig.linked();
    rig.lose();
    rig.pass(secs(0.5));
    rig.feed(Input::Opened);
    assert_eq!(rig.sent_on("/meta/handshake"), 0);
    let connect = rig.take("/meta/connect");
    assert_eq!(connect["advice"], json!({"timeout": 0}));
    rig.told();
    rig.answer(
        &connect,
        &json!({"successful": false, "error": "402::Unknown client"}),
    );
    assert_eq!(names(&rig.told()), ["Connecting"], "no second wait");
    assert_eq!(rig.sent_on("/meta/disconnect"), 0, "nobody to disconnect");
    rig.shake(&json!({"clientId": "c2"}));
    assert_eq!(names(&rig.told()), ["Fresh"]);
}

#[test]
fn the_second_frame_that_ends_a_connection_ends_the_epoch() {
    let mut rig = Rig::new();
    rig.linked();
    let spoil = |rig: &mut Rig| {
        let cause = Cause::Frame("too large".to_owned());
        rig.feed(Input::Lost {
            cause,
            retry_after: None,
        });
    };
    spoil(&mut rig);
    assert_eq!(names(&rig.told()), ["Down"]);
    rig.pass(secs(0.5));
    rig.feed(Input::Opened);
    let connect = rig.take("/meta/connect");
    rig.answer(&connect, &json!({}));
    rig.told();
    spoil(&mut rig);
    assert_eq!(names(&rig.told()), ["Down", "Lost"]);
    rig.sent.clear();
    rig.pass(secs(0.8));
    rig.feed(Input::Opened);
    assert_eq!(rig.sent[0]["channel"], "/meta/disconnect");
    assert_eq!(rig.sent[0]["clientId"], "c1");
    assert_eq!(rig.sent[1]["channel"], "/meta/handshake");
}

#[test]
fn acks_follow_their_batch_in_both_forms() {
    for ack in [
        json!(true),
        json!({"enabled": true}),
        json!({"enabled": true, "batch": 0}),
    ] {
        let mut rig = Rig::new();
        let connect = rig.shaken(&json!({"ext": {"ack": ack}}));
        assert!(
            rig.told()
                .iter()
                .any(|t| matches!(t, Happening::Fresh { acked: true, .. }))
        );
        assert_eq!(connect["ext"]["ack"], 0);
        rig.answer(&connect, &json!({"ext": {"ack": 1}}));
        let connect = rig.take("/meta/connect");
        assert_eq!(connect["ext"]["ack"], 1);
        // Cut between an event and the reply that closes its batch.
        rig.frame(&json!([{"channel": "/a", "data": 1}]));
        rig.lose();
        rig.pass(secs(0.5));
        rig.feed(Input::Opened);
        let connect = rig.take("/meta/connect");
        assert_eq!(connect["ext"]["ack"], 1);
        rig.told();
        rig.answer(&connect, &json!({"ext": {"ack": 7}}));
        assert!(matches!(rig.told()[0], Happening::Resumed { acked: true }));
        let connect = rig.take("/meta/connect");
        assert_eq!(connect["ext"]["ack"], 7);
        rig.answer(
            &connect,
            &json!({"successful": false, "advice": {"reconnect": "handshake"}}),
        );
        rig.pass(secs(0.8));
        rig.shake(&json!({"ext": {"ack": true}}));
        assert_eq!(rig.take("/meta/connect")["ext"]["ack"], 0, "begun anew");
    }
}

#[test]
fn acks_are_asked_for_and_left_alone_when_not_granted() {
    let mut rig = Rig::new();
    rig.feed(Input::Opened);
    assert_eq!(rig.sent[0]["ext"], json!({"ack": true}));
    for refused in [
        json!({}),
        json!({"ack": false}),
        json!({"ack": {"enabled": false}}),
    ] {
        let mut rig = Rig::new();
        let connect = rig.shaken(&json!({"ext": refused}));
        assert!(
            rig.told()
                .iter()
                .any(|t| matches!(t, Happening::Fresh { acked: false, .. }))
        );
        assert!(connect.get("ext").is_none());
        rig.answer(&connect, &json!({"ext": {"ack": 3}}));
        assert!(rig.take("/meta/connect").get("ext").is_none());
    }
}

#[test]
fn messages_announced_with_the_handshake_come_before_the_first_connect() {
    let mut rig = Rig::new();
    rig.feed(Input::Opened);
    rig.shake(&json!({"ext": {"ack": {"enabled": true, "batch": 4}}, "x-messages": 2}));
    assert_eq!(rig.sent_on("/meta/connect"), 0);
    rig.frame(&json!([{"channel": "/a", "data": 1}]));
    assert_eq!(rig.sent_on("/meta/connect"), 0);
    rig.frame(&json!([{"channel": "/a", "data": 2}]));
    let connect = rig.take("/meta/connect");
    assert_eq!(connect["ext"]["ack"], 4);
    assert_eq!(connect["advice"]["timeout"], 0);

    let mut rig = Rig::new();
    rig.feed(Input::Opened);
    rig.shake(&json!({"ext": {"ack": {"enabled": true, "batch": 4}}, "x-messages": 2}));
    rig.pass(secs(1.0));
    let connect = rig.take("/meta/connect");
    assert_eq!(
        connect["ext"]["ack"], 0,
        "they never came, the connect must"
    );
}

#[test]
fn an_answer_without_the_reply_it_was_held_for_is_a_loss() {
    let mut rig = Rig::with(Transport::LongPolling, 1);
    let held = rig.linked();
    rig.feed(Input::Answer(Lane::Prompt, b"[]"));
    assert_eq!(rig.hang_ups, 0);
    let reply = json!([{"channel": "/meta/connect", "id": held["id"], "successful": true}]);
    rig.feed(Input::Answer(Lane::Held, reply.to_string().as_bytes()));
    assert_eq!(rig.hang_ups, 0);
    rig.feed(Input::Answer(Lane::Held, b"[]"));
    assert!(matches!(rig.down().0, Cause::Protocol(_)));
}

#[test]
fn a_connect_that_acknowledges_events_follows_their_handover() {
    let outputs = |session: &mut Session| {
        let mut said = Vec::new();
        while let Some(output) = session.next_output() {
            said.push(match output {
                Output::Tell(told) => names(&[told]).remove(0),
                Output::Send { text, .. } => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    frame[0]["channel"].as_str().unwrap().to_owned()
                }
                other => format!("{other:?}"),
            });
        }
        said
    };
    for acked in [true, false] {
        let mut rig = Rig::new();
        let connect = rig.shaken(&json!({"ext": {"ack": acked}}));
        rig.answer(&connect, &json!({"ext": {"ack": 1}}));
        let held = rig.take("/meta/connect");
        let batch = json!([
            {"channel": "/a", "data": 1},
            {"channel": "/a", "data": 2},
            {"channel": "/meta/connect", "id": held["id"], "successful": true, "ext": {"ack": 2}},
        ]);
        rig.session.feed(Input::Frame(&batch.to_string()), rig.now);
        let expected: &[&str] = if acked {
            &["Event", "Event", "Handover", "/meta/connect"]
        } else {
            &["Event", "Event", "/meta/connect"]
        };
        assert_eq!(outputs(&mut rig.session), expected);
        // Nothing new to be taken: nothing to wait for.
        let held = json!([{"channel": "/meta/connect", "successful": true, "ext": {"ack": 2}}]);
        rig.session.feed(Input::Frame(&held.to_string()), rig.now);
        assert_eq!(outputs(&mut rig.session), ["/meta/connect"]);
    }
}

#[test]
fn replies_and_events_may_come_in_any_order_and_batch() {
    // The parts of one exchange, the reply to the connect closing batch 2.
    let order = |parts: &[usize], whole: bool| {
        let mut rig = Rig::new();
        rig.feed(Input::Opened);
        rig.shake(&json!({"ext": {"ack": true}}));
        let asked = rig.sent.clone();
        rig.told();
        let reply = |n: usize, ack: Option<u64>| {
            let mut reply = json!({"channel": asked[n]["channel"], "id": asked[n]["id"],
                "successful": true, "subscription": asked[n]["subscription"]});
            if let Some(ack) = ack {
                reply["ext"] = json!({"ack": ack});
            }
            reply
        };
        // An event with the id of each request, which must not pass for its reply.
        let messages = [
            reply(0, None),
            reply(1, None),
            reply(2, Some(2)),
            json!({"channel": "/v2/me/x", "id": asked[0]["id"], "data": 0}),
            json!({"channel": "/v2/me/x", "id": asked[2]["id"], "data": {"successful": false,
                "advice": {"reconnect": "none"}}}),
        ];
        let messages: Vec<&Value> = parts.iter().map(|n| &messages[*n]).collect();
        if whole {
            rig.frame(&json!(messages));
        } else {
            for message in messages {
                rig.frame(message);
            }
        }
        let mut told = names(&rig.told());
        told.sort();
        assert_eq!(
            told,
            ["Event", "Event", "Subscribed", "Subscribed"],
            "{parts:?}"
        );
        let next = rig.take("/meta/connect");
        assert_ne!(next["id"], asked[2]["id"]);
        assert_eq!(next["ext"]["ack"], 2, "{parts:?}");
        rig.pass(secs(9.9));
        assert_eq!(rig.hang_ups, 0, "{parts:?}");
    };
    let mut tried = 0;
    for code in 0..5_usize.pow(5) {
        let parts: Vec<usize> = (0..5).map(|n| code / 5_usize.pow(n) % 5).collect();
        if (0..5).all(|part| parts.contains(&part)) {
            tried += 1;
            order(&parts, true);
            order(&parts, false);
        }
    }
    assert_eq!(tried, 120);
}

#[test]
fn a_batch_delivered_twice_is_told_twice_and_acknowledged_by_its_number() {
    let mut rig = Rig::new();
    let connect = rig.shaken(&json!({"ext": {"ack": {"enabled": true, "batch": 0}}}));
    rig.answer(&connect, &json!({"ext": {"ack": 1}}));
    rig.take("/meta/connect");
    let event = json!({"channel": "/a", "data": 1});
    // Cut before the reply that closes batch 2, twice; the server delivers it anew each time.
    for _ in 0..2 {
        rig.told();
        rig.frame(&json!([event]));
        assert_eq!(names(&rig.told()), ["Event"]);
        rig.lose();
        rig.feed(Input::Order(Order::Retry));
        rig.feed(Input::Opened);
        assert_eq!(rig.take("/meta/connect")["ext"]["ack"], 1);
    }
    rig.frame(&json!([event]));
    rig.frame(&json!([{"channel": "/meta/connect", "successful": true, "ext": {"ack": 2}}]));
    assert_eq!(rig.take("/meta/connect")["ext"]["ack"], 2);
    // A reply that says nothing of batches leaves the number as it is.
    rig.frame(&json!([{"channel": "/meta/connect", "successful": true}]));
    assert_eq!(rig.take("/meta/connect")["ext"]["ack"], 2);
}
