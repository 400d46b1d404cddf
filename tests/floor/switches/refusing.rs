//! The ways in which a server says no: at once or later, with one code or another, or not at all.

use std::time::Duration;

use floorwalk::domain::{Mode, Presence};

use super::{Asked, each};
use crate::support::{Desk, Wish};

pub(super) const ASKED: &Asked = &[UNMONITORED, WITHOUT_MODE, SWITCH, NOT_BARGED, STATUS];

const UNMONITORED: (&str, &[&str]) = (
    "intrude_unmonitored",
    &["allowed", "code-2", "code-3", "code-5"],
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_monitoring_is_required_the_refusal_says_the_way() {
    each(&[UNMONITORED], |options, what, word| async move {
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.go(&s, 'm').await;
        if word != "allowed" {
            desk.until(&format!("{what}: the way"), |v| {
                v.heard("watch the agent and ask again")
            })
            .await;
            desk.go(&s, 'w').await;
            desk.yes().await;
        }
        desk.until_mode(&s, Mode::Monitor).await;
    })
    .await;
}

const WITHOUT_MODE: (&str, &[&str]) = (
    "intrude_no_mode_error",
    &["code-2", "code-1", "code-3", "code-5", "asynchronous"],
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intruding_without_a_mode_where_there_is_none_is_refused_in_words() {
    each(&[WITHOUT_MODE], |options, what, _| async move {
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.go(&s, 'e').await;
        desk.yes().await;
        desk.until(&format!("{what}: refused in words"), |v| v.heard("refused"))
            .await;
        assert_eq!(desk.view().presence(&s), None);
        assert_eq!(desk.count("Intrude"), 1);
    })
    .await;
}

const SWITCH: (&str, &[&str]) = (
    "switch_refused",
    &["code-2", "code-0-silent", "asynchronous"],
);

/// Held in Coach by a server that does not say so, the switch to Coach is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_switch_that_cannot_be_is_over_at_last_and_another_mode_is_a_way_out() {
    each(&[SWITCH], |mut options, what, word| async move {
        for question in ["accept_participants", "my_sessions_participants"] {
            options.set(question, "empty").unwrap();
        }
        let mut wish = Wish::default();
        wish.settings.step = Duration::from_millis(1500);
        let desk = Desk::open(options, wish).await;
        let s = desk.session().await;
        desk.go(&s, 'c').await;
        desk.until_in(&s).await;
        desk.settled(&s).await;
        desk.go(&s, 'c').await;
        let said = match word {
            "code-2" => "another mode and back",
            "code-0-silent" => "no answer in time",
            _ => "the mode cannot be changed now",
        };
        desk.until(&format!("{what}: said"), |v| v.heard(said))
            .await;
        desk.settled(&s).await;
        assert_eq!(desk.view().mode(&s), None, "{what}: nothing confirms it");
        desk.be_in(&s, Mode::Monitor).await;
        desk.be_in(&s, Mode::Coach).await;
        assert_eq!(
            desk.count("SwitchToCoach"),
            2,
            "{what}: each by its own key"
        );
    })
    .await;
}

const NOT_BARGED: (&str, &[&str]) = (
    "send_message_not_barged",
    &[
        "delivered-to-all",
        "code-2",
        "code-3",
        "delivered-to-agents",
    ],
);

/// What a server would make of it is never tried.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_for_a_customer_leaves_without_barge_whatever_the_server_would_do() {
    each(&[NOT_BARGED], |options, what, _| async move {
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        for mode in [Mode::Monitor, Mode::Coach] {
            desk.be_in(&s, mode).await;
            desk.press('s').await;
            desk.until(&format!("{what}: refused in {mode}"), |v| {
                v.heard(&format!("the server confirms {mode}"))
            })
            .await;
            assert_eq!(desk.view().composer, None, "{what}");
            desk.pause().await;
        }
        assert_eq!(desk.count("SendMessage"), 0, "{what}");
    })
    .await;
}

const STATUS: (&str, &[&str]) = ("error_http_status", &["200", "mapped"]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_in_the_servers_words_whatever_its_http_status() {
    each(&[STATUS], |options, what, _| async move {
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        for code in [1, 2, 3, 4, 5, 6, 10] {
            let words = format!("not today, number {code}");
            desk.stage.refuse("Intrude", code, &words);
            desk.go(&s, 'm').await;
            desk.until(&format!("{what}: code {code}"), |v| v.heard(&words))
                .await;
            desk.settled(&s).await;
            assert_eq!(desk.view().presence(&s), None::<Presence>, "{what}");
        }
        desk.be_in(&s, Mode::Monitor).await;
        assert_eq!(desk.count("Intrude"), 8, "{what}: each by its own key");
    })
    .await;
}
