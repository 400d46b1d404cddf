//! Answers in another shape: lists, partial starts, paths that are not there.

use floorwalk::domain::Mode;
use floorwalk::sim::{self, Options};

use super::{Asked, each};
use crate::support::{Desk, Wish};

pub(super) const ASKED: &Asked = &[SHAPE, PARTIAL, NOWHERE, WORD];

const SHAPE: (&str, &[&str]) = (
    "my_sessions_shape",
    &["wrapped-list", "bare-object", "bare-list"],
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn my_sessions_are_read_in_every_wrapper() {
    each(&[SHAPE], |options, what, _| async move {
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Coach).await;
        desk.press('r').await;
        desk.until(&format!("{what}: read again, and Coach as before"), |v| {
            v.live && v.catch_up.is_some() && v.mode(&s) == Some(Mode::Coach)
        })
        .await;
        let agent = desk.stage.agents()[1].0.clone();
        let other = desk.stage.open_session(&agent, "Ines Moreau");
        desk.be_in(&other, Mode::Monitor).await;
        desk.stage.forget_clients();
        desk.press('r').await;
        desk.until(&format!("{what}: both"), |v| {
            v.live && v.mode(&s) == Some(Mode::Coach) && v.mode(&other) == Some(Mode::Monitor)
        })
        .await;
    })
    .await;
}

const PARTIAL: (&str, &[&str]) = ("partial_shape", &["list", "keyed", "bare"]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_in_part_is_said_and_the_floor_is_there() {
    each(&[PARTIAL], |options, what, word| async move {
        let wish = Wish {
            channels: vec!["smssession".into(), "email".into()],
            ..Wish::default()
        };
        let desk = Desk::open(options, wish).await;
        let v = desk
            .until(&format!("{what}: said"), |v| v.heard("started in part"))
            .await;
        assert_eq!(v.heard("email"), word != "bare", "{what}: {:?}", v.said);
        let s = desk.session().await;
        desk.be_in(&s, Mode::Monitor).await;
    })
    .await;
}

const NOWHERE: (&str, &[&str]) = ("unknown_path", &["404-html", "code-6"]);

/// Reads fall back to the PDF segment where the server says that the path is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_of_the_other_edition_is_read_however_it_says_that_a_path_is_unknown() {
    each(&[NOWHERE], |options, _, _| async move {
        let options = Options {
            dialect: sim::Dialect::Pdf,
            ..options
        };
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.be_in(&s, Mode::Coach).await;
    })
    .await;
}

const WORD: (&str, &[&str]) = ("bad_mode_word", &["code-2", "code-10"]);

/// The third mode stays the online word, and is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_barge_word_names_the_dialect_setting() {
    each(&[WORD], |options, what, _| async move {
        let options = Options {
            dialect: sim::Dialect::Pdf,
            ..options
        };
        let desk = Desk::open(options, Wish::default()).await;
        let s = desk.session().await;
        desk.ask_for(&s, Mode::BargeIn).await;
        desk.until(&format!("{what}: the setting by name"), |v| {
            v.heard("dialect")
        })
        .await;
        assert_eq!(desk.count("Intrude"), 1, "a write never falls back");
    })
    .await;
}
