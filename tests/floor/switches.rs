//! Every open question that the embedded server has as a switch, each with every answer, through the
//! whole console.

use std::time::Duration;

use floorwalk::app::Audience;
use floorwalk::bayeux::Choice;
use floorwalk::domain::{Mode, Presence};
use floorwalk::sim::{self, Options, Server};

use crate::support::{BOTH, Desk, Wish, still, wait_for};

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
    let desk = Desk::open(options, Wish::over(transport)).await;
    let s = desk.session().await;
    desk.go(&s, 'c').await;
    let v = desk
        .until(
            &format!("{what}: in, or an invitation that does not say in which mode"),
            |v| v.presence(&s) == Some(Presence::In) || v.heard("the mode is not stated"),
        )
        .await;
    if v.presence(&s) != Some(Presence::In) {
        desk.go(&s, 'a').await;
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
        desk.go(&s, 'c').await;
        desk.until(&format!("{what}: the way"), |v| {
            v.heard("another mode and back")
        })
        .await;
        desk.go(&s, 'm').await;
        desk.until(&format!("{what}: Monitor"), |v| {
            v.mode(&s) == Some(Mode::Monitor)
        })
        .await;
        desk.go(&s, 'c').await;
    }
    desk.until(&format!("{what}: Coach"), |v| {
        v.mode(&s) == Some(Mode::Coach)
    })
    .await;
    desk.until(&format!("{what}: the step is over"), |v| {
        v.row(&s).is_some_and(|r| !r.under_way)
    })
    .await;
    desk.ask_for(&s, Mode::BargeIn).await;
    desk.until(&format!("{what}: Barge"), |v| {
        v.mode(&s) == Some(Mode::BargeIn)
    })
    .await;
    desk.press('s').await;
    desk.until(&format!("{what}: the composer"), |v| {
        v.composer == Some(Audience::Customer)
    })
    .await;
    desk.say("hello from Sade").await;
    wait_for(&format!("{what}: the customer reads it"), || {
        desk.read_by("customer", &s)
            .iter()
            .any(|t| t == "hello from Sade")
    })
    .await;
    assert_eq!(
        (desk.count("SendMessage"), desk.count("Intrude")),
        (1, 1),
        "{what}"
    );
    desk.assert_clean();
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
            assert_eq!(desk.count("Accept"), 0, "never by itself");
            desk.go(&s, 'a').await;
        }
        desk.until_mode(&s, Mode::Monitor).await;
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
        assert_eq!(desk.count("StartContactCenterSession"), 1, "{word}");
    }
}
