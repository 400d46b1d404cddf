//! Each fault of the embedded server does what it says, seen by a bare client.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod sim_support;

use std::time::{Duration, Instant};

use floorwalk::sim::{Fault, Faults, Options, Random, Rubbish, Scheduled, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use sim_support::{Caller, LONG, handshake, quiet, start, until};

const ME: &str = "/api/v2/me";
const PATH: &str = "/api/v2/notifications";

async fn floor() -> (Server, Caller) {
    let server = start(quiet()).await;
    let caller = Caller::new(server.addr(), "supervisor");
    (server, caller)
}

fn push(server: &Server, number: u64) {
    server
        .stage()
        .push_raw("supervisor", json!({ "number": number }));
}

/// A connection on which a GET has been answered once, kept open.
async fn kept(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    ask(&mut stream).await;
    let mut answer = vec![0; 4096];
    assert!(stream.read(&mut answer).await.unwrap() > 0);
    stream
}

async fn ask(stream: &mut TcpStream) {
    let get = "GET /api/v2/diagnostics/version HTTP/1.1\r\nHost: floor\r\n\r\n";
    stream.write_all(get.as_bytes()).await.unwrap();
}

/// Whether nothing comes on a connection for a moment.
async fn is_still(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    let read = stream.read(&mut byte);
    tokio::time::timeout(Duration::from_millis(100), read)
        .await
        .is_err()
}

async fn end(stream: &mut TcpStream) -> std::io::Result<usize> {
    let mut rest = Vec::new();
    tokio::time::timeout(LONG, stream.read_to_end(&mut rest))
        .await
        .expect("an end in time")
}

#[tokio::test]
async fn connections_are_closed_or_reset_and_new_ones_taken() {
    let (server, caller) = floor().await;
    let mut stream = kept(&server).await;
    server.stage().fault(&Fault::Close);
    assert_eq!(end(&mut stream).await.unwrap(), 0);

    let mut stream = kept(&server).await;
    let mut console = caller.console().await;
    server.stage().reset_connections();
    let error = end(&mut stream).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(console.frame().await, Err(None));
    assert_eq!(caller.get(ME).await.status, 200);
    // The next closing is a closing again.
    let mut stream = kept(&server).await;
    server.stage().drop_connections();
    assert_eq!(end(&mut stream).await.unwrap(), 0);
}

#[tokio::test]
async fn a_stalled_server_takes_and_does_and_says_nothing() {
    let (server, caller) = floor().await;
    let stage = server.stage();
    stage.stall(Duration::from_secs(3600));
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    ask(&mut stream).await;
    until("the request is there", || !stage.requests().is_empty()).await;
    assert!(is_still(&mut stream).await);
    // A stall that ends by itself, and one that is ended.
    stage.mend();
    assert_eq!(caller.get(ME).await.status, 200);
    stage.stall(Duration::from_millis(150));
    let before = Instant::now();
    assert_eq!(caller.get(ME).await.status, 200);
    assert!(before.elapsed() >= Duration::from_millis(100));
}

#[tokio::test]
async fn what_is_delayed_comes_late_and_whole() {
    let (server, caller) = floor().await;
    let mut console = caller.console().await;
    let (by, span) = (Duration::from_millis(200), Duration::from_secs(3600));
    server.stage().delay(by, span);
    let before = Instant::now();
    push(&server, 1);
    assert_eq!(console.event().await["data"]["number"], 1);
    assert!(before.elapsed() >= by);
    assert_eq!(caller.get(ME).await.json()["statusCode"], 0);
    server.stage().mend();
}

#[tokio::test]
async fn a_throttled_line_is_slow_and_loses_nothing() {
    let (server, caller) = floor().await;
    let mut console = caller.console().await;
    server.stage().throttle(4_000, Duration::from_secs(3600));
    let before = Instant::now();
    let text = "x".repeat(2_000);
    server
        .stage()
        .push_raw("supervisor", json!({ "text": text }));
    assert_eq!(console.event().await["data"]["text"], text);
    // 2,000 bytes at 4,000 a second; the first share goes at once.
    assert!(before.elapsed() >= Duration::from_millis(350));
}

#[tokio::test]
async fn a_frame_is_cut_in_its_middle_and_rest_is_not() {
    let (server, caller) = floor().await;
    let mut console = caller.console().await;
    server.stage().cut_frame();
    assert_eq!(caller.get(ME).await.status, 200);
    push(&server, 1);
    // No whole frame, and no close frame.
    assert_eq!(console.frame().await, Err(None));
    // Only once.
    let mut console = caller.console().await;
    push(&server, 2);
    assert_eq!(console.event().await["data"]["number"], 2);
}

#[tokio::test]
async fn the_body_of_a_poll_is_cut_in_its_middle() {
    let (server, _) = floor().await;
    server.stage().cut_frame();
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let body = json!([handshake()]).to_string();
    let request = format!(
        "POST {PATH} HTTP/1.1\r\nHost: floor\r\nAuthorization: Basic c3VwZXJ2aXNvcjpkZW1v\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(!answer.ends_with("}]"), "{answer}");
}

#[tokio::test]
async fn the_next_requests_are_refused() {
    let (server, caller) = floor().await;
    let stage = server.stage();
    for status in [401, 403, 404, 429, 500, 503] {
        stage.answer_next(2, status, Some(7), None);
        for _ in 0..2 {
            let reply = caller.get(ME).await;
            assert_eq!(
                (reply.status, reply.header("retry-after")),
                (status, Some("7"))
            );
        }
        stage.answer_next(1, status, None, None);
        assert_eq!(caller.socket().await.err(), Some(status));
        assert_eq!(caller.get(ME).await.status, 200);
    }
    // By path, by operation, by channel.
    stage.answer_next(1, 503, None, Some("/contacts"));
    stage.answer_next(1, 500, None, Some("StartContactCenterSession"));
    stage.answer_next(1, 429, None, Some("/meta/handshake"));
    assert_eq!(caller.get(ME).await.header("retry-after"), None);
    assert_eq!(caller.get("/api/v2/contacts").await.status, 503);
    let operation =
        json!({ "operationName": "StartContactCenterSession", "channels": ["smssession"] });
    assert_eq!(caller.post(ME, &operation).await.status, 500);
    assert_eq!(caller.post(PATH, &json!([handshake()])).await.status, 429);
    assert_eq!(caller.post(PATH, &json!([handshake()])).await.status, 200);
    // What was refused was not carried out.
    let started =
        |fact: &Value| fact["request"]["body"]["operationName"] == "StartContactCenterSession";
    assert!(!stage.ledger().iter().any(started));
}

#[tokio::test]
async fn a_restart_brings_another_world_in_which_nobody_is_known() {
    let (server, mut caller) = floor().await;
    let stage = server.stage();
    caller.sign_in().await;
    let mut console = caller.console().await;
    let agents = stage.agents();
    let session = stage.open_session(&agents[0].0, "Rowan P.");
    stage.restart(4711);
    while console.frame().await.is_ok() {}
    assert_eq!(caller.get(ME).await.status, 401);
    assert_eq!(stage.clients(), 0);
    assert_ne!(stage.agents(), agents);
    assert!(stage.truth()["sessions"].get(&session).is_none());
    assert!(stage.ledger().iter().any(|fact| fact["restarted"] == 4711));
    assert!(
        stage
            .ledger()
            .iter()
            .any(|fact| fact["session"] == *session)
    );
    caller.sign_in().await;
    let mut again = caller.console().await;
    push(&server, 1);
    assert_eq!(again.event().await["data"]["number"], 1);
}

#[tokio::test]
async fn events_are_doubled_and_dropped() {
    let (server, caller) = floor().await;
    let mut console = caller.console().await;
    let mut poller = Caller::new(server.addr(), "supervisor2").console().await;
    server.stage().duplicate(2);
    server.stage().drop_events(3, 2);
    for number in 1..=6 {
        push(&server, number);
    }
    for number in [1, 1, 2, 2, 3, 6] {
        assert_eq!(console.event().await["data"]["number"], number);
    }
    server
        .stage()
        .push_raw("supervisor2", json!({ "number": 7 }));
    assert_eq!(poller.event().await["data"]["number"], 7);
}

#[tokio::test]
async fn rubbish_arrives_by_socket_and_by_poll() {
    let (server, caller) = floor().await;
    let stage = server.stage();
    for what in [
        Rubbish::BadUtf8,
        Rubbish::TruncatedJson,
        Rubbish::DeepJson,
        Rubbish::HugeFrame,
        Rubbish::HugeMessage,
        Rubbish::ManyFragments,
        Rubbish::CompressedFrame,
    ] {
        let mut socket = caller.console().await;
        let client = poller(&caller).await;
        stage.rubbish(what);
        match what {
            // Tungstenite fails on all of them, as any client should.
            Rubbish::BadUtf8
            | Rubbish::HugeFrame
            | Rubbish::HugeMessage
            | Rubbish::CompressedFrame => assert_eq!(socket.frame().await, Err(None)),
            // It takes messages of 64 MiB.
            Rubbish::ManyFragments => {
                let frame = socket.frame().await.unwrap();
                assert_eq!(frame.len(), 65_536 * 80);
                assert!(serde_json::from_str::<Value>(&frame).is_ok());
            }
            Rubbish::TruncatedJson => {
                let frame = socket.frame().await.unwrap();
                assert!(serde_json::from_str::<Value>(&frame).unwrap_err().is_eof());
            }
            Rubbish::DeepJson => {
                let frame = socket.frame().await.unwrap();
                assert!(frame.contains(&"[".repeat(10_000)) && frame.ends_with("}}]"));
            }
            Rubbish::CompressionBomb | Rubbish::HostileText => unreachable!(),
        }
        let connect = json!([{"id": "9", "channel": "/meta/connect", "clientId": client,
            "connectionType": "long-polling"}]);
        let body = raw_body(&caller, &connect).await;
        match what {
            Rubbish::BadUtf8 => assert!(String::from_utf8(body).is_err()),
            Rubbish::HugeFrame => assert!(body.len() > 17 << 20),
            Rubbish::HugeMessage => assert!(body.len() > 100 << 20),
            Rubbish::ManyFragments => assert_eq!(body.len(), 65_536 * 80),
            Rubbish::CompressedFrame => {
                assert_eq!(&body[..3], [0x1f, 0x8b, 8]);
                assert!(body.len() < 1 << 20, "no large body by itself");
            }
            _ => assert!(serde_json::from_slice::<Value>(&body).is_err()),
        }
        stage.forget_clients();
    }
}

/// A client by POST that has connected once.
async fn poller(caller: &Caller) -> String {
    let reply = caller.post(PATH, &json!([handshake()])).await.json();
    let client = reply[0]["clientId"].as_str().unwrap().to_owned();
    let connect = json!([{"id": "2", "channel": "/meta/connect", "clientId": client,
        "connectionType": "long-polling"}]);
    caller.post(PATH, &connect).await;
    client
}

async fn raw_body(caller: &Caller, message: &Value) -> Vec<u8> {
    let body = message.to_string();
    raw(caller, "POST", PATH, &body).await
}

async fn raw(caller: &Caller, method: &str, path: &str, body: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(caller.addr).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: floor\r\nConnection: close\r\n\
         Authorization: Basic c3VwZXJ2aXNvcjpkZW1v\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let head = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    answer.split_off(head + 4)
}

#[tokio::test]
async fn the_next_get_is_a_bomb() {
    let (server, caller) = floor().await;
    server.stage().rubbish(Rubbish::CompressionBomb);
    let body = raw(&caller, "GET", ME, "").await;
    assert_eq!(&body[..3], [0x1f, 0x8b, 8]);
    // Matches of 258 bytes in 13 bits each.
    assert!(body.len() > (256 << 20) / 258 * 13 / 8);
    assert_eq!(caller.get(ME).await.status, 200);
}

#[tokio::test]
async fn a_bomb_unpacks_as_gzip() {
    let (server, caller) = floor().await;
    server.stage().rubbish(Rubbish::CompressionBomb);
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(no_tls())
        .build()
        .unwrap();
    let mut answer = client
        .get(format!("http://{}{ME}", caller.addr))
        .basic_auth("supervisor", Some("demo"))
        .send()
        .await
        .unwrap();
    let mut unpacked = 0;
    while unpacked < 8 << 20 {
        let chunk = answer.chunk().await.unwrap().expect("more");
        assert!(chunk.iter().all(|byte| *byte == 0));
        unpacked += chunk.len();
    }
}

/// This program's TLS has no provider of its own; this test needs none.
fn no_tls() -> rustls::ClientConfig {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

#[tokio::test]
async fn hostile_text_is_everywhere() {
    let (server, caller) = floor().await;
    let stage = server.stage();
    let agent = stage.agents()[0].0.clone();
    let session = stage.open_session(&agent, "Rowan P.");
    let path = format!("/api/v2/users/{agent}/smssessions/{session}");
    let body = json!({ "operationName": "Intrude", "supervisorVisibilityMode": "Monitor" });
    caller.post(&path, &body).await;
    let path = format!("/api/v2/me/smssessions/{session}");
    caller
        .post(&path, &json!({ "operationName": "Accept" }))
        .await;
    let mut console = caller.console().await;
    // What the Accept has caused may come still.
    push(&server, 0);
    while console.event().await["data"]["number"] != 0 {}
    stage.rubbish(Rubbish::HostileText);
    let is_hostile = |text: &Value| text.as_str().unwrap().contains('\u{1b}');
    let participants = console.event().await;
    let first = &participants["data"]["smssession"]["participants"][0];
    assert!(is_hostile(&first["nickname"]), "{participants}");
    let message = console.event().await;
    assert!(
        is_hostile(&message["data"]["messages"][0]["text"]),
        "{message}"
    );
    let error = console.event().await;
    assert!(is_hostile(&error["data"]["errorMessage"]), "{error}");
    let list = caller.get("/api/v2/me/smssessions?fields=*").await.text;
    assert!(list.contains("Value\\u001b"), "{list}");
    let contacts = caller.get("/api/v2/contacts").await.json();
    let named = contacts["contacts"].as_array().unwrap().iter();
    assert_eq!(named.filter(|one| is_hostile(&one["firstName"])).count(), 1);
}

#[tokio::test]
async fn a_fault_waits_for_a_request_before_or_after_it_is_done() {
    let (server, caller) = floor().await;
    let stage = server.stage();
    let agent = stage.agents()[0].0.clone();
    let session = stage.open_session(&agent, "Rowan P.");
    let path = format!("/api/v2/users/{agent}/smssessions/{session}");
    let body = json!({ "operationName": "Intrude", "supervisorVisibilityMode": "Coach" });
    let offers = || stage.truth()["sessions"][&session]["offers"].take();
    let wait = |on: Option<&str>, after: Option<&str>| Scheduled {
        at_ms: None,
        on: on.map(str::to_owned),
        after: after.map(str::to_owned),
        nth: 2,
        what: Fault::Close,
    };
    stage.schedule(&wait(Some("Intrude"), None));
    assert_eq!(caller.post(&path, &body).await.status, 200);
    stage.withdraw_offers(&session);
    assert!(caller.try_send("POST", &path, Some(&body)).await.is_err());
    assert_eq!(offers(), json!([]));
    stage.schedule(&wait(None, Some("Intrude")));
    assert_eq!(caller.post(&path, &body).await.status, 200);
    stage.withdraw_offers(&session);
    assert!(caller.try_send("POST", &path, Some(&body)).await.is_err());
    assert_eq!(offers().as_array().unwrap().len(), 1);
    // By method and path, and by channel.
    stage.schedule(&Scheduled {
        nth: 1,
        ..wait(Some("GET /api/v2/me"), None)
    });
    assert!(caller.try_send("GET", ME, None).await.is_err());
    stage.schedule(&Scheduled {
        nth: 1,
        ..wait(Some("/meta/handshake"), None)
    });
    let hello = json!([handshake()]);
    assert!(caller.try_send("POST", PATH, Some(&hello)).await.is_err());
    assert_eq!(caller.post(PATH, &hello).await.status, 200);
}

#[test]
fn a_plan_is_read_from_toml_and_json() {
    let toml = r#"
        [[fault]]
        at_ms = 50
        what = { kind = "stall", for_ms = 3000 }
        [[fault]]
        on = "Intrude"
        nth = 2
        what = { kind = "answer", status = 503, retry_after = 4 }
        [[fault]]
        at_ms = 7
        what = { kind = "rubbish", what = "bad-utf8" }
        [random]
        seed = 7
        for_ms = 60000
    "#;
    let plan = Faults::read(toml).unwrap();
    assert_eq!(plan.list.len(), 3);
    assert_eq!(
        plan.list[0],
        Scheduled::at(50, Fault::Stall { for_ms: 3000 })
    );
    let answer = Fault::Answer {
        status: 503,
        retry_after: Some(4),
        times: 1,
        only: None,
    };
    assert_eq!((&plan.list[1].what, plan.list[1].nth), (&answer, 2));
    assert_eq!(
        plan.random,
        Some(Random {
            seed: 7,
            for_ms: 60_000
        })
    );
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(Faults::read(&json).unwrap(), plan);
    for (bad, why) in [
        (
            "[[fault]]\nwhat = { kind = \"close\" }",
            "fault 1 needs one of",
        ),
        (
            "[[fault]]\nat_ms = 1\non = \"Leave\"\nwhat = { kind = \"close\" }",
            "fault 1 needs one of",
        ),
        ("[[fault]]\nat_ms = 1\nwhat = { kind = \"melt\" }", "melt"),
        (
            "[[fault]]\nat_ms = 1\nwhat = { kind = \"stall\", long = 1 }",
            "long",
        ),
        ("{\"fault\": 1}", "reading a plan of faults"),
        ("[[flaw]]", "flaw"),
    ] {
        let said = Faults::read(bad).unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn the_same_seed_has_the_same_faults() {
    let span = Duration::from_secs(60);
    assert_eq!(Faults::random(1, span), Faults::random(1, span));
    assert_ne!(Faults::random(1, span), Faults::random(2, span));
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..50 {
        for one in Faults::random(seed, span).list {
            let at = one.at_ms.unwrap();
            let what = serde_json::to_value(&one.what).unwrap();
            kinds.insert(what["kind"].as_str().unwrap().to_owned());
            assert!(
                at + what["for_ms"].as_u64().unwrap_or(0) <= 60_000,
                "{one:?}"
            );
        }
    }
    assert_eq!(kinds.len(), 13, "{kinds:?}");
}

#[tokio::test]
async fn a_plan_is_followed_from_the_start() {
    let refused = |at, status| {
        let what = Fault::Answer {
            status,
            retry_after: None,
            times: 1,
            only: Some("/users".to_owned()),
        };
        Scheduled::at(at, what)
    };
    // In any order in the file.
    let faults = Faults {
        list: vec![refused(80, 500), refused(0, 503)],
        random: None,
    };
    let server = start(Options { faults, ..quiet() }).await;
    let caller = Caller::new(server.addr(), "supervisor");
    let mut statuses = Vec::new();
    sim_support::until_async("both have come", async || {
        let status = caller.get("/api/v2/users").await.status;
        statuses.extend((status != 200).then_some(status));
        statuses.len() == 2
    })
    .await;
    assert_eq!(statuses, [503, 500]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_random_faults_all_is_well() {
    for seed in 0..3 {
        let faults = Faults {
            list: Vec::new(),
            random: Some(Random { seed, for_ms: 600 }),
        };
        let server = start(Options { faults, ..quiet() }).await;
        let mut caller = Caller::new(server.addr(), "supervisor");
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(1000) {
            // Whatever comes of it.
            let _ = caller.try_send("GET", "/api/v2/contacts", None).await;
        }
        server.stage().mend();
        caller.sign_in().await;
        let mut console = caller.console().await;
        push(&server, seed);
        assert_eq!(console.event().await["data"]["number"], seed);
    }
}
