//! Every open question that the embedded server has as a switch, each with every answer, through the
//! whole console. What a question changes decides where it is asked.

mod joining;
mod leaving;
mod reading;
mod refusing;

use std::collections::BTreeSet;
use std::future::Future;

use floorwalk::app::Audience;
use floorwalk::bayeux::Choice;
use floorwalk::domain::{Mode, Presence};
use floorwalk::sim::{self, Options, Switches};
use tokio::task::JoinSet;

use crate::support::{BOTH, Desk, Wish, still, turned};

/// Switches with the answers that a test runs.
type Asked = [(&'static str, &'static [&'static str])];

/// What makes no difference to the ladder, or none that a key or two do not overcome.
const LADDER: &Asked = &[
    (
        "me_roles",
        &[
            "ROLE_SUPERVISOR",
            "ROLE_AGENT,ROLE_SUPERVISOR",
            "ROLE_ADMIN",
        ],
    ),
    ("notification_timing", &["after-answer", "before-answer"]),
    (
        "accept_participants",
        &["with-visibility", "as-printed", "empty"],
    ),
    (
        "my_sessions_participants",
        &["with-visibility", "as-printed", "empty"],
    ),
    ("capabilities", &["as-documented", "too-many"]),
    ("sms_topic", &["/v2/me/smssessions", "/v2/me/smssession"]),
    ("services_topic", &["allowed", "refused"]),
    ("contact_id", &["user-id", "own-id"]),
    ("session_uri", &["present", "absent"]),
    ("offer_supervisor_mode", &["present", "absent"]),
    ("status_code_type", &["number", "string"]),
    ("own_text_echo", &["yes", "no"]),
    (
        "switch_log_type",
        &["ParticipantRejoined", "ParticipantJoined", "Notice"],
    ),
];

/// Runs a test with each answer to a question, several at a time.
async fn each<F>(asked: &Asked, test: impl Fn(Options, String, &'static str) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut running = JoinSet::new();
    for (name, words) in asked {
        for word in *words {
            if running.len() >= 6 {
                running.join_next().await.expect("some run").expect("well");
            }
            running.spawn(test(turned(name, word), format!("{name}={word}"), word));
        }
    }
    while let Some(run) = running.join_next().await {
        run.expect("well");
    }
}

#[test]
fn every_switch_is_run_with_every_answer() {
    let tables = [
        LADDER,
        joining::ASKED,
        leaving::ASKED,
        reading::ASKED,
        refusing::ASKED,
    ];
    let run: BTreeSet<(&str, &str)> = tables
        .into_iter()
        .flatten()
        .flat_map(|(name, words)| words.iter().map(move |word| (*name, *word)))
        .collect();
    let all: BTreeSet<(&str, &str)> = Switches::ALL
        .iter()
        .flat_map(|(name, words)| words.iter().map(move |word| (*name, *word)))
        .collect();
    assert_eq!(run, all);
}

/// From the list to Coach and Barge, and a word to the customer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_ladder_on_every_server_the_pages_allow() {
    each(LADDER, |options, what, _| {
        ladder(options, Choice::Auto, what)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_ladder_with_ack_in_both_forms() {
    for word in ["true", "object"] {
        let what = format!("ack_reply={word}");
        ladder(turned("ack_reply", word), Choice::Auto, what).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_ladder_with_csrf_on_each_transport() {
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
            ladder(csrf, transport, format!("csrf, {need:?} on notifications")).await;
        }
    }
}

async fn ladder(options: Options, transport: Choice, what: String) {
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
        desk.until_in(&s).await;
    }
    desk.settled(&s).await;
    if desk.view().mode(&s).is_none() {
        // A server that does not say in which mode we are: a switch's notification confirms. This
        // one refuses a switch into the mode that it holds us in, and the program says the way.
        desk.go(&s, 'c').await;
        desk.until(&format!("{what}: the way"), |v| {
            v.heard("another mode and back")
        })
        .await;
        desk.be_in(&s, Mode::Monitor).await;
        desk.go(&s, 'c').await;
    }
    desk.until_mode(&s, Mode::Coach).await;
    desk.settled(&s).await;
    desk.be_in(&s, Mode::BargeIn).await;
    desk.compose(Audience::Customer).await;
    desk.say("hello from Sade").await;
    desk.until_read("customer", &s, "hello from Sade").await;
    let v = desk
        .until(&format!("{what}: nothing left to send"), |v| {
            v.drafts.iter().all(|draft| draft.2.is_empty())
        })
        .await;
    let lines = v.row(&s).map(|r| r.lines.clone()).unwrap_or_default();
    let mine = lines.iter().filter(|l| *l == "hello from Sade").count();
    assert!(mine <= 1, "{what}: {lines:?}");
    assert_eq!(
        (desk.count("SendMessage"), desk.count("Intrude")),
        (1, 1),
        "{what}"
    );
    desk.assert_clean();
}
