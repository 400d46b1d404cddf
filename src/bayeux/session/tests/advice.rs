//! What the server advises, in every form.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;

/// What follows a connect refused in this way: the next message and the transport's fate.
fn after_refusal(more: &Value) -> (Rig, Vec<Happening>) {
    let mut rig = Rig::new();
    let held = rig.linked();
    let mut refusal = json!({"successful": false});
    for (key, value) in more.as_object().unwrap() {
        refusal[key] = value.clone();
    }
    rig.answer(&held, &refusal);
    let told = rig.told();
    rig.pass(secs(0.5));
    (rig, told)
}

#[test]
fn the_advice_of_a_failed_connect_decides_over_its_code() {
    let (mut rig, told) = after_refusal(&json!({
        "error": "402::Unknown client", "advice": {"reconnect": "retry", "interval": 0}}));
    assert_eq!(names(&told), ["Down"]);
    let connect = rig.take("/meta/connect");
    assert_eq!(
        (&connect["clientId"], &connect["advice"]),
        (&json!("c1"), &json!({"timeout": 0}))
    );
    rig.answer(&connect, &json!({}));
    assert_eq!(names(&rig.told()), ["Connecting", "Resumed"]);
    assert_eq!(rig.hang_ups, 0);

    let (mut rig, _) = after_refusal(&json!({
        "error": "500::overload", "advice": {"reconnect": "handshake"}}));
    rig.take("/meta/handshake");
    assert_eq!((rig.hang_ups, rig.opens), (0, 1), "the same socket");

    let (mut rig, told) = after_refusal(&json!({
        "error": "402::Unknown client", "advice": {"reconnect": "none"}}));
    let [Happening::Stopped { why }] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(why, "402::Unknown client");
    assert_eq!((rig.hang_ups, rig.session.wake_at()), (1, None));
    rig.feed(Input::Order(Order::Retry));
    rig.feed(Input::Opened);
    rig.take("/meta/handshake");
}

#[test]
fn without_advice_only_the_codes_of_an_unknown_client_handshake() {
    for (error, channel) in [
        ("401:c1:Unknown client", "/meta/handshake"),
        ("402::session_unknown", "/meta/handshake"),
        ("403::Unknown client", "/meta/handshake"),
        ("404::what", "/meta/connect"),
        ("500::overload", "/meta/connect"),
        ("Unknown client", "/meta/connect"),
        ("", "/meta/connect"),
    ] {
        let (mut rig, _) = after_refusal(&json!({"error": error}));
        rig.take(channel);
    }
    let (mut rig, _) = after_refusal(&json!({}));
    rig.take("/meta/connect");
    let (mut rig, _) = after_refusal(&json!({"error": 402}));
    rig.take("/meta/handshake");
}

#[test]
fn advice_may_be_partial_unknown_or_of_any_type() {
    for advice in [
        json!({}),
        json!({"reconnect": "sideways", "interval": "soon", "timeout": null}),
        json!({"reconnect": 1, "interval": -5, "timeout": 1e300}),
        json!({"hosts": [], "multiple-clients": "true", "maxInterval": 1}),
        json!("retry"),
        json!(null),
        json!([]),
    ] {
        let mut rig = Rig::new();
        let held = rig.linked();
        rig.answer(&held, &json!({"advice": advice}));
        let next = rig.take("/meta/connect");
        assert_ne!(next["id"], held["id"], "{advice}");
        assert!(rig.told().is_empty(), "{advice}");
    }
}

#[test]
fn none_alone_stops_even_a_successful_connect() {
    let mut rig = Rig::new();
    let held = rig.linked();
    rig.answer(&held, &json!({"advice": {"reconnect": "none"}}));
    assert_eq!(names(&rig.told()), ["Stopped"]);
    assert_eq!(rig.session.wake_at(), None);
}

#[test]
fn the_interval_is_a_floor_for_the_next_connect_and_for_retries() {
    let mut rig = Rig::new();
    let held = rig.linked();
    rig.answer(
        &held,
        &json!({"advice": {"reconnect": "retry", "interval": 2500}}),
    );
    rig.pass(secs(2.4));
    assert_eq!(rig.sent_on("/meta/connect"), 0);
    rig.pass(secs(0.1));
    let held = rig.take("/meta/connect");
    rig.lose();
    assert!(rig.down().1 >= secs(2.5));
    // An advice that leaves it out takes it back.
    rig.pass(secs(3.0));
    rig.feed(Input::Opened);
    let connect = rig.take("/meta/connect");
    assert_ne!(connect["id"], held["id"]);
    rig.answer(&connect, &json!({"advice": {"reconnect": "retry"}}));
    rig.take("/meta/connect");
}

#[test]
fn a_long_interval_is_no_silence() {
    let mut rig = Rig::new();
    let held = rig.linked();
    rig.answer(&held, &json!({"advice": {"interval": 60000}}));
    rig.pass(secs(59.0));
    assert!(rig.told().is_empty());
    rig.pass(secs(1.0));
    rig.take("/meta/connect");
    rig.pass(secs(14.9));
    assert!(rig.told().is_empty());
}

#[test]
fn a_failed_handshake_is_tried_again_unless_told_not_to() {
    for advice in [
        json!(null),
        json!({"reconnect": "retry"}),
        json!({"reconnect": "handshake"}),
    ] {
        let mut rig = Rig::new();
        rig.feed(Input::Opened);
        let handshake = rig.take("/meta/handshake");
        let more = json!({"successful": false, "error": "403::no", "advice": advice});
        rig.answer(&handshake, &more);
        let (cause, wait) = rig.down();
        assert_eq!(cause, Cause::Refused("403::no".to_owned()));
        rig.pass(wait);
        rig.take("/meta/handshake");
    }
    let mut rig = Rig::new();
    rig.feed(Input::Opened);
    let handshake = rig.take("/meta/handshake");
    let more = json!({"successful": false, "error": "403::no", "advice": {"reconnect": "none"}});
    rig.answer(&handshake, &more);
    assert!(names(&rig.told()).contains(&"Stopped".to_owned()));
}

#[test]
fn a_server_that_forgets_every_client_is_asked_less_and_less() {
    let mut rig = Rig::new();
    let mut waits = Vec::new();
    rig.feed(Input::Opened);
    for _ in 0..12 {
        rig.shake(&json!({}));
        let connect = rig.take("/meta/connect");
        rig.answer(
            &connect,
            &json!({"successful": false, "error": "402::x",
            "advice": {"reconnect": "handshake"}}),
        );
        let (_, wait) = rig.down();
        waits.push(wait);
        rig.pass(wait);
    }
    assert!(
        waits[6..].iter().sum::<Duration>() > secs(20.0),
        "{waits:?}"
    );
}

#[test]
fn a_server_that_does_not_hold_is_not_hammered() {
    let mut rig = Rig::new();
    let mut held = rig.linked();
    for _ in 0..2 {
        rig.answer(&held, &json!({}));
        held = rig.take("/meta/connect");
    }
    rig.answer(&held, &json!({}));
    assert_eq!(rig.sent_on("/meta/connect"), 0);
    rig.pass(secs(1.0));
    let held = rig.take("/meta/connect");
    // With an event there is reason enough to answer at once.
    rig.frame(&json!([{"channel": "/a", "data": 1}]));
    rig.answer(&held, &json!({}));
    rig.take("/meta/connect");
}

#[test]
fn a_handshake_without_our_transport_or_a_client_id_is_none() {
    let mut rig = Rig::new();
    rig.feed(Input::Opened);
    rig.shake(&json!({"supportedConnectionTypes": ["long-polling", "callback-polling"]}));
    let offered = vec!["long-polling".to_owned(), "callback-polling".to_owned()];
    assert_eq!(rig.down().0, Cause::TransportNotOffered { offered });

    let mut rig = Rig::new();
    rig.feed(Input::Opened);
    let handshake = rig.take("/meta/handshake");
    rig.answer(&handshake, &json!({}));
    assert!(matches!(rig.down().0, Cause::Protocol(_)));
}
