//! Answers that decide how one gets into a session, and in which mode one is known to be.

use std::time::Duration;

use floorwalk::domain::{Mode, Presence};
use floorwalk::sim::Server;
use serde_json::json;

use super::{Asked, each};
use crate::support::{Desk, Wish, turned, wait_for};

pub(super) const ASKED: &Asked = &[WATCHED[0], WATCHED[1], MINE, VISIBILITY, ALREADY_IN];

const WATCHED: &Asked = &[
    ("auto_join_invited", &["joined-at-once", "invited-first"]),
    ("auto_join_order", &["participants-first", "status-first"]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watched_agents_session_may_come_as_an_invitation_or_in_another_order() {
    each(WATCHED, |options, _, word| async move {
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
    })
    .await;
}

const MINE: (&str, &[&str]) = ("participant_link", &["uri", "path", "none"]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_say_which_participant_i_am_confirms_nothing() {
    each(&[MINE], |options, what, word| async move {
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.ask_for(&s, Mode::BargeIn).await;
        desk.until_in(&s).await;
        if word == "none" {
            desk.until("unknown, and said", |v| {
                v.heard("the server does not say in which mode")
            })
            .await;
            desk.press('s').await;
            desk.until("no word to the customer", |v| {
                v.heard("the server has not confirmed the mode")
            })
            .await;
            assert_eq!(desk.view().composer, None, "{what}");
            assert_eq!(desk.view().mode(&s), None, "{what}");
        } else {
            desk.until_mode(&s, Mode::BargeIn).await;
        }
    })
    .await;
}

const VISIBILITY: (&str, &[&str]) = ("coach_visibility", &["Agents", "Internal"]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visibility_of_no_page_is_an_unknown_mode_and_the_others_are_known() {
    each(&[VISIBILITY], |options, what, word| async move {
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.ask_for(&s, Mode::Coach).await;
        desk.until_in(&s).await;
        if word == "Agents" {
            desk.until_mode(&s, Mode::Coach).await;
        } else {
            desk.until("unknown, and said", |v| {
                v.heard("the server does not say in which mode")
            })
            .await;
            assert_eq!(desk.view().mode(&s), None, "{what}");
        }
        desk.settled(&s).await;
        desk.be_in(&s, Mode::BargeIn).await;
        desk.be_in(&s, Mode::Monitor).await;
        desk.assert_clean();
    })
    .await;
}

const ALREADY_IN: (&str, &[&str]) = ("intrude_already_in", &["code-2", "code-0-silent"]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intruding_where_i_am_without_knowing_ends_in_words_and_the_list_tells() {
    for word in ALREADY_IN.1 {
        let mut wish = Wish::default();
        wish.settings.step = Duration::from_secs(1);
        wish.tempo.check = Duration::from_secs(6);
        wish.tempo.grace = Duration::from_millis(300);
        let desk = Desk::open(turned(ALREADY_IN.0, word), wish).await;
        let s = desk.session().await;
        // I am brought in by another of my consoles, and this one hears nothing of it.
        desk.stage.drop_events(0, 100);
        desk.stage
            .offer("supervisor", &s, floorwalk::sim::Mode::Coach);
        let path = format!("/api/v2/me/smssessions/{s}");
        let accept = json!({"operationName": "Accept", "nickname": "Sade"});
        desk.elsewhere(&path, &accept).await;
        wait_for("me in the session", || {
            let truth = desk.stage.truth();
            let people = truth["sessions"][&s]["participants"].to_string();
            people.contains("Sade")
        })
        .await;
        desk.go(&s, 'm').await;
        let said = match *word {
            "code-2" => "refused",
            _ => "no invitation came",
        };
        desk.until(&format!("{word}: said"), |v| v.heard(said))
            .await;
        assert_eq!(desk.count("Intrude"), 1);
        desk.stage.mend();
        // What was missed is found by the comparison.
        desk.until_mode(&s, Mode::Coach).await;
    }
}
