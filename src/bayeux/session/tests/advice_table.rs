//! Every combination of what advice may say, in every reply it may come with.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;

/// The reply that carries the advice.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reply {
    Welcome,
    HandshakeRefused,
    Connect,
    ConnectRefused,
    ResumeRefused,
    Subscribe,
    SubscribeRefused,
}

/// What the session does next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Next {
    Connect,
    Handshake,
    Stop,
    /// Its connect is held still.
    Nothing,
}

const REPLIES: [Reply; 7] = [
    Reply::Welcome,
    Reply::HandshakeRefused,
    Reply::Connect,
    Reply::ConnectRefused,
    Reply::ResumeRefused,
    Reply::Subscribe,
    Reply::SubscribeRefused,
];
const RECONNECTS: [Option<&str>; 5] = [
    None,
    Some("retry"),
    Some("handshake"),
    Some("none"),
    Some("sideways"),
];
const ERRORS: [Option<&str>; 4] = [
    None,
    Some("402::Unknown client"),
    Some("403:x:denied"),
    Some("500::overload"),
];

/// The table of `bayeux.md`, in words: `reconnect` decides; without it a refused connect is tried
/// again unless its code says that the client is unknown.
fn expected(reply: Reply, reconnect: Option<&str>, error: Option<&str>) -> Next {
    let unknown = matches!(error, Some(text) if text.starts_with("40"));
    match (reply, reconnect) {
        (Reply::Subscribe | Reply::SubscribeRefused, _) => Next::Nothing,
        (_, Some("none")) => Next::Stop,
        (Reply::HandshakeRefused, _) => Next::Handshake,
        (Reply::Welcome, _) => Next::Connect,
        (Reply::Connect | Reply::ConnectRefused | Reply::ResumeRefused, Some("handshake")) => {
            Next::Handshake
        }
        (Reply::Connect, _) => Next::Connect,
        (Reply::ConnectRefused | Reply::ResumeRefused, Some("retry")) => Next::Connect,
        (Reply::ConnectRefused | Reply::ResumeRefused, _) if unknown => Next::Handshake,
        (Reply::ConnectRefused | Reply::ResumeRefused, _) => Next::Connect,
    }
}

/// A session that has got this reply; what it sent before is forgotten.
fn given(reply: Reply, error: Option<&str>, advice: Option<&Value>) -> Rig {
    let mut rig = Rig::new();
    let request = match reply {
        Reply::Welcome | Reply::HandshakeRefused => {
            rig.feed(Input::Opened);
            rig.take("/meta/handshake")
        }
        Reply::Connect | Reply::ConnectRefused => rig.linked(),
        Reply::ResumeRefused => {
            rig.linked();
            rig.lose();
            rig.feed(Input::Order(Order::Retry));
            rig.feed(Input::Opened);
            rig.take("/meta/connect")
        }
        Reply::Subscribe | Reply::SubscribeRefused => {
            rig.feed(Input::Opened);
            rig.shake(&json!({}));
            let connect = rig.sent.iter().rfind(|m| m["channel"] == "/meta/connect");
            let connect = connect.unwrap().clone();
            rig.answer(&connect, &json!({}));
            rig.take("/meta/subscribe")
        }
    };
    rig.told();
    rig.hang_ups = 0;
    let refused = matches!(
        reply,
        Reply::HandshakeRefused
            | Reply::ConnectRefused
            | Reply::ResumeRefused
            | Reply::SubscribeRefused
    );
    let mut more = json!({"successful": !refused});
    if reply == Reply::Welcome {
        more["clientId"] = json!("c9");
    }
    if let (true, Some(error)) = (refused, error) {
        more["error"] = json!(error);
    }
    if let Some(advice) = advice {
        more["advice"] = advice.clone();
    }
    rig.answer(&request, &more);
    rig
}

/// Lets time pass until the session sends the next handshake or connect.
fn next(rig: &mut Rig, start: Instant) -> (Next, Duration) {
    loop {
        let sent = |channel| rig.sent.iter().any(|message| message["channel"] == channel);
        let waited = rig.now.saturating_duration_since(start);
        if sent("/meta/handshake") {
            return (Next::Handshake, waited);
        }
        if sent("/meta/connect") {
            return (Next::Connect, waited);
        }
        match rig.session.wake_at() {
            None => return (Next::Stop, waited),
            Some(at) if at > start + secs(5.0) => return (Next::Nothing, waited),
            Some(at) => {
                rig.now = at;
                rig.feed(Input::Timer);
            }
        }
    }
}

#[test]
fn every_combination_of_advice_leads_to_one_next_step() {
    let intervals = [None, Some(json!(0)), Some(json!(2500)), Some(json!("soon"))];
    let crowds = [None, Some(false), Some(true)];
    let timeouts = [None, Some(json!(0)), Some(json!(30000))];
    let mut tried = 0;
    for reply in REPLIES {
        for reconnect in RECONNECTS {
            for interval in &intervals {
                for crowd in crowds {
                    for timeout in &timeouts {
                        for error in ERRORS {
                            let mut advice = json!({});
                            for (key, value) in [
                                ("reconnect", reconnect.map(|word| json!(word))),
                                ("interval", interval.clone()),
                                ("multiple-clients", crowd.map(|yes| json!(yes))),
                                ("timeout", timeout.clone()),
                            ] {
                                if let Some(value) = value {
                                    advice[key] = value;
                                }
                            }
                            tried += 1;
                            one(reply, reconnect, error, &advice);
                        }
                    }
                }
            }
        }
    }
    assert_eq!(tried, 7 * 5 * 4 * 3 * 3 * 4);
    for reply in REPLIES {
        for error in ERRORS {
            let mut rig = given(reply, error, None);
            let start = rig.now;
            let (step, _) = next(&mut rig, start);
            assert_eq!(step, expected(reply, None, error), "{reply:?} {error:?}");
        }
    }
}

fn one(reply: Reply, reconnect: Option<&str>, error: Option<&str>, advice: &Value) {
    let mut rig = given(reply, error, Some(advice));
    let what = format!("{reply:?} {error:?} {advice}");
    let start = rig.now;
    let told = rig.told();
    let crowded = advice["multiple-clients"] == true;
    let told_of = told.iter().find_map(|told| match told {
        Happening::MultipleClients { interval } => Some(*interval),
        _ => None,
    });
    let asked = advice["interval"].as_u64().map(Duration::from_millis);
    let floor = asked.unwrap_or_default();
    let floor = if crowded { floor.max(secs(1.0)) } else { floor };
    assert_eq!(told_of, crowded.then_some(floor), "{what}");
    let stopped = names(&told).contains(&"Stopped".to_owned());
    let (step, waited) = next(&mut rig, start);
    let expected = expected(reply, reconnect, error);
    assert_eq!(step, expected, "{what}");
    assert_eq!(stopped, expected == Next::Stop, "{what}");
    assert_eq!(rig.hang_ups > 0, expected == Next::Stop, "{what}");
    match (reply, step) {
        (_, Next::Stop | Next::Nothing) => {}
        // The interruption had its wait before the resume.
        (Reply::ResumeRefused, Next::Handshake) => assert_eq!(waited, Duration::ZERO, "{what}"),
        (_, Next::Connect | Next::Handshake) => {
            assert!(waited >= floor, "{what}: {waited:?}");
            assert!(waited <= floor.max(secs(0.8)), "{what}: {waited:?}");
        }
    }
}

#[test]
fn several_clients_behind_one_cookie_are_told_once_and_polled_as_asked() {
    let mut rig = Rig::new();
    let mut held = rig.linked();
    let crowd = json!({"advice": {"reconnect": "retry", "interval": 2000, "timeout": 30000,
        "multiple-clients": true}});
    let spell = |rig: &mut Rig, held: &mut Value| {
        let mut told = 0;
        for _ in 0..20 {
            rig.answer(held, &crowd);
            told += names(&rig.told())
                .iter()
                .filter(|name| *name == "MultipleClients")
                .count();
            assert_eq!(rig.sent_on("/meta/connect"), 0);
            rig.pass(secs(1.9));
            assert_eq!(rig.sent_on("/meta/connect"), 0);
            rig.pass(secs(0.1));
            *held = rig.take("/meta/connect");
        }
        told
    };
    assert_eq!(spell(&mut rig, &mut held), 1);
    // A reply without advice changes nothing.
    rig.answer(&held, &json!({}));
    rig.pass(secs(1.9));
    assert_eq!(rig.sent_on("/meta/connect"), 0);
    rig.pass(secs(0.1));
    held = rig.take("/meta/connect");
    // Taken back: the next one goes at once, and is held.
    rig.answer(
        &held,
        &json!({"advice": {"reconnect": "retry", "interval": 0}}),
    );
    rig.pass(secs(1.0));
    held = rig.take("/meta/connect");
    assert_eq!(held["advice"], json!({"timeout": 10000}));
    assert_eq!(spell(&mut rig, &mut held), 1, "a new spell is told again");
}
