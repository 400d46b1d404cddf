//! CSRF over real sockets: the four fixtures with their alternatives, and what is repeated.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "tests, which share files"
)]

#[path = "gws_socket/barged.rs"]
mod barged;
#[path = "gws_fixtures/fixture.rs"]
mod fixture;
#[path = "gws_socket/responder.rs"]
mod responder;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use barged::barged;
use floorwalk::domain::policy::{Unanswered, may_reach_customer};
use floorwalk::domain::{Call, CustomerText, Fault, Link, Mode, SessionId};
use floorwalk::gws::{Api, Dialect, StartSession, Target, Timeouts};
use http::{HeaderMap, HeaderValue, header};
use responder::{Act, Came, Responder, json, say};
use secrecy::SecretString;
use serde_json::Value;

const MISSING: &str = "Missing or invalid Csrf token";
const ME: &str = r#"{"statusCode":0,"user":{"id":"u1","userName":"sade"}}"#;

fn api(responder: &Responder) -> Api {
    Api::new(Target {
        base: format!("http://{}", responder.at).parse().unwrap(),
        user: "sade".to_owned(),
        password: SecretString::from("s3cret"),
        dialect: Dialect::online(),
        ca_file: None,
        timeouts: Timeouts::default(),
    })
    .unwrap()
}

fn start() -> StartSession {
    StartSession {
        channels: vec!["smssession".to_owned()],
        ..StartSession::default()
    }
}

fn coach() -> Call {
    Call::Switch {
        session: SessionId::new("0000KfW27QX1004T"),
        mode: Mode::Coach,
    }
}

/// A fixture's answer on the wire.
fn answer(response: &Value) -> Act {
    let mut lines = String::new();
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        lines += &format!("{name}: {}\r\n", value.as_str().unwrap());
    }
    let body = match &response["body"] {
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    say(
        u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
        lines,
        body,
    )
}

fn of(method: &str, came: &[Came]) -> Vec<Came> {
    let mut came = came.to_vec();
    came.retain(|one| one.method == method);
    came
}

#[tokio::test]
async fn learned_as_announced_and_sent_on_every_post() {
    let all = fixture::all();
    let (learn, send) = (&all["csrf-learn"], &all["csrf-send"].json);
    let alternatives = learn.alternatives().map(|a| &a["response"]);
    let responses: Vec<_> = [&learn.json["response"]]
        .into_iter()
        .chain(alternatives)
        .cloned()
        .collect();
    assert_eq!(responses.len(), 3);
    for response in responses {
        let name = response["headers"]["X-CSRF-HEADER"]
            .as_str()
            .unwrap()
            .to_owned();
        let value = learn.json["expect"]["csrf_value"].as_str().unwrap();
        let (given, sent) = (response.clone(), send["response"].clone());
        let responder = Responder::start(move |came| match came.method.as_str() {
            "GET" => answer(&given),
            _ => answer(&sent),
        })
        .await;
        let api = api(&responder);
        api.me().await.unwrap();
        api.start_session(&start()).await.unwrap();
        api.carry_out(coach()).await.unwrap();
        api.me().await.unwrap();
        let came = responder.came();
        let posts = of("POST", &came);
        assert_eq!(posts.len(), 2);
        for post in &posts {
            assert_eq!(post.header(&name), Some(value), "{name}");
        }
        let request = &send["request"];
        assert_eq!(posts[0].target, request["path"].as_str().unwrap());
        assert_eq!(
            serde_json::from_str::<Value>(&posts[0].body).unwrap(),
            request["body"]
        );
        assert_eq!(
            posts[0].header("content-type"),
            request["headers"]["Content-Type"].as_str()
        );
        if response["headers"]["Set-Cookie"].is_string() {
            assert_eq!(
                posts[0].header("cookie"),
                request["headers"]["Cookie"].as_str()
            );
        }
        for get in of("GET", &came) {
            assert_eq!(get.header(&name), None);
        }
        // CometD's requests are POSTs too; nobody else is told.
        let headers = api.request_headers(&api.notifications_url());
        assert_eq!(headers[name.as_str()], value);
        assert!(headers[name.as_str()].is_sensitive());
        assert!(
            api.request_headers(&"http://other/".parse().unwrap())
                .is_empty()
        );
        assert!(!format!("{api:?}").contains(value));
    }
}

#[tokio::test]
async fn renewed_with_the_session_and_void_without_it() {
    let all = fixture::all();
    let first = all["csrf-learn"].json["response"].clone();
    let (renewed, expect) = (
        all["csrf-renewed"].json["response"].clone(),
        &all["csrf-renewed"].json["expect"],
    );
    let asked = AtomicUsize::new(0);
    let responder = Responder::start(move |came| match came.method.as_str() {
        "GET" if asked.fetch_add(1, Ordering::SeqCst) == 0 => answer(&first),
        "GET" => answer(&renewed),
        _ => json(r#"{"statusCode":0}"#),
    })
    .await;
    let api = api(&responder);
    api.me().await.unwrap();
    api.me().await.unwrap();
    api.carry_out(coach()).await.unwrap();
    let posts = of("POST", &responder.came());
    assert_eq!(
        posts[0].header("x-csrf-token"),
        expect["csrf_value"].as_str()
    );
    assert_eq!(posts[0].header("cookie"), Some("JSESSIONID=node0zz20"));

    // A new session that the feed's upgrade brought: name and value are void.
    let url = api.notifications_url();
    let mut headers = HeaderMap::new();
    headers.insert(
        header::SET_COOKIE,
        HeaderValue::from_static("JSESSIONID=three; Path=/"),
    );
    api.learn(&url, &headers);
    assert!(!api.request_headers(&url).contains_key("x-csrf-token"));
    // One that also brought its token.
    headers.insert("x-csrf-header", HeaderValue::from_static("X-Floor"));
    headers.insert("x-floor", HeaderValue::from_static("abc"));
    api.learn(&url, &headers);
    assert_eq!(api.request_headers(&url)["x-floor"], "abc");
    api.sign_in_again(None);
    assert!(!api.request_headers(&url).contains_key("x-floor"));
}

/// A server that wants `right` on every POST, and announces it on every GET.
async fn guarded(right: Arc<Mutex<String>>) -> Responder {
    let refused = fixture::all()["csrf-refused"].json["response"].clone();
    Responder::start(move |came| {
        let right = right.lock().unwrap().clone();
        match came.method.as_str() {
            "GET" if came.target == "/api/v2/me" => say(
                200,
                format!("X-CSRF-HEADER: X-Floor\r\nX-Floor: {right}\r\n"),
                ME,
            ),
            "POST" if came.header("x-floor") != Some(&right) => answer(&refused),
            _ => json(r#"{"statusCode":0}"#),
        }
    })
    .await
}

fn methods(responder: &Responder) -> Vec<String> {
    responder
        .came()
        .into_iter()
        .map(|came| came.method)
        .collect()
}

#[tokio::test]
async fn a_miss_is_learned_from_and_the_request_repeated_once() {
    let right = Arc::new(Mutex::new("one".to_owned()));
    let responder = guarded(Arc::clone(&right)).await;
    let api = api(&responder);
    // Nothing known yet.
    api.carry_out(coach()).await.unwrap();
    assert_eq!(methods(&responder), ["POST", "GET", "POST"]);
    assert_eq!(responder.targets()[1], "/api/v2/me");
    // Known: no detour.
    api.carry_out(coach()).await.unwrap();
    assert_eq!(methods(&responder).len(), 4);
    // Renewed behind our back.
    "two".clone_into(&mut right.lock().unwrap());
    api.start_session(&start()).await.unwrap();
    assert_eq!(methods(&responder)[4..], ["POST", "GET", "POST"]);
    let came = responder.came();
    assert_eq!(came[4].header("x-floor"), Some("one"));
    assert_eq!(came[6].header("x-floor"), Some("two"));
    assert_eq!(came[4].body, came[6].body);
}

#[tokio::test]
async fn a_second_refusal_is_told_and_not_repeated() {
    let responder = Responder::start(|came| match came.method.as_str() {
        "GET" => say(200, "X-CSRF-HEADER: X-Floor\r\nX-Floor: x\r\n", ME),
        _ => say(403, "", MISSING),
    })
    .await;
    let fault = api(&responder).carry_out(coach()).await.unwrap_err();
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
    assert!(fault.to_string().contains("CSRF token"), "{fault}");
    assert_eq!(methods(&responder), ["POST", "GET", "POST"]);

    // A 403 that says something else is not repeated at all.
    let responder = Responder::start(|_| say(403, "", "Forbidden")).await;
    let fault = api(&responder).carry_out(coach()).await.unwrap_err();
    assert_eq!(fault, Fault::Http { status: 403 });
    assert_eq!(methods(&responder), ["POST"]);
}

#[tokio::test]
async fn reading_the_token_may_fail() {
    for (status, is_sign_in) in [(401, true), (0, false)] {
        let responder = Responder::start(move |came| match (came.method.as_str(), status) {
            ("POST", _) => say(403, "", MISSING),
            (_, 0) => Act::Drop,
            _ => say(status, "", ""),
        })
        .await;
        let fault = api(&responder).carry_out(coach()).await.unwrap_err();
        assert!(fault.is_certain());
        assert!(!fault.to_string().contains("may have been"), "{fault}");
        assert_eq!(
            matches!(fault, Fault::SignIn { .. }),
            is_sign_in,
            "{fault:?}"
        );
        assert_eq!(methods(&responder), ["POST", "GET"]);
    }
}

#[tokio::test]
async fn words_for_a_customer_come_back_for_a_new_permit() {
    let right = Arc::new(Mutex::new("one".to_owned()));
    let responder = guarded(right).await;
    let api = api(&responder);
    let words = || {
        let session = barged();
        let permit = may_reach_customer(&session, &Link::Live, Unanswered::Nothing).unwrap();
        Call::SendMessage(CustomerText::new(permit, "Hello".to_owned()))
    };
    let fault = api.carry_out(words()).await.unwrap_err();
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
    assert!(fault.is_certain());
    assert!(fault.to_string().contains("send it again"), "{fault}");
    assert_eq!(methods(&responder), ["POST", "GET"]);
    // The token was learned meanwhile: the new one goes through.
    api.carry_out(words()).await.unwrap();
    assert_eq!(methods(&responder), ["POST", "GET", "POST"]);
}
