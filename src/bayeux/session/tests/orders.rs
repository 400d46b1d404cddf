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
