//! Proxies over real sockets: REST and the websocket by the same way, nothing of ours told to the
//! proxy, and each failure naming it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "tests, which share files"
)]

#[path = "gws_tls/authority.rs"]
mod authority;
#[path = "gws_socket/door.rs"]
mod door;
#[path = "gws_socket/proxy.rs"]
mod proxy;
#[path = "gws_socket/responder.rs"]
mod responder;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use authority::{Authority, Folder, Term, acceptor};
use door::{feed, polls};
use floorwalk::bayeux::Cause;
use floorwalk::domain::{Call, Fault, SessionId};
use floorwalk::gws::{Api, Authorities, Dialect, Proxies, Route, Target, Timeouts};
use proxy::{Manner, Proxy};
use responder::{Responder, json, say};
use rustls::version::{TLS12, TLS13};
use secrecy::SecretString;

const ME: &str = r#"{"statusCode":0,"user":{"id":"u1","userName":"sade"}}"#;
/// A name that nobody resolves: only the proxy can reach it.
const HOST: &str = "gws.example.test";
/// "ada:pr0xy"
const ADA: &str = "Basic YWRhOnByMHh5";

fn api(base: &str, variables: &[(&str, String)], ca_file: Option<PathBuf>) -> Api {
    try_api(base, variables, ca_file).unwrap()
}

fn try_api(
    base: &str,
    variables: &[(&str, String)],
    ca_file: Option<PathBuf>,
) -> Result<Api, Fault> {
    let route = Route {
        authorities: ca_file
            .as_ref()
            .map_or(Authorities::Platform, |_| Authorities::FileOnly),
        proxies: Proxies::of(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        }),
        ..Route::default()
    };
    let target = Target {
        base: base.parse().unwrap(),
        user: "sade".to_owned(),
        password: SecretString::from("s3cret"),
        dialect: Dialect::online(),
        ca_file,
        timeouts: Timeouts {
            connect: Duration::from_secs(2),
            ..Timeouts::default()
        },
    };
    Api::by(route, target)
}

/// A server that has a certificate for [`HOST`] or the name given, and the file to trust.
async fn secured(folder: &Folder, name: &str) -> (Responder, PathBuf) {
    let authority = Authority::new("Ours");
    let issued = authority.server(name, Term::Now);
    let server = Responder::start_tls(acceptor(&issued, None, &[&TLS12, &TLS13]), |_| {
        say(
            200,
            "Set-Cookie: JSESSIONID=n0; Path=/\r\nX-CSRF-HEADER: X-Floor\r\nX-Floor: t0k\r\n",
            ME,
        )
    })
    .await;
    (server, folder.file("ca.pem", &authority.pem()))
}

fn leave() -> Call {
    Call::Leave {
        session: SessionId::new("s1"),
    }
}

#[tokio::test]
async fn rest_and_websocket_go_through_and_the_proxy_is_told_nothing() {
    let folder = Folder::new();
    let (server, ca) = secured(&folder, HOST).await;
    for (manner, user) in [(Manner::Open, ""), (Manner::Asking(ADA), "ada:pr0xy@")] {
        let proxy = Proxy::start(server.at, manner).await;
        let variables = [("HTTPS_PROXY", format!("http://{user}{}", proxy.at))];
        let api = api(&format!("https://{HOST}/ctx"), &variables, Some(ca.clone()));
        let before = server.came().len();
        api.me().await.unwrap();
        api.carry_out(leave()).await.unwrap();
        feed(&api).await.unwrap();
        let came = server.came();
        assert_eq!(came.len(), before + 3);
        for one in &came[before..] {
            // "sade:s3cret"
            assert_eq!(one.header("authorization"), Some("Basic c2FkZTpzM2NyZXQ="));
            assert_eq!(one.header("proxy-authorization"), None, "not the server's");
        }
        assert_eq!(came[before + 2].header("x-floor"), Some("t0k"));
        assert_eq!(polls(&api).await, None);
        assert_eq!(server.came()[before + 3].method, "POST");
        assert_eq!(server.came()[before + 3].header("x-floor"), Some("t0k"));
        let heads = proxy.heads();
        assert!(heads.len() >= 2, "REST and websocket: {heads:?}");
        for head in heads {
            assert!(
                head.starts_with(&format!("CONNECT {HOST}:443 HTTP/1.1\r\n")),
                "{head}"
            );
            let small = head.to_lowercase();
            assert!(!small.contains("\r\nauthorization"), "{head}");
            for ours in ["c2fkz", "cookie", "n0", "t0k", "s3cret"] {
                assert!(!small.contains(ours), "{head}");
            }
            assert_eq!(head.contains(ADA), !user.is_empty());
        }
        let shown = format!("{api:?}");
        for secret in ["pr0xy", "YWRh"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[tokio::test]
async fn the_certificate_is_judged_through_the_tunnel_too() {
    let folder = Folder::new();
    let (server, ca) = secured(&folder, "elsewhere.example.test").await;
    let proxy = Proxy::start(server.at, Manner::Open).await;
    let variables = [("https_proxy", proxy.at.to_string())];
    let api = api(&format!("https://{HOST}/"), &variables, Some(ca));
    let fault = api.me().await.unwrap_err();
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
    assert!(fault.to_string().contains("is for another host"), "{fault}");
    assert_eq!(feed(&api).await.unwrap_err(), Cause::Tls(fault.to_string()));
    assert!(server.came().is_empty());
}

/// What REST and the websocket say of a proxy; the password is in neither.
async fn refusal(proxy: &str, user: &str) -> String {
    let variables = [("HTTPS_PROXY", format!("http://{user}{proxy}"))];
    let folder = Folder::new();
    let ca = folder.file("ca.pem", &Authority::new("Ours").pem());
    let api = api(&format!("https://{HOST}/"), &variables, Some(ca));
    let fault = api.carry_out(leave()).await.unwrap_err();
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
    let said = fault.to_string();
    assert!(said.contains(proxy), "names the proxy: {said}");
    assert!(!said.contains("pr0xy"), "{said}");
    if !said.contains("in time") {
        assert_eq!(feed(&api).await.unwrap_err(), Cause::Proxy(said.clone()));
        let cause = polls(&api).await.unwrap();
        assert_eq!(cause, Cause::Proxy(said.clone()));
    }
    said
}

#[tokio::test]
async fn each_failure_names_the_proxy() {
    let nowhere: SocketAddr = "127.0.0.1:1".parse().unwrap();
    for (manner, user, words) in [
        (
            Manner::Saying("HTTP/1.1 403 No\r\n\r\n"),
            "",
            "refuses to connect to gws.example.test:443 (HTTP 403)",
        ),
        (Manner::Saying("HTTP/1.0 502 No\r\n\r\n"), "", "(HTTP 502)"),
        (
            Manner::Saying("220 mail ready, who are you and what do you want\r\n\r\n"),
            "",
            "does not answer as a proxy",
        ),
        (Manner::Saying(""), "", "broke off"),
        (Manner::Asking(ADA), "", "wants a user and a password"),
        (
            Manner::Asking(ADA),
            "ada:pr0xyy@",
            "does not accept the user and password in HTTPS_PROXY",
        ),
        (Manner::Silent, "", "in time"),
    ] {
        let proxy = Proxy::start(nowhere, manner).await;
        let said = refusal(&proxy.at.to_string(), user).await;
        assert!(said.contains(words), "{words}: {said}");
    }
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = gone.local_addr().unwrap();
    drop(gone);
    let said = refusal(&at.to_string(), "").await;
    assert!(
        said.contains("cannot be reached") && said.contains("check HTTPS_PROXY"),
        "{said}"
    );
}

#[tokio::test]
async fn plain_http_is_handed_to_its_proxy_and_the_websocket_tunnels() {
    let server = Responder::start(|_| json(ME)).await;
    let proxy = Proxy::start(server.at, Manner::Asking(ADA)).await;
    let base = format!("http://{HOST}:8080/ctx");
    let variables = [("HTTP_PROXY", format!("http://ada:pr0xy@{}", proxy.at))];
    let with_user = api(&base, &variables, None);
    with_user.me().await.unwrap();
    feed(&with_user).await.unwrap();
    let heads = proxy.heads();
    assert!(
        heads[0].starts_with(&format!("GET {base}/api/v2/me HTTP/1.1\r\n")),
        "{heads:?}"
    );
    assert!(
        heads[1].starts_with(&format!("CONNECT {HOST}:8080 ")),
        "{heads:?}"
    );

    let without = api(&base, &[("HTTP_PROXY", proxy.at.to_string())], None);
    let fault = without.me().await.unwrap_err();
    assert!(
        fault.to_string().contains("wants a user and a password"),
        "{fault}"
    );
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
}

#[tokio::test]
async fn exceptions_and_this_machine_are_reached_straight() {
    let server = Responder::start(|_| json(ME)).await;
    let proxy = Proxy::start(server.at, Manner::Open).await;
    let all = ("ALL_PROXY", proxy.at.to_string());
    // This machine: no exception is needed.
    let straight = api(
        &format!("http://{}/", server.at),
        std::slice::from_ref(&all),
        None,
    );
    straight.me().await.unwrap();
    feed(&straight).await.unwrap();
    assert_eq!(server.came().len(), 2);

    let except = [all, ("NO_PROXY", "example.test".to_owned())];
    let excepted = api(&format!("http://{HOST}/"), &except, None);
    let fault = excepted.me().await.unwrap_err();
    assert!(
        fault.to_string().contains("not known"),
        "resolved here: {fault}"
    );
    let cause = feed(&excepted).await.unwrap_err();
    assert!(matches!(cause, Cause::Unreachable(_)), "{cause}");
    assert!(proxy.heads().is_empty());
}

#[test]
fn a_bad_variable_is_refused_where_it_would_be_used() {
    let variables = [("HTTPS_PROXY", "socks5://ada:pr0xy@h:1".to_owned())];
    let fault = try_api("https://h/", &variables, None).unwrap_err();
    let said = fault.to_string();
    assert!(
        said.starts_with("HTTPS_PROXY: ") && !said.contains("pr0xy"),
        "{said}"
    );
    try_api("http://h/", &variables, None).unwrap();
}
