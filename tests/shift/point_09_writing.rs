//! Writing: snippets are inserted and never sent by themselves; short messages are counted; typing
//! is told to the audience shown and to nobody else.

use floorwalk::app::{Audience, Key, Settings, Snippet};
use floorwalk::domain::Mode;
use serde_json::Value;

use crate::support::{Desk, Wish, oracle, still};

fn wish() -> Wish {
    Wish {
        settings: Settings {
            snippets: vec![Snippet {
                name: "apology".into(),
                text: "Hello {customer}, sorry for the wait of {minutes}.".into(),
            }],
            ..Wish::default().settings
        },
        ..Wish::default()
    }
}

/// The operations asked for in the session, in order.
fn operations(desk: &Desk) -> Vec<String> {
    let requests = desk.stage.requests();
    let name = |r: &Value| r["body"]["operationName"].as_str().map(str::to_owned);
    requests.iter().filter_map(name).collect()
}

fn count(desk: &Desk, operation: &str) -> usize {
    operations(desk).iter().filter(|o| *o == operation).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_09_snippets_parts_and_typing_notices() {
    let desk = Desk::open(still(), wish()).await;
    let session = desk.session().await;
    desk.highlight(&session).await;
    desk.press('c').await;
    desk.until_mode(&session, Mode::Coach).await;
    desk.press('i').await;
    desk.until("the composer", |v| v.composer == Some(Audience::Agents))
        .await;
    desk.type_text("offer it").await;
    desk.until("the agent is told that we type", |_| {
        count(&desk, "SendStartTypingToAgentsNotification") == 1
    })
    .await;
    desk.key(Key::Enter).await;
    desk.until("the line", |v| {
        let lines = v.row(&session).map(|r| r.lines.clone());
        lines.is_some_and(|l| l.iter().any(|l| l == "offer it"))
    })
    .await;
    desk.key(Key::Esc).await;
    assert_eq!(count(&desk, "SendStartTypingNotification"), 0);

    desk.press('b').await;
    desk.yes().await;
    desk.until_mode(&session, Mode::BargeIn).await;
    desk.press('s').await;
    desk.until("the composer", |v| v.composer == Some(Audience::Customer))
        .await;
    desk.key(Key::Ctrl('t')).await;
    desk.until("the list", |v| v.screen.contains("apology"))
        .await;
    desk.type_text("apo").await;
    desk.key(Key::Enter).await;
    let with_blank = "Hello Rowan Pike, sorry for the wait of {minutes}.";
    desk.until("the snippet in the line", |v| {
        v.drafts.iter().any(|d| d.2 == with_blank)
    })
    .await;
    // Braces are in the extension table: they count double.
    desk.until("its parts", |v| v.screen.contains("1 SMS, 108 left"))
        .await;
    desk.key(Key::Enter).await;
    let view = desk
        .until("what is missing", |v| v.heard("{minutes} is still"))
        .await;
    assert!(
        !view.screen.contains("Sade is typing"),
        "our own hand is no news to us"
    );
    assert_eq!(count(&desk, "SendMessage"), 0, "nothing left by itself");
    for _ in 0.."{minutes}.".len() {
        desk.key(Key::Backspace).await;
    }
    desk.type_text("9 minutes.").await;
    desk.key(Key::Enter).await;
    desk.until("the words in the transcript", |v| {
        let lines = v.row(&session).map(|r| r.lines.clone());
        lines.is_some_and(|l| l.iter().any(|l| l.ends_with("wait of 9 minutes.")))
    })
    .await;
    assert_eq!(count(&desk, "SendMessage"), 1);
    assert_eq!(count(&desk, "SendStartTypingNotification"), 1);

    let ledger = desk.stage.ledger();
    let me = ledger
        .iter()
        .find_map(|f| f["user"].as_str().map(str::to_owned))
        .unwrap();
    let offences = oracle::offences(&ledger, &me);
    assert!(offences.is_empty(), "{offences:#?}");
}
