//! Replays what real CometD and faye servers sent to real clients: the session must make of it
//! what those clients made of it. Ids are mapped to ours where a message answers ours.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use floorwalk::bayeux::session::{Input, Lane, Order, Output, Session, Settings};
use floorwalk::bayeux::{Cause, Choice, Happening, Tempo, Transport};
use serde_json::{Value, json};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/transcripts")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "jsonl"))
        .collect();
    files.sort();
    files
}

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A session whose transport opens when the recorded client's did.
struct Replay {
    session: Session,
    now: Instant,
    start: Instant,
    /// `Open` was asked for and not granted yet.
    asked_to_open: bool,
    up: bool,
    handshake: Option<String>,
    connect: Option<String>,
    subscribe: Vec<String>,
    disconnect: Option<String>,
    /// The recorded client's newest connect.
    their_connect: Option<String>,
    acks: Vec<Option<u64>>,
    handshakes: usize,
    told: Vec<Happening>,
}

impl Replay {
    fn new(transport: Transport) -> Self {
        Self::choosing(transport.into())
    }

    fn choosing(transport: Choice) -> Self {
        let start = Instant::now();
        let settings = Settings {
            topics: vec!["/v2/me/sms".to_owned()],
            transport,
            tempo: Tempo::default(),
            seed: 11,
        };
        let mut replay = Self {
            session: Session::new(settings, start),
            now: start,
            start,
            asked_to_open: false,
            up: false,
            handshake: None,
            connect: None,
            subscribe: Vec::new(),
            disconnect: None,
            their_connect: None,
            acks: Vec::new(),
            handshakes: 0,
            told: Vec::new(),
        };
        replay.drain();
        replay
    }

    fn feed(&mut self, input: Input<'_>) {
        self.session.feed(input, self.now);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.next_output() {
            match output {
                Output::Handover => {}
                Output::Open(_) => self.asked_to_open = true,
                Output::HangUp => {
                    self.up = false;
                    self.asked_to_open = false;
                }
                Output::Tell(happening) => self.told.push(happening),
                Output::Send { text, lane } => self.sent(&text, lane),
            }
        }
    }

    fn sent(&mut self, text: &str, lane: Lane) {
        let frame: Vec<Value> = serde_json::from_str(text).unwrap();
        for message in &frame {
            let id = message["id"].as_str().unwrap().to_owned();
            let alone = frame.len() == 1 && lane == Lane::Held;
            match message["channel"].as_str().unwrap() {
                "/meta/handshake" => {
                    assert!(alone, "a handshake travels alone");
                    self.handshakes += 1;
                    self.handshake = Some(id);
                }
                "/meta/connect" => {
                    assert!(alone, "a connect travels alone");
                    assert!(self.connect.is_none(), "one connect outstanding");
                    self.acks.push(message["ext"]["ack"].as_u64());
                    self.connect = Some(id);
                }
                "/meta/subscribe" => self.subscribe.push(id),
                "/meta/disconnect" => self.disconnect = Some(id),
                other => panic!("we never send {other}"),
            }
        }
    }

    /// Lets time pass until the session has asked for what the transcript answers next.
    fn until(&mut self, ready: impl Fn(&Self) -> bool) {
        for _ in 0..5 {
            if ready(self) {
                return;
            }
            if let Some(at) = self.session.wake_at() {
                self.now = self.now.max(at);
                self.feed(Input::Timer);
            }
        }
        assert!(ready(self), "the session does not get on");
    }

    fn at(&mut self, line: &Value) {
        let t = Duration::from_secs_f64(line["t_ms"].as_f64().unwrap() / 1000.0);
        while let Some(wake) = self.session.wake_at().filter(|at| *at <= self.start + t) {
            self.now = self.now.max(wake);
            let before = self.session.wake_at();
            self.feed(Input::Timer);
            if self.session.wake_at() == before {
                break;
            }
        }
        self.now = self.now.max(self.start + t);
    }

    /// The recorded client sent something, so its transport is open.
    fn client_sends(&mut self, messages: &[Value]) {
        if self.session.is_closed() {
            return;
        }
        if !self.up {
            self.until(|replay| replay.asked_to_open);
            self.asked_to_open = false;
            self.up = true;
            self.handshake = None;
            self.connect = None;
            self.feed(Input::Opened);
        }
        for message in messages {
            match message["channel"].as_str() {
                Some("/meta/connect") => self.their_connect = spelled(&message["id"]),
                Some("/meta/disconnect") => self.feed(Input::Order(Order::Stop)),
                _ => {}
            }
        }
    }

    fn server_sends(&mut self, messages: &[Value], body: bool) {
        if !self.up {
            return;
        }
        let mapped: Vec<Value> = messages.iter().map(|m| self.map(m.clone())).collect();
        let frame = serde_json::to_string(&mapped).unwrap();
        let held = mapped.iter().any(|message| {
            message["channel"] == "/meta/handshake" || message["channel"] == "/meta/connect"
        });
        self.feed(match (body, held) {
            (true, true) => Input::Answer(Lane::Held, frame.as_bytes()),
            (true, false) => Input::Answer(Lane::Prompt, frame.as_bytes()),
            (false, _) => Input::Frame(&frame),
        });
    }

    fn map(&mut self, mut message: Value) -> Value {
        let id = match message["channel"].as_str() {
            Some("/meta/handshake") => {
                self.until(|replay| replay.handshake.is_some());
                self.handshake.take()
            }
            Some("/meta/connect") if spelled(&message["id"]) == self.their_connect => {
                self.connect.take()
            }
            Some("/meta/connect") => Some("of an older connect".to_owned()),
            Some("/meta/subscribe") => self.subscribe.pop(),
            Some("/meta/disconnect") => self.disconnect.take(),
            _ => return message,
        };
        if let Some(id) = id {
            message["id"] = json!(id);
        }
        message
    }

    fn lost(&mut self) {
        if self.up {
            self.feed(Input::Lost {
                cause: Cause::Closed {
                    code: None,
                    reason: String::new(),
                },
                retry_after: None,
            });
        }
    }

    fn count(&self, wanted: impl Fn(&Happening) -> bool) -> usize {
        self.told.iter().filter(|told| wanted(told)).count()
    }

    fn events(&self) -> Vec<(String, Value)> {
        self.told
            .iter()
            .filter_map(|told| match told {
                Happening::Event { channel, data } => Some((
                    channel.to_string(),
                    serde_json::from_str(data.get()).unwrap(),
                )),
                _ => None,
            })
            .collect()
    }
}

fn spelled(id: &Value) -> Option<String> {
    match id {
        Value::String(id) => Some(id.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// What a transcript says should have happened.
#[derive(Default)]
struct Expected {
    handshakes: usize,
    acked: bool,
    disconnected: bool,
    cut: bool,
    /// Channel and data of every event the server sent, in order.
    events: Vec<(String, Value)>,
    /// `ext.ack` of every connect the recorded client sent.
    acks: Vec<Option<i64>>,
}

fn replay(path: &Path) -> (Replay, Expected) {
    let lines = lines(path);
    let websocket = lines.iter().any(|line| line["ev"] == "ws-upgraded")
        || !lines.iter().any(|line| line["ev"] == "http-request");
    let mut replay = Replay::new(if websocket {
        Transport::WebSocket
    } else {
        Transport::LongPolling
    });
    let mut expected = Expected::default();
    let mut newest = String::new();
    for line in &lines {
        replay.at(line);
        let ev = line["ev"].as_str().unwrap_or_default();
        let messages = line["msgs"].as_array().cloned().unwrap_or_default();
        match (line["dir"].as_str(), ev) {
            (Some("c>s"), "ws-upgrade") => newest = line["conn"].as_str().unwrap().to_owned(),
            (Some("c>s"), _) => {
                let connects = messages.iter().filter(|m| m["channel"] == "/meta/connect");
                expected
                    .acks
                    .extend(connects.map(|m| m["ext"]["ack"].as_i64()));
                replay.client_sends(&messages);
            }
            (Some("s>c"), _) => {
                for message in &messages {
                    if message.get("data").is_some() {
                        let channel = message["channel"].as_str().unwrap().to_owned();
                        expected.events.push((channel, message["data"].clone()));
                    }
                    if message["channel"] == "/meta/handshake" && message["successful"] == true {
                        expected.handshakes += 1;
                        expected.acked = message.pointer("/ext/ack").is_some();
                    }
                    expected.disconnected |=
                        message["channel"] == "/meta/disconnect" && message["successful"] == true;
                }
                replay.server_sends(&messages, ev == "http-response");
            }
            (_, "ws-close") if line["conn"] == newest.as_str() => replay.lost(),
            (_, "http-error") => replay.lost(),
            _ if ev.contains("kills the socket") => replay.lost(),
            _ => {}
        }
        expected.cut |= line["text"] == "cut" || ev.contains("kills the socket");
    }
    (replay, expected)
}

#[test]
fn every_transcript_is_lived_through() {
    let mut sessions = 0;
    for path in files("") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (replay, expected) = replay(&path);
        if name == "cometd9-nodejsserver-ws-refused.jsonl" {
            assert_eq!(expected.handshakes, 0);
            continue;
        }
        sessions += 1;
        assert_eq!(
            replay.events(),
            expected.events,
            "{name}: what the server sent, once and in order"
        );
        assert!(!expected.events.is_empty(), "{name}");
        same_acks(&name, &replay.acks, &expected);
        let fresh = replay.count(|told| matches!(told, Happening::Fresh { .. }));
        assert_eq!(
            fresh, expected.handshakes,
            "{name}: one epoch per handshake"
        );
        assert_eq!(replay.handshakes, fresh, "{name}: no handshake of our own");
        let acked = replay.count(|told| matches!(told, Happening::Fresh { acked: true, .. }));
        assert_eq!(acked > 0, expected.acked, "{name}: acks in force");
        let subscribed = replay.count(|told| matches!(told, Happening::Subscribed { .. }));
        assert_eq!(subscribed, fresh, "{name}: subscribed in each epoch");
        let resumed = replay
            .count(|told| matches!(told, Happening::Resumed { acked } if *acked == expected.acked));
        assert_eq!(resumed > 0, expected.cut, "{name}: resumed after the cut");
        let closed = replay.count(|told| matches!(told, Happening::Closed));
        assert_eq!(closed == 1, expected.disconnected, "{name}: the disconnect");
        let odd = replay.count(|told| {
            matches!(
                told,
                Happening::Rubbish { .. }
                    | Happening::Repaired { .. }
                    | Happening::Lost
                    | Happening::Health(_)
                    | Happening::Stopped { .. }
                    | Happening::SubscriptionRefused { .. }
            )
        });
        assert_eq!(odd, 0, "{name}: {:?}", replay.told);
    }
    assert_eq!(sessions, 32);
}

/// We acknowledge what the recorded client acknowledged, connect by connect. Two differences are no
/// matter: aiocometd begins with -1, and where the recording ends our next connect may be out.
fn same_acks(name: &str, ours: &[Option<u64>], expected: &Expected) {
    if !expected.acked {
        assert!(ours.iter().all(Option::is_none), "{name}: {ours:?}");
        assert!(expected.acks.iter().all(Option::is_none), "{name}");
        return;
    }
    let theirs: Vec<Option<u64>> = expected
        .acks
        .iter()
        .map(|ack| ack.map(|ack| u64::try_from(ack).unwrap_or(0)))
        .collect();
    assert!(ours.len() <= theirs.len() + 1, "{name}: {ours:?}");
    assert_eq!(ours.get(..theirs.len()), Some(&theirs[..]), "{name}");
}

#[test]
fn a_forgotten_session_is_begun_anew() {
    let mut forgotten = 0;
    for path in files("") {
        let marked = lines(&path)
            .iter()
            .any(|line| line["text"] == "server forgets the session");
        if !marked {
            continue;
        }
        forgotten += 1;
        let (replay, _) = replay(&path);
        let fresh = replay.count(|told| matches!(told, Happening::Fresh { .. }));
        assert_eq!(fresh, 2, "{}", path.display());
    }
    assert_eq!(forgotten, 27);
}

#[test]
fn a_batch_cut_off_before_its_end_is_asked_for_again() {
    let path = files("")
        .into_iter()
        .find(|path| path.ends_with("ack-redelivery-javacometd5.jsonl"))
        .unwrap();
    let (replay, _) = replay(&path);
    // At first nothing, then batch 1; the cut batch 2 is not acknowledged on resume.
    assert_eq!(replay.acks, [Some(0), Some(1), Some(1), Some(3)]);
    let seqs: Vec<u64> = replay
        .events()
        .iter()
        .map(|(_, d)| d["seq"].as_u64().unwrap())
        .collect();
    assert_eq!(seqs, [0, 0, 1]);
}

/// A session that is connected, its connect held.
fn linked() -> Replay {
    let mut replay = Replay::new(Transport::WebSocket);
    replay.client_sends(&[]);
    let hello = json!({"channel": "/meta/handshake", "successful": true, "clientId": "c1",
        "advice": {"reconnect": "retry", "interval": 0, "timeout": 30000}});
    replay.server_sends(&[hello], false);
    replay.their_connect = Some("theirs".to_owned());
    replay.server_sends(
        &[json!({"channel": "/meta/subscribe", "successful": true})],
        false,
    );
    replay.server_sends(
        &[json!({"channel": "/meta/connect", "id": "theirs", "successful": true})],
        false,
    );
    assert!(replay.connect.is_some());
    replay
}

#[test]
fn no_answer_to_any_probe_upsets_a_session() {
    let mut probes = 0;
    for path in files("probes") {
        for probe in lines(&path) {
            probes += 1;
            let mut replay = linked();
            for frame in probe["got"].as_array().into_iter().flatten() {
                let expected: Vec<(String, Value)> = frame
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter(|message| message.get("data").is_some())
                    .map(|m| (m["channel"].as_str().unwrap().to_owned(), m["data"].clone()))
                    .collect();
                let before = replay.events().len();
                let text = serde_json::to_string(frame).unwrap();
                // Some ids equal ours by chance: the reply counts, and a new connect follows.
                replay.connect = None;
                replay.feed(Input::Frame(&text));
                assert_eq!(replay.events()[before..], expected, "{}", probe["probe"]);
            }
            let rubbish = replay.count(|told| matches!(told, Happening::Rubbish { .. }));
            assert_eq!(rubbish, 0, "{}", probe["probe"]);
        }
    }
    assert_eq!(probes, 3 * 62);
}

#[test]
fn every_servers_unknown_client_leads_to_a_handshake() {
    let mut refusals: Vec<Value> = Vec::new();
    for path in files("probes") {
        for probe in lines(&path) {
            if probe["probe"] == "connect with unknown clientId" {
                refusals.push(probe["got"][0][0].clone());
            }
        }
    }
    assert_eq!(refusals.len(), 3);
    for text in [
        "402::Unknown client",
        "402::unknown_session",
        "402::session_unknown",
        "402:xj3:Unknown Client ID",
        "403::Unknown client",
        "401:c1:Unknown client",
    ] {
        refusals.push(json!({"channel": "/meta/connect", "successful": false, "error": text}));
        refusals.push(
            json!({"channel": "/meta/connect", "successful": false, "error": text,
            "advice": {"reconnect": "handshake"}}),
        );
    }
    for mut refusal in refusals {
        let mut replay = linked();
        refusal["id"] = json!(replay.connect.take().unwrap());
        let text = json!([refusal]).to_string();
        replay.handshake = None;
        replay.feed(Input::Frame(&text));
        replay.until(|replay| replay.handshake.is_some());
        assert!(replay.up, "on the same socket: {refusal}");
        assert!(replay.disconnect.is_none(), "it is gone already: {refusal}");
    }
}

/// What a session does next after a probe's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Next {
    Handshake,
    Connect,
    Stopped,
    /// The socket was closed: open it again.
    Reopen,
    /// The upgrade was refused: long-polling.
    FallBack,
    /// What was asked is still awaited.
    Waits,
}

/// What `reference` and specification ask for, read off the answer itself.
fn due(probe: &Value, shaking: bool) -> Next {
    if let Some(status) = probe["status"].as_u64() {
        return if status == 101 {
            Next::Handshake
        } else {
            Next::FallBack
        };
    }
    let ours = if shaking {
        "/meta/handshake"
    } else {
        "/meta/connect"
    };
    let answers = probe["got"].as_array().into_iter().flatten();
    let reply = answers
        .flat_map(|frame| frame.as_array().into_iter().flatten())
        .find(|message| message["channel"] == ours);
    let closed = !probe["closed"].is_null();
    let Some(reply) = reply else {
        return if closed { Next::Reopen } else { Next::Waits };
    };
    let advised = reply["advice"]["reconnect"].as_str();
    let good = reply["successful"] == true;
    match advised {
        Some("none") => Next::Stopped,
        _ if closed => Next::Reopen,
        Some("handshake") => Next::Handshake,
        _ if good => Next::Connect,
        _ if shaking => Next::Handshake,
        _ => Next::Connect,
    }
}

/// Feeds a probe's answers to a session that awaits the like, and sees what it does within two
/// seconds (less than any connect is held).
fn lived(probe: &Value, shaking: bool) -> Next {
    let upgrade = probe["status"].as_u64();
    let mut replay = if shaking || upgrade.is_some() {
        Replay::choosing(Choice::Auto)
    } else {
        linked()
    };
    if let Some(status) = upgrade.filter(|status| *status != 101) {
        replay.feed(Input::Lost {
            cause: Cause::UpgradeRefused {
                status: u16::try_from(status).unwrap(),
            },
            retry_after: None,
        });
        let fell = replay.count(|told| matches!(told, Happening::FellBack { .. }));
        assert_eq!(fell, 1);
        return Next::FallBack;
    }
    if shaking || upgrade.is_some() {
        replay.client_sends(&[]);
    }
    if upgrade.is_some() {
        assert!(replay.handshake.is_some());
        return Next::Handshake;
    }
    let asked = if shaking {
        replay.handshake.take()
    } else {
        replay.connect.take()
    };
    for frame in probe["got"].as_array().into_iter().flatten() {
        let mut frame = frame.clone();
        for message in frame.as_array_mut().into_iter().flatten() {
            let wanted = if shaking {
                "/meta/handshake"
            } else {
                "/meta/connect"
            };
            message["id"] = if message["channel"] == wanted {
                json!(asked)
            } else {
                json!("of the probe")
            };
        }
        let text = serde_json::to_string(&frame).unwrap();
        replay.feed(Input::Frame(&text));
    }
    if !probe["closed"].is_null() {
        replay.lost();
    }
    let end = replay.now + Duration::from_secs(2);
    while let Some(at) = replay.session.wake_at().filter(|at| *at <= end) {
        if replay.connect.is_some() || replay.handshake.is_some() || replay.asked_to_open {
            break;
        }
        replay.now = replay.now.max(at);
        replay.feed(Input::Timer);
    }
    let stopped = replay.count(|told| matches!(told, Happening::Stopped { .. })) > 0;
    assert_eq!(stopped, replay.session.wake_at().is_none());
    match (stopped, replay.asked_to_open) {
        (true, _) => Next::Stopped,
        (false, true) => Next::Reopen,
        (false, false) if replay.handshake.is_some() => Next::Handshake,
        (false, false) if replay.connect.is_some() => Next::Connect,
        (false, false) => Next::Waits,
    }
}

#[test]
fn every_probe_leads_where_its_answer_says() {
    use std::collections::BTreeMap;
    let mut table: BTreeMap<Next, usize> = BTreeMap::new();
    for path in files("probes") {
        for probe in lines(&path) {
            let name = probe["probe"].as_str().unwrap_or_default();
            let shaking = probe["got"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|frame| frame.as_array().into_iter().flatten())
                .any(|message| message["channel"] == "/meta/handshake");
            let next = lived(&probe, shaking);
            assert_eq!(next, due(&probe, shaking), "{}: {name}", path.display());
            *table.entry(next).or_default() += 1;
        }
    }
    assert_eq!(table.values().sum::<usize>(), 3 * 62);
    let expected = [
        (Next::Handshake, 31),
        (Next::Connect, 53),
        (Next::Stopped, 2),
        (Next::Reopen, 15),
        (Next::FallBack, 6),
        (Next::Waits, 79),
    ];
    assert_eq!(table.into_iter().collect::<Vec<_>>(), expected);
}
