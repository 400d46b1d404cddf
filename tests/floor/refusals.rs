//! The server says no: in its words, with the way, and nothing is repeated by itself.

use floorwalk::domain::Mode;
use floorwalk::sim::{MonitoringRule, Options};

use crate::support::{BOTH, Desk, Wish, still};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strict_server_refuses_and_watching_helps_once() {
    for transport in BOTH {
        let options = Options {
            monitoring: MonitoringRule::Strict,
            ..still()
        };
        let desk = Desk::open(options, Wish::over(transport)).await;
        let s = desk.session().await;
        desk.go(&s, 'c').await;
        let v = desk
            .until("the refusal names the way", |v| {
                v.heard("watch the agent and ask again")
            })
            .await;
        assert_eq!(v.presence(&s), None);
        assert_eq!(desk.count("Intrude"), 1, "nothing is repeated by itself");
        desk.go(&s, 'w').await;
        desk.yes().await;
        desk.until_mode(&s, Mode::Coach).await;
        assert_eq!(
            desk.operations().iter().filter(|o| *o == "Monitor").count(),
            1
        );
        desk.assert_clean();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_refused_later_is_matched_by_its_reference() {
    for transport in BOTH {
        let desk = Desk::over(transport).await;
        let s = desk.session().await;
        desk.stage
            .refuse_later("Intrude", "no monitoring mode is set for this agent");
        desk.go(&s, 'c').await;
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
        assert_eq!(desk.count("Intrude"), 1);
    }
}
