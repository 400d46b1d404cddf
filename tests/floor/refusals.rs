//! The server says no: in its words, with the way, and nothing is repeated by itself.

use floorwalk::domain::Mode;
use floorwalk::sim::{self, MonitoringRule, Options};

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
    desk.ask_for(&s, Mode::BargeIn).await;
    desk.until("the setting by name", |v| v.heard("dialect"))
        .await;
    assert_eq!(desk.count("Intrude"), 1, "a write never falls back");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_of_every_kind_say_the_way() {
    for code in ["code-2", "code-3", "code-5"] {
        let mut options = still();
        options.set("intrude_unmonitored", code).unwrap();
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.go(&s, 'm').await;
        desk.until(&format!("{code}: the way"), |v| {
            v.heard("watch the agent and ask again")
        })
        .await;
        desk.go(&s, 'w').await;
        desk.yes().await;
        desk.until_mode(&s, Mode::Monitor).await;
    }
    for word in ["code-1", "code-2", "code-3", "code-5", "asynchronous"] {
        let mut options = still();
        options.set("intrude_no_mode_error", word).unwrap();
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.go(&s, 'e').await;
        desk.yes().await;
        desk.until(&format!("{word}: refused in words"), |v| v.heard("refused"))
            .await;
        assert_eq!(desk.view().presence(&s), None);
        assert_eq!(desk.count("Intrude"), 1);
    }
}
