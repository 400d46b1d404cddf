//! What is written, who reads it, and what becomes of it when it cannot be sent.

use std::time::Duration;

use floorwalk::app::{Audience, Key};
use floorwalk::domain::Mode;

use crate::support::{BOTH, Desk, Wish, still, wait_for};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_reach_their_audience_and_nobody_else() {
    for transport in BOTH {
        let desk = Desk::over(transport).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Coach).await;
        desk.compose(Audience::Agents).await;
        desk.say("Ask for the serial number first").await;
        desk.until_read("agent", &s, "Ask for the serial number first")
            .await;
        assert!(
            !desk
                .read_by("customer", &s)
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
        desk.pause().await;
        desk.press('b').await;
        desk.yes().await;
        desk.until_mode(&s, Mode::BargeIn).await;
        desk.compose(Audience::Customer).await;
        desk.say("Sade here, a technician comes at two").await;
        wait_for("the customer to read it", || {
            desk.read_by("customer", &s)
                .iter()
                .any(|t| t.contains("technician comes at two"))
        })
        .await;
        assert_eq!(desk.count("SendMessage"), 1);
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
        desk.assert_clean();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_for_the_customer_can_be_taken_back() {
    let mut wish = Wish::default();
    wish.settings.send_delay = Duration::from_secs(2);
    let desk = Desk::open(still(), wish).await;
    let s = desk.session().await;
    desk.be_in(&s, Mode::BargeIn).await;
    desk.compose(Audience::Customer).await;
    desk.say("oops").await;
    desk.until("held", |v| v.drafts.iter().any(|d| d.3 == "held"))
        .await;
    desk.key(Key::Esc).await;
    desk.until("taken back, still written", |v| {
        v.drafts.iter().any(|d| d.2 == "oops" && d.3 == "writing")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(2300)).await;
    assert_eq!(desk.count("SendMessage"), 0);
    assert!(desk.read_by("customer", &s).iter().all(|t| t != "oops"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_send_keeps_the_draft_and_is_not_repeated() {
    let desk = Desk::open(still(), Wish::default()).await;
    let s = desk.session().await;
    desk.be_in(&s, Mode::Coach).await;
    desk.stage
        .refuse("SendToAgents", 4, "the interaction server is away");
    desk.compose(Audience::Agents).await;
    desk.say("hold the line").await;
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
    assert_eq!(desk.count("SendToAgents"), 1);
    desk.key(Key::Enter).await;
    wait_for("the second try, by key", || desk.count("SendToAgents") == 2).await;
    desk.until("gone", |v| v.drafts.iter().all(|d| d.2.is_empty()))
        .await;
}
