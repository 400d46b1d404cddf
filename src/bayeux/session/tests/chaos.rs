//! Whatever happens in whatever order, some things hold.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// One thing that happens; ids are taken from what the session sent, when there is any.
#[derive(Clone, Debug)]
enum Act {
    Opened,
    Lost(bool),
    Unauthorized,
    Reply(&'static str, Value),
    /// A reply to something older.
    Stale(&'static str, Value),
    Raw(&'static str),
    Pass(u16),
    Excuse(u16),
    Order(Order),
}

fn acts() -> impl Strategy<Value = Act> {
    let channel = prop::sample::select(vec![
        "/meta/handshake",
        "/meta/connect",
        "/meta/subscribe",
        "/meta/disconnect",
        "/a",
    ]);
    let more = prop::sample::select(vec![
        json!({"clientId": "c1"}),
        json!({"clientId": "c2", "ext": {"ack": true}, "x-messages": 1}),
        json!({"ext": {"ack": 5}, "advice": {"interval": 100}}),
        json!({"successful": false, "error": "402::x"}),
        json!({"successful": false, "advice": {"reconnect": "retry"}}),
        json!({"successful": false, "advice": {"reconnect": "handshake"}}),
        json!({"advice": {"reconnect": "none"}}),
        json!({"advice": {"reconnect": "retry", "interval": 2000, "multiple-clients": true}}),
        json!({"clientId": "c3", "supportedConnectionTypes": ["long-polling"]}),
        json!({"data": 1}),
    ]);
    let raw = prop::sample::select(vec![
        "[",
        "[1]",
        "[]",
        "",
        "None",
        r#"[{"channel":"/a","data":None}]"#,
    ]);
    let order = prop::sample::select(vec![Order::Restart, Order::Retry]);
    prop_oneof![
        4 => Just(Act::Opened),
        1 => any::<bool>().prop_map(Act::Lost),
        1 => Just(Act::Unauthorized),
        2 => (channel.clone(), more.clone()).prop_map(|(channel, more)| Act::Stale(channel, more)),
        12 => (channel, more).prop_map(|(channel, more)| Act::Reply(channel, more)),
        1 => raw.prop_map(Act::Raw),
        4 => any::<u16>().prop_map(Act::Pass),
        1 => any::<u16>().prop_map(Act::Excuse),
        1 => order.prop_map(Act::Order),
    ]
}

fn act(rig: &mut Rig, act: &Act) {
    match act {
        Act::Opened => rig.feed(Input::Opened),
        Act::Lost(true) => rig.lose(),
        Act::Lost(false) => rig.feed(Input::Lost {
            cause: Cause::Frame("spoiled".to_owned()),
            retry_after: Some(secs(1.0)),
        }),
        Act::Unauthorized => rig.feed(Input::Unauthorized { status: 401 }),
        Act::Reply(channel, more) => {
            let request = rig.sent.iter().rfind(|m| m["channel"] == *channel);
            let request = request
                .cloned()
                .unwrap_or(json!({"channel": channel, "id": "x"}));
            rig.answer(&request, more);
        }
        Act::Stale(channel, more) => {
            rig.answer(&json!({"channel": channel, "id": "stale"}), more);
        }
        Act::Raw(text) => rig.feed(Input::Frame(text)),
        Act::Pass(millis) => rig.pass(Duration::from_millis(u64::from(*millis))),
        Act::Excuse(millis) => {
            let deaf = Duration::from_millis(u64::from(*millis));
            rig.now += deaf;
            rig.session.excuse(deaf);
        }
        Act::Order(order) => rig.feed(Input::Order(*order)),
    }
}

/// Over all that was sent: a handshake and a connect travel alone, ids are never used twice, and
/// no connect goes while another of this connection could still be answered.
fn frames_are_lawful(rig: &Rig, answered: &HashSet<String>) -> Result<(), TestCaseError> {
    let mut ids = HashSet::new();
    let mut outstanding: Option<(usize, String)> = None;
    for (connection, frame) in &rig.frames {
        for message in frame {
            let id = message["id"].as_str().unwrap().to_owned();
            prop_assert!(ids.insert(id.clone()), "{} twice", id);
            match message["channel"].as_str().unwrap() {
                "/meta/handshake" => {
                    prop_assert_eq!(frame.len(), 1);
                    // A new client: nobody waits for the old one's connect.
                    outstanding = None;
                }
                "/meta/connect" => {
                    prop_assert_eq!(frame.len(), 1);
                    if let Some((before, held)) = &outstanding {
                        let open = before == connection && !answered.contains(held);
                        prop_assert!(!open, "{} while {} is held", id, held);
                    }
                    outstanding = Some((*connection, id));
                }
                "/meta/subscribe" | "/meta/disconnect" => {}
                other => prop_assert!(false, "we never send {}", other),
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_session_always_knows_what_it_waits_for(
        seed in any::<u64>(),
        acts in prop::collection::vec(acts(), 0..120),
    ) {
        let choice = [
            Choice::Auto,
            Choice::Fixed(Transport::WebSocket),
            Choice::Fixed(Transport::LongPolling),
        ];
        let mut rig = Rig::with(choice[usize::try_from(seed % 3).unwrap()], seed);
        let mut answered = HashSet::new();
        let mut fell = false;
        for step in &acts {
            rig.session.witness(if seed % 2 == 0 { Rest::Answers } else { Rest::Unknown });
            // Which connect this step may answer: `Rig::answer` takes the newest on its channel.
            if let Act::Reply("/meta/connect", more) = step
                && more.get("data").is_none()
                && let Some(newest) = rig.sent.iter().rfind(|m| m["channel"] == "/meta/connect")
            {
                answered.insert(newest["id"].as_str().unwrap().to_owned());
            }
            let halted = matches!(rig.session.phase, super::super::Phase::Halted);
            act(&mut rig, step);
            let now_halted = matches!(rig.session.phase, super::super::Phase::Halted);
            prop_assert_eq!(rig.session.wake_at().is_none(), now_halted, "{:?}", step);
            prop_assert!(rig.start <= rig.now);
            // What was due is done: the next wake-up lies ahead.
            let ahead = rig.session.wake_at().is_none_or(|at| at > rig.now);
            let excused = matches!(step, Act::Excuse(_));
            prop_assert!(ahead || excused, "{:?}", step);
            if fell {
                prop_assert_ne!(rig.opening, Some(Transport::WebSocket));
            }
            // From the next opening on.
            fell |= rig.opening == Some(Transport::LongPolling);
            if halted && !now_halted {
                prop_assert!(matches!(step, Act::Order(_)), "{:?}", step);
            }
        }
        frames_are_lawful(&rig, &answered)?;
        rig.feed(Input::Order(Order::Stop));
        rig.pass(secs(0.5));
        prop_assert!(rig.session.is_closed());
        prop_assert_eq!(names(&rig.told).iter().filter(|n| *n == "Closed").count(), 1);
        prop_assert!(rig.hang_ups > 0 && rig.opens > 0);
    }
}
