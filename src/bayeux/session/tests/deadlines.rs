//! Every state ends by itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;
use crate::bayeux::Health;

#[test]
fn opening_ends_after_ten_seconds() {
    let mut rig = Rig::new();
    rig.pass(secs(9.9));
    assert_eq!(rig.hang_ups, 0);
    rig.now += secs(0.1);
    rig.feed(Input::Timer);
    assert_eq!(rig.hang_ups, 1);
    assert_eq!(rig.down().0, Cause::TimedOut(Step::Open));
}

#[test]
fn opening_and_handshaking_share_ten_seconds() {
    let mut rig = Rig::new();
    rig.pass(secs(6.0));
    rig.feed(Input::Opened);
    rig.pass(secs(3.9));
    assert_eq!(rig.hang_ups, 0);
    rig.now += secs(0.1);
    rig.feed(Input::Timer);
    assert_eq!(rig.down().0, Cause::TimedOut(Step::Handshake));
}

#[test]
fn opening_and_resuming_share_ten_seconds_and_then_begin_anew() {
    for transport in [Transport::WebSocket, Transport::LongPolling] {
        let mut rig = Rig::with(transport, 3);
        rig.linked();
        rig.lose();
        let (_, wait) = rig.down();
        rig.pass(wait);
        rig.pass(secs(6.0));
        rig.feed(Input::Opened);
        assert_eq!(rig.take("/meta/connect")["clientId"], "c1");
        rig.pass(secs(3.9));
        assert_eq!(rig.hang_ups, 1, "{transport:?}");
        rig.now += secs(0.1);
        rig.feed(Input::Timer);
        let (cause, wait) = rig.down();
        assert_eq!(cause, Cause::TimedOut(Step::Resume), "{transport:?}");
        // A server that holds what asks not to be held would do so for ever.
        rig.pass(wait);
        rig.feed(Input::Opened);
        rig.take("/meta/handshake");
        assert!(rig.sent.is_empty());
    }
}

#[test]
fn an_answered_resume_has_no_deadline_left() {
    let mut rig = Rig::new();
    rig.linked();
    rig.lose();
    let (_, wait) = rig.down();
    rig.pass(wait);
    rig.feed(Input::Opened);
    let resume = rig.take("/meta/connect");
    rig.answer(&resume, &json!({}));
    rig.told();
    rig.sent.clear();
    rig.pass(secs(9.0));
    let subscribed: Vec<Value> = rig.frames.last().unwrap().1.clone();
    assert!(!subscribed.is_empty());
    rig.pass(secs(5.9));
    assert!(rig.told().is_empty(), "the held connect has the hold");
}

#[test]
fn a_subscription_is_answered_within_ten_seconds() {
    let mut rig = Rig::new();
    let connect = rig.shaken(&json!({}));
    rig.answer(&connect, &json!({}));
    rig.pass(secs(9.0));
    let held = rig.take("/meta/connect");
    rig.answer(&held, &json!({}));
    assert_eq!(rig.hang_ups, 0);
    rig.now += secs(1.0);
    rig.feed(Input::Timer);
    assert_eq!(rig.down().0, Cause::TimedOut(Step::Subscribe));
}

#[test]
fn silence_is_late_after_fifteen_seconds_and_dead_after_twenty() {
    let mut rig = Rig::new();
    rig.linked();
    let heard = rig.now;
    rig.pass(secs(14.9));
    assert!(rig.told().is_empty());
    rig.pass(secs(0.1));
    let told = rig.told();
    let [Happening::Health(Health::Late { since })] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(*since, heard);
    rig.now += secs(5.0);
    rig.feed(Input::Timer);
    assert_eq!(rig.down().0, Cause::Silent(secs(20.0)));
    assert_eq!(rig.hang_ups, 1);
}

#[test]
fn a_late_server_that_speaks_is_alive() {
    let mut rig = Rig::new();
    let held = rig.linked();
    rig.pass(secs(16.0));
    rig.told();
    rig.answer(&held, &json!({}));
    assert!(matches!(rig.told()[..], [Happening::Health(Health::Alive)]));
    rig.pass(secs(14.9));
    assert!(rig.told().is_empty());
}

#[test]
fn frames_without_a_message_are_no_life() {
    let mut rig = Rig::new();
    rig.linked();
    rig.pass(secs(14.0));
    rig.frame(&json!([]));
    rig.feed(Input::Frame(" "));
    rig.pass(secs(1.0));
    assert_eq!(names(&rig.told()), ["Health"]);
}

#[test]
fn events_do_not_excuse_a_connect_that_is_never_answered() {
    let mut rig = Rig::new();
    rig.linked();
    for _ in 0..19 {
        rig.pass(secs(1.0));
        rig.frame(&json!([{"channel": "/a", "data": 1}]));
    }
    assert!(
        rig.told()
            .iter()
            .all(|t| matches!(t, Happening::Event { .. }))
    );
    rig.now += secs(1.0);
    rig.feed(Input::Timer);
    assert_eq!(rig.down().0, Cause::TimedOut(Step::Connect));
}

#[test]
fn a_server_that_holds_for_longer_than_asked_is_given_its_own_time() {
    let mut rig = Rig::new();
    rig.linked();
    rig.pass(secs(20.0));
    let (cause, wait) = rig.down();
    assert!(matches!(cause, Cause::Silent(_)));
    rig.pass(wait);
    rig.feed(Input::Opened);
    let resume = rig.take("/meta/connect");
    rig.answer(&resume, &json!({}));
    let held = rig.take("/meta/connect");
    rig.told();
    // The server's own 30 s and the same allowances.
    rig.pass(secs(34.9));
    assert!(rig.told().is_empty());
    rig.answer(&held, &json!({}));
    // One that then answers as asked is held to it again.
    let held = rig.take("/meta/connect");
    rig.pass(secs(10.1));
    rig.answer(&held, &json!({}));
    rig.told();
    rig.pass(secs(15.0));
    assert_eq!(names(&rig.told()), ["Health"]);
}

#[test]
fn a_silent_server_that_promised_no_longer_hold_gets_no_longer() {
    let mut rig = Rig::new();
    let connect = rig.shaken(&json!({"advice": {"reconnect": "retry", "timeout": 3000}}));
    rig.answer(&connect, &json!({}));
    rig.sent.clear();
    for subscription in &mut rig.session.identity.as_mut().unwrap().subscriptions {
        subscription.state = super::super::phase::Asked::Settled;
    }
    if let super::super::Phase::Linked(link) = &mut rig.session.phase {
        link.subscribe_by = None;
    }
    rig.pass(secs(20.0));
    assert_eq!(rig.session.hold(), secs(10.0));
}

#[test]
fn time_in_which_nobody_listened_is_no_silence() {
    let mut rig = Rig::new();
    rig.linked();
    rig.now += secs(60.0);
    rig.session.excuse(secs(60.0));
    rig.feed(Input::Timer);
    rig.pass(secs(14.9));
    assert!(rig.told().is_empty());
    rig.pass(secs(0.1));
    assert_eq!(names(&rig.told()), ["Health"]);
}

#[test]
fn an_unanswered_disconnect_closes_soon() {
    let mut rig = Rig::new();
    rig.linked();
    rig.feed(Input::Order(Order::Stop));
    assert!(!rig.session.is_closed());
    rig.pass(secs(0.5));
    assert!(rig.session.is_closed());
    assert_eq!(names(&rig.told()), ["Closed"]);
    assert_eq!(rig.session.wake_at(), None);
}

#[test]
fn retries_grow_with_full_jitter_and_forget_only_after_health() {
    const BOUNDS: [f64; 9] = [0.5, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30.0, 30.0];
    let mut longest = [0.0_f64; 9];
    for seed in 0..60 {
        let mut rig = Rig::with(Transport::WebSocket, seed);
        for (attempt, bound) in BOUNDS.iter().enumerate() {
            rig.lose();
            let (_, wait) = rig.down();
            assert!(wait <= secs(*bound), "{attempt}: {wait:?}");
            longest[attempt] = longest[attempt].max(wait.as_secs_f64() / bound);
            rig.pass(wait);
            assert_eq!(rig.opens, attempt + 2);
        }
    }
    assert!(longest.iter().all(|share| *share > 0.8), "{longest:?}");
}

#[test]
fn only_two_minutes_of_health_forget_the_failures() {
    for (healthy, forgotten) in [(119.0, false), (121.0, true)] {
        let mut rig = Rig::new();
        for _ in 0..5 {
            rig.lose();
            let (_, wait) = rig.down();
            rig.pass(wait);
        }
        let mut held = rig.linked();
        let end = rig.now + secs(healthy);
        while rig.now < end {
            rig.pass(secs(10.0).min(end - rig.now));
            rig.answer(&held, &json!({}));
            held = rig.take("/meta/connect");
        }
        rig.lose();
        let expected = if forgotten { 1 } else { 6 };
        assert_eq!(rig.session.backoff.attempt(), expected, "{healthy}");
    }
}

#[test]
fn retry_after_is_a_floor() {
    let mut rig = Rig::new();
    rig.feed(Input::Lost {
        cause: Cause::Status { status: 503 },
        retry_after: Some(secs(40.0)),
    });
    assert_eq!(rig.down().1, secs(40.0));
}

#[test]
fn what_we_write_is_no_life() {
    let mut rig = Rig::new();
    rig.linked();
    // Half the silence passes, then we write: the old subscriptions again, as after a resume.
    rig.pass(secs(8.0));
    for subscription in &mut rig.session.identity.as_mut().unwrap().subscriptions {
        subscription.state = super::super::phase::Asked::Not;
    }
    rig.session.subscribe(rig.now);
    rig.drain();
    assert_eq!(rig.sent_on("/meta/subscribe"), 2);
    rig.pass(secs(6.9));
    assert!(rig.told().is_empty());
    rig.pass(secs(0.1));
    assert_eq!(names(&rig.told()), ["Health"], "late at 15 s all the same");
}
