//! The CometD side of the embedded server, over both transports.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod sim_support;

use std::time::Duration;

use floorwalk::sim::{AckReply, Options, Server, Toggle, Transports};
use serde_json::{Value, json};

use sim_support::{Caller, LONG, Socket, handshake, my_id, quiet, start};

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

fn connect(client: &str, id: &str, timeout: Option<u64>) -> Value {
    let mut message = json!({"id": id, "channel": "/meta/connect", "clientId": client,
        "connectionType": "long-polling"});
    if let Some(timeout) = timeout {
        message["advice"] = json!({ "timeout": timeout });
    }
    json!([message])
}

/// A client by POST that has connected once and subscribed.
async fn poller(caller: &Caller) -> String {
    let reply = caller.post(PATH, &json!([handshake()])).await.json();
    let client = reply[0]["clientId"].as_str().unwrap().to_owned();
    let reply = caller.post(PATH, &connect(&client, "2", None)).await.json();
    assert_eq!(reply[0]["successful"], true);
    let message = json!([{"id": "3", "channel": "/meta/subscribe", "clientId": client,
        "subscription": ["/v2/me/*"]}]);
    let reply = caller.post(PATH, &message).await.json();
    assert_eq!(reply[0]["subscription"], json!(["/v2/me/*"]));
    client
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    tokio::time::timeout(LONG, async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap_or_else(|_| panic!("waited too long until {what}"));
}

/// Polls in a task of its own.
fn poll(caller: &Caller, client: &str, id: &str) -> tokio::task::JoinHandle<sim_support::Reply> {
    let (caller, message) = (caller.clone(), connect(client, id, None));
    tokio::spawn(async move { caller.post(PATH, &message).await })
}

/// Waits until the server has seen so many requests.
async fn seen(server: &Server, requests: usize) {
    let stage = server.stage();
    until("the request is there", || {
        stage.requests().len() >= requests
    })
    .await;
}

#[tokio::test]
async fn a_handshake_by_socket_names_the_transports_and_the_advice() {
    let (_server, caller) = floor().await;
    let mut socket = caller.socket().await.unwrap();
    let mut message = handshake();
    message["id"] = json!(7);
    socket.say(&json!([message])).await;
    let reply = socket.message().await;
    assert_eq!(reply["id"], "7");
    assert_eq!(reply["successful"], true);
    assert_eq!(
        reply["supportedConnectionTypes"],
        json!(["websocket", "long-polling"])
    );
    assert_eq!(
        reply["advice"],
        json!({ "reconnect": "retry", "interval": 0, "timeout": 30_000 })
    );
}

#[tokio::test]
async fn events_overtake_a_held_connect_each_in_its_own_frame() {
    let (server, caller) = floor().await;
    let mut socket = caller.console().await;
    push(&server, 1);
    push(&server, 2);
    for number in [1, 2] {
        let frame: Value = serde_json::from_str(&socket.frame().await.unwrap()).unwrap();
        assert_eq!(
            frame,
            json!([{ "channel": "/v2/me/smssessions", "data": { "number": number } }])
        );
    }
}

#[tokio::test]
async fn a_connect_is_held_no_longer_than_the_client_asks() {
    let (_server, caller) = floor().await;
    let mut socket = caller.console().await;
    // The held one of `console` is superseded and never answered.
    socket.connect(Some(30)).await;
    let reply = socket.reply("/meta/connect").await;
    assert_eq!(reply["successful"], true);
    assert_eq!(reply["advice"]["timeout"], 30_000);
    socket.connect(Some(0)).await;
    let next = socket.message().await;
    assert_eq!(next["channel"], "/meta/connect");
    assert_ne!(next["id"], reply["id"]);
}

#[tokio::test]
async fn a_heartbeat_has_neither_advice_nor_client() {
    let options = Options {
        connect_timeout: Duration::from_millis(40),
        ..quiet()
    };
    let server = start(options).await;
    let caller = Caller::new(server.addr(), "supervisor");
    let mut socket = caller.console().await;
    socket.connect(None).await;
    let reply = socket.reply("/meta/connect").await;
    assert_eq!(reply["successful"], true);
    assert!(reply.get("advice").is_none() && reply.get("clientId").is_none());
    let client = poller(&caller).await;
    let reply = caller.post(PATH, &connect(&client, "9", None)).await.json();
    assert_eq!(
        reply,
        json!([{ "id": "9", "channel": "/meta/connect", "successful": true }])
    );
}

#[tokio::test]
async fn what_is_no_bayeux_closes_the_socket() {
    let (_server, caller) = floor().await;
    let together = json!([handshake(), {"channel": "/meta/connect", "clientId": "x"}]).to_string();
    let large = format!(
        "[{{\"channel\":\"/x\",\"data\":\"{}\"}}]",
        "x".repeat(70_000)
    );
    for (text, code) in [
        ("no json", 1011),
        ("[]", 1011),
        ("[{}]", 1011),
        (together.as_str(), 1011),
        (large.as_str(), 1009),
    ] {
        let mut socket = caller.socket().await.unwrap();
        socket.say_text("").await;
        socket.say_text(text).await;
        assert_eq!(
            socket.frame().await,
            Err(Some(code)),
            "{}",
            &text[..10.min(text.len())]
        );
    }
}

#[tokio::test]
async fn only_the_exact_path_is_a_websocket() {
    let (_server, caller) = floor().await;
    for suffix in ["/", "/handshake", "/connect"] {
        let refused = caller.socket_at(&format!("{PATH}{suffix}")).await;
        assert_eq!(refused.err(), Some(400), "{suffix}");
    }
    assert!(caller.socket_at(&format!("{PATH}?x=1")).await.is_ok());
}

#[tokio::test]
async fn a_socket_needs_a_login_and_gives_its_cookie() {
    let (server, caller) = floor().await;
    assert_eq!(
        Caller::nobody(server.addr()).socket().await.err(),
        Some(401)
    );
    assert_eq!(
        Caller::new(server.addr(), "stranger").socket().await.err(),
        Some(401)
    );
    let first = caller.socket().await.unwrap();
    let with_cookie = Caller {
        cookie: first.cookie.clone(),
        ..caller.clone()
    };
    assert!(with_cookie.cookie.is_some());
    assert_eq!(with_cookie.socket().await.unwrap().cookie, None);
    assert_eq!(with_cookie.get("/api/v2/me").await.status, 200);
    server.stage().forget_http_sessions();
    assert_eq!(with_cookie.socket().await.err(), Some(401));
    let reply = with_cookie.get("/api/v2/me").await;
    assert_eq!(
        (reply.status, &reply.json()["statusCode"]),
        (401, &json!(20))
    );
    assert_eq!(caller.get("/api/v2/me").await.status, 200);
}

#[tokio::test]
async fn an_unknown_client_is_told_so_with_advice_on_connect_only() {
    let (server, caller) = floor().await;
    let mut socket = caller.console().await;
    server.stage().forget_clients();
    // The held connect ends well; the next one is refused.
    assert_eq!(socket.reply("/meta/connect").await["successful"], true);
    socket.connect(None).await;
    let reply = socket.reply("/meta/connect").await;
    assert_eq!(reply["error"], "402::Unknown client");
    assert_eq!(
        reply["advice"],
        json!({ "reconnect": "handshake", "interval": 0 })
    );
    let reply = socket.subscribe("/v2/me/*").await;
    assert_eq!(reply["successful"], false);
    assert_eq!(reply["subscription"], "/v2/me/*");
    assert!(reply.get("advice").is_none());
    for channel in ["/meta/disconnect", "/chat"] {
        let message = json!([{"id": "5", "channel": channel, "clientId": "gone", "data": {}}]);
        let reply = caller.post(PATH, &message).await.json();
        assert_eq!(
            reply,
            json!([{"id": "5", "channel": channel, "successful": false, "error": "402::Unknown client"}])
        );
    }
    socket.begin().await;
    push(&server, 3);
    assert_eq!(socket.event().await["data"]["number"], 3);
}

#[tokio::test]
async fn nobody_uses_the_client_of_another_user() {
    let (server, caller) = floor().await;
    let client = poller(&caller).await;
    let other = Caller::new(server.addr(), "supervisor2");
    let reply = other
        .post(PATH, &connect(&client, "4", Some(0)))
        .await
        .json();
    assert_eq!(reply[0]["error"], "402::Unknown client");
}

#[tokio::test]
async fn a_disconnect_answers_the_held_connect_first() {
    let (server, caller) = floor().await;
    let mut socket = caller.console().await;
    let bye = json!([{"id": "8", "channel": "/meta/disconnect", "clientId": socket.client}]);
    socket.say(&bye).await;
    let first = socket.message().await;
    assert_eq!(first["channel"], "/meta/connect");
    assert_eq!(first["advice"]["reconnect"], "none");
    let second = socket.message().await;
    assert_eq!(
        (&second["channel"], &second["id"]),
        (&json!("/meta/disconnect"), &json!("8"))
    );

    let client = poller(&caller).await;
    let before = server.stage().requests().len();
    let held = poll(&caller, &client, "7");
    seen(&server, before + 1).await;
    let bye = json!([{"id": "8", "channel": "/meta/disconnect", "clientId": client}]);
    // The poll may be noted a moment before it is held; the answer then says
    // that the client is unknown.
    let reply = caller
        .post(&format!("{PATH}/disconnect"), &bye)
        .await
        .json();
    assert_eq!(reply[0]["successful"], true);
    let poll = held.await.unwrap().json();
    let reconnect = &poll[0]["advice"]["reconnect"];
    assert!(reconnect == "none" || reconnect == "handshake", "{poll}");
    assert_eq!(server.stage().clients(), 0);
}

#[tokio::test]
async fn an_event_answers_a_poll_and_waits_between_polls() {
    let (server, caller) = floor().await;
    let client = poller(&caller).await;
    push(&server, 1);
    push(&server, 2);
    let reply = caller.post(PATH, &connect(&client, "4", None)).await.json();
    assert_eq!(reply[0]["data"]["number"], 1);
    assert_eq!(reply[1]["data"]["number"], 2);
    assert_eq!(
        reply[2],
        json!({ "id": "4", "channel": "/meta/connect", "successful": true })
    );
    let before = server.stage().requests().len();
    let held = poll(&caller, &client, "5");
    seen(&server, before + 1).await;
    push(&server, 3);
    let reply = held.await.unwrap().json();
    assert_eq!(reply[0]["data"]["number"], 3);
    assert_eq!(reply[1]["id"], "5");
}

#[tokio::test]
async fn a_poller_that_went_away_loses_nothing() {
    let (server, caller) = floor().await;
    let client = poller(&caller).await;
    let before = server.stage().requests().len();
    let held = poll(&caller, &client, "4");
    seen(&server, before + 1).await;
    held.abort();
    let _ = held.await;
    for number in 1..=3 {
        push(&server, number);
    }
    let mut numbers = Vec::new();
    while numbers.len() < 3 {
        let reply = caller.post(PATH, &connect(&client, "5", None)).await.json();
        for message in reply.as_array().unwrap() {
            numbers.extend(message["data"]["number"].as_u64());
        }
        // The server may notice late; what it wrote to the dead one is lost.
        if numbers.contains(&3) {
            break;
        }
    }
    assert_eq!(numbers.last(), Some(&3));
    assert!(numbers.is_sorted());
}

#[tokio::test]
async fn a_newer_poll_takes_the_place_of_the_held_one() {
    let (server, caller) = floor().await;
    let client = poller(&caller).await;
    let before = server.stage().requests().len();
    let first = poll(&caller, &client, "4");
    seen(&server, before + 1).await;
    let second = poll(&caller, &client, "5");
    seen(&server, before + 2).await;
    // One of the two is superseded, whichever came first; the other gets this.
    let replies = async {
        let (mut first, mut second) = (first, second);
        tokio::select! {
            reply = &mut first => (reply.unwrap(), second),
            reply = &mut second => (reply.unwrap(), first),
        }
    };
    let (superseded, held) = replies.await;
    assert_eq!(superseded.status, 408);
    push(&server, 6);
    assert_eq!(held.await.unwrap().json()[0]["data"]["number"], 6);
}

#[tokio::test]
async fn the_suffixes_and_bare_objects_are_taken_by_post() {
    let (_server, caller) = floor().await;
    let reply = caller
        .post(&format!("{PATH}/handshake"), &handshake())
        .await
        .json();
    let client = reply[0]["clientId"].as_str().unwrap().to_owned();
    let reply = caller
        .post(&format!("{PATH}/connect"), &connect(&client, "2", None))
        .await;
    assert_eq!(reply.json()[0]["successful"], true);
    let message = json!({"id": "3", "channel": "/meta/subscribe", "clientId": client,
        "subscription": "/notifications/services"});
    let reply = caller.post(&format!("{PATH}/"), &message).await.json();
    assert_eq!(reply[0]["successful"], true);
    assert_eq!(caller.post(PATH, &json!("words")).await.status, 400);
}

#[tokio::test]
async fn a_client_moves_from_post_to_socket() {
    let (server, caller) = floor().await;
    let client = poller(&caller).await;
    push(&server, 1);
    let mut socket = caller.socket().await.unwrap();
    socket.client.clone_from(&client);
    socket.connect(Some(0)).await;
    assert_eq!(socket.message().await["data"]["number"], 1);
    assert_eq!(socket.message().await["channel"], "/meta/connect");
    socket.connect(None).await;
    push(&server, 2);
    assert_eq!(socket.event().await["data"]["number"], 2);
    assert_eq!(server.stage().clients(), 1);
}

#[tokio::test]
async fn what_is_published_while_the_socket_is_down_is_lost() {
    let (server, caller) = floor().await;
    let mut socket = caller.console().await;
    server.stage().drop_connections();
    assert!(socket.frame().await.is_err());
    let mut again = caller.socket().await.unwrap();
    push(&server, 1);
    again.client.clone_from(&socket.client);
    again.connect(Some(0)).await;
    assert_eq!(again.reply("/meta/connect").await["successful"], true);
    push(&server, 2);
    assert_eq!(again.event().await["data"]["number"], 2);
}

#[tokio::test]
async fn a_client_that_stays_away_is_forgotten() {
    let options = Options {
        max_interval: Duration::from_millis(50),
        ..quiet()
    };
    let server = start(options).await;
    let caller = Caller::new(server.addr(), "supervisor");
    let client = poller(&caller).await;
    let stage = server.stage();
    until("the client is forgotten", || stage.clients() == 0).await;
    let reply = caller.post(PATH, &connect(&client, "9", None)).await.json();
    assert_eq!(reply[0]["error"], "402::Unknown client");
}

#[tokio::test]
async fn a_transport_can_be_off() {
    let only = |websocket, long_polling| Options {
        transports: Transports {
            websocket,
            long_polling,
        },
        ..quiet()
    };
    let server = start(only(Toggle::Off, Toggle::On)).await;
    let caller = Caller::new(server.addr(), "supervisor");
    assert_eq!(caller.socket().await.err(), Some(400));
    let reply = caller.post(PATH, &json!([handshake()])).await.json();
    assert_eq!(
        reply[0]["supportedConnectionTypes"],
        json!(["long-polling"])
    );

    let server = start(only(Toggle::On, Toggle::Off)).await;
    let caller = Caller::new(server.addr(), "supervisor");
    assert_eq!(caller.post(PATH, &json!([handshake()])).await.status, 400);
    let mut socket = caller.socket().await.unwrap();
    let reply = socket.handshake().await;
    assert_eq!(reply["supportedConnectionTypes"], json!(["websocket"]));
}

#[tokio::test]
async fn transports_are_read_from_words() {
    let both: Transports = "long-polling, websocket".parse().unwrap();
    assert_eq!(both, Transports::default());
    let one: Transports = "websocket".parse().unwrap();
    assert_eq!((one.websocket, one.long_polling), (Toggle::On, Toggle::Off));
    assert!("".parse::<Transports>().is_err());
    assert!("carrier-pigeon".parse::<Transports>().is_err());
}

#[tokio::test]
async fn several_clients_get_what_is_theirs() {
    let (server, caller) = floor().await;
    let other = Caller::new(server.addr(), "supervisor2");
    let (mut one, mut two, mut stranger) = (
        caller.console().await,
        caller.console().await,
        other.console().await,
    );
    let client = poller(&caller).await;
    push(&server, 1);
    server
        .stage()
        .push_raw("supervisor2", json!({ "number": 2 }));
    assert_eq!(one.event().await["data"]["number"], 1);
    assert_eq!(two.event().await["data"]["number"], 1);
    assert_eq!(stranger.event().await["data"]["number"], 2);
    let reply = caller.post(PATH, &connect(&client, "4", None)).await.json();
    assert_eq!(reply[0]["data"]["number"], 1);
    assert_eq!(server.stage().clients(), 4);
}

#[tokio::test]
async fn subscriptions_decide_what_arrives() {
    let (server, caller) = floor().await;
    let mut socket = caller.console().await;
    let message = json!([{"id": "50", "channel": "/meta/unsubscribe", "clientId": socket.client,
        "subscription": "/v2/me/*"}]);
    socket.say(&message).await;
    assert_eq!(socket.reply("/meta/unsubscribe").await["successful"], true);
    push(&server, 1);
    for (name, number) in [("/v2/me/smssessions", 2), ("/**", 3)] {
        assert_eq!(socket.subscribe(name).await["successful"], true);
        push(&server, number);
        assert_eq!(socket.event().await["data"]["number"], number);
    }
    assert_eq!(socket.subscribe("/meta/connect").await["successful"], false);
}

#[tokio::test]
async fn a_publication_is_answered_and_stays_with_its_user() {
    let (server, caller) = floor().await;
    let mut socket = caller.console().await;
    let mut other = Caller::new(server.addr(), "supervisor2").console().await;
    socket.subscribe("/**").await;
    other.subscribe("/**").await;
    for (channel, comes_back) in [("/notes", true), ("/v2/me/smssessions", false)] {
        let message = json!([{"id": 60, "channel": channel, "clientId": socket.client,
            "data": {"note": 1}}]);
        socket.say(&message).await;
        if comes_back {
            assert_eq!(socket.event().await["channel"], channel);
        }
        let reply = socket.message().await;
        assert_eq!(
            reply,
            json!({ "id": "60", "channel": channel, "successful": true })
        );
    }
    server
        .stage()
        .push_raw("supervisor2", json!({ "last": true }));
    assert_eq!(other.event().await["data"], json!({ "last": true }));
}

#[tokio::test]
async fn raw_text_is_a_frame_or_the_body_of_a_poll() {
    let (server, caller) = floor().await;
    let mut socket = caller.console().await;
    let client = poller(&caller).await;
    server
        .stage()
        .push_raw_frame("supervisor", "[{'half': None");
    assert_eq!(socket.frame().await.unwrap(), "[{'half': None");
    let reply = caller.post(PATH, &connect(&client, "4", None)).await;
    assert_eq!(reply.text, "[{'half': None");
    push(&server, 2);
    let reply = caller.post(PATH, &connect(&client, "5", None)).await.json();
    assert_eq!(reply[0]["data"]["number"], 2);
}

#[tokio::test]
async fn stopping_closes_everything_at_once() {
    let (server, caller) = floor().await;
    let mut socket: Socket = caller.console().await;
    let client = poller(&caller).await;
    let held = {
        let (caller, message) = (caller.clone(), connect(&client, "4", None));
        tokio::spawn(async move { caller.try_send("POST", PATH, Some(&message)).await.is_err() })
    };
    let stage = server.stage();
    until("the poll is there", || {
        stage
            .requests()
            .iter()
            .any(|request| request["body"][0]["id"] == "4")
    })
    .await;
    server.stop().await;
    assert!(socket.frame().await.is_err());
    assert!(held.await.unwrap());
    assert!(caller.try_send("GET", "/api/v2/me", None).await.is_err());
}

#[tokio::test]
async fn every_request_is_noted_without_secrets() {
    let (server, caller) = floor().await;
    let id = my_id(&caller).await;
    assert_eq!(id.len(), 32);
    let requests = server.stage().requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0]["path"], "/api/v2/me");
    assert_eq!(requests[0]["authorization"], true);
    assert_eq!(requests[0]["cookie"], false);
    assert!(!requests[0].to_string().contains("Basic"));
}

#[tokio::test]
async fn a_restarted_server_knows_nobody() {
    let (server, caller) = floor().await;
    let client = poller(&caller).await;
    let signed_in = Caller {
        cookie: caller.get("/api/v2/me").await.cookie(),
        ..caller.clone()
    };
    let addr = server.addr();
    server.stop().await;
    let server = start(Options {
        listen: addr,
        ..quiet()
    })
    .await;
    assert_eq!(server.addr(), addr);
    assert_eq!(signed_in.get("/api/v2/me").await.status, 401);
    let reply = caller.post(PATH, &connect(&client, "4", None)).await.json();
    assert_eq!(reply[0]["error"], "402::Unknown client");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_read_is_cut_and_harms_nobody() {
    let (server, caller) = floor().await;
    let mut deaf = caller.console().await;
    let text = "x".repeat(4_000);
    for _ in 0..14_000 {
        server
            .stage()
            .push_raw("supervisor", json!({ "text": text }));
    }
    assert_eq!(caller.get("/api/v2/me").await.status, 200);
    let mut frames = 0;
    while deaf.frame().await.is_ok() {
        frames += 1;
    }
    assert!(frames < 14_000, "nothing was cut");
    let mut hearing = caller.console().await;
    push(&server, 1);
    assert_eq!(hearing.event().await["data"]["number"], 1);
}

/// Sends a connect with a batch number and takes what comes with its reply.
async fn batch(socket: &mut Socket, ack: u64, timeout: Option<u64>) -> (Vec<u64>, Value) {
    let mut message = connect(&socket.client, &format!("c{}", fastrand::u32(..)), timeout);
    message[0]["ext"] = json!({ "ack": ack });
    socket.say(&message).await;
    take_batch(socket, &message[0]["id"]).await
}

async fn take_batch(socket: &mut Socket, id: &Value) -> (Vec<u64>, Value) {
    let mut numbers = Vec::new();
    loop {
        let message = socket.message().await;
        match message["data"]["number"].as_u64() {
            Some(number) => numbers.push(number),
            None if message["channel"] == "/meta/connect" => {
                assert_eq!(&message["id"], id);
                return (numbers, message);
            }
            None => panic!("neither: {message}"),
        }
    }
}

/// A socket with acknowledgements that has connected once and subscribed.
async fn acknowledging(caller: &Caller, ack: AckReply) -> Socket {
    let mut socket = caller.socket().await.unwrap();
    let mut hello = handshake();
    hello["ext"] = json!({ "ack": true });
    socket.say(&json!([hello])).await;
    let reply = socket.reply("/meta/handshake").await;
    let ext = match ack {
        AckReply::Absent => None,
        AckReply::True => Some(json!({ "ack": true })),
        AckReply::Object => Some(json!({ "ack": { "enabled": true, "batch": 0 } })),
    };
    assert_eq!(reply.get("ext"), ext.as_ref());
    socket.client = reply["clientId"].as_str().unwrap().to_owned();
    let (events, reply) = batch(&mut socket, 0, Some(0)).await;
    assert!(events.is_empty());
    let number = (ack != AckReply::Absent).then_some(json!({ "ack": 1 }));
    assert_eq!(reply.get("ext"), number.as_ref());
    assert_eq!(socket.subscribe("/v2/me/*").await["successful"], true);
    socket
}

#[tokio::test]
async fn a_batch_of_events_comes_before_the_reply_that_numbers_it() {
    for ack in [AckReply::Absent, AckReply::True, AckReply::Object] {
        let server = start(Options { ack, ..quiet() }).await;
        let caller = Caller::new(server.addr(), "supervisor");
        let mut socket = acknowledging(&caller, ack).await;
        push(&server, 1);
        push(&server, 2);
        if ack == AckReply::Absent {
            assert_eq!(socket.event().await["data"]["number"], 1);
            continue;
        }
        // Between two connects nothing is sent, and other replies bring nothing.
        let note = json!([{"id": "n", "channel": "/notes", "clientId": socket.client, "data": {}}]);
        socket.say(&note).await;
        assert_eq!(socket.message().await["channel"], "/notes");
        let (events, reply) = batch(&mut socket, 1, None).await;
        assert_eq!((events, &reply["ext"]["ack"]), (vec![1, 2], &json!(2)));
        // An event ends a held connect.
        let held = json!([{"id": "h", "channel": "/meta/connect", "clientId": socket.client,
            "connectionType": "websocket", "ext": {"ack": 2}}]);
        socket.say(&held).await;
        let note = json!([{"id": "m", "channel": "/notes", "clientId": socket.client, "data": {}}]);
        socket.say(&note).await;
        assert_eq!(socket.message().await["id"], "m");
        push(&server, 3);
        let (events, reply) = take_batch(&mut socket, &json!("h")).await;
        assert_eq!((events, &reply["ext"]["ack"]), (vec![3], &json!(3)));
    }
}

#[tokio::test]
async fn what_was_not_acknowledged_comes_again_before_what_is_newer() {
    let ack = AckReply::Object;
    let server = start(Options { ack, ..quiet() }).await;
    let caller = Caller::new(server.addr(), "supervisor");
    let mut socket = acknowledging(&caller, ack).await;
    push(&server, 1);
    assert_eq!(batch(&mut socket, 1, None).await.0, [1]);
    push(&server, 2);
    // The reply with number 2 did not arrive, says the client.
    let (events, reply) = batch(&mut socket, 1, Some(0)).await;
    assert_eq!((events, &reply["ext"]["ack"]), (vec![1, 2], &json!(3)));
    // Published while the socket is down: it waits.
    server.stage().drop_connections();
    assert!(socket.frame().await.is_err());
    push(&server, 3);
    let mut again = caller.socket().await.unwrap();
    again.client.clone_from(&socket.client);
    let (events, reply) = batch(&mut again, 2, Some(0)).await;
    assert_eq!((events, &reply["ext"]["ack"]), (vec![2, 3], &json!(4)));
    let (events, reply) = batch(&mut again, 4, Some(0)).await;
    assert_eq!((events, &reply["ext"]["ack"]), (vec![], &json!(5)));
    // A new handshake begins anew.
    acknowledging(&caller, ack).await;
}

#[tokio::test]
async fn a_poller_acknowledges_as_well() {
    let ack = AckReply::True;
    let server = start(Options { ack, ..quiet() }).await;
    let caller = Caller::new(server.addr(), "supervisor");
    let mut hello = handshake();
    hello["ext"] = json!({ "ack": { "enabled": true } });
    let reply = caller.post(PATH, &json!([hello])).await.json();
    assert_eq!(reply[0]["ext"], json!({ "ack": true }));
    let client = reply[0]["clientId"].as_str().unwrap().to_owned();
    let poll = async |ack: u64| {
        let mut message = connect(&client, "p", Some(0));
        message[0]["ext"] = json!({ "ack": ack });
        let reply = caller.post(PATH, &message).await.json();
        let (last, events) = reply.as_array().unwrap().split_last().unwrap();
        assert_eq!(
            (&last["id"], &last["successful"]),
            (&json!("p"), &json!(true))
        );
        let numbers = events
            .iter()
            .map(|event| event["data"]["number"].as_u64().unwrap());
        (
            numbers.collect::<Vec<_>>(),
            last["ext"]["ack"].as_u64().unwrap(),
        )
    };
    assert_eq!(poll(0).await, (vec![], 1));
    let message = json!([{"id": "3", "channel": "/meta/subscribe", "clientId": client,
        "subscription": "/v2/me/*"}]);
    assert_eq!(
        caller.post(PATH, &message).await.json()[0]["successful"],
        true
    );
    push(&server, 1);
    // No reply but a connect's brings events.
    assert_eq!(
        caller
            .post(PATH, &message)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(poll(1).await, (vec![1], 2));
    assert_eq!(poll(1).await, (vec![1], 3));
    push(&server, 2);
    assert_eq!(poll(3).await, (vec![2], 4));
    assert_eq!(poll(4).await, (vec![], 5));
}
