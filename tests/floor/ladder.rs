//! Each mode, up and down, in both dialects, with a mode and without.

use std::time::Duration;

use floorwalk::domain::{Mode, Presence};
use floorwalk::gws::Dialect;
use floorwalk::sim::{self, Options, Server};

use crate::support::{BOTH, Desk, Wish, still};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mode_up_and_down_and_out_on_each_transport() {
    for transport in BOTH {
        let desk = Desk::over(transport).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Monitor).await;
        let v = desk.view();
        assert!(
            v.row(&s).unwrap().lines.iter().any(|l| l.contains("E7")),
            "the transcript is there"
        );
        desk.be_in(&s, Mode::Coach).await;
        desk.be_in(&s, Mode::BargeIn).await;
        let v = desk.view();
        assert!(v.screen.contains("BARGE"), "{}", v.screen);
        desk.be_in(&s, Mode::Coach).await;
        desk.be_in(&s, Mode::Monitor).await;
        tokio::time::sleep(Duration::from_millis(1100)).await; // a step has just ended: x only says so
        desk.go(&s, 'x').await;
        desk.until("out of it, and the row still there", |v| {
            v.row(&s).is_some_and(|r| r.presence != Some(Presence::In))
        })
        .await;
        assert_eq!(desk.count("Intrude"), 1, "{transport:?}");
        assert_eq!(desk.count("Accept"), 1);
        assert_eq!(desk.count("Leave"), 1);
        desk.assert_clean();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intrude_without_a_mode_with_and_without_monitoring() {
    for transport in BOTH {
        let desk = Desk::over(transport).await;
        let s = desk.session().await;
        desk.go(&s, 'e').await;
        desk.until("a question: no mode is known", |v| v.question.is_some())
            .await;
        desk.yes().await;
        desk.until("the refusal in words", |v| v.heard("refused"))
            .await;
        assert_eq!(desk.view().presence(&s), None);
        // w after such a refusal offers to watch and ask again; here plainly to watch.
        desk.go(&s, 'w').await;
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
        desk.assert_clean();
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
        assert_eq!((desk.count("Intrude"), desk.count("Accept")), (0, 0));
        desk.stage.complete(&s);
        desk.until("revoked", |v| {
            v.row(&s).is_none_or(|r| r.presence != Some(Presence::In))
        })
        .await;
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
        desk.be_in(&s, Mode::BargeIn).await;
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
        desk.assert_clean();
    }
}
