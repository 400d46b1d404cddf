//! Alerts: every kind of rule against a server, the evidence, acknowledge, mute, history, the bell.

use std::sync::Arc;
use std::time::Duration;

use floorwalk::app::alerts::{AlertSettings, Level, Rule, Side, When};
use floorwalk::app::{Key, Settings};
use floorwalk::domain::{Mode, Text, UserDataKey};
use floorwalk::sim::{AgentState, Options, Server};
use regex::Regex;

use crate::support::{Desk, View, Wish, still};

fn rules() -> Arc<[Rule]> {
    let rule = |name: &str, level, when| Rule {
        name: Text::line(name),
        when,
        level,
    };
    let pattern = |text| Regex::new(text).unwrap();
    let second = Duration::from_secs(1);
    let rules = [
        rule(
            "help request",
            Level::Critical,
            When::Help {
                code: Some(pattern("#help")),
                user_data: None,
            },
        ),
        rule(
            "by data",
            Level::Warning,
            When::Help {
                code: None,
                user_data: Some(UserDataKey::new("ContactId")),
            },
        ),
        rule("alone", Level::Critical, When::Alone),
        rule(
            "waiting",
            Level::Warning,
            When::Waiting {
                side: Side::Customer,
                longer: second,
            },
        ),
        rule(
            "no answer",
            Level::Warning,
            When::NoAnswer { longer: second },
        ),
        rule("old", Level::Warning, When::Older { longer: second }),
        rule(
            "trouble",
            Level::Warning,
            When::Words {
                side: Side::Customer,
                pattern: pattern("(?i)refund|supervisor|cancel|complain"),
            },
        ),
        rule(
            "not ready",
            Level::Warning,
            When::NotReady {
                longer: Duration::ZERO,
            },
        ),
    ];
    rules.into_iter().collect()
}

fn settings() -> Settings {
    Settings {
        send_delay: Duration::from_millis(100),
        alerts: AlertSettings {
            rules: rules(),
            notify: true,
            ..AlertSettings::default()
        },
        ..Settings::default()
    }
}

async fn desk() -> Desk {
    let wish = Wish {
        settings: settings(),
        ..Wish::default()
    };
    Desk::open(still(), wish).await
}

/// A line of the list that stands so and holds these words.
fn shows(view: &View, standing: &str, words: &[&str]) -> bool {
    view.screen.lines().any(|line| {
        line.contains(&format!(" {standing} ")) && words.iter().all(|word| line.contains(word))
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_06_every_rule_is_found_and_is_over_by_itself() {
    let desk = desk().await;
    let agents = desk.stage.agents();
    let session = desk.session().await;
    desk.highlight(&session).await;
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.press('l').await;
    let open = async |rule: &str, words: &[&str]| {
        let mut all = vec![rule];
        all.extend(words);
        desk.until(&format!("{rule} open"), |v| shows(v, "open", &all))
            .await
    };
    let over = async |rule: &str| {
        desk.until(&format!("{rule} over"), |v| shows(v, "over", &[rule]))
            .await
    };
    open("waiting", &["Rowan Pike"]).await;
    open("no answer", &[]).await;
    open("old", &[]).await;
    open("by data", &["ContactId"]).await;
    desk.stage
        .customer_types(&session, "I want a refund and nobody shall read this yet");
    desk.stage.customer_says(&session, "Then I want a REFUND.");
    let view = open("trouble", &["Then I want a REFUND."]).await;
    assert!(!view.screen.contains("nobody shall read this yet"));
    desk.stage.agent_whispers(&session, "#help what do I say?");
    open("help request", &["#help what do I say?"]).await;

    desk.stage.agent_says(&session, "Let me see.");
    over("waiting").await;
    over("no answer").await;
    desk.stage
        .set_agent_state(&agents[0].0, AgentState::NotReady);
    open("not ready", &[]).await;
    desk.stage.set_agent_state(&agents[0].0, AgentState::Ready);
    over("not ready").await;

    desk.key(Key::F(2)).await;
    desk.press('b').await;
    desk.yes().await;
    desk.until_mode(&session, Mode::BargeIn).await;
    desk.stage.agent_leaves(&session);
    desk.press('l').await;
    open("alone", &["Rowan Pike"]).await;
    desk.stage.agent_joins(&session, &agents[1].0);
    over("alone").await;
    desk.stage.complete(&session);
    over("trouble").await;
    over("help request").await;
    // `Revoked` ends what is known of the conversation; that the session is
    // over its agents' lists say, and they are read after it.
    let view = desk
        .until("nothing is open", |v| v.screen.contains("· 0 open ·"))
        .await;
    assert!(view.tells.iter().any(|t| t == "Bell"));
    let notes: Vec<&String> = view.tells.iter().filter(|t| t.contains("Notify")).collect();
    assert!(
        notes.iter().any(|n| n.contains("help request")),
        "{notes:?}"
    );
    for words in ["Rowan", "REFUND", "#help what", "heater"] {
        assert!(!notes.iter().any(|n| n.contains(words)), "{notes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_06_the_list_acknowledges_mutes_tests_and_sends_nothing() {
    let desk = desk().await;
    let session = desk.session().await;
    desk.highlight(&session).await;
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.until("the count in the header, and the sign in the row", |v| {
        let header = v.screen.lines().next().unwrap_or_default();
        let row = v.screen.lines().find(|l| l.contains("Rowan Pike"));
        header.contains("4 alerts") && row.is_some_and(|row| row.contains(" ! "))
    })
    .await;
    let asked = || {
        let facts = desk.stage.ledger();
        facts.iter().filter(|f| f.get("request").is_some()).count()
    };
    let before = asked();
    desk.press('l').await;
    desk.press('T').await;
    desk.until("a test alert", |v| {
        shows(v, "open", &["test alert"]) && v.heard("test alert: the bell was rung")
    })
    .await;
    // The newest warning is the first one; the highlight stayed where it was.
    desk.press('g').await;
    desk.press(' ').await;
    desk.until("the test is over", |v| shows(v, "over", &["test alert"]))
        .await;
    desk.press(' ').await;
    desk.until("one is seen", |v| {
        v.screen.contains("3 open · 1 acknowledged")
    })
    .await;
    desk.press('u').await;
    desk.type_text("this session until").await;
    desk.key(Key::Enter).await;
    desk.until("the session is muted", |v| {
        v.screen.contains("0 open") && v.screen.contains("muted: this session: Rowan Pike")
    })
    .await;
    desk.press('u').await;
    desk.type_text("hear").await;
    desk.key(Key::Enter).await;
    desk.until("heard again", |v| v.screen.contains("3 open"))
        .await;
    for key in ['m', 'c', 'b', 'i', 's', 'e', 'a', 'd', 'x'] {
        desk.press(key).await;
    }
    desk.key(Key::Enter).await;
    desk.until("its session on the floor", |v| {
        v.opened.as_deref() == Some(&session) && !v.screen.contains("ALERTS")
    })
    .await;
    assert_eq!(asked(), before, "nothing was asked of the server");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_06_the_scripted_floor_shows_each_within_two_minutes() {
    let options = Options {
        agents: 6,
        sessions: 6,
        ..still()
    };
    let server = Server::start(options).await.unwrap();
    let stage = server.stage();
    let wish = Wish {
        settings: settings(),
        watch: stage.agents().into_iter().map(|(_, name)| name).collect(),
        ..Wish::default()
    };
    let desk = Desk::at(server.addr(), stage.clone(), wish);
    desk.until("live", |v| v.live).await;
    desk.press('l').await;
    let wanted = [
        "help request",
        "trouble",
        "waiting",
        "no answer",
        "not ready",
        "old",
    ];
    // As many steps as the demo makes in two minutes.
    let shown = async |wanted: &[&str]| {
        let mut missing = wanted.to_vec();
        for _ in 0..240 {
            stage.ticks(1);
            tokio::time::sleep(Duration::from_millis(50)).await;
            let view = desk.view();
            missing.retain(|rule| !shows(&view, "open", &[rule]));
            if missing.is_empty() {
                return;
            }
        }
        panic!("never {missing:?}:\n{}", desk.view().screen);
    };
    shown(&wanted).await;
    // Who barges in is left alone with the customer for a while.
    let session = stage.open_session(&stage.agents()[0].0, "Rowan Pike");
    desk.key(Key::F(2)).await;
    desk.highlight(&session).await;
    desk.press('b').await;
    desk.yes().await;
    desk.until_mode(&session, Mode::BargeIn).await;
    desk.press('l').await;
    shown(&["alone"]).await;
}
