//! What concerns POSTs: held for longer than any other request may take, and refused for want of a
//! CSRF token (with the vendor's words; `tests/gws_csrf.rs` has the words' variants).

use std::time::Duration;

use floorwalk::bayeux::{Choice, Transport};
use floorwalk::domain::Mode;
use floorwalk::sim::{Csrf, CsrfRule, Options};
use serde_json::Value;

use crate::rig::{
    BOTH, asked, assert_clean, be_in, brisk, count, go, lines_of, read_line, wait_for,
};
use crate::support::{Desk, still};

fn polls(desk: &Desk) -> usize {
    let requests = desk.stage.requests();
    let is = |r: &&Value| r["body"].to_string().contains("/meta/connect");
    requests.iter().filter(is).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_poll_outlives_the_time_of_other_requests() {
    let mut wish = brisk(Choice::Fixed(Transport::LongPolling));
    // Held for 1 s, as the program asks for 10 s and gives other requests 10 s.
    wish.timeouts.request = Duration::from_millis(700);
    let desk = Desk::open(still(), wish).await;
    let s = desk.session().await;
    let (before, links) = (polls(&desk), desk.view().links.len());
    wait_for("four polls", || polls(&desk) >= before + 4).await;
    let v = desk.view();
    assert_eq!(v.links[links..], [] as [&str; 0], "live all the time");
    assert_eq!(v.catch_up, None);
    be_in(&desk, &s, Mode::Monitor).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_expires_is_learned_anew_and_nothing_is_lost_or_done_twice() {
    for transport in BOTH {
        let options = Options {
            csrf: Csrf::On(CsrfRule::default()),
            sessions: 1,
            ..still()
        };
        // No list is read meanwhile: any GET would bring the token by the way.
        let mut wish = brisk(transport);
        let rarely = Duration::from_secs(120);
        wish.tempo.list = rarely;
        wish.tempo.roster = rarely;
        wish.tempo.check = rarely;
        let desk = Desk::open(options, wish).await;
        let v = desk.until("a row", |v| v.rows.len() == 1).await;
        let s = v.rows[0].id.clone();
        be_in(&desk, &s, Mode::Monitor).await;
        let links = desk.view().links.len();
        for round in 0..3 {
            let reads = asked(&desk, "GET", "/me");
            desk.stage.renew_tokens();
            if transport == BOTH[1] {
                // The next poll, or this one's successor, is refused unread, and learns.
                wait_for("the token read", || asked(&desk, "GET", "/me") > reads).await;
            }
            desk.stage.customer_says(&s, &format!("round {round}"));
            read_line(&desk, &s, &format!("round {round}")).await;
            let (key, mode, operation) = match round % 2 {
                0 => ('c', Mode::Coach, "SwitchToCoach"),
                _ => ('m', Mode::Monitor, "SwitchToMonitor"),
            };
            let before = count(&desk, operation);
            go(&desk, &s, key).await;
            let v = desk.until_mode(&s, mode).await;
            assert_eq!(lines_of(&v, &s, &format!("round {round}")), 1);
            assert!(asked(&desk, "GET", "/me") > reads);
            let refused_too = if transport == BOTH[0] { 2 } else { 1 };
            assert_eq!(count(&desk, operation) - before, refused_too, "{round}");
        }
        let v = desk.view();
        assert_eq!(v.links[links..], [] as [&str; 0], "live all the time");
        assert_eq!(
            count(&desk, "StartContactCenterSession"),
            1,
            "no new sign-in"
        );
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_refuses_only_the_feed_is_not_signed_in_to_without_end() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        desk.session().await;
        desk.stage
            .answer_next(100_000, 403, None, Some("/notifications"));
        desk.stage.forget_clients();
        desk.stage.drop_connections();
        desk.until("refused, and waiting", |v| {
            v.offline && v.screen.contains("HTTP 403") && v.screen.contains("retry in")
        })
        .await;
        let before = asked(&desk, "GET", "/me");
        tokio::time::sleep(Duration::from_secs(1)).await;
        let tries = asked(&desk, "GET", "/me") - before;
        // A tenth of the program's durations: 0.1 s, 0.2 s, 0.4 s ...
        assert!(tries <= 5, "{tries} sign-ins in a second");
        desk.stage.mend();
        desk.until("live again", |v| v.live).await;
    }
}
