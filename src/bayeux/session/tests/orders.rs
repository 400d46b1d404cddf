//! What the consumer orders, in every phase.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;

/// A session in each phase, by name.
fn phases() -> Vec<(&'static str, Rig)> {
    let mut handshaking = Rig::new();
    handshaking.feed(Input::Opened);
    let mut linked = Rig::new();
    linked.linked();
    let mut waiting = Rig::new();
    waiting.linked();
    waiting.lose();
    let mut reopening = Rig::new();
    reopening.linked();
    reopening.lose();
    reopening.feed(Input::Order(Order::Retry));
    let mut pausing = Rig::new();
    let held = pausing.linked();
    pausing.answer(
        &held,
        &json!({"successful": false, "advice": {"reconnect": "retry"}}),
    );
    let mut halted = Rig::new();
    halted.linked();
    halted.feed(Input::Unauthorized { status: 401 });
    let mut rigs = vec![
        ("opening", Rig::new()),
        ("handshaking", handshaking),
        ("linked", linked),
        ("waiting", waiting),
        ("reopening", reopening),
        ("pausing", pausing),
        ("halted", halted),
    ];
    for (_, rig) in &mut rigs {
        rig.told();
        rig.sent.clear();
        rig.opens = 0;
        rig.hang_ups = 0;
    }
    rigs
}

#[test]
fn stop_takes_leave_where_there_is_somebody_to_leave() {
    for (phase, mut rig) in phases() {
        rig.feed(Input::Order(Order::Stop));
        let farewell = matches!(phase, "linked" | "pausing");
        assert_eq!(
            rig.sent_on("/meta/disconnect"),
            usize::from(farewell),
            "{phase}"
        );
        if farewell {
            assert!(!rig.session.is_closed());
            let disconnect = rig.take("/meta/disconnect");
            // CometD answers the held connect too, before or after.
            rig.frame(&json!([{"channel": "/meta/connect", "successful": true,
                "advice": {"reconnect": "none"}}]));
            rig.answer(&disconnect, &json!({}));
        }
        assert!(rig.session.is_closed(), "{phase}");
        assert_eq!(names(&rig.told()), ["Closed"], "{phase}");
        assert_eq!(rig.hang_ups, 1, "{phase}");
        for order in [Order::Stop, Order::Restart, Order::Retry] {
            rig.feed(Input::Order(order));
        }
        assert!(rig.told().is_empty() && rig.opens == 0, "{phase}");
    }
}

#[test]
fn restart_handshakes_from_everywhere_and_leaves_the_old_client_first() {
    for (phase, mut rig) in phases() {
        rig.feed(Input::Order(Order::Restart));
        match phase {
            "waiting" | "halted" => assert_eq!(rig.opens, 1, "{phase}"),
            _ => assert_eq!(rig.opens, 0, "{phase}"),
        }
        rig.feed(Input::Opened);
        let channels: Vec<&str> = rig
            .sent
            .iter()
            .map(|m| m["channel"].as_str().unwrap())
            .collect();
        match phase {
            "opening" => assert_eq!(channels, ["/meta/handshake"]),
            "handshaking" => assert!(channels.is_empty(), "it is under way"),
            _ => assert_eq!(channels, ["/meta/disconnect", "/meta/handshake"], "{phase}"),
        }
        assert_eq!(rig.hang_ups, 0, "{phase}");
    }
}

#[test]
fn retry_ends_waits_and_nothing_else() {
    for (phase, mut rig) in phases() {
        rig.feed(Input::Order(Order::Retry));
        let opens = usize::from(matches!(phase, "waiting" | "halted"));
        assert_eq!(rig.opens, opens, "{phase}");
        let connects = usize::from(phase == "pausing");
        assert_eq!(rig.sent_on("/meta/connect"), connects, "{phase}");
        assert_eq!(rig.sent_on("/meta/handshake"), 0, "{phase}");
    }
}

#[test]
fn unauthorized_waits_for_an_order_and_then_resumes() {
    let mut rig = Rig::new();
    rig.linked();
    rig.feed(Input::Unauthorized { status: 403 });
    assert!(matches!(
        rig.told()[..],
        [Happening::Unauthorized { status: 403 }]
    ));
    assert_eq!((rig.hang_ups, rig.session.wake_at()), (1, None));
    rig.feed(Input::Order(Order::Retry));
    rig.feed(Input::Opened);
    assert_eq!(rig.take("/meta/connect")["clientId"], "c1");
}

#[test]
fn a_socket_lost_in_a_pause_does_not_shorten_it() {
    let mut rig = Rig::new();
    let held = rig.linked();
    rig.answer(&held, &json!({"successful": false, "error": "402::x"}));
    let (_, wait) = rig.down();
    rig.lose();
    assert!(rig.told().is_empty(), "it is down already");
    assert_eq!(rig.session.wake_at(), Some(rig.now + wait));
    rig.pass(wait);
    rig.feed(Input::Opened);
    rig.take("/meta/handshake");
}

#[test]
fn a_reopening_replaces_whatever_is_open_at_once() {
    let asleep = secs(3600.0);
    for (phase, mut rig) in phases() {
        rig.feed(Input::Order(Order::Reopen { asleep }));
        let (opens, hang_ups) = match phase {
            "halted" => (0, 0),
            "waiting" => (1, 0),
            _ => (1, 1),
        };
        assert_eq!((rig.opens, rig.hang_ups), (opens, hang_ups), "{phase}");
        assert!(
            rig.told()
                .iter()
                .all(|t| !matches!(t, Happening::Down { .. })),
            "{phase}: no loss"
        );
        if opens == 0 {
            continue;
        }
        rig.feed(Input::Opened);
        // Whoever had a client id asks for it again.
        let known = !matches!(phase, "opening" | "handshaking");
        assert_eq!(rig.sent_on("/meta/connect"), usize::from(known), "{phase}");
        assert_eq!(
            rig.sent_on("/meta/handshake"),
            usize::from(!known),
            "{phase}"
        );
    }
}

#[test]
fn a_reopening_shortens_a_wait_by_the_time_asleep() {
    let mut rig = Rig::new();
    rig.feed(Input::Lost {
        cause: Cause::Status { status: 503 },
        retry_after: Some(secs(40.0)),
    });
    rig.opens = 0;
    rig.feed(Input::Order(Order::Reopen { asleep: secs(10.0) }));
    rig.pass(secs(29.0));
    assert_eq!(rig.opens, 0);
    rig.pass(secs(1.0));
    assert_eq!(rig.opens, 1);
}

#[test]
fn reopenings_do_not_count_against_the_websocket() {
    let mut rig = Rig::with(Choice::Auto, 3);
    rig.session.witness(Rest::Answers);
    for _ in 0..5 {
        rig.linked();
        rig.feed(Input::Order(Order::Reopen { asleep: secs(60.0) }));
        rig.feed(Input::Order(Order::Restart));
        rig.sent.clear();
    }
    assert_eq!(rig.opening, Some(Transport::WebSocket));
    assert_eq!(rig.session.backoff.attempt(), 0);
}
