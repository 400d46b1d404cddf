//! The team: every agent's state and load, watching one, a marked set and a named group; watches that
//! outlive the HTTP session and the program, and one that was given up, which does not.

use std::path::Path;

use floorwalk::app::{Group, Key, Settings, Stop};
use floorwalk::sim::{AgentState, Server, Stage};

use crate::support::{Desk, View, Wish, still};

fn wish(folder: &Path, stage: &Stage) -> Wish {
    let names = stage.agents().into_iter().map(|(_, name)| name);
    Wish {
        kept: Some(folder.join("kept.json")),
        memory: Some(folder.join("left-open.json")),
        settings: Settings {
            customer_keys: vec!["CustomerName".into()],
            groups: vec![Group {
                name: "night".into(),
                agents: names.take(2).collect(),
            }],
            ..Wish::default().settings
        },
        ..Wish::default()
    }
}

/// Whom the server lets us watch, by user id.
fn watched(stage: &Stage) -> Vec<String> {
    let truth = stage.truth();
    let watches = truth["watches"].as_array().cloned().unwrap_or_default();
    let mut agents: Vec<String> = watches
        .iter()
        .filter_map(|w| w["agent"].as_str().map(str::to_owned))
        .collect();
    agents.sort();
    agents
}

/// The line of the Team screen that is highlighted.
fn here(view: &View) -> Option<&str> {
    view.screen.lines().find(|line| line.starts_with('>'))
}

async fn go_to(desk: &Desk, place: usize) {
    desk.key(Key::Home).await;
    for _ in 0..place {
        desk.key(Key::Down).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
}

/// The place of an agent on the Team screen.
async fn place(desk: &Desk, word: &str) -> usize {
    let view = desk.until("the agent", |v| v.screen.contains(word)).await;
    let lines: Vec<&str> = view.screen.lines().collect();
    let head = lines.iter().position(|l| l.contains("I watch")).unwrap();
    lines.iter().position(|l| l.contains(word)).unwrap() - head - 1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_01_the_team_and_watches_that_last() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(still()).await.expect("the server starts");
    let stage = server.stage();
    let mut ids: Vec<String> = stage.agents().into_iter().map(|(id, _)| id).collect();
    let desk = Desk::at(server.addr(), stage.clone(), wish(folder.path(), &stage));
    desk.until("live", |v| v.live).await;

    // Every agent, and for how long we have seen the state: at least so long.
    desk.press('t').await;
    let v = desk
        .until("three agents", |v| v.screen.matches('≥').count() == 3)
        .await;
    assert!(v.screen.contains("smssession R"), "{}", v.screen);
    stage.set_agent_state(&ids[2], AgentState::LoggedOut);
    let v = desk
        .until("a state that was seen to change", |v| {
            v.screen.contains("logged out now")
        })
        .await;
    assert_eq!(v.screen.matches('≥').count(), 2, "{}", v.screen);

    // A named group: chosen, marked, watched.
    desk.key(Key::Char('T')).await;
    desk.type_text("night").await;
    desk.key(Key::Enter).await;
    desk.until("the group, marked", |v| v.screen.contains("2 marked"))
        .await;
    assert!(watched(&stage).is_empty(), "choosing sends nothing");
    desk.press('w').await;
    desk.answer('m').await;
    desk.answer('a').await;
    desk.until("one line about both", |v| v.heard("watching 2 agents: "))
        .await;
    desk.key(Key::Esc).await;
    desk.key(Key::Esc).await;
    desk.until("no marks", |v| !v.screen.contains("marked"))
        .await;

    // One by its own key.
    let third = place(&desk, "logged out").await;
    go_to(&desk, third).await;
    desk.press('w').await;
    desk.until("all three watched", |v| {
        v.screen.matches("Monitor all").count() == 3
    })
    .await;
    assert_eq!(watched(&stage).len(), 3);

    // A session comes and is joined: the load, and what the longest wait rests on.
    let session = stage.open_session(&ids[2], "Rowan Pike");
    stage.customer_says(&session, "Is anybody there?");
    desk.until("the wait and what it rests on", |v| {
        v.screen.contains("(1 of 1 read)")
    })
    .await;
    desk.key(Key::Enter).await;
    let v = desk
        .until("the floor, narrowed", |v| v.screen.contains("filter /"))
        .await;
    assert_eq!(v.rows.len(), 1);
    assert_eq!(v.rows[0].id, session);

    // Given up: not watched, now and later.
    desk.press('t').await;
    let third = place(&desk, "logged out").await;
    go_to(&desk, third).await;
    assert!(here(&desk.view()).is_some_and(|l| l.contains("logged out")));
    desk.press('w').await;
    desk.answer('x').await;
    desk.until("given up", |v| v.heard("no longer watched"))
        .await;
    let two = watched(&stage);
    let last = ids.pop().unwrap();
    ids.sort();
    assert_eq!(two, ids);

    // The server forgets its HTTP sessions, and with them every watch.
    stage.forget_http_sessions();
    stage.drop_connections();
    desk.until("watched again", |v| v.heard("watching 2 agents again: "))
        .await;
    assert_eq!(watched(&stage), ids);

    // So does the end of the program.
    let mut desk = desk;
    desk.stop(Stop::Terminated).await;
    desk.ended().await;
    assert!(watched(&stage).is_empty());
    let wish = Wish {
        // The config file would begin it for all of them; the person has given one up.
        watch: stage.agents().into_iter().map(|(_, name)| name).collect(),
        ..wish(folder.path(), &stage)
    };
    let desk = Desk::at(server.addr(), stage.clone(), wish);
    desk.until("watched again after a restart", |v| {
        v.heard("watching 2 agents again: ")
    })
    .await;
    assert_eq!(watched(&stage), ids);
    assert!(!watched(&stage).contains(&last));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_01_one_that_is_refused_is_named_and_not_shown_as_watched() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(still()).await.expect("the server starts");
    let stage = server.stage();
    let wish = Wish {
        watch: stage.agents().into_iter().map(|(_, name)| name).collect(),
        ..wish(folder.path(), &stage)
    };
    let desk = Desk::at(server.addr(), stage.clone(), wish);
    desk.until("watched", |v| v.heard("watching 3 agents: "))
        .await;
    stage.refuse("Monitor", 5, "not yours");
    stage.forget_http_sessions();
    stage.drop_connections();
    let v = desk
        .until("the refusal", |v| v.heard("watching 2 agents again: "))
        .await;
    assert!(
        v.heard("; refused: ") && v.heard("not yours"),
        "{:?}",
        v.said
    );
    desk.press('t').await;
    desk.until("two of three", |v| {
        v.screen.matches("Monitor all").count() == 2
    })
    .await;
    assert_eq!(watched(&stage).len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_01_barge_always_asks_and_is_never_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(still()).await.expect("the server starts");
    let stage = server.stage();
    let desk = Desk::at(server.addr(), stage.clone(), wish(folder.path(), &stage));
    desk.until("live", |v| v.live).await;
    desk.press('t').await;
    desk.until("the agents", |v| v.screen.contains("ready ≥"))
        .await;
    desk.key(Key::Char(' ')).await;
    desk.key(Key::Char(' ')).await;
    desk.press('w').await;
    desk.answer('b').await;
    desk.answer('a').await;
    let v = desk
        .until("the grave question", |v| {
            v.question
                .as_ref()
                .is_some_and(|q| q.contains("BARGE into EVERY"))
        })
        .await;
    assert!(watched(&stage).is_empty(), "{:?}", v.question);
    desk.yes().await;
    desk.until("barging", |v| v.screen.matches("BARGE all").count() == 2)
        .await;
    stage.forget_http_sessions();
    stage.drop_connections();
    desk.until("said", |v| v.heard("no longer watched")).await;
    desk.until("live again", |v| v.live && !v.screen.contains("BARGE all"))
        .await;
    assert!(watched(&stage).is_empty());
}
