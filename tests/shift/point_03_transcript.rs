//! The transcript: its whole history, agents' lines and changes of mode in it, typing with its
//! preview, search and links.

use floorwalk::app::Key;
use floorwalk::domain::Mode;

use crate::support::{Desk, Wish, still};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_03_history_whispers_modes_typing_search_and_links() {
    let desk = Desk::open(still(), Wish::default()).await;
    let agent = desk.stage.agents()[0].0.clone();
    let session = desk.stage.open_session(&agent, "Rowan Pike");
    // More than one page of history before anybody looks.
    for n in 0..620 {
        desk.stage.customer_says(&session, &format!("old line {n}"));
    }
    desk.stage
        .agent_says(&session, "see https://help.example/e7.");
    desk.highlight(&session).await;
    desk.press('c').await;
    desk.until_mode(&session, Mode::Coach).await;
    desk.key(Key::Enter).await;
    let view = desk
        .until("the whole history", |v| {
            let lines = v.row(&session).map_or(0, |r| r.lines.len());
            lines >= 621
        })
        .await;
    assert!(view.oddities == 0, "{:?}", view.said);
    desk.stage
        .agent_whispers(&session, "do I offer the credit?");
    desk.until("the agent's question, marked", |v| {
        let line = |l: &str| l.contains("[agents]") && l.contains("do I offer the credit?");
        v.screen.lines().any(line)
    })
    .await;
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.until("the change of mode as a line", |v| {
        v.screen.contains("is now seen by supervisors only")
    })
    .await;

    desk.stage.customer_types(&session, "I never got the");
    desk.until("typing with its preview", |v| {
        v.screen.contains("is typing… I never got the")
    })
    .await;
    let view = desk.view();
    let said = view.row(&session).unwrap();
    assert!(
        !said.lines.iter().any(|l| l.contains("never got")),
        "what is only being typed is no line"
    );
    desk.stage.customer_says(&session, "I never got the letter");
    desk.until("the line in its place", |v| {
        !v.screen.contains("is typing…") && v.screen.contains("I never got the letter")
    })
    .await;

    desk.key(Key::Tab).await;
    desk.key(Key::Char('/')).await;
    desk.type_text("old line 7").await;
    desk.until("the newest of them", |v| v.screen.contains("1 of 11"))
        .await;
    desk.key(Key::Enter).await;
    desk.until("an older one", |v| {
        v.screen.contains("2 of 11") && v.screen.contains("old line 78")
    })
    .await;
    desk.key(Key::Esc).await;
    desk.key(Key::Char('u')).await;
    desk.until("the link", |v| {
        v.screen.contains("https://help.example/e7 ")
    })
    .await;
    desk.key(Key::Enter).await;
    desk.until("where it went", |v| v.heard("sent to the terminal"))
        .await;
}
