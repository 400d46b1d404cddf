//! Answers that decide how offers, sessions and clients end.

use std::time::Duration;

use floorwalk::app::Audience;
use floorwalk::domain::{Mode, Presence};
use floorwalk::sim::Options;

use super::{Asked, each};
use crate::support::{Desk, Wish, turned, wait_for};

pub(super) const ASKED: &Asked = &[WITHDRAWN, GONE, REVOKED, FORGOTTEN, SIGNED_OUT];

const WITHDRAWN: (&str, &[&str]) = ("offer_withdrawn", &["Revoked", "Completed", "silent"]);

const GONE: (&str, &[&str]) = ("accept_gone", &["code-2", "code-6"]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_that_expires_is_no_longer_offered() {
    each(&[WITHDRAWN], |options, what, word| async move {
        let options = Options {
            offer_life: Some(Duration::from_millis(600)),
            ..options
        };
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.stage.offer_unasked("supervisor");
        desk.until("offered", |v| v.presence(&s) == Some(Presence::Offered))
            .await;
        if word == "silent" {
            // Nobody is told: reading everything again shows it.
            wait_for("the end of the offer", || {
                desk.stage.truth()["sessions"][&s]["offers"]
                    .as_array()
                    .is_none_or(Vec::is_empty)
            })
            .await;
            desk.press('r').await;
        }
        desk.until(&format!("{what}: over"), |v| {
            v.presence(&s) != Some(Presence::Offered)
        })
        .await;
        assert_eq!(desk.count("Accept"), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepting_what_ended_in_silence_is_refused_in_words() {
    each(&[GONE], |mut options, what, _| async move {
        options.set("offer_withdrawn", "silent").unwrap();
        options.offer_life = Some(Duration::from_millis(600));
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.stage.offer_unasked("supervisor");
        desk.until("offered", |v| v.presence(&s) == Some(Presence::Offered))
            .await;
        wait_for("the end of the offer", || {
            desk.stage.truth()["sessions"][&s]["offers"]
                .as_array()
                .is_none_or(Vec::is_empty)
        })
        .await;
        desk.go(&s, 'a').await;
        desk.yes().await;
        desk.until(&format!("{what}: refused"), |v| v.heard("refused"))
            .await;
        desk.settled(&s).await;
        assert_eq!(desk.count("Accept"), 1, "{what}");
        assert_ne!(desk.view().presence(&s), Some(Presence::In), "{what}");
    })
    .await;
}

const REVOKED: (&str, &[&str]) = ("revoked_payload", &["bare", "full"]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_revoked_is_over_whatever_else_is_said_of_it() {
    each(&[REVOKED], |options, what, _| async move {
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::BargeIn).await;
        desk.compose(Audience::Customer).await;
        desk.type_text("one moment").await;
        desk.stage.complete(&s);
        let v = desk
            .until(&format!("{what}: over"), |v| {
                v.presence(&s) == Some(Presence::Over)
            })
            .await;
        assert_eq!(
            v.mode(&s),
            None,
            "{what}: the list of people confirms nothing"
        );
        assert_eq!(
            v.composer,
            Some(Audience::Customer),
            "it stays, and sends nothing"
        );
        desk.key(floorwalk::app::Key::Enter).await;
        desk.until(&format!("{what}: not sent"), |v| {
            v.drafts
                .iter()
                .any(|d| d.2 == "one moment" && d.3 != "sending")
        })
        .await;
        assert_eq!(desk.count("SendMessage"), 0, "{what}");
    })
    .await;
}

const FORGOTTEN: (&str, &[&str]) = (
    "unknown_client_error",
    &[
        "402::Unknown client",
        "402::unknown_session",
        "402::session_unknown",
        "403::Unknown client",
        "401:{clientId}:Unknown client",
        "HTTP 401",
    ],
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_server_that_forgets_us_is_met_anew() {
    each(&[FORGOTTEN], |options, what, word| async move {
        let options = Options {
            connect_timeout: Duration::from_millis(200),
            ..options
        };
        let desk = Desk::open(options, Wish::default()).await;
        desk.stage.forget_clients();
        desk.until(&format!("{what}: live again"), |v| {
            v.live && v.catch_up.is_some()
        })
        .await;
        // With the client the HTTP session is void, or it is not.
        let starts = if word == "HTTP 401" { 2 } else { 1 };
        assert_eq!(desk.count("StartContactCenterSession"), starts, "{what}");
    })
    .await;
}

const SIGNED_OUT: (&str, &[&str]) = ("auth_http_status", &["401", "200", "403"]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_sign_in_is_made_good_whatever_its_http_status() {
    for word in SIGNED_OUT.1 {
        let desk = Desk::open(turned(SIGNED_OUT.0, word), Wish::default()).await;
        desk.stage.forget_http_sessions();
        wait_for(&format!("{word}: a second start"), || {
            desk.count("StartContactCenterSession") == 2
        })
        .await;
        desk.until("live", |v| v.live && v.catch_up.is_some()).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Coach).await;
    }
}
