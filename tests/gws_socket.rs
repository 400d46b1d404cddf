//! The client against real sockets: credentials, cookies, limits, and what each failure says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

#[path = "gws_socket/responder.rs"]
mod responder;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use floorwalk::domain::{Call, Fault, Mode, Reply, SessionId, UserId, Watch};
use floorwalk::gws::{Api, Dialect, Reading, StartSession, Target, Timeouts};
use http::{HeaderMap, HeaderValue, header};
use responder::{Act, Responder, json, say};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use secrecy::SecretString;

const ME: &str = r#"{"statusCode":0,"user":{"id":"u1","userName":"sade","firstName":"Sade"}}"#;

fn target(base: &str) -> Target {
    Target {
        base: base.parse().unwrap(),
        user: "sade".to_owned(),
        password: SecretString::from("s3cret"),
        dialect: Dialect::auto(),
        ca_file: None,
        timeouts: Timeouts::default(),
    }
}

fn api(responder: &Responder) -> Api {
    Api::new(target(&format!("http://{}/ctx", responder.at))).unwrap()
}

fn leave() -> Call {
    Call::Leave {
        session: SessionId::new("s1"),
    }
}

#[tokio::test]
async fn credentials_and_one_cookie_jar_on_every_request() {
    let responder = Responder::start(|came| match came.target.as_str() {
        "/ctx/api/v2/me" => say(
            200,
            "Set-Cookie: JSESSIONID=one; Path=/; HttpOnly\r\nSet-Cookie: lb=7; Path=/\r\n",
            ME.to_owned(),
        ),
        _ => json(r#"{"statusCode":"0"}"#),
    })
    .await;
    let api = api(&responder);
    let me = api.me().await.unwrap();
    assert_eq!((me.me.as_str(), me.name.as_str()), ("u1", "Sade"));
    assert_eq!(me.server.as_str(), responder.at.to_string());
    api.carry_out(leave()).await.unwrap();
    let came = responder.came();
    assert_eq!(came[0].header("cookie"), None);
    assert_eq!(came[0].header("accept"), Some("application/json"));
    for one in &came {
        // "sade:s3cret"
        assert_eq!(one.header("authorization"), Some("Basic c2FkZTpzM2NyZXQ="));
    }
    let cookie = came[1].header("cookie").unwrap();
    assert!(cookie.contains("JSESSIONID=one") && cookie.contains("lb=7"));
    assert_eq!(came[1].target, "/ctx/api/v2/me/smssessions/s1");
    assert_eq!(came[1].body, r#"{"operationName":"Leave"}"#);

    // The websocket's upgrade: the same jar, both ways, and nobody else's.
    let url = api.notifications_url();
    assert_eq!(url.path(), "/ctx/api/v2/notifications");
    let mut ws = url.clone();
    ws.set_scheme("ws").unwrap();
    for url in [&url, &ws] {
        let headers = api.request_headers(url);
        assert!(headers[header::AUTHORIZATION].is_sensitive());
        assert!(headers[header::COOKIE].is_sensitive());
        assert!(headers[header::COOKIE].to_str().unwrap().contains("one"));
    }
    let elsewhere = [
        "https://gws-node-2.example.test/x".to_owned(),
        format!("https://{}/x", responder.at),
        "http://127.0.0.1:1/x".to_owned(),
    ];
    for other in elsewhere {
        assert!(
            api.request_headers(&other.parse().unwrap()).is_empty(),
            "{other}"
        );
    }
    let mut learnt = HeaderMap::new();
    let set = HeaderValue::from_static("JSESSIONID=two; Path=/");
    learnt.insert(header::SET_COOKIE, set);
    api.learn(&ws, &learnt);
    api.carry_out(leave()).await.unwrap();
    let came = responder.came();
    assert!(came[2].header("cookie").unwrap().contains("JSESSIONID=two"));

    let shown = format!("{api:?} {:?}", target("http://h/"));
    assert!(
        !shown.contains("s3cret") && !shown.contains("c2FkZ"),
        "{shown}"
    );
    assert!(!shown.contains("two"), "{shown}");
}

#[tokio::test]
async fn signing_in_again_drops_the_cookies_and_takes_the_password() {
    let responder = Responder::start(|came| match came.header("authorization") {
        // "sade:new"
        Some("Basic c2FkZTpuZXc=") => json(ME),
        _ => say(401, "Set-Cookie: JSESSIONID=old; Path=/\r\n", String::new()),
    })
    .await;
    let api = api(&responder);
    let fault = api.me().await.unwrap_err();
    assert!(matches!(fault, Fault::SignIn { .. }));
    assert!(
        fault
            .to_string()
            .contains("check the user and the password"),
        "{fault}"
    );
    api.sign_in_again(None);
    api.me().await.unwrap_err();
    api.sign_in_again(Some(SecretString::from("new")));
    api.me().await.unwrap();
    assert!(
        responder
            .came()
            .iter()
            .all(|c| c.header("cookie").is_none())
    );
}

#[tokio::test]
async fn a_refusal_of_the_sign_in_before_says_nothing_of_this_one() {
    let renewing: Arc<OnceLock<Api>> = Arc::default();
    let at_the_server = Arc::clone(&renewing);
    let responder = Responder::start(move |_| {
        // Somebody else was refused first, and the sign-in is renewed while this is on its way.
        if let Some(api) = at_the_server.get() {
            api.sign_in_again(None);
        }
        json(r#"{"statusCode":20,"statusMessage":"the session is over"}"#)
    })
    .await;
    let api = api(&responder);
    let refused = api.carry_out(leave()).await.unwrap_err();
    assert!(matches!(refused, Fault::SignIn { .. }), "{refused:?}");
    renewing.set(api.clone()).unwrap();
    let old = api.carry_out(leave()).await.unwrap_err();
    assert!(matches!(old, Fault::NotSent { .. }), "{old:?}");
    let old = api.my_sessions().await.unwrap_err();
    assert!(matches!(old, Fault::NotSent { .. }), "{old:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Responder::start(|_| json(ME)).await;
    let location = format!("Location: http://{}/api/v2/me\r\n", elsewhere.at);
    let responder = Responder::start(move |_| say(302, location.clone(), String::new())).await;
    let fault = api(&responder).me().await.unwrap_err();
    assert!(matches!(fault, Fault::NotGws { .. }), "{fault:?}");
    assert!(fault.to_string().contains("url"), "{fault}");
    let fault = api(&responder).carry_out(leave()).await.unwrap_err();
    assert!(!fault.is_certain());
    assert!(elsewhere.came().is_empty());
}

#[tokio::test]
async fn a_long_answer_is_cut_off() {
    let responder = Responder::start(|came| {
        let filler = "x".repeat(4 * 1024 * 1024);
        match came.method.as_str() {
            "POST" => json(format!(r#"{{"statusCode":0,"x":"{filler}"}}"#)),
            _ => json(format!(
                r#"{{"statusCode":0,"smssessions":[],"x":"{filler}"}}"#
            )),
        }
    })
    .await;
    let api = api(&responder);
    let fault = api.my_sessions().await.unwrap_err();
    assert!(fault.to_string().contains("4 MiB"), "{fault}");
    let fault = api.carry_out(leave()).await.unwrap_err();
    assert!(matches!(fault, Fault::Unknown { .. }));
}

/// Answers every request by gzip that never ends: a few kilobytes for each megabyte.
async fn endless() -> std::net::SocketAddr {
    use std::io::Write as _;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
                let mut sent = stream.write_all(head).await;
                let mut gzip =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                gzip.write_all(br#"{"statusCode":0,"smssessions":[]"#)
                    .unwrap();
                while sent.is_ok() {
                    gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
                    gzip.flush().unwrap();
                    sent = stream.write_all(&std::mem::take(gzip.get_mut())).await;
                }
            });
        }
    });
    at
}

#[tokio::test]
async fn what_swells_when_it_is_unpacked_is_cut_off_by_its_real_length() {
    let mut target = target(&format!("http://{}/", endless().await));
    // It must end by the limit and not by the clock.
    target.timeouts.request = Duration::from_secs(300);
    let api = Api::new(target).unwrap();
    let fault = api.my_sessions().await.unwrap_err();
    assert!(fault.to_string().contains("4 MiB"), "{fault}");
    let fault = api.carry_out(leave()).await.unwrap_err();
    assert!(matches!(&fault, Fault::Unknown { .. }), "{fault:?}");
    assert!(fault.to_string().contains("4 MiB"), "{fault}");
}

#[tokio::test]
async fn what_was_sent_and_got_no_answer_is_unknown_and_not_repeated() {
    let responder = Responder::start(|came| match came.target.as_str() {
        "/ctx/api/v2/me/smssessions/s1" => Act::Hang,
        _ => Act::Drop,
    })
    .await;
    let mut target = target(&format!("http://{}/ctx", responder.at));
    target.timeouts.request = Duration::from_millis(300);
    let api = Api::new(target).unwrap();
    let fault = api.carry_out(leave()).await.unwrap_err();
    assert!(matches!(fault, Fault::Unknown { .. }), "{fault:?}");
    let other = Call::Leave {
        session: SessionId::new("s2"),
    };
    let fault = api.carry_out(other).await.unwrap_err();
    assert!(matches!(fault, Fault::Unknown { .. }), "{fault:?}");
    assert!(!fault.to_string().contains("/api/v2"), "{fault}");
    assert_eq!(responder.came().len(), 2);
}

#[tokio::test]
async fn what_never_left_is_certain() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = gone.local_addr().unwrap();
    drop(gone);
    let api = Api::new(target(&format!("http://{at}/"))).unwrap();
    let fault = api.carry_out(leave()).await.unwrap_err();
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
    assert!(
        fault.to_string().contains("refuses the connection"),
        "{fault}"
    );
    assert!(fault.to_string().contains(&at.to_string()), "{fault}");

    let api = Api::new(target("http://no-such-host.invalid/")).unwrap();
    let fault = api.me().await.unwrap_err();
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
    assert!(
        fault.to_string().contains("check the url setting"),
        "{fault}"
    );
}

#[tokio::test]
async fn pages_instead_of_answers_are_named_and_not_shown() {
    let page = "<html><title>Bad gateway</title></html>";
    for (status, what) in [
        (502, "HTTP 502"),
        (404, "HTTP 404"),
        (403, "HTTP 403"),
        (200, "not JSON"),
    ] {
        let responder = Responder::start(move |_| say(status, "", page.to_owned())).await;
        let api = api(&responder);
        for fault in [
            api.me().await.unwrap_err(),
            api.carry_out(leave()).await.unwrap_err(),
        ] {
            let shown = fault.to_string();
            assert!(shown.contains(what) && !shown.contains('<'), "{shown}");
        }
        let fault = api.me().await.unwrap_err();
        match status {
            502 => assert_eq!(fault, Fault::Http { status: 502 }),
            _ => assert!(
                fault.to_string().contains("/ctx"),
                "names the base: {fault}"
            ),
        }
    }
}

#[tokio::test]
async fn a_busy_server_says_how_long() {
    let responder = Responder::start(|came| match came.method.as_str() {
        "GET" => say(429, "Retry-After: 7\r\n", String::new()),
        _ => say(503, "", "<html>".to_owned()),
    })
    .await;
    let api = api(&responder);
    assert_eq!(
        api.my_sessions().await.unwrap_err(),
        Fault::Busy {
            status: 429,
            retry_after: Some(Duration::from_secs(7))
        }
    );
    assert_eq!(
        api.carry_out(leave()).await.unwrap_err(),
        Fault::Busy {
            status: 503,
            retry_after: None
        }
    );
}

#[tokio::test]
async fn the_segment_that_answers_is_kept_and_writes_never_guess() {
    let responder = Responder::start(|came| {
        if came.target.contains("/smssessions") {
            say(404, "", String::new())
        } else {
            json(r#"{"statusCode":0,"smsessions":[{"id":"s1","state":"Chatting"}]}"#)
        }
    })
    .await;
    let api = api(&responder);
    assert_eq!(api.segment(), "smssessions");
    // A write before anything is known: refused, and not tried with the other word.
    let intrude = || Call::Intrude {
        agent: UserId::new("a1"),
        session: SessionId::new("s1"),
        mode: Some(Mode::BargeIn),
    };
    let fault = api.carry_out(intrude()).await.unwrap_err();
    assert!(
        fault.is_certain() && fault.to_string().contains("dialect"),
        "{fault}"
    );
    assert_eq!(responder.came().len(), 1);

    let mine = api.my_sessions().await.unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!(api.segment(), "smsessions");
    api.carry_out(intrude()).await.unwrap();
    api.my_sessions().await.unwrap();
    assert_eq!(
        responder.targets()[1..],
        [
            "/ctx/api/v2/me/smssessions?fields=*",
            "/ctx/api/v2/me/smsessions?fields=*",
            "/ctx/api/v2/users/a1/smsessions/s1",
            "/ctx/api/v2/me/smsessions?fields=*",
        ]
    );
    // The third mode is a setting of its own: reading never changes it.
    assert!(responder.came()[3].body.contains(r#""BargeIn""#));
}

#[tokio::test]
async fn a_fixed_dialect_does_not_look_elsewhere() {
    let responder = Responder::start(|_| say(404, "", String::new())).await;
    let mut target = target(&format!("http://{}", responder.at));
    target.dialect = Dialect::pdf();
    let api = Api::new(target).unwrap();
    assert_eq!(
        api.my_sessions().await.unwrap_err(),
        Fault::Http { status: 404 }
    );
    assert_eq!(responder.targets(), ["/api/v2/me/smsessions?fields=*"]);
}

#[tokio::test]
async fn an_agents_list_may_go_by_the_online_word_in_the_other_dialect() {
    let responder = Responder::start(|came| {
        let word = "subresources=smssessions";
        let list = r#","smssessions":[{"id":"s1","userData":{"a":1}}]"#;
        let list = if came.target.ends_with(word) {
            list
        } else {
            ""
        };
        json(format!(
            r#"{{"statusCode":0,"user":{{"id":"u1","userName":"a"{list}}}}}"#
        ))
    })
    .await;
    let mut target = target(&format!("http://{}", responder.at));
    target.dialect = Dialect::pdf();
    let api = Api::new(target).unwrap();
    for _ in 0..2 {
        let Reading::Is { what: sessions, .. } =
            (api.agent_sessions(&UserId::new("u1"), None).await).unwrap()
        else {
            panic!("nothing was known");
        };
        assert_eq!(sessions[0].id.as_str(), "s1");
    }
    assert_eq!(
        responder.targets(),
        [
            "/api/v2/users/u1?subresources=smsessions",
            "/api/v2/users/u1?subresources=smssessions",
            "/api/v2/users/u1?subresources=smssessions",
        ],
        "asked once, then remembered"
    );
}

fn contact(id: &str, name: &str, roles: &str) -> String {
    format!(
        r#"{{"id":"{id}","userName":"{name}","name":"{name}","roles":[{roles}],
        "availability":{{"channels":[
            {{"channel":"voice","userState":{{"state":"LoggedOut"}}}},
            {{"channel":"SmsSession","userState":{{"id":"900d55cc-2bb0-431f-8bf9-d3525b383be6",
              "displayName":"Lunch"}}}}]}}}}"#
    )
}

#[tokio::test]
async fn agents_have_user_ids_where_contacts_have_their_own() {
    let responder = Responder::start(|came| {
        let target = came.target.trim_start_matches("/ctx/api/v2");
        if target.starts_with("/contacts") {
            let agent = r#""ROLE_AGENT""#;
            return json(format!(
                r#"{{"statusCode":0,"totalCount":9,"contacts":[{},{},{},{}]}}"#,
                contact("c1", "j.varga", agent),
                contact("c2", "m.ibarra", agent),
                contact("c3", "the.boss", r#""ROLE_SUPERVISOR""#),
                contact("c4", "ghost", agent),
            ));
        }
        match target {
            "/users?fields=*&userName=j.varga" => {
                json(r#"{"statusCode":0,"users":[{"id":"u1","userName":"j.varga"}]}"#)
            }
            "/users?fields=*&userName=m.ibarra" => {
                json(r#"{"statusCode":0,"users":[{"id":"u2","userName":"m.ibarra"}]}"#)
            }
            "/users?fields=*&userName=ghost" => json(r#"{"statusCode":0,"users":[]}"#),
            _ => json(r#"{"statusCode":6}"#),
        }
    })
    .await;
    let api = api(&responder);
    let roster = api.roster(&[]).await.unwrap();
    let ids: Vec<_> = roster.agents.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["u1", "u2"]);
    assert_eq!((roster.total, roster.arrived), (Some(9), 4));
    let state = &roster.agents[0].state;
    assert_eq!(
        *state,
        floorwalk::domain::AgentState::NotReady("Lunch".into())
    );
    let asked = responder.came().len();
    let names = ["j.varga".to_owned(), "nobody".to_owned()];
    let roster = api.roster(&names).await.unwrap();
    assert_eq!(roster.agents.len(), 1);
    assert_eq!(roster.missing, ["nobody".into()]);
    assert_eq!(
        responder.targets()[asked..],
        ["/ctx/api/v2/contacts?type=User&name=j.varga,nobody"],
        "known ids are not asked for again"
    );
}

#[tokio::test]
async fn one_question_settles_that_contact_ids_are_user_ids() {
    let responder = Responder::start(|came| {
        if came.target.contains("/contacts") {
            let agents = format!(
                "{},{}",
                contact("u1", "j.varga", r#""ROLE_AGENT""#),
                r#"{"id":"u2","userName":"no.roles"}"#
            );
            json(format!(r#"{{"statusCode":0,"contacts":[{agents}]}}"#))
        } else {
            json(r#"{"statusCode":0,"user":{"id":"u1","userName":"j.varga"}}"#)
        }
    })
    .await;
    let api = api(&responder);
    for _ in 0..2 {
        assert_eq!(api.roster(&[]).await.unwrap().agents.len(), 2);
    }
    assert_eq!(
        responder.targets(),
        [
            "/ctx/api/v2/contacts?type=User",
            "/ctx/api/v2/users/u1?subresources=smssessions",
            "/ctx/api/v2/contacts?type=User",
        ]
    );
    let u1 = UserId::new("u1");
    let Reading::Is {
        what: sessions,
        print,
    } = api.agent_sessions(&u1, None).await.unwrap()
    else {
        panic!("nothing was known");
    };
    assert_eq!(sessions, []);
    let again = api.agent_sessions(&u1, print).await.unwrap();
    assert_eq!(again, Reading::Same);
    let all = api.roster_again(&[], None).await.unwrap();
    let Reading::Is { what, print } = all else {
        panic!("nothing was known");
    };
    assert_eq!((what.agents.len(), print.is_some()), (2, true));
    let again = api.roster_again(&[], print).await.unwrap();
    assert_eq!(again, Reading::Same);
}

#[tokio::test]
async fn a_roster_with_somebody_missing_is_read_in_full_every_time() {
    let responder = Responder::start(|came| {
        if came.target.contains("/users/u1?") {
            return json(r#"{"statusCode":0,"user":{"id":"u1","userName":"j.varga"}}"#);
        }
        assert!(came.target.ends_with("name=j.varga,nobody"), "{came:?}");
        let contact = contact("u1", "j.varga", r#""ROLE_AGENT""#);
        json(format!(r#"{{"statusCode":0,"contacts":[{contact}]}}"#))
    })
    .await;
    let api = api(&responder);
    let names = ["j.varga".to_owned(), "nobody".to_owned()];
    let roster = api.roster_again(&names, None).await.unwrap();
    let Reading::Is { what, print } = roster else {
        panic!("nothing was known");
    };
    assert_eq!(what.missing, ["nobody".into()]);
    assert_eq!(print, None);
}

#[tokio::test]
async fn after_a_refusal_no_further_group_of_names_is_asked_for() {
    let responder = Responder::start(|_| json(r#"{"statusCode":20}"#)).await;
    let api = api(&responder);
    let names: Vec<String> = (0..200).map(|n| format!("agent.number.{n}")).collect();
    let fault = api.roster_again(&names, None).await.unwrap_err();
    assert!(matches!(fault, Fault::SignIn { .. }), "{fault}");
    assert_eq!(responder.came().len(), 1);
}

#[tokio::test]
async fn a_partial_start_says_what_failed() {
    let responder = Responder::start(|came| {
        if came.body.contains("Start") {
            json(r#"{"statusCode":7,"email":{"statusCode":4,"statusMessage":"away"}}"#)
        } else {
            json(r#"{"statusCode":0,"referenceId":"12"}"#)
        }
    })
    .await;
    let api = api(&responder);
    let start = StartSession {
        channels: vec!["smssession".to_owned()],
        ..StartSession::default()
    };
    let partly = api.start_session(&start).await.unwrap();
    assert_eq!(partly.unwrap().as_str(), "email: away");
    let watch = Call::Watch {
        agent: UserId::new("a1"),
        watch: Watch::SILENT,
        nickname: None,
    };
    let reply = api.carry_out(watch).await.unwrap();
    assert!(matches!(reply, Reply::PassedOn { reference: Some(r), partly: None } if r.0 == 12));
    api.end_session().await.unwrap();
}

fn pem(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/gws_tls")
        .join(name)
}

async fn tls_server(certificate: &str) -> Responder {
    let chain = vec![CertificateDer::from_pem_file(pem(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_file(pem("leaf-key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    Responder::start_tls(Arc::new(config).into(), |_| json(ME)).await
}

#[tokio::test]
async fn certificates_are_judged_and_each_failure_has_its_sentence() {
    let trusting = |responder: &Responder| {
        let mut target = target(&format!("https://{}/", responder.at));
        target.ca_file = Some(pem("ca.pem"));
        Api::new(target).unwrap()
    };
    let good = tls_server("loopback.pem").await;
    let api = trusting(&good);
    api.me().await.unwrap();
    assert_eq!(api.tls().alpn_protocols, [b"http/1.1"]);

    for (certificate, words) in [
        ("elsewhere.pem", "is for another host"),
        ("expired.pem", "has expired"),
    ] {
        let server = tls_server(certificate).await;
        let fault = trusting(&server).me().await.unwrap_err();
        assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
        assert!(fault.to_string().contains(words), "{fault}");
        assert!(server.came().is_empty());
    }
    // Without the file: not trusted; a machine without any certificates cannot even begin.
    let fault = match Api::new(target(&format!("https://{}/", good.at))) {
        Ok(api) => api.me().await.unwrap_err(),
        Err(fault) => fault,
    };
    assert!(matches!(fault, Fault::NotSent { .. }), "{fault:?}");
    assert!(fault.to_string().contains("ca_file"), "{fault}");

    let plain = Responder::start(|_| say(400, "", String::new())).await;
    let fault = trusting(&plain).me().await.unwrap_err();
    assert!(fault.to_string().contains("does not speak TLS"), "{fault}");
}

#[test]
fn a_target_that_cannot_work_is_refused_with_the_setting_to_check() {
    for (base, ca_file, words) in [
        ("ftp://h/", None, "https://"),
        ("http://sade:s3cret@h/", None, "does not belong"),
        ("http://h/", Some("no-such-file.pem"), "no-such-file.pem"),
        ("http://h/", Some("leaf-key.pem"), "no certificate"),
    ] {
        let mut target = target(base);
        target.ca_file = ca_file.map(pem);
        let fault = Api::new(target).unwrap_err();
        let shown = fault.to_string();
        assert!(shown.contains(words), "{shown}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
