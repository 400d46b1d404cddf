//! Cases 25 to 32: intruding, and words.

use std::time::Duration;

use floorwalk::app::{Audience, Key};
use floorwalk::domain::{Mode, Presence};
use floorwalk::sim::{self, Fault, NotificationTiming, Options, Scheduled, Switches};

use crate::rig::{BOTH, asked, assert_clean, be_in, bodies, brisk, count, go, read_by, wait_for};
use crate::support::{Desk, Wish, still};

fn after(name: &str, what: Fault) -> Scheduled {
    Scheduled {
        at_ms: None,
        on: None,
        after: Some(name.to_owned()),
        nth: 1,
        what,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c25_passed_on_and_no_invitation() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        let reads = asked(&desk, "GET", "/me/smssessions");
        desk.stage.silence("Intrude");
        go(&desk, &s, 'm').await;
        desk.until("no invitation", |v| v.heard("no invitation came"))
            .await;
        wait_for("my sessions, read again", || {
            asked(&desk, "GET", "/me/smssessions") > reads
        })
        .await;
        assert_eq!(count(&desk, "Intrude"), 1, "nothing is repeated by itself");
        go(&desk, &s, 'm').await;
        desk.until_mode(&s, Mode::Monitor).await;
        assert_eq!(count(&desk, "Intrude"), 2, "by key it is");
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c26_invited_before_the_answer() {
    for transport in BOTH {
        let options = Options {
            switches: Switches {
                notification_timing: NotificationTiming::BeforeAnswer,
                ..Switches::default()
            },
            ..still()
        };
        let desk = Desk::open(options, brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Coach).await;
        desk.until("nothing under way", |v| {
            v.row(&s).is_some_and(|r| !r.under_way)
        })
        .await;
        assert_eq!((count(&desk, "Intrude"), count(&desk, "Accept")), (1, 1));
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c27_invited_unasked_or_in_another_mode() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        let unasked = desk.stage.offer_unasked("supervisor");
        let v = desk
            .until("the unasked offer", |v| {
                v.presence(&unasked) == Some(Presence::Offered)
            })
            .await;
        assert!(v.question.is_none(), "nothing takes the focus");
        desk.stage.silence("Intrude");
        go(&desk, &s, 'm').await;
        wait_for("the request", || count(&desk, "Intrude") == 1).await;
        desk.stage.offer("supervisor", &s, sim::Mode::BargeIn);
        desk.until("the other mode, shown", |v| {
            v.presence(&s) == Some(Presence::Offered) && v.heard("but Monitor was asked for")
        })
        .await;
        desk.until("the end of waiting", |v| {
            v.row(&s).is_some_and(|r| !r.under_way)
        })
        .await;
        assert_eq!(count(&desk, "Accept"), 0, "never by itself");
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c28_connection_lost_between_intrude_and_answer() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        desk.stage.schedule(&after("Intrude", Fault::Reset));
        go(&desk, &s, 'm').await;
        desk.until("that nobody knows", |v| {
            v.heard("it may have been carried out")
        })
        .await;
        // What the server shows decides: it did invite, and a late invitation waits for a key or
        // is the one that was asked for.
        let v = desk
            .until("what the server shows", |v| {
                v.live
                    && v.row(&s).is_some_and(|r| !r.under_way)
                    && matches!(v.presence(&s), Some(Presence::Offered | Presence::In))
            })
            .await;
        assert_eq!(count(&desk, "Intrude"), 1, "asked once, and not again");
        if v.presence(&s) == Some(Presence::Offered) {
            assert_eq!(count(&desk, "Accept"), 0);
            go(&desk, &s, 'a').await;
        }
        desk.until_mode(&s, Mode::Monitor).await;
        assert_eq!((count(&desk, "Intrude"), count(&desk, "Accept")), (1, 1));
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c29_the_key_five_times() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        // A laggy line: nothing is answered before the fifth key.
        desk.stage
            .delay(Duration::from_millis(400), Duration::from_secs(3));
        desk.highlight(&s).await;
        for _ in 0..5 {
            desk.key(Key::Char('m')).await;
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        desk.until_mode(&s, Mode::Monitor).await;
        desk.stage.mend();
        assert_eq!((count(&desk, "Intrude"), count(&desk, "Accept")), (1, 1));
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c30_the_list_moves_between_looking_and_pressing() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        desk.highlight(&s).await;
        desk.key(Key::Char('b')).await;
        let agents = desk.stage.agents();
        for (n, (agent, _)) in agents.iter().cycle().take(6).enumerate() {
            let other = desk.stage.open_session(agent, &format!("Other {n}"));
            desk.stage.customer_says(&other, "first!");
        }
        let v = desk.until("a question", |v| v.question.is_some()).await;
        assert!(
            v.question.as_ref().unwrap().contains("Rowan Pike"),
            "the question names whom it is about: {:?}",
            v.question
        );
        desk.until("the other rows", |v| v.rows.len() == 7).await;
        desk.yes().await;
        desk.until_mode(&s, Mode::BargeIn).await;
        let asked = bodies(&desk, "Intrude");
        assert_eq!(asked.len(), 1);
        assert!(asked[0]["path"].as_str().unwrap().ends_with(&s));
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c31_the_mode_is_changed_elsewhere() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::BargeIn).await;
        desk.press('s').await;
        desk.until("the composer", |v| v.composer == Some(Audience::Customer))
            .await;
        desk.type_text("we will see").await;
        // The same person, at another console.
        let elsewhere = Desk::at(
            desk.server.as_ref().unwrap().addr(),
            desk.stage.clone(),
            Wish::default(),
        );
        elsewhere.until("live", |v| v.live).await;
        be_in(&elsewhere, &s, Mode::Monitor).await;
        let v = desk.until_mode(&s, Mode::Monitor).await;
        assert!(!v.screen.contains("BARGED"), "{}", v.screen);
        assert!(
            v.screen.contains("asked Barge, confirmed MONITOR"),
            "{}",
            v.screen
        );
        assert_eq!(
            v.composer,
            Some(Audience::Customer),
            "it closes only by Esc"
        );
        desk.key(Key::Enter).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(count(&desk, "SendMessage"), 0);
        assert_eq!(count(&desk, "SendToAgents"), 0, "and it goes nowhere else");
        let v = desk.view();
        assert!(
            v.drafts
                .iter()
                .any(|d| d.1 == Audience::Customer && d.2 == "we will see"),
            "{:?}",
            v.drafts
        );
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c32_a_draft_never_crosses_is_kept_and_a_paste_asks() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Coach).await;
        desk.press('i').await;
        desk.until("the composer", |v| v.composer == Some(Audience::Agents))
            .await;
        desk.type_text("for you only").await;
        // In the composer a b is a letter; outside it barges, and takes no draft with it.
        desk.key(Key::Char('b')).await;
        desk.key(Key::Backspace).await;
        desk.key(Key::Esc).await;
        desk.until("the composer closed", |v| v.composer.is_none())
            .await;
        be_in(&desk, &s, Mode::BargeIn).await;
        desk.press('s').await;
        let v = desk
            .until("the composer for the customer", |v| {
                v.composer == Some(Audience::Customer)
            })
            .await;
        let draft = |v: &crate::support::View, audience| {
            v.drafts
                .iter()
                .find(|d| d.1 == audience)
                .map(|d| d.2.clone())
                .unwrap_or_default()
        };
        assert_eq!(draft(&v, Audience::Customer), "");
        assert_eq!(draft(&v, Audience::Agents), "for you only");

        desk.paste("one\ntwo\nthree\nfour\nfive\n").await;
        desk.until("a question", |v| v.question.is_some()).await;
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if desk.view().question.is_none() {
                break;
            }
            desk.key(Key::Esc).await;
        }
        desk.until("no question", |v| v.question.is_none()).await;
        desk.paste("one\ntwo\nthree\nfour\nfive\n").await;
        desk.yes().await;
        let v = desk
            .until("the paste, in the composer", |v| {
                draft(v, Audience::Customer).contains("five")
            })
            .await;
        assert!(!draft(&v, Audience::Customer).contains('\n'));
        assert_eq!(
            (count(&desk, "SendMessage"), count(&desk, "SendToAgents")),
            (0, 0)
        );

        desk.stage.complete(&s);
        desk.until("the end of the session", |v| {
            v.presence(&s) != Some(Presence::In)
        })
        .await;
        desk.type_text(" and more").await;
        desk.key(Key::Enter).await;
        let v = desk
            .until("the draft, kept", |v| {
                draft(v, Audience::Customer).contains("five")
            })
            .await;
        assert_eq!(v.composer, Some(Audience::Customer));
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(
            (count(&desk, "SendMessage"), count(&desk, "SendToAgents")),
            (0, 0)
        );
        assert!(
            read_by(&desk, "customer", &s)
                .iter()
                .all(|t| !t.contains("five"))
        );
        assert_clean(&desk);
    }
}
