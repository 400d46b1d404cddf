//! Several nodes of one installation: sticky to one, and a clean start on the next.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "tests, which share files"
)]

#[path = "gws_socket/responder.rs"]
mod responder;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use floorwalk::domain::{Call, Fault, SessionId};
use floorwalk::gws::{Api, Dialect, Route, Segment, Target, Timeouts};
use http::header;
use responder::{Act, Responder, json, say};
use secrecy::SecretString;

const ME: &str = r#"{"statusCode":0,"user":{"id":"u1","userName":"sade"}}"#;

fn api(bases: &[String], segment: Segment) -> Api {
    let mut bases = bases.iter().map(|base| base.parse().unwrap());
    let target = Target {
        base: bases.next().unwrap(),
        user: "sade".to_owned(),
        password: SecretString::from("s3cret"),
        dialect: Dialect {
            segment,
            ..Dialect::online()
        },
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    let route = Route {
        other_nodes: bases.collect(),
        ..Route::default()
    };
    Api::by(route, target).unwrap()
}

fn leave() -> Call {
    Call::Leave {
        session: SessionId::new("s1"),
    }
}

/// A node that gives a session and a token of its own.
async fn node(name: &'static str) -> Responder {
    Responder::start(move |came| match came.target.as_str() {
        "/ctx/api/v2/me" => say(
            200,
            format!(
                "Set-Cookie: JSESSIONID={name}; Path=/\r\nSet-Cookie: lb={name}; Path=/\r\n\
                 X-CSRF-HEADER: X-Floor\r\nX-Floor: token-{name}\r\n"
            ),
            ME,
        ),
        "/ctx/api/v2/me/smssessions/busy" => Act::Drop,
        _ => json(r#"{"statusCode":0}"#),
    })
    .await
}

#[tokio::test]
async fn sticky_to_one_and_clean_on_the_next() {
    let nodes = [node("one").await, node("two").await, node("three").await];
    let bases = nodes
        .each_ref()
        .map(|node| format!("http://{}/ctx", node.at));
    let api = api(&bases, Segment::Auto);
    assert_eq!((api.node(), api.nodes()), (0, 3));
    for (at, name) in [(0, "one"), (1, "two"), (2, "three"), (0, "one")] {
        assert_eq!(api.node(), at);
        let (node, other) = (&nodes[at], &nodes[(at + 1) % 3]);
        let (before, others) = (node.came().len(), other.came().len());
        let url = api.notifications_url();
        assert_eq!(url.as_str(), format!("{}/api/v2/notifications", bases[at]));
        assert_eq!(api.server().as_str(), node.at.to_string());
        let fresh = api.request_headers(&url);
        assert!(fresh.contains_key(header::AUTHORIZATION));
        assert!(
            !fresh.contains_key(header::COOKIE),
            "a session of {name}'s own"
        );
        assert!(!fresh.contains_key("x-floor"));

        let me = api.me().await.unwrap();
        assert_eq!(me.server, api.server());
        api.carry_out(leave()).await.unwrap();
        // Trouble alone moves nobody.
        let busy = Call::Leave {
            session: SessionId::new("busy"),
        };
        assert!(matches!(
            api.carry_out(busy).await,
            Err(Fault::Unknown { .. })
        ));
        assert_eq!(api.node(), at);
        let came = node.came();
        assert_eq!(came[before].header("cookie"), None);
        let cookie = came[before + 1].header("cookie").unwrap();
        assert!(cookie.contains(&format!("JSESSIONID={name}")), "{cookie}");
        assert!(cookie.contains(&format!("lb={name}")), "{cookie}");
        let token = format!("token-{name}");
        assert_eq!(came[before + 1].header("x-floor"), Some(token.as_str()));
        assert_eq!(other.came().len(), others, "nobody else is asked");
        let elsewhere = format!("{}/api/v2/notifications", bases[(at + 1) % 3]);
        assert!(api.request_headers(&elsewhere.parse().unwrap()).is_empty());
        assert_eq!(api.clone().next_node(), Some((at + 1) % 3));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_late_answer_of_the_node_before_brings_nothing() {
    let held = Arc::new(AtomicBool::new(false));
    let (asked, release) = (Arc::new(tokio::sync::Notify::new()), Arc::clone(&held));
    let told = Arc::clone(&asked);
    let one = Responder::start(move |_| {
        told.notify_one();
        // What waits for this worker is given to another.
        tokio::task::block_in_place(|| {
            while !release.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
        });
        say(
            200,
            "Set-Cookie: JSESSIONID=old; Path=/\r\nX-CSRF-HEADER: X-Floor\r\nX-Floor: old\r\n",
            ME,
        )
    })
    .await;
    let two = node("two").await;
    let bases = [one.at, two.at].map(|at| format!("http://{at}/ctx"));
    let api = api(&bases, Segment::Auto);
    let late = tokio::spawn({
        let api = api.clone();
        async move { api.me().await }
    });
    asked.notified().await;
    api.next_node().unwrap();
    api.me().await.unwrap();
    held.store(true, Ordering::SeqCst);
    late.await.unwrap().unwrap();
    let headers = api.request_headers(&api.notifications_url());
    let cookie = headers[header::COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("two") && !cookie.contains("old"),
        "{cookie}"
    );
    assert_eq!(headers["x-floor"], "token-two");
}

#[tokio::test]
async fn a_fault_names_the_node_it_came_from() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = gone.local_addr().unwrap();
    drop(gone);
    let two = node("two").await;
    let api = api(
        &[format!("http://{at}"), format!("http://{}/ctx", two.at)],
        Segment::Auto,
    );
    let fault = api.me().await.unwrap_err();
    assert!(fault.to_string().contains(&at.to_string()), "{fault}");
    api.next_node().unwrap();
    api.me().await.unwrap();
}

#[test]
fn one_node_alone_keeps_its_session() {
    let api = api(&["http://127.0.0.1:1/".to_owned()], Segment::Auto);
    let url = api.notifications_url();
    let mut headers = http::HeaderMap::new();
    headers.insert(header::SET_COOKIE, "JSESSIONID=n0".parse().unwrap());
    api.learn(&url, &headers);
    assert_eq!((api.next_node(), api.node(), api.nodes()), (None, 0, 1));
    assert!(api.request_headers(&url).contains_key(header::COOKIE));
}

#[test]
fn every_node_is_checked_when_the_client_is_set_up() {
    for (other, words) in [
        ("ftp://h/", "https://"),
        ("http://u:s3cret@h/", "does not belong"),
    ] {
        let target = Target {
            base: "http://h/".parse().unwrap(),
            user: "sade".to_owned(),
            password: SecretString::from("p"),
            dialect: Dialect::online(),
            ca_file: None,
            timeouts: Timeouts::default(),
        };
        let route = Route {
            other_nodes: vec![other.parse().unwrap()],
            ..Route::default()
        };
        let said = Api::by(route, target).unwrap_err().to_string();
        assert!(said.contains(words) && !said.contains("s3cret"), "{said}");
    }
}
