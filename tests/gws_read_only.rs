//! Read-only, judged at the socket: whatever is asked of the client, nothing but GET leaves it.

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
#[path = "gws_socket/responder.rs"]
mod responder;

use std::collections::BTreeSet;

use barged::barged;
use floorwalk::domain::policy::{Unanswered, may_reach_customer};
use floorwalk::domain::{
    Access, Call, CallKind, CustomerText, CustomerTyping, Fault, Link, Mode, Noticed, SessionId,
    TypingNotice, UserId, Watch,
};
use floorwalk::gws::{Api, Dialect, Route, StartSession, Target, Timeouts};
use responder::{Responder, say};
use secrecy::SecretString;
use strum::IntoEnumIterator as _;

fn call(kind: CallKind) -> Call {
    let (agent, session) = (UserId::new("a1"), SessionId::new("s1"));
    let permit =
        || may_reach_customer(&barged(), &Link::Live, Unanswered::Nothing).expect("a permit");
    let notice = TypingNotice::Started;
    match kind {
        CallKind::Intrude => Call::Intrude {
            agent,
            session,
            mode: Some(Mode::Monitor),
        },
        CallKind::Accept => Call::Accept {
            session,
            nickname: None,
        },
        CallKind::Reject => Call::Reject { session },
        CallKind::Switch => Call::Switch {
            session,
            mode: Mode::Monitor,
        },
        CallKind::Leave => Call::Leave { session },
        CallKind::SendToAgents => Call::SendToAgents {
            session,
            text: "hello".into(),
        },
        CallKind::SendMessage => Call::SendMessage(CustomerText::new(permit(), "hello".into())),
        CallKind::TypingToAgents => Call::TypingToAgents { session, notice },
        CallKind::TypingToAll => Call::TypingToAll(CustomerTyping::new(permit(), notice)),
        CallKind::Watch => Call::Watch {
            agent,
            watch: Watch::SILENT,
            nickname: None,
        },
        CallKind::Unwatch => Call::Unwatch { agent },
        CallKind::ReadLog => Call::ReadLog {
            session,
            from: 1,
            count: 0,
        },
        CallKind::ReadMine => Call::ReadMine,
    }
}

#[tokio::test]
async fn every_call_is_tried_and_nothing_but_reads_leaves() {
    let responder = Responder::start(|came| match came.method.as_str() {
        "GET" => say(
            200,
            "",
            r#"{"statusCode":0,"messages":[],"smssessions":[]}"#,
        ),
        // A server that asks for its token: what is refused before it leaves never gets so far.
        _ => say(403, "", "CSRF"),
    })
    .await;
    let target = Target {
        base: format!("http://{}", responder.at).parse().unwrap(),
        user: "sade".into(),
        password: SecretString::from("x"),
        dialect: Dialect::auto(),
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    let route = Route {
        access: Access::ReadOnly,
        ..Route::default()
    };
    let api = Api::by(route, target).unwrap();
    let mut read = 0;
    for kind in CallKind::iter() {
        let call = call(kind);
        assert_eq!(call.kind(), kind);
        let reads = call.noticed(None) == Noticed::Reads;
        let outcome = api.carry_out(call).await;
        if reads {
            read += 1;
            assert!(outcome.is_ok(), "{kind}: {outcome:?}");
        } else {
            let fault = outcome.unwrap_err();
            assert!(matches!(fault, Fault::NotSent { .. }), "{kind}: {fault:?}");
            assert!(fault.to_string().contains("read-only"), "{kind}: {fault}");
        }
    }
    let start = StartSession {
        channels: vec!["smssession".into()],
        ..StartSession::default()
    };
    assert!(matches!(
        api.start_session(&start).await,
        Err(Fault::NotSent { .. })
    ));
    assert!(matches!(
        api.end_session().await,
        Err(Fault::NotSent { .. })
    ));
    let _ = api.me().await;
    let _ = api.roster(&[]).await;
    let methods: BTreeSet<String> = responder.came().iter().map(|c| c.method.clone()).collect();
    assert_eq!(methods, BTreeSet::from(["GET".to_owned()]));
    assert!(
        responder.came().len() >= read + 2,
        "reads are not held back"
    );
}
