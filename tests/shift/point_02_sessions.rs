//! Many sessions: tabs with mode and unread, next and previous, leaving one and leaving all; what
//! could not be left is named, at once and at the next start.

use floorwalk::app::{Key, Settings};
use floorwalk::domain::{Mode, Presence};
use floorwalk::sim::Server;

use crate::support::{Desk, Wish, still};

fn wish(folder: &std::path::Path) -> Wish {
    Wish {
        kept: Some(folder.join("kept.json")),
        memory: Some(folder.join("left-open.json")),
        settings: Settings {
            customer_keys: vec!["CustomerName".into()],
            calm: std::time::Duration::from_millis(50),
            ..Wish::default().settings
        },
        ..Wish::default()
    }
}

fn leaves(desk: &Desk) -> usize {
    let requests = desk.stage.requests();
    let leave = |r: &&serde_json::Value| r["body"]["operationName"] == "Leave";
    requests.iter().filter(leave).count()
}

/// In three sessions, in the order in which they were joined.
async fn in_three(desk: &Desk) -> Vec<String> {
    let mut sessions = Vec::new();
    let agents = desk.stage.agents();
    for ((agent, _), customer) in agents.iter().zip(["Rowan Pike", "Edda Lund", "Priya Nair"]) {
        let id = desk.stage.open_session(agent, customer);
        desk.highlight(&id).await;
        desk.press('m').await;
        desk.until_mode(&id, Mode::Monitor).await;
        sessions.push(id);
    }
    sessions
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_02_tabs_next_previous_and_leaving_all() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(still(), wish(folder.path())).await;
    let sessions = in_three(&desk).await;
    desk.key(Key::Right).await;
    let v = desk
        .until("the first of mine", |v| {
            v.opened.as_ref() == Some(&sessions[0])
        })
        .await;
    assert!(v.screen.contains("[Rowan Pike M]"), "{}", v.screen);
    desk.key(Key::Left).await;
    desk.until("round to the last", |v| {
        v.screen.contains("[Priya Nair M") && v.opened.as_ref() == Some(&sessions[2])
    })
    .await;
    // The mode and what is unread stand on the tab.
    desk.press('c').await;
    desk.until("the mode", |v| v.screen.contains("[Priya Nair C"))
        .await;
    desk.stage.customer_says(&sessions[1], "Hello?");
    desk.until("unread", |v| {
        v.screen.contains("Edda Lund M ") && {
            let line = v
                .screen
                .lines()
                .find(|l| l.contains("[Priya Nair C"))
                .unwrap();
            let after = line.split("Edda Lund M ").nth(1).unwrap_or_default();
            after.starts_with(|c: char| c.is_ascii_digit())
        }
    })
    .await;

    // All: asked always, and no is no.
    desk.key(Key::Char('X')).await;
    let v = desk.until("the question", |v| v.question.is_some()).await;
    let question = v.question.unwrap();
    for name in ["Rowan Pike", "Edda Lund", "Priya Nair"] {
        assert!(question.contains(name), "{question}");
    }
    desk.answer('n').await;
    assert_eq!(leaves(&desk), 0);
    // One of them is refused; the others are left, and the one is named.
    desk.stage.refuse("Leave", 5, "not now");
    desk.key(Key::Char('X')).await;
    desk.yes().await;
    let v = desk
        .until("what was left and what not", |v| {
            v.heard("left 2 sessions; not left: Rowan Pike")
        })
        .await;
    assert!(v.heard("not now"));
    assert_eq!(leaves(&desk), 3, "one request for each");
    assert_eq!(v.presence(&sessions[0]), Some(Presence::In));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_02_what_could_not_be_left_is_named_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(still()).await.expect("the server starts");
    let mut desk = Desk::at(server.addr(), server.stage(), wish(folder.path()));
    desk.until("live", |v| v.live).await;
    in_three(&desk).await;
    desk.stage.refuse("Leave", 5, "not now");
    desk.press('q').await;
    desk.yes().await;
    let ended = desk.ended().await;
    let said = ended.sentence.unwrap_or_default();
    assert!(said.contains("(leaving was not confirmed)"), "{said}");
    let name = said
        .split("still open: ")
        .nth(1)
        .and_then(|rest| rest.split(" (").next())
        .unwrap()
        .to_owned();
    assert!(["Rowan Pike", "Edda Lund", "Priya Nair"].contains(&name.as_str()));
    let desk = Desk::at(server.addr(), server.stage(), wish(folder.path()));
    desk.until("its name", |v| {
        v.heard(&format!(
            "could not leave: {name} (leaving was not confirmed)"
        ))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_02_nobody_is_hung_up_on_whom_the_question_did_not_name() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(still(), wish(folder.path())).await;
    let s = desk.session().await;
    desk.highlight(&s).await;
    desk.press('b').await;
    desk.yes().await;
    desk.until_mode(&s, Mode::BargeIn).await;
    desk.stage.agent_leaves(&s);
    desk.until("alone", |v| v.screen.contains("ALONE with"))
        .await;
    desk.key(Key::Char('X')).await;
    let v = desk.until("the question", |v| v.question.is_some()).await;
    assert!(
        v.question
            .unwrap()
            .contains("leaving ENDS the customer's session")
    );
    desk.yes().await;
    desk.until("left", |v| v.heard("left 1 session")).await;
}
