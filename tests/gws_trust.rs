//! Whom the client trusts, over HTTP and over the websocket alike: certificates made here, servers
//! that show them, and the sentence for each way in which they fail.

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
#[path = "gws_socket/responder.rs"]
mod responder;

use std::net::SocketAddr;
use std::path::PathBuf;

use authority::{Authority, Folder, Issued, Term, acceptor, self_signed};
use door::{feed, polls};
use floorwalk::bayeux::Cause;
use floorwalk::domain::{Call, Fault, SessionId};
use floorwalk::gws::{Api, Authorities, Dialect, Identity, Route, Target, Timeouts};
use rcgen::{BasicConstraints, IsCa};
use responder::{Responder, json};
use rustls::version::{TLS12, TLS13};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const ME: &str = r#"{"statusCode":0,"user":{"id":"u1","userName":"sade"}}"#;
const BOTH: &[&rustls::SupportedProtocolVersion] = &[&TLS12, &TLS13];

fn api(at: SocketAddr, ca_file: Option<PathBuf>, route: Route) -> Api {
    let target = Target {
        base: format!("https://{at}/ctx").parse().unwrap(),
        user: "sade".to_owned(),
        password: SecretString::from("s3cret"),
        dialect: Dialect::online(),
        ca_file,
        timeouts: Timeouts::default(),
    };
    Api::by(route, target).unwrap()
}

/// Nobody but the file: the same on every machine.
fn only() -> Route {
    Route {
        authorities: Authorities::FileOnly,
        ..Route::default()
    }
}

async fn serve(issued: &Issued) -> Responder {
    Responder::start_tls(acceptor(issued, None, BOTH), |_| json(ME)).await
}

/// What REST says, and that the websocket says the same.
async fn refusal(api: &Api) -> String {
    let fault = api.me().await.unwrap_err();
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
    let leave = Call::Leave {
        session: SessionId::new("s1"),
    };
    let fault = api.carry_out(leave).await.unwrap_err();
    assert!(fault.is_certain(), "nothing was sent: {fault:?}");
    let Cause::Tls(words) = feed(api).await.unwrap_err() else {
        panic!("not TLS");
    };
    assert_eq!(words, fault.to_string());
    assert_eq!(polls(api).await, Some(Cause::Tls(words.clone())));
    words
}

#[tokio::test]
async fn an_authority_in_the_file_is_trusted_added_or_only() {
    let (folder, ours) = (Folder::new(), Authority::new("Ours"));
    let file = folder.file("ca.pem", &ours.pem());
    let server = serve(&ours.server("127.0.0.1", Term::Now)).await;
    for route in [Route::default(), only()] {
        let api = api(server.at, Some(file.clone()), route);
        api.me().await.unwrap();
        feed(&api).await.unwrap();
    }
    let upgrades = server
        .came()
        .iter()
        .filter(|c| c.header("upgrade").is_some())
        .count();
    assert_eq!(upgrades, 2);
    assert!(
        server
            .came()
            .iter()
            .all(|c| c.header("authorization").is_some())
    );
}

#[tokio::test]
async fn each_certificate_that_is_not_good_has_its_sentence() {
    let (folder, ours) = (Folder::new(), Authority::new("Ours"));
    let file = folder.file("ca.pem", &ours.pem());
    let ca = IsCa::Ca(BasicConstraints::Unconstrained);
    for (issued, words) in [
        (
            ours.server("gws.example.test", Term::Now),
            "is for another host",
        ),
        (
            ours.server("127.0.0.1", Term::Past),
            "has expired (valid until ",
        ),
        (
            ours.server("127.0.0.1", Term::Future),
            "is not valid yet (valid from ",
        ),
        (self_signed("127.0.0.1", IsCa::NoCa), "is not trusted"),
        (self_signed("127.0.0.1", ca), "is an authority's own"),
        (
            Authority::new("Theirs").server("127.0.0.1", Term::Now),
            "is not trusted",
        ),
        // The same name, another key.
        (
            Authority::new("Ours").server("127.0.0.1", Term::Now),
            "is not ",
        ),
    ] {
        let server = serve(&issued).await;
        for route in [Route::default(), only()] {
            let said = refusal(&api(server.at, Some(file.clone()), route)).await;
            assert!(said.contains(words), "{words}: {said}");
            assert!(said.contains(&server.at.to_string()), "{said}");
            // Where time is the matter, the clock is named, and what it says.
            let clock = "this machine's clock says ";
            let check = "check this machine's clock";
            let is_of_time = words.contains("valid ");
            assert_eq!(said.contains(clock), is_of_time, "{said}");
            assert_eq!(said.contains(check), is_of_time, "{said}");
        }
        assert!(server.came().is_empty(), "nothing was sent");
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown_where_it_is_asked_for() {
    let (folder, ours) = (Folder::new(), Authority::new("Ours"));
    let file = folder.file("ca.pem", &ours.pem());
    let issued = ours.server("127.0.0.1", Term::Now);
    let me = ours.client("sade");
    let stranger = Authority::new("Theirs").client("sade");
    let identity = |name: &str, issued: &Issued| Identity {
        certificate: folder.file(&format!("{name}.pem"), &issued.chain),
        key: folder.file(&format!("{name}-key.pem"), &issued.key),
    };
    let route = |identity: Option<Identity>| Route { identity, ..only() };
    for versions in [&[&TLS13][..], &[&TLS12]] {
        let acceptor = acceptor(&issued, Some(&ours), versions);
        let server = Responder::start_tls(acceptor, |_| json(ME)).await;
        let good = api(
            server.at,
            Some(file.clone()),
            route(Some(identity("me", &me))),
        );
        good.me().await.unwrap();
        feed(&good).await.unwrap();
        let came = server.came().len();

        let none = api(server.at, Some(file.clone()), route(None));
        let said = refusal(&none).await;
        assert!(said.contains("client certificate"), "{said}");
        assert!(said.contains("client_key_file"), "{said}");

        let other = route(Some(identity("stranger", &stranger)));
        let said = refusal(&api(server.at, Some(file.clone()), other)).await;
        assert!(said.contains("client_cert_file"), "{said}");
        assert_eq!(server.came().len(), came, "nothing else was read");
    }
}

/// A server that answers the TLS greeting with these bytes.
async fn old(answer: Vec<u8>) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut greeting = [0; 4096];
                if stream.read(&mut greeting).await.is_ok_and(|n| n > 0) {
                    let _ = stream.write_all(&answer).await;
                    // Read to the end: a reset could overtake the answer.
                    while stream.read(&mut greeting).await.is_ok_and(|n| n > 0) {}
                }
            });
        }
    });
    at
}

#[tokio::test]
async fn tls_older_than_1_2_is_refused() {
    let (folder, ours) = (Folder::new(), Authority::new("Ours"));
    let file = folder.file("ca.pem", &ours.pem());
    // RFC 4346: the alert protocol_version, and a ServerHello that chooses TLS 1.1.
    let alert = vec![0x15, 3, 2, 0, 2, 2, 70];
    let mut hello = vec![0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 0x2f, 0]);
    for answer in [alert, hello] {
        let at = old(answer).await;
        let said = refusal(&api(at, Some(file.clone()), only())).await;
        assert!(said.contains("older than 1.2"), "{said}");
    }
}

#[tokio::test]
async fn a_reload_reads_the_files_again_and_a_bad_file_changes_nothing() {
    let folder = Folder::new();
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let file = folder.file("ca.pem", &ours.pem());
    let server = serve(&ours.server("127.0.0.1", Term::Now)).await;
    let other = serve(&theirs.server("127.0.0.1", Term::Now)).await;
    let reach = |at| api(at, Some(file.clone()), only());
    let (api, to_other) = (reach(server.at), reach(other.at));
    let clone = api.clone();
    api.me().await.unwrap();
    assert!(refusal(&to_other).await.contains("is not trusted"));

    for bad in [
        "",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        folder.file("ca.pem", bad);
        let fault = api.reload_tls().unwrap_err();
        assert!(fault.to_string().contains("ca.pem"), "{fault}");
        api.me().await.unwrap();
        feed(&api).await.unwrap();
    }
    std::fs::remove_file(&file).unwrap();
    api.reload_tls().unwrap_err();
    api.me().await.unwrap();

    folder.file("ca.pem", &theirs.pem());
    for one in [&api, &to_other] {
        one.reload_tls().unwrap();
    }
    to_other.me().await.unwrap();
    feed(&to_other).await.unwrap();
    // Trusted a moment ago, and verified anew.
    for one in [&api, &clone] {
        assert!(refusal(one).await.contains("is not trusted"));
    }
}

#[test]
fn files_that_cannot_work_are_named() {
    let (folder, ours) = (Folder::new(), Authority::new("Ours"));
    let ca = folder.file("ca.pem", &ours.pem());
    let (one, two) = (ours.client("one"), ours.client("two"));
    let certificate = folder.file("one.pem", &one.chain);
    let key = folder.file("two-key.pem", &two.key);
    let locked = folder.file(
        "locked.pem",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
    );
    let missing = folder.path().join("missing.pem");
    let with = |certificate: &PathBuf, key: &PathBuf| Route {
        identity: Some(Identity {
            certificate: certificate.clone(),
            key: key.clone(),
        }),
        ..only()
    };
    for (route, ca_file, words) in [
        (only(), None, "set it"),
        (only(), Some(&missing), "missing.pem"),
        (with(&certificate, &key), Some(&ca), "do not go together"),
        (with(&missing, &key), Some(&ca), "client_cert_file"),
        (with(&certificate, &missing), Some(&ca), "client_key_file"),
        (with(&certificate, &locked), Some(&ca), "not encrypted"),
        (with(&certificate, &ca), Some(&ca), "no private key"),
    ] {
        let target = Target {
            base: "https://gws.example.test/".parse().unwrap(),
            user: "sade".to_owned(),
            password: SecretString::from("s3cret"),
            dialect: Dialect::online(),
            ca_file: ca_file.cloned(),
            timeouts: Timeouts::default(),
        };
        let fault = Api::by(route, target).unwrap_err();
        assert!(fault.to_string().contains(words), "{words}: {fault}");
    }
}
