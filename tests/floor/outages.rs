//! Servers that go away, come back as others, or forget us.

use std::time::Duration;

use floorwalk::app::Key;
use floorwalk::domain::Mode;
use floorwalk::sim::{Options, Rubbish, Server};

use crate::support::{BOTH, Desk, View, Wish, still, wait_for};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_restarts_with_another_world() {
    for transport in BOTH {
        let options = Options { seed: 1, ..still() };
        let mut desk = Desk::open(options.clone(), Wish::over(transport)).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::BargeIn).await;
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
            move |v: &View| v.catch_up.as_ref().is_some_and(|line| line.contains(words))
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
        assert_eq!(desk.count("SendMessage"), 0);
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
        let desk = Desk::open(options, Wish::over(transport)).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Coach).await;
        desk.stage.forget_clients();
        desk.until("caught up", |v| v.live && v.catch_up.is_some())
            .await;
        desk.until_mode(&s, Mode::Coach).await;
        assert_eq!(
            desk.count("StartContactCenterSession"),
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
            desk.count("StartContactCenterSession") == 2
        })
        .await;
        wait_for("a second silent watch", || desk.count("Monitor") == 2).await;
        desk.until("live", |v| v.live).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(desk.count("StartContactCenterSession"), 2, "and no third");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_is_marked_in_the_transcript() {
    for transport in BOTH {
        let options = Options {
            connect_timeout: Duration::from_millis(300),
            ..still()
        };
        let desk = Desk::open(options, Wish::over(transport)).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Monitor).await;
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
        desk.be_in(&s, Mode::Coach).await;
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
            desk.count("StartContactCenterSession"),
            1,
            "opened there, too"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rubbish_on_the_feed_is_counted_and_survived() {
    for transport in BOTH {
        let desk = Desk::over(transport).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Coach).await;
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
async fn what_cannot_be_taken_in_twice_is_given_up_said_and_read_again() {
    for transport in BOTH {
        let desk = Desk::over(transport).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Coach).await;
        for _ in 0..2 {
            desk.stage.rubbish(Rubbish::HugeFrame);
            desk.stage.customer_says(&s, "is anybody there?");
            desk.until("the loss", |v| !v.live).await;
            desk.until("live again", |v| v.live).await;
        }
        desk.until("given up, and said", |v| {
            v.heard("messages were given up because they ended the connection twice")
        })
        .await;
        desk.stage.customer_says(&s, "after all that");
        desk.until("everything there, and the mode as before", |v| {
            v.mode(&s) == Some(Mode::Coach)
                && v.row(&s)
                    .is_some_and(|r| r.lines.iter().any(|l| l == "after all that"))
        })
        .await;
    }
}
