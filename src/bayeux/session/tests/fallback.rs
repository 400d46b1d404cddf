//! When `auto` gives the websocket up, and when it does not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;
use crate::bayeux::Unfit;

fn auto(rest: Rest) -> Rig {
    let mut rig = Rig::with(Choice::Auto, 3);
    rig.session.witness(rest);
    rig
}

fn fail(rig: &mut Rig, cause: Cause) {
    rig.feed(Input::Lost {
        cause,
        retry_after: None,
    });
}

/// What was told of falling back; forgets all told so far.
fn fell(rig: &mut Rig) -> Option<Unfit> {
    let told = rig.told();
    let fell = told.iter().find_map(|told| match told {
        Happening::FellBack { why } => Some(*why),
        _ => None,
    });
    let names = names(&told);
    if fell.is_some() {
        let ends = [vec!["Down", "FellBack"], vec!["Lost", "FellBack"]];
        assert!(
            ends.iter().any(
                |end| names.ends_with(&end.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>())
            ),
            "{names:?}"
        );
    }
    fell
}

/// The next attempt is begun.
fn reopen(rig: &mut Rig) -> Transport {
    let opens = rig.opens;
    rig.pass(secs(30.0));
    assert!(rig.opens > opens, "no attempt");
    rig.opening.unwrap()
}

#[test]
fn a_status_that_is_no_answer_to_an_upgrade_decides_at_once() {
    for status in 200..600 {
        let kept = matches!(status, 401 | 403 | 429 | 500..);
        for rest in [Rest::Unknown, Rest::Answers] {
            let mut rig = auto(rest);
            assert_eq!(rig.opening, Some(Transport::WebSocket));
            fail(&mut rig, Cause::UpgradeRefused { status });
            let expected = (!kept).then_some(Unfit::Refused { status });
            assert_eq!(fell(&mut rig), expected);
        }
    }
}

#[test]
fn long_polling_is_for_good_and_begins_with_a_handshake() {
    let mut rig = auto(Rest::Answers);
    fail(&mut rig, Cause::UpgradeRefused { status: 404 });
    assert_eq!(fell(&mut rig), Some(Unfit::Refused { status: 404 }));
    let wait = rig.session.wake_at().unwrap() - rig.now;
    assert!(wait <= secs(0.5), "{wait:?}");
    rig.pass(wait);
    assert_eq!(rig.opening, Some(Transport::LongPolling));
    rig.feed(Input::Opened);
    let handshake = rig.take("/meta/handshake");
    assert_eq!(
        handshake["supportedConnectionTypes"],
        json!(["long-polling"])
    );
    let connect = {
        rig.answer(&handshake, &json!({"clientId": "c1"}));
        rig.take("/meta/connect")
    };
    assert_eq!(connect["connectionType"], "long-polling");
    rig.answer(&connect, &json!({}));
    assert!(rig.told().iter().any(|told| matches!(
        told,
        Happening::Fresh {
            transport: Transport::LongPolling,
            ..
        }
    )));
    for order in [
        None,
        Some(Order::Restart),
        None,
        Some(Order::Retry),
        None,
        None,
    ] {
        match order {
            Some(order) => rig.feed(Input::Order(order)),
            None => rig.lose(),
        }
        rig.pass(secs(0.4));
        assert_eq!(fell(&mut rig), None);
        assert_eq!(rig.opening, Some(Transport::LongPolling));
    }
}

#[test]
fn a_handshake_without_the_websocket_decides_whether_it_succeeded_or_not() {
    let offer = json!(["long-polling", "callback-polling"]);
    for successful in [true, false] {
        let mut rig = auto(Rest::Unknown);
        rig.feed(Input::Opened);
        let handshake = rig.take("/meta/handshake");
        assert_eq!(
            handshake["supportedConnectionTypes"],
            json!(["websocket", "long-polling"])
        );
        let mut reply = json!({"successful": successful, "supportedConnectionTypes": offer,
            "error": "301:websocket:Connection types not supported"});
        if successful {
            reply["clientId"] = json!("c1");
        }
        rig.answer(&handshake, &reply);
        assert_eq!(fell(&mut rig), Some(Unfit::NotOffered));
        rig.sent.clear();
        assert_eq!(reopen(&mut rig), Transport::LongPolling);
        rig.feed(Input::Opened);
        // The server need not wait for the client it has just made.
        assert_eq!(rig.sent_on("/meta/disconnect"), usize::from(successful));
        rig.take("/meta/handshake");
    }
    for reply in [
        json!({"clientId": "c1"}),
        json!({"clientId": "c1", "supportedConnectionTypes": ["websocket"]}),
        json!({"clientId": "c1", "supportedConnectionTypes": "none of your business"}),
        json!({"successful": false, "error": "403::denied"}),
        json!({"successful": false, "supportedConnectionTypes": ["websocket", "long-polling"]}),
        json!({"successful": false, "supportedConnectionTypes": [], "advice": {"reconnect": "none"}}),
    ] {
        let mut rig = auto(Rest::Answers);
        rig.feed(Input::Opened);
        let handshake = rig.take("/meta/handshake");
        rig.answer(&handshake, &reply);
        assert_eq!(fell(&mut rig), None, "{reply}");
    }
}

#[test]
fn two_upgrades_in_a_row_must_time_out_while_rest_answers() {
    let time_out = |rig: &mut Rig| {
        rig.pass(secs(10.0));
        rig.feed(Input::Timer);
        fell(rig)
    };
    let mut rig = auto(Rest::Answers);
    assert_eq!(time_out(&mut rig), None);
    rig.feed(Input::Order(Order::Retry));
    assert_eq!(time_out(&mut rig), Some(Unfit::TimedOut));
    assert_eq!(reopen(&mut rig), Transport::LongPolling);

    // REST is silent too: the server is down.
    let mut rig = auto(Rest::Unknown);
    for _ in 0..10 {
        assert_eq!(time_out(&mut rig), None);
        rig.feed(Input::Order(Order::Retry));
    }
    // And what timed out then does not count later.
    rig.session.witness(Rest::Answers);
    assert_eq!(time_out(&mut rig), None);

    // An upgrade in between: not in a row.
    rig.feed(Input::Order(Order::Retry));
    rig.feed(Input::Opened);
    rig.lose();
    fell(&mut rig);
    rig.feed(Input::Order(Order::Retry));
    assert_eq!(time_out(&mut rig), None);
}

#[test]
fn three_losses_within_five_minutes_while_rest_answers() {
    let lose = |rig: &mut Rig| {
        if rig.session.wake_at().is_some() {
            rig.feed(Input::Order(Order::Retry));
        }
        rig.feed(Input::Opened);
        rig.lose();
        fell(rig)
    };
    let mut rig = auto(Rest::Answers);
    assert_eq!(lose(&mut rig), None);
    assert_eq!(lose(&mut rig), None);
    assert_eq!(lose(&mut rig), Some(Unfit::Unsteady));
    assert_eq!(reopen(&mut rig), Transport::LongPolling);

    // One every three minutes is life.
    let mut rig = auto(Rest::Answers);
    for _ in 0..6 {
        assert_eq!(lose(&mut rig), None);
        rig.now += secs(180.0);
    }
    // Neither are those the whole server shared.
    let mut rig = auto(Rest::Answers);
    lose(&mut rig);
    lose(&mut rig);
    rig.session.witness(Rest::Unknown);
    for _ in 0..3 {
        assert_eq!(lose(&mut rig), None);
    }
}

#[test]
fn every_way_to_lose_a_websocket_counts_and_nothing_else() {
    let closed = Cause::Closed {
        code: Some(1011),
        reason: String::new(),
    };
    let counts = [
        (true, true, Cause::Broken("cut".to_owned())),
        (true, true, closed),
        (true, true, Cause::Frame("garbled".to_owned())),
        (false, true, Cause::UpgradeFailed("cut".to_owned())),
        (false, false, Cause::Unreachable("refused".to_owned())),
        (false, false, Cause::Tls("expired".to_owned())),
        (false, false, Cause::UpgradeRefused { status: 503 }),
        (false, false, Cause::UpgradeRefused { status: 429 }),
    ];
    for (open, counts, cause) in counts {
        let mut rig = auto(Rest::Answers);
        let mut why = None;
        for _ in 0..6 {
            if open && rig.opening == Some(Transport::WebSocket) {
                rig.feed(Input::Opened);
            }
            fail(&mut rig, cause.clone());
            why = why.or(fell(&mut rig));
            rig.feed(Input::Order(Order::Retry));
        }
        assert_eq!(why, counts.then_some(Unfit::Unsteady), "{cause}");
    }
    // Silence, of the handshake or of a held connect, is a loss as well.
    let mut rig = auto(Rest::Answers);
    for _ in 0..2 {
        rig.feed(Input::Opened);
        rig.pass(secs(10.0));
        assert_eq!(rig.down().0, Cause::TimedOut(Step::Handshake));
        rig.feed(Input::Order(Order::Retry));
    }
    rig.linked();
    rig.now += secs(20.0);
    rig.feed(Input::Timer);
    assert_eq!(fell(&mut rig), Some(Unfit::Unsteady));
}

#[test]
fn a_transport_that_was_chosen_stays() {
    for transport in [Transport::WebSocket, Transport::LongPolling] {
        let mut rig = Rig::with(transport, 3);
        rig.session.witness(Rest::Answers);
        for _ in 0..4 {
            fail(&mut rig, Cause::UpgradeRefused { status: 404 });
            rig.feed(Input::Order(Order::Retry));
            rig.pass(secs(10.0));
            rig.feed(Input::Order(Order::Retry));
            rig.feed(Input::Opened);
            rig.lose();
            rig.feed(Input::Order(Order::Retry));
            assert_eq!(fell(&mut rig), None);
            assert_eq!(rig.opening, Some(transport));
        }
    }
}

#[test]
fn a_proxy_that_makes_no_tunnel_is_gone_round_while_rest_answers() {
    let refused = || Cause::Proxy("the proxy refuses".to_owned());
    let mut rig = auto(Rest::Answers);
    fail(&mut rig, refused());
    assert_eq!(fell(&mut rig), None, "once is chance");
    rig.feed(Input::Order(Order::Retry));
    fail(&mut rig, refused());
    assert_eq!(fell(&mut rig), Some(Unfit::NoTunnel));
    // Where nothing comes through, long-polling would not either.
    let mut rig = auto(Rest::Unknown);
    for _ in 0..6 {
        fail(&mut rig, refused());
        assert_eq!(fell(&mut rig), None);
        rig.feed(Input::Order(Order::Retry));
    }
}
