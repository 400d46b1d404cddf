//! Cases 16 to 24: the data.

use std::time::Duration;

use floorwalk::app::Key;
use floorwalk::domain::{Mode, Presence};
use floorwalk::feed::Tempo;
use floorwalk::gws::{Dialect, Timeouts};
use floorwalk::sim::{self, Fault, Options, Rubbish, Scheduled, Server};
use serde_json::json;

use crate::rig::{
    BOTH, asked, assert_clean, be_in, bodies, brisk, go, keys_are_answered, lines_of, read_line,
    wait_for,
};
use crate::support::{Desk, View, still};

/// What a terminal must not be given; the picture's own line breaks apart.
fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c16_bad_utf8() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        desk.stage.rubbish(Rubbish::BadUtf8);
        desk.until("a new connection, caught up", |v| {
            v.live && v.catch_up.is_some()
        })
        .await;
        desk.stage.customer_says(&s, "after it");
        let v = read_line(&desk, &s, "after it").await;
        assert!(!v.screen.contains('\u{fffd}'), "no lossy display");
        desk.until_mode(&s, Mode::Monitor).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c17_too_large() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        desk.stage.rubbish(Rubbish::HugeFrame);
        desk.until("refused, and caught up on a new connection", |v| {
            v.live && v.catch_up.is_some()
        })
        .await;
        // 256 MiB in 1.7 MB, as the answer to the next read.
        let requests = desk.stage.requests().len();
        desk.stage.rubbish(Rubbish::CompressionBomb);
        wait_for("reads after the bomb", || {
            desk.stage.requests().len() > requests + 4
        })
        .await;
        desk.stage.customer_says(&s, "after it");
        read_line(&desk, &s, "after it").await;
        desk.until("live", |v| v.live).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c18_not_json() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        for (n, text) in [
            "[{\"channel\": None, broken",
            "not at all",
            "",
            "null",
            "[[[[1]]]]",
            "[{\"channel\":\"/v2/me/smssessions\",\"data\":None}]",
        ]
        .into_iter()
        .enumerate()
        {
            desk.stage.push_raw_frame("supervisor", text);
            let line = format!("after {n}");
            desk.stage.customer_says(&s, &line);
            read_line(&desk, &s, &line).await;
        }
        for what in [Rubbish::TruncatedJson, Rubbish::DeepJson] {
            let before = desk.view().oddities;
            desk.stage.rubbish(what);
            desk.until(&format!("{what:?} counted"), |v| v.oddities > before)
                .await;
            let line = format!("after {what:?}");
            desk.stage.customer_says(&s, &line);
            read_line(&desk, &s, &line).await;
        }
        desk.until_mode(&s, Mode::Monitor).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c19_unknown_words_and_wrong_types() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        let change = |session: serde_json::Value| {
            json!({
                "messageType": "SMSsessionStateChangeMessage",
                "notificationType": "StatusChange",
                "smssession": session,
            })
        };
        for data in [
            json!({"messageType": "WhoKnows", "x": 1}),
            json!({"messageType": 5}),
            json!({"messageType": null, "notificationType": ["a"]}),
            json!("just words"),
            json!([1, 2]),
            change(json!({"state": "Chatting"})),
            change(json!([1])),
            change(json!({"id": 17, "state": {"a": 1}, "participants": "none"})),
            change(
                json!({"id": "odd-1", "state": "Levitating", "capabilities": ["Fly", 3], "participants": []}),
            ),
            change(
                json!({"id": s, "capabilities": {"a": 1}, "participants": [{"participantId": [], "visibility": "Ghosts"}, 7, null]}),
            ),
            json!({"messageType": "MessageLogUpdated", "messages": {"a": 1}}),
        ] {
            desk.stage.push_raw("supervisor", data);
        }
        desk.stage.customer_says(&s, "after it all");
        let v = read_line(&desk, &s, "after it all").await;
        assert!(v.oddities > 0, "they are counted");
        let v = desk
            .until("a session in a state that nobody knows", |v| {
                v.row("odd-1").is_some()
            })
            .await;
        assert!(v.live);
        // It is a row like another: it opens, and keys act on others as before.
        desk.highlight("odd-1").await;
        desk.key(Key::Enter).await;
        desk.until("it, opened", |v| v.opened.as_deref() == Some("odd-1"))
            .await;
        keys_are_answered(&desk).await;
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c20_both_dialects() {
    for transport in BOTH {
        for (server, client, segment, word) in [
            (
                sim::Dialect::Online,
                Dialect::auto(),
                "/smssessions/",
                "BargeIn",
            ),
            (sim::Dialect::Pdf, Dialect::pdf(), "/smsessions/", "Bargain"),
        ] {
            let options = Options {
                dialect: server,
                ..still()
            };
            let mut wish = brisk(transport);
            wish.dialect = client;
            let desk = Desk::open(options, wish).await;
            let s = desk.session().await;
            be_in(&desk, &s, Mode::BargeIn).await;
            let asked = bodies(&desk, "Intrude");
            assert!(asked[0]["path"].as_str().unwrap().contains(segment));
            assert_eq!(asked[0]["body"]["supervisorVisibilityMode"], word);
            assert_clean(&desk);
        }
    }
}

fn texts<'a>(view: &'a View, session: &str) -> Vec<&'a str> {
    view.row(session)
        .map(|r| r.lines.iter().map(String::as_str).collect())
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c21_duplicates_and_gaps() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        desk.stage.duplicate(3);
        for line in ["one", "two", "three"] {
            desk.stage.customer_says(&s, line);
        }
        read_line(&desk, &s, "three").await;
        // The next event is lost; the one after it shows the gap, which is read.
        let reads = || asked(&desk, "GET", &format!("/{s}/messages"));
        let before = reads();
        desk.stage.drop_events(0, 1);
        desk.stage.customer_says(&s, "four");
        desk.stage.customer_says(&s, "five");
        read_line(&desk, &s, "five").await;
        let v = read_line(&desk, &s, "four").await;
        let texts = texts(&v, &s);
        assert!(
            texts.ends_with(&["one", "two", "three", "four", "five"]),
            "no doubles, right order: {texts:?}"
        );
        assert_eq!(reads(), before + 1, "a gap is read once");
        desk.stage.customer_says(&s, "six");
        read_line(&desk, &s, "six").await;
        assert_eq!(reads(), before + 1);
        assert!(desk.view().live, "and never waited for");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c22_an_event_before_the_snapshot() {
    for transport in BOTH {
        let options = Options {
            connect_timeout: Duration::from_millis(300),
            ..still()
        };
        let desk = Desk::open(options, brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        // The snapshot is made, and held back while the world goes on.
        desk.stage.schedule(&Scheduled {
            at_ms: None,
            on: None,
            after: Some("GET /api/v2/me/smssessions".to_owned()),
            nth: 1,
            what: Fault::Stall { for_ms: 400 },
        });
        let reads = asked(&desk, "GET", "/me/smssessions");
        desk.stage.forget_clients();
        wait_for("the snapshot asked for", || {
            asked(&desk, "GET", "/me/smssessions") > reads
        })
        .await;
        desk.stage.customer_says(&s, "in between");
        let offered = desk.stage.offer_unasked("supervisor");
        let v = desk
            .until("both, and live", |v| {
                v.live
                    && v.presence(&offered) == Some(Presence::Offered)
                    && lines_of(v, &s, "in between") > 0
            })
            .await;
        assert_eq!(lines_of(&v, &s, "in between"), 1, "applied once");
        desk.until_mode(&s, Mode::Monitor).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c23_two_thousand_sessions() {
    for transport in BOTH {
        let options = Options {
            agents: 500,
            sessions: 0,
            rate: 0.0,
            ..Options::default()
        };
        let server = Server::start(options).await.unwrap();
        let agents = server.stage().agents();
        for (n, (agent, _)) in agents.iter().cycle().take(2_000).enumerate() {
            server.stage().open_session(agent, &format!("Customer {n}"));
        }
        let agent = agents[250].0.clone();
        let s = server.stage().open_session(&agent, "Zebulon Quill");
        let mut wish = brisk(transport);
        // Five hundred lists have their periods by their number: those of real life.
        wish.tempo = Tempo::default();
        wish.timeouts = Timeouts::default();
        let desk = Desk::at(server.addr(), server.stage(), wish);
        desk.until("live", |v| v.live).await;
        desk.until("every session", |v| v.rows.len() == 2_001).await;
        desk.key(Key::Char('/')).await;
        desk.type_text("zebulon").await;
        desk.until("the filter, narrowed to one", |v| {
            v.rows.len() == 1 && v.row(&s).is_some()
        })
        .await;
        desk.key(Key::Enter).await;
        go(&desk, &s, 'm').await;
        desk.until_mode(&s, Mode::Monitor).await;
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c24_hostile_text() {
    const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}]8;;http://x\u{7}\u{1b}]52;c;eA==\u{7}\u{1b}[2J\u{1b}P1$r\u{1b}\\\u{9b}31m\u{90}x\u{9c}\r\u{7}\u{8}\u{0}\u{202e}desrever\u{2066}\u{e0041}\u{feff}z\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}👩\u{200d}👩\u{200d}👧\u{200d}👦 end";
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let agent = desk.stage.agents()[0].0.clone();
        let s = desk.stage.open_session(&agent, HOSTILE);
        desk.until("its row", |v| v.row(&s).is_some()).await;
        be_in(&desk, &s, Mode::Monitor).await;
        desk.key(Key::Enter).await;
        desk.until("the transcript", |v| v.opened.is_some()).await;
        desk.stage.rubbish(Rubbish::HostileText);
        desk.stage.customer_says(&s, HOSTILE);
        desk.stage
            .refuse("SwitchToCoach", 3, &format!("no {HOSTILE}"));
        desk.stage.customer_says(&s, &"long ".repeat(200_000));
        desk.stage.customer_says(&s, "last line");
        let v = read_line(&desk, &s, "last line").await;
        let all = v.row(&s).unwrap().lines.concat();
        assert!(!all.contains(is_harmful), "{}", all.escape_debug());
        assert!(all.contains('␛'), "visible substitutes");
        go(&desk, &s, 'c').await;
        let v = desk.until("the refusal", |v| v.heard("refused")).await;
        for text in v.said.iter().chain([&v.screen]) {
            assert!(!text.contains(is_harmful), "{}", text.escape_debug());
        }
        desk.stage.agent_says(&s, HOSTILE);
        desk.key(Key::Char('G')).await;
        let v = desk
            .until("it on the screen", |v| v.screen.contains('␛'))
            .await;
        assert!(
            !v.screen.contains(is_harmful),
            "{}",
            v.screen.escape_debug()
        );
    }
}
