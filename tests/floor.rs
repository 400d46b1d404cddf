//! End to end over real sockets: the whole console against the embedded server, in each mode on
//! each transport, and through refusals, outages and other worlds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::time::Duration;

use floorwalk::app::{Audience, Exit, Key, Stop};
use floorwalk::bayeux::{Choice, Transport};
use floorwalk::domain::{Fault, Mode, Presence};
use floorwalk::gws::Dialect;
use floorwalk::sim::{self, MonitoringRule, Options, Server};
use support::{Desk, Wish, oracle, still};

const BOTH: [Choice; 2] = [
    Choice::Fixed(Transport::WebSocket),
    Choice::Fixed(Transport::LongPolling),
];

/// My user id, as the server's truth has it.
async fn me(desk: &Desk) -> String {
    let truth = desk.stage.ledger();
    truth
        .iter()
        .find_map(|f| f["user"].as_str().map(str::to_owned))
        .expect("I have asked something")
}

async fn assert_clean(desk: &Desk) {
    let me = me(desk).await;
    let offences = oracle::offences(&desk.stage.ledger(), &me);
    assert!(offences.is_empty(), "{offences:#?}");
}

fn operations(desk: &Desk) -> Vec<String> {
    desk.stage
        .requests()
        .iter()
        .filter_map(|r| r["body"]["operationName"].as_str().map(str::to_owned))
        .collect()
}

fn count(desk: &Desk, operation: &str) -> usize {
    operations(desk).iter().filter(|o| *o == operation).count()
}

/// What a person of this kind has read in this session.
fn read_by(desk: &Desk, person: &str, session: &str) -> Vec<String> {
    desk.stage
        .ledger()
        .iter()
        .filter(|f| f["person"] == person && f["session"] == session)
        .filter_map(|f| f["text"].as_str().map(str::to_owned))
        .collect()
}

async fn wait_for(what: &str, is: impl Fn() -> bool) {
    for _ in 0..400 {
        if is() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never came: {what}");
}

async fn go(desk: &Desk, session: &str, letter: char) {
    desk.highlight(session).await;
    desk.press(letter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mode_up_and_down_and_out_on_each_transport() {
    for transport in BOTH {
        let desk = Desk::open(
            still(),
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'm').await;
        let v = desk.until_mode(&s, Mode::Monitor).await;
        assert!(
            v.row(&s).unwrap().lines.iter().any(|l| l.contains("E7")),
            "the transcript is there"
        );
        go(&desk, &s, 'c').await;
        desk.until_mode(&s, Mode::Coach).await;
        go(&desk, &s, 'b').await;
        desk.yes().await;
        let v = desk.until_mode(&s, Mode::BargeIn).await;
        assert!(v.screen.contains("BARGE"), "{}", v.screen);
        go(&desk, &s, 'c').await;
        desk.until_mode(&s, Mode::Coach).await;
        go(&desk, &s, 'm').await;
        desk.until_mode(&s, Mode::Monitor).await;
        tokio::time::sleep(Duration::from_millis(1100)).await; // a step has just ended: x only says so
        go(&desk, &s, 'x').await;
        desk.until("out of it, and the row still there", |v| {
            v.row(&s).is_some_and(|r| r.presence != Some(Presence::In))
        })
        .await;
        assert_eq!(count(&desk, "Intrude"), 1, "{transport:?}");
        assert_eq!(count(&desk, "Accept"), 1);
        assert_eq!(count(&desk, "Leave"), 1);
        assert_clean(&desk).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_reach_their_audience_and_nobody_else() {
    for transport in BOTH {
        let desk = Desk::open(
            still(),
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'c').await;
        desk.until_mode(&s, Mode::Coach).await;
        desk.press('i').await;
        desk.until("the composer for the agent", |v| {
            v.composer == Some(Audience::Agents)
        })
        .await;
        desk.type_text("Ask for the serial number first").await;
        desk.key(Key::Enter).await;
        wait_for("the agent to read it", || {
            read_by(&desk, "agent", &s)
                .iter()
                .any(|t| t == "Ask for the serial number first")
        })
        .await;
        assert!(
            !read_by(&desk, "customer", &s)
                .iter()
                .any(|t| t.contains("serial")),
            "the customer must not"
        );
        desk.key(Key::Esc).await;
        desk.press('s').await;
        desk.until("the refusal", |v| {
            v.heard("only Barge reaches the customer")
        })
        .await;
        desk.press('b').await;
        desk.yes().await;
        desk.until_mode(&s, Mode::BargeIn).await;
        desk.press('s').await;
        desk.until("the composer for the customer", |v| {
            v.composer == Some(Audience::Customer)
        })
        .await;
        desk.type_text("Sade here, a technician comes at two").await;
        desk.key(Key::Enter).await;
        wait_for("the customer to read it", || {
            read_by(&desk, "customer", &s)
                .iter()
                .any(|t| t.contains("technician comes at two"))
        })
        .await;
        assert_eq!(count(&desk, "SendMessage"), 1);
        let v = desk
            .until("its echo, once", |v| {
                v.row(&s).is_some_and(|r| {
                    r.lines.iter().filter(|l| l.contains("technician")).count() == 1
                })
            })
            .await;
        assert!(
            v.drafts.iter().all(|(_, _, text, _)| text.is_empty()),
            "{:?}",
            v.drafts
        );
        assert_clean(&desk).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_for_the_customer_can_be_taken_back() {
    let mut wish = Wish::default();
    wish.settings.send_delay = Duration::from_secs(2);
    let desk = Desk::open(still(), wish).await;
    let s = desk.session().await;
    go(&desk, &s, 'b').await;
    desk.yes().await;
    desk.until_mode(&s, Mode::BargeIn).await;
    desk.press('s').await;
    desk.until("the composer", |v| v.composer.is_some()).await;
    desk.type_text("oops").await;
    desk.key(Key::Enter).await;
    desk.until("held", |v| v.drafts.iter().any(|d| d.3 == "held"))
        .await;
    desk.key(Key::Esc).await;
    desk.until("taken back, still written", |v| {
        v.drafts.iter().any(|d| d.2 == "oops" && d.3 == "writing")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(2300)).await;
    assert_eq!(count(&desk, "SendMessage"), 0);
    assert!(read_by(&desk, "customer", &s).iter().all(|t| t != "oops"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intrude_without_a_mode_with_and_without_monitoring() {
    for transport in BOTH {
        let desk = Desk::open(
            still(),
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'e').await;
        desk.until("a question: no mode is known", |v| v.question.is_some())
            .await;
        desk.yes().await;
        desk.until("the refusal in words", |v| v.heard("refused"))
            .await;
        assert_eq!(desk.view().presence(&s), None);
        // w after such a refusal offers to watch and ask again; here plainly to watch.
        go(&desk, &s, 'w').await;
        desk.yes().await;
        desk.until("watched", |v| v.heard("watching")).await;
        desk.until_mode(&s, Mode::Monitor).await;
        let bodies: Vec<_> = desk
            .stage
            .requests()
            .into_iter()
            .filter(|r| r["body"]["operationName"] == "Intrude")
            .collect();
        assert!(
            bodies
                .iter()
                .all(|r| r["body"].get("supervisorVisibilityMode").is_none()),
            "{bodies:?}"
        );
        assert_clean(&desk).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strict_server_refuses_and_watching_helps_once() {
    for transport in BOTH {
        let options = Options {
            monitoring: MonitoringRule::Strict,
            ..still()
        };
        let desk = Desk::open(
            options,
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'c').await;
        let v = desk
            .until("the refusal names the way", |v| {
                v.heard("watch the agent and ask again")
            })
            .await;
        assert_eq!(v.presence(&s), None);
        assert_eq!(count(&desk, "Intrude"), 1, "nothing is repeated by itself");
        go(&desk, &s, 'w').await;
        desk.yes().await;
        desk.until_mode(&s, Mode::Coach).await;
        assert_eq!(
            operations(&desk).iter().filter(|o| *o == "Monitor").count(),
            1
        );
        assert_clean(&desk).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unasked_invitation_is_shown_and_never_accepted_by_itself() {
    for transport in BOTH {
        let desk = Desk::open(
            still(),
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        desk.session().await;
        let s = desk.stage.offer_unasked("supervisor");
        let v = desk
            .until("the invitation", |v| {
                v.presence(&s) == Some(Presence::Offered)
            })
            .await;
        assert!(v.question.is_none(), "nothing asynchronous takes the focus");
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(count(&desk, "Accept"), 0);
        go(&desk, &s, 'd').await;
        desk.until("declined", |v| v.presence(&s) != Some(Presence::Offered))
            .await;
        let s = desk.stage.offer_unasked("supervisor");
        desk.until("another", |v| v.presence(&s) == Some(Presence::Offered))
            .await;
        go(&desk, &s, 'a').await;
        let v = desk
            .until("a question, because the mode is not stated", |v| {
                v.question.is_some()
            })
            .await;
        assert!(v.question.unwrap().contains("does not say in which mode"));
        desk.yes().await;
        desk.until("in", |v| v.presence(&s) == Some(Presence::In))
            .await;
        assert_eq!(count(&desk, "Accept"), 1);
        assert_clean(&desk).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn watched_agents_sessions_come_by_themselves() {
    for transport in BOTH {
        let server = Server::start(still()).await.unwrap();
        let name = server.stage().agents()[0].1.clone();
        let desk = Desk::at(
            server.addr(),
            server.stage(),
            Wish {
                transport,
                watch: vec![name],
                ..Wish::default()
            },
        );
        desk.until("live", |v| v.live).await;
        desk.until("watched", |v| v.heard("watching")).await;
        let s = desk.session().await;
        let v = desk.until_mode(&s, Mode::Monitor).await;
        assert!(v.row(&s).unwrap().presence == Some(Presence::In));
        desk.stage.customer_says(&s, "Is anybody there?");
        desk.until("the line", |v| {
            v.row(&s)
                .is_some_and(|r| r.lines.iter().any(|l| l.contains("anybody")))
        })
        .await;
        assert_eq!((count(&desk, "Intrude"), count(&desk, "Accept")), (0, 0));
        desk.stage.complete(&s);
        desk.until("revoked", |v| {
            v.row(&s).is_none_or(|r| r.presence != Some(Presence::In))
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_ends_with_its_own_code() {
    for transport in BOTH {
        let server = Server::start(still()).await.unwrap();
        let mut desk = Desk::at(
            server.addr(),
            server.stage(),
            Wish {
                transport,
                password: "wrong",
                ..Wish::default()
            },
        );
        let ended = desk.ended().await;
        assert!(
            matches!(ended.exit, Exit::CannotStart(Fault::SignIn { .. })),
            "{ended:?}"
        );
        assert!(
            ended
                .sentence
                .unwrap()
                .contains("check the user and the password")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_restarts_with_another_world() {
    for transport in BOTH {
        let options = Options { seed: 1, ..still() };
        let mut desk = Desk::open(
            options.clone(),
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'b').await;
        desk.yes().await;
        desk.until_mode(&s, Mode::BargeIn).await;
        let server = desk.server.take().unwrap();
        let addr = server.addr();
        server.stop().await;
        let v = desk.until("offline", |v| v.offline).await;
        assert!(v.screen.contains("OFFLINE"), "{}", v.screen);
        assert!(v.row(&s).is_some(), "the list is kept, and marked");
        let options = Options {
            listen: addr,
            seed: 99,
            sessions: 2,
            ..options
        };
        let server = Server::start(options).await.unwrap();
        desk.stage = server.stage();
        let v = desk.until("live again", |v| v.live).await;
        assert_eq!(v.mode(&s), None, "no confirmed mode survives");
        let caught = |words: &'static str| {
            move |v: &support::View| v.catch_up.as_ref().is_some_and(|line| line.contains(words))
        };
        desk.until("what is gone", caught("1 gone")).await;
        desk.until("what is new", caught("2 new")).await;
        desk.press('h').await;
        let v = desk
            .until("the report", |v| v.screen.contains("gone      "))
            .await;
        assert!(v.screen.contains("Rowan"), "{}", v.screen);
        desk.key(Key::Esc).await;
        desk.until("the new world's sessions", |v| {
            v.rows.iter().filter(|r| r.id != s).count() == 2
        })
        .await;
        assert_eq!(count(&desk, "SendMessage"), 0);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_client_shakes_hands_anew_without_starting_again() {
    for transport in BOTH {
        // The held connect of a forgotten client is answered, the next one is refused.
        let options = Options {
            connect_timeout: Duration::from_millis(300),
            ..still()
        };
        let desk = Desk::open(
            options,
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'c').await;
        desk.until_mode(&s, Mode::Coach).await;
        desk.stage.forget_clients();
        desk.until("caught up", |v| v.live && v.catch_up.is_some())
            .await;
        desk.until_mode(&s, Mode::Coach).await;
        assert_eq!(
            count(&desk, "StartContactCenterSession"),
            1,
            "{transport:?}: the HTTP session lives"
        );
        desk.stage.customer_says(&s, "still me");
        desk.until("the feed goes on", |v| {
            v.row(&s)
                .is_some_and(|r| r.lines.iter().any(|l| l == "still me"))
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_http_session_signs_in_once_and_watches_again() {
    for transport in BOTH {
        let server = Server::start(still()).await.unwrap();
        let name = server.stage().agents()[0].1.clone();
        let desk = Desk::at(
            server.addr(),
            server.stage(),
            Wish {
                transport,
                watch: vec![name],
                ..Wish::default()
            },
        );
        desk.until("watched", |v| v.live && v.heard("watching"))
            .await;
        desk.stage.forget_http_sessions();
        wait_for("a second start", || {
            count(&desk, "StartContactCenterSession") == 2
        })
        .await;
        wait_for("a second silent watch", || count(&desk, "Monitor") == 2).await;
        desk.until("live", |v| v.live).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(count(&desk, "StartContactCenterSession"), 2, "and no third");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_dialects_work_end_to_end() {
    let cases = [
        (
            sim::Dialect::Online,
            Dialect::auto(),
            "/smssessions/",
            "BargeIn",
        ),
        (sim::Dialect::Pdf, Dialect::pdf(), "/smsessions/", "Bargain"),
    ];
    for (server, client, segment, word) in cases {
        let desk = Desk::open(
            Options {
                dialect: server,
                ..still()
            },
            Wish {
                dialect: client,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'b').await;
        desk.yes().await;
        desk.until_mode(&s, Mode::BargeIn).await;
        let intrude = desk
            .stage
            .requests()
            .into_iter()
            .find(|r| r["body"]["operationName"] == "Intrude")
            .unwrap();
        assert!(
            intrude["path"].as_str().unwrap().contains(segment),
            "{intrude}"
        );
        assert_eq!(intrude["body"]["supervisorVisibilityMode"], word);
        assert_clean(&desk).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_barge_word_names_the_dialect_setting() {
    // Reads fall back to the PDF segment; the third mode stays the online word, and is refused.
    let desk = Desk::open(
        Options {
            dialect: sim::Dialect::Pdf,
            ..still()
        },
        Wish::default(),
    )
    .await;
    let s = desk.session().await;
    go(&desk, &s, 'b').await;
    desk.yes().await;
    desk.until("the setting by name", |v| v.heard("dialect"))
        .await;
    assert_eq!(count(&desk, "Intrude"), 1, "a write never falls back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_send_keeps_the_draft_and_is_not_repeated() {
    let desk = Desk::open(still(), Wish::default()).await;
    let s = desk.session().await;
    go(&desk, &s, 'c').await;
    desk.until_mode(&s, Mode::Coach).await;
    desk.stage
        .refuse("SendToAgents", 4, "the interaction server is away");
    desk.press('i').await;
    desk.until("the composer", |v| v.composer.is_some()).await;
    desk.type_text("hold the line").await;
    desk.key(Key::Enter).await;
    let v = desk
        .until("not sent, and why", |v| {
            v.drafts
                .iter()
                .any(|d| d.3.contains("interaction server is away"))
        })
        .await;
    assert!(
        v.drafts.iter().any(|d| d.2 == "hold the line"),
        "{:?}",
        v.drafts
    );
    assert_eq!(count(&desk, "SendToAgents"), 1);
    desk.key(Key::Enter).await;
    wait_for("the second try, by key", || {
        count(&desk, "SendToAgents") == 2
    })
    .await;
    desk.until("gone", |v| v.drafts.iter().all(|d| d.2.is_empty()))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rubbish_on_the_feed_is_counted_and_survived() {
    for transport in BOTH {
        let desk = Desk::open(
            still(),
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'c').await;
        desk.until_mode(&s, Mode::Coach).await;
        for data in [
            serde_json::json!("just words"),
            serde_json::json!({"messageType": 5}),
            serde_json::json!({"messageType": "SMSsessionStateChangeMessage", "smssession": [1]}),
            serde_json::json!({"messageType": "MessageLogUpdated", "messages": {"a": 1}}),
        ] {
            desk.stage.push_raw("supervisor", data);
        }
        desk.stage
            .push_raw_frame("supervisor", "[{\"channel\": None, broken");
        desk.stage.customer_says(&s, "after the \u{1b}[31mrubbish");
        let v = desk
            .until("the line after it", |v| {
                v.row(&s)
                    .is_some_and(|r| r.lines.iter().any(|l| l.contains("after the ␛[31mrubbish")))
            })
            .await;
        assert!(!v.screen.contains('\u{1b}'));
        desk.until_mode(&s, Mode::Coach).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quitting_leaves_disconnects_and_ends_last() {
    let mut desk = Desk::open(still(), Wish::default()).await;
    let s = desk.session().await;
    go(&desk, &s, 'm').await;
    desk.until_mode(&s, Mode::Monitor).await;
    desk.press('q').await;
    desk.yes().await;
    let ended = desk.ended().await;
    assert_eq!(ended.exit, Exit::Quit);
    let operations = operations(&desk);
    assert_eq!(
        operations[operations.len() - 2..],
        ["Leave", "EndContactCenterSession"],
        "{operations:?}"
    );
    wait_for("the CometD client to be gone", || desk.stage.clients() == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_never_hangs_up_on_a_customer() {
    let mut desk = Desk::open(still(), Wish::default()).await;
    let alone = desk.session().await;
    let agent = desk.stage.agents()[1].0.clone();
    let other = desk.stage.open_session(&agent, "Ines Moreau");
    for s in [&alone, &other] {
        go(&desk, s, 'b').await;
        desk.yes().await;
        desk.until_mode(s, Mode::BargeIn).await;
    }
    desk.stage.agent_leaves(&alone);
    desk.until("the banner", |v| v.screen.contains("ALONE"))
        .await;
    desk.stop(Stop::Terminated).await;
    let ended = desk.ended().await;
    assert_eq!(ended.exit, Exit::Terminated);
    assert!(ended.sentence.unwrap().contains("Rowan"));
    let left: Vec<String> = desk
        .stage
        .requests()
        .iter()
        .filter(|r| r["body"]["operationName"] == "Leave")
        .filter_map(|r| r["path"].as_str().map(str::to_owned))
        .collect();
    assert!(left.len() == 1 && left[0].ends_with(&other), "{left:?}");
    assert_eq!(
        count(&desk, "EndContactCenterSession"),
        0,
        "it would end the session, too"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_is_marked_in_the_transcript() {
    for transport in BOTH {
        let options = Options {
            connect_timeout: Duration::from_millis(300),
            ..still()
        };
        let desk = Desk::open(
            options,
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        go(&desk, &s, 'm').await;
        desk.until_mode(&s, Mode::Monitor).await;
        desk.key(Key::Enter).await;
        desk.until("its transcript", |v| v.opened.is_some()).await;
        desk.stage.forget_clients();
        desk.stage.customer_says(&s, "one you did not see");
        desk.until("the line in the transcript, marked", |v| {
            v.live && v.screen.contains("one you did not see") && v.screen.contains("message")
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_refused_later_is_matched_by_its_reference() {
    for transport in BOTH {
        let desk = Desk::open(
            still(),
            Wish {
                transport,
                ..Wish::default()
            },
        )
        .await;
        let s = desk.session().await;
        desk.stage
            .refuse_later("Intrude", "no monitoring mode is set for this agent");
        go(&desk, &s, 'c').await;
        desk.until("refused, in the server's words", |v| {
            v.heard("no monitoring mode is set for this agent")
        })
        .await;
        let v = desk
            .until("the step is over", |v| {
                v.row(&s).is_some_and(|r| !r.under_way)
            })
            .await;
        assert_eq!(v.presence(&s), None);
        assert_eq!(count(&desk, "Intrude"), 1);
    }
}

/// The open questions that change the course of events, each both ways: from the list to Coach and
/// Barge, a word to each audience, and out again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_ladder_on_every_server_the_pages_allow() {
    let switches: &[(&str, &str)] = &[
        ("notification_timing", "before-answer"),
        ("accept_participants", "as-printed"),
        ("accept_participants", "empty"),
        ("my_sessions_participants", "as-printed"),
        ("capabilities", "too-many"),
        ("sms_topic", "/v2/me/smssession"),
        ("contact_id", "own-id"),
        ("session_uri", "absent"),
        ("status_code_type", "string"),
        ("error_http_status", "mapped"),
        ("auth_http_status", "403"),
        ("services_topic", "refused"),
        ("ack_reply", "true"),
        ("ack_reply", "object"),
        ("offer_supervisor_mode", "absent"),
    ];
    for (name, word) in switches {
        let mut options = still();
        options
            .set(name, word)
            .unwrap_or_else(|e| panic!("{name}={word}: {e}"));
        ladder(options, Choice::Auto, &format!("{name}={word}")).await;
    }
    for transport in BOTH {
        for need in [sim::CsrfNeed::Required, sim::CsrfNeed::NotRequired] {
            let rule = sim::CsrfRule {
                notifications: need,
                ..sim::CsrfRule::default()
            };
            let csrf = Options {
                csrf: sim::Csrf::On(rule),
                ..still()
            };
            ladder(csrf, transport, &format!("csrf, {need:?} on notifications")).await;
        }
    }
}

async fn ladder(options: Options, transport: Choice, what: &str) {
    let desk = Desk::open(
        options,
        Wish {
            transport,
            ..Wish::default()
        },
    )
    .await;
    let s = desk.session().await;
    go(&desk, &s, 'c').await;
    let v = desk
        .until(
            &format!("{what}: in, or an invitation that does not say in which mode"),
            |v| v.presence(&s) == Some(Presence::In) || v.heard("the mode is not stated"),
        )
        .await;
    if v.presence(&s) != Some(Presence::In) {
        go(&desk, &s, 'a').await;
        desk.yes().await;
        desk.until(&format!("{what}: in"), |v| {
            v.presence(&s) == Some(Presence::In)
        })
        .await;
    }
    desk.until(&format!("{what}: the step is over"), |v| {
        v.row(&s).is_some_and(|r| !r.under_way)
    })
    .await;
    if desk.view().mode(&s).is_none() {
        // A server that does not say in which mode we are: a switch's notification confirms. This
        // one refuses a switch into the mode that it holds us in, and the program says the way.
        go(&desk, &s, 'c').await;
        desk.until(&format!("{what}: the way"), |v| {
            v.heard("another mode and back")
        })
        .await;
        go(&desk, &s, 'm').await;
        desk.until(&format!("{what}: Monitor"), |v| {
            v.mode(&s) == Some(Mode::Monitor)
        })
        .await;
        go(&desk, &s, 'c').await;
    }
    desk.until(&format!("{what}: Coach"), |v| {
        v.mode(&s) == Some(Mode::Coach)
    })
    .await;
    desk.until(&format!("{what}: the step is over"), |v| {
        v.row(&s).is_some_and(|r| !r.under_way)
    })
    .await;
    go(&desk, &s, 'b').await;
    desk.yes().await;
    desk.until(&format!("{what}: Barge"), |v| {
        v.mode(&s) == Some(Mode::BargeIn)
    })
    .await;
    desk.press('s').await;
    desk.until(&format!("{what}: the composer"), |v| {
        v.composer == Some(Audience::Customer)
    })
    .await;
    desk.type_text("hello from Sade").await;
    desk.key(Key::Enter).await;
    wait_for(&format!("{what}: the customer reads it"), || {
        read_by(&desk, "customer", &s)
            .iter()
            .any(|t| t == "hello from Sade")
    })
    .await;
    assert_eq!(
        (count(&desk, "SendMessage"), count(&desk, "Intrude")),
        (1, 1),
        "{what}"
    );
    assert_clean(&desk).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watched_agents_session_may_come_as_an_invitation_or_in_another_order() {
    for (name, word) in [
        ("auto_join_invited", "invited-first"),
        ("auto_join_order", "status-first"),
    ] {
        let mut options = still();
        options.set(name, word).unwrap();
        let server = Server::start(options).await.unwrap();
        let agent = server.stage().agents()[0].1.clone();
        let wish = Wish {
            watch: vec![agent],
            ..Wish::default()
        };
        let desk = Desk::at(server.addr(), server.stage(), wish);
        desk.until("watched", |v| v.live && v.heard("watching"))
            .await;
        let s = desk.session().await;
        if word == "invited-first" {
            desk.until("shown", |v| v.presence(&s) == Some(Presence::Offered))
                .await;
            assert_eq!(count(&desk, "Accept"), 0, "never by itself");
            go(&desk, &s, 'a').await;
        }
        desk.until_mode(&s, Mode::Monitor).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_that_expires_is_no_longer_offered() {
    for word in ["Revoked", "Completed"] {
        let mut options = Options {
            offer_life: Some(Duration::from_millis(600)),
            ..still()
        };
        options.set("offer_withdrawn", word).unwrap();
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.stage.offer_unasked("supervisor");
        desk.until("offered", |v| v.presence(&s) == Some(Presence::Offered))
            .await;
        desk.until(&format!("{word}: over"), |v| {
            v.presence(&s) != Some(Presence::Offered)
        })
        .await;
        assert_eq!(count(&desk, "Accept"), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_node_is_down_the_next_one_is_used() {
    for transport in BOTH {
        let first = Server::start(still()).await.unwrap();
        let second = Server::start(Options {
            seed: 5,
            sessions: 2,
            ..still()
        })
        .await
        .unwrap();
        let wish = Wish {
            transport,
            other_nodes: vec![second.addr()],
            ..Wish::default()
        };
        let mut desk = Desk::at(first.addr(), first.stage(), wish);
        desk.until("live on the first", |v| v.live).await;
        let s = desk.session().await;
        go(&desk, &s, 'c').await;
        desk.until_mode(&s, Mode::Coach).await;
        first.stop().await;
        desk.stage = second.stage();
        let port = format!(":{}", second.addr().port());
        let v = desk
            .until("live on the second", |v| v.live && v.screen.contains(&port))
            .await;
        assert_eq!(v.mode(&s), None, "nothing confirmed there");
        desk.until("caught up", |v| {
            v.catch_up.as_ref().is_some_and(|c| c.contains("1 gone"))
        })
        .await;
        assert_eq!(
            count(&desk, "StartContactCenterSession"),
            1,
            "opened there, too"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_of_every_kind_say_the_way() {
    for code in ["code-2", "code-3", "code-5"] {
        let mut options = still();
        options.set("intrude_unmonitored", code).unwrap();
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        go(&desk, &s, 'm').await;
        desk.until(&format!("{code}: the way"), |v| {
            v.heard("watch the agent and ask again")
        })
        .await;
        go(&desk, &s, 'w').await;
        desk.yes().await;
        desk.until_mode(&s, Mode::Monitor).await;
    }
    for word in ["code-1", "code-2", "code-3", "code-5", "asynchronous"] {
        let mut options = still();
        options.set("intrude_no_mode_error", word).unwrap();
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        go(&desk, &s, 'e').await;
        desk.yes().await;
        desk.until(&format!("{word}: refused in words"), |v| v.heard("refused"))
            .await;
        assert_eq!(desk.view().presence(&s), None);
        assert_eq!(count(&desk, "Intrude"), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_server_that_forgets_us_is_met_anew() {
    for (name, word) in [
        ("unknown_client_error", "402::Unknown client"),
        ("unknown_client_error", "402::unknown_session"),
        ("unknown_client_error", "402::session_unknown"),
        ("unknown_client_error", "403::Unknown client"),
        ("unknown_client_error", "401:{clientId}:Unknown client"),
    ] {
        let mut options = Options {
            connect_timeout: Duration::from_millis(200),
            ..still()
        };
        options
            .set(name, word)
            .unwrap_or_else(|e| panic!("{name}={word}: {e}"));
        let desk = Desk::open(options, Wish::default()).await;
        desk.stage.forget_clients();
        desk.until(&format!("{word}: live again"), |v| {
            v.live && v.catch_up.is_some()
        })
        .await;
        assert_eq!(count(&desk, "StartContactCenterSession"), 1, "{word}");
    }
}
