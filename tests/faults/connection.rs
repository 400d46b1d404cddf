//! Cases 1 to 15: the connection.

use std::time::{Duration, Instant};

use floorwalk::app::Key;
use floorwalk::bayeux::session::{Input, Output, Session};
use floorwalk::bayeux::{self, Cause, Choice, Happening, Transport};
use floorwalk::domain::{Mode, Presence};
use floorwalk::sim::{Options, Server};

use crate::proxy::{Cut, Line};
use crate::rig::{
    BOTH, asked, assert_clean, be_in, behind_a_line, brisk, count, go, keys_are_answered, lines_of,
    read_line, wait_for,
};
use crate::support::{Desk, still};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c01_server_closes_with_fin() {
    for transport in BOTH {
        let (desk, proxy) = behind_a_line(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        let before = proxy.taken();
        proxy.line(Line::Refusing);
        proxy.cut(Cut::Close);
        let v = desk.until("offline", |v| v.offline).await;
        assert!(v.screen.contains("OFFLINE"), "{}", v.screen);
        assert!(v.row(&s).is_some(), "the list is kept");
        wait_for("a retry", || proxy.taken() > before).await;
        desk.stage.customer_says(&s, "nobody hears me");
        proxy.line(Line::Open);
        let v = desk
            .until("live, with what was missed", |v| {
                v.live && v.catch_up.is_some() && lines_of(v, &s, "nobody hears me") > 0
            })
            .await;
        assert_eq!(lines_of(&v, &s, "nobody hears me"), 1);
        assert!(
            !v.links.contains(&"late"),
            "a FIN is no silence: {:?}",
            v.links
        );
        desk.until_mode(&s, Mode::Monitor).await;
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c02_reset_in_the_middle_of_a_frame() {
    for transport in BOTH {
        let (desk, proxy) = behind_a_line(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        let long = "E7 ".repeat(4_000).trim().to_owned();
        // Longer than all that else comes in the meantime: the cut falls into this text.
        proxy.cut_after(2_000);
        desk.stage.customer_says(&s, &long);
        let v = desk
            .until("a new connection, and the text, whole", |v| {
                v.live && v.catch_up.is_some() && lines_of(v, &s, &long) > 0
            })
            .await;
        assert_eq!(lines_of(&v, &s, &long), 1);
        desk.stage.customer_says(&s, "and on it goes");
        let v = read_line(&desk, &s, "and on it goes").await;
        assert_eq!(v.oddities, 0, "half a frame is discarded and not read");
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c03_half_open() {
    for transport in BOTH {
        let (desk, proxy) = behind_a_line(still(), brisk(transport)).await;
        let s = desk.session().await;
        let from = desk.view().links.len();
        proxy.line(Line::Stalled);
        // What we send is no life of theirs.
        go(&desk, &s, 'm').await;
        let mut presses = 0;
        while desk.view().live {
            desk.press('m').await;
            presses += 1;
            assert!(presses < 400, "still live after {presses} keys");
        }
        desk.until("offline", |v| v.offline).await;
        let links = desk.view().links;
        assert_eq!(
            links[from..],
            ["late", "offline"],
            "first late, then offline"
        );
        proxy.line(Line::Open);
        desk.until("live again", |v| v.live).await;
        desk.until("nothing under way", |v| {
            v.row(&s).is_some_and(|r| !r.under_way)
        })
        .await;
        assert!(count(&desk, "Intrude") <= 1, "one key, one request");
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c04_tcp_accepted_and_no_http_answer() {
    for transport in BOTH {
        let mut wish = brisk(transport);
        // The reason is on the screen while a retry is waited for: long enough to be seen.
        wish.tempo.bayeux.first_retry = Duration::from_secs(1);
        wish.tempo.bayeux.retry_base = Duration::from_secs(1);
        let (desk, proxy) = behind_a_line(still(), wish).await;
        desk.session().await;
        proxy.line(Line::Stalled);
        proxy.cut(Cut::Close);
        desk.until("offline", |v| v.offline).await;
        keys_are_answered(&desk).await;
        // Long-polling opens nothing: what gets no answer is the old client id, and then a new one.
        let steps: &[&str] = if transport == BOTH[0] {
            &["no answer while opening the connection"]
        } else {
            &[
                "no answer while resuming the connection",
                "no answer while handshaking",
            ]
        };
        for step in steps {
            desk.until(&format!("a connection given up: {step}"), |v| {
                v.offline && v.screen.contains(step)
            })
            .await;
            keys_are_answered(&desk).await;
        }
        assert!(desk.view().offline);
        keys_are_answered(&desk).await;
        proxy.line(Line::Open);
        desk.until("live again", |v| v.live).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c05_handshake_or_subscribe_never_answered() {
    for transport in BOTH {
        for (channel, words) in [
            ("/meta/handshake", "no answer while handshaking"),
            ("/meta/subscribe", "no answer while subscribing"),
        ] {
            let mut wish = brisk(transport);
            wish.tempo.bayeux.first_retry = Duration::from_secs(1);
            wish.tempo.bayeux.retry_base = Duration::from_secs(1);
            let (desk, proxy) = behind_a_line(still(), wish).await;
            desk.session().await;
            proxy.mute(Some(channel));
            desk.stage.forget_clients();
            proxy.cut(Cut::Close);
            desk.until(words, |v| v.offline && v.screen.contains(words))
                .await;
            proxy.mute(None);
            desk.until("live again", |v| v.live).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c06_server_restarts_with_other_sessions() {
    for transport in BOTH {
        let desk = Desk::open(
            Options {
                sessions: 2,
                ..still()
            },
            brisk(transport),
        )
        .await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Coach).await;
        desk.stage.restart(99);
        let v = desk
            .until("the new world", |v| {
                v.live && v.catch_up.as_ref().is_some_and(|l| l.contains("2 new"))
            })
            .await;
        let row = v.row(&s).expect("a vanished row is not merely removed");
        assert_eq!(row.presence, Some(Presence::Over));
        assert_eq!(row.mode, None, "no confirmed mode survives");
        desk.press('i').await;
        desk.type_text("hello").await;
        desk.key(Key::Enter).await;
        assert_eq!(count(&desk, "SendToAgents"), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c07_server_forgets_us() {
    for transport in BOTH {
        let options = Options {
            connect_timeout: Duration::from_millis(300),
            ..still()
        };
        let desk = Desk::open(options, brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Coach).await;
        let upgrades = || {
            let requests = desk.stage.requests();
            requests.iter().filter(|r| r["upgrade"] == true).count()
        };
        let handshakes = || {
            let requests = desk.stage.requests();
            let is = |r: &&serde_json::Value| r["body"].to_string().contains("/meta/handshake");
            requests.iter().filter(is).count()
        };
        let before = (upgrades(), handshakes());
        desk.stage.forget_clients();
        desk.until("caught up", |v| v.live && v.catch_up.is_some())
            .await;
        desk.until_mode(&s, Mode::Coach).await;
        desk.stage.customer_says(&s, "still me");
        read_line(&desk, &s, "still me").await;
        let after = (upgrades(), handshakes());
        assert!(
            after.0 <= before.0 + 1 && after.1 <= before.1 + 1,
            "{transport:?}: once, and no loop: {before:?} {after:?}"
        );
        assert_eq!(desk.stage.clients(), 1, "one client, known again");
        assert_eq!(count(&desk, "StartContactCenterSession"), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c09_not_signed_in_any_more_mid_shift() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        let before = asked(&desk, "GET", "/me");
        desk.stage.answer_next(100_000, 401, None, None);
        let v = desk
            .until("locked", |v| v.offline && v.screen.contains("sign in: r"))
            .await;
        assert!(v.row(&s).is_some(), "the list is kept");
        assert_eq!(asked(&desk, "GET", "/me"), before + 1, "one refresh");
        let total = desk.stage.requests().len();
        keys_are_answered(&desk).await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(asked(&desk, "GET", "/me"), before + 1, "and no loop");
        assert!(
            desk.stage.requests().len() <= total + 8,
            "what was under way may end; nothing is polled"
        );
        desk.stage.mend();
        desk.press('r').await;
        desk.type_text("demo").await;
        desk.key(Key::Enter).await;
        desk.until("live again", |v| v.live).await;
        desk.until("the session", |v| v.row(&s).is_some()).await;
    }
}

/// After one loss, when each of 200 consoles tries again.
#[test]
fn c08_two_hundred_consoles_lose_the_server_together() {
    let now = Instant::now();
    let tempo = bayeux::Tempo::default();
    for transport in [Transport::WebSocket, Transport::LongPolling] {
        let mut waits: Vec<Duration> = (0..200)
            .map(|seed| {
                let settings = bayeux::session::Settings {
                    topics: vec!["/v2/me/*".to_owned()],
                    transport: Choice::Fixed(transport),
                    tempo,
                    seed,
                };
                let mut session = <Session>::new(settings, now);
                let cause = Cause::Broken("reset".to_owned());
                session.feed(
                    Input::Lost {
                        cause,
                        retry_after: None,
                    },
                    now,
                );
                std::iter::from_fn(|| session.next_output())
                    .find_map(|output| match output {
                        Output::Tell(Happening::Down { retry_at, .. }) => Some(retry_at - now),
                        _ => None,
                    })
                    .expect("down, with a moment to try again")
            })
            .collect();
        waits.sort();
        assert!(waits[199] <= tempo.first_retry, "{:?}", waits[199]);
        // In each tenth of the window some, and in none a crowd.
        for tenth in 0..10 {
            let of = |n: u32| tempo.first_retry * n / 10;
            let here = waits
                .iter()
                .filter(|w| (of(tenth)..of(tenth + 1)).contains(*w))
                .count();
            assert!((5..=45).contains(&here), "{here} in tenth {tenth}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c13_the_address_behind_a_name_changes() {
    for transport in BOTH {
        // The name stays and what answers behind it is another machine, with nothing of the old
        // one: each try connects anew.
        let (mut desk, proxy) = behind_a_line(still(), brisk(transport)).await;
        let s = desk.session().await;
        let other = Server::start(Options {
            seed: 99,
            sessions: 2,
            ..still()
        })
        .await
        .unwrap();
        proxy.retarget(other.addr());
        proxy.line(Line::Refusing);
        proxy.cut(Cut::Close);
        desk.until("offline", |v| v.offline).await;
        desk.server.take().unwrap().stop().await;
        proxy.line(Line::Open);
        desk.until("live at the other", |v| {
            v.live && v.rows.iter().filter(|r| r.id != s).count() == 2
        })
        .await;
        other.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c15_a_flood_of_events() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        let (frames, from) = (desk.view().frames, Instant::now());
        let stage = desk.stage.clone();
        let session = s.clone();
        let flood = tokio::spawn(async move {
            for n in 0..3_000 {
                stage.customer_says(&session, &format!("line {n}"));
                if n % 50 == 0 {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        });
        keys_are_answered(&desk).await;
        flood.await.unwrap();
        keys_are_answered(&desk).await;
        let v = read_line(&desk, &s, "line 2999").await;
        // Ten a second for the feed, and one for each of the few keys and ticks.
        let most = from.elapsed().as_millis() / 100 + 40;
        let painted = v.frames - frames;
        assert!(
            painted as u128 <= most,
            "{painted} frames for 3000 events, at most {most}"
        );
        assert_eq!(lines_of(&v, &s, "line 2999"), 1);
        assert!(v.row(&s).unwrap().lines.len() < 3_100, "nothing twice");
        desk.until("live", |v| v.live).await;
    }
}
