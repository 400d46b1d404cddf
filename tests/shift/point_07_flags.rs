//! Flags: a note of the person's own, kept over the end of the session and of the program, until
//! it is cleared.

use floorwalk::app::{Key, Stop};

use super::point_04_urgency::{customer, settings};
use crate::support::{Desk, Wish, still};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_07_a_flag_outlives_the_session_and_the_program_until_it_is_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept.json");
    let wish = || Wish {
        settings: settings(),
        kept: Some(kept.clone()),
        ..Wish::default()
    };
    let mut desk = Desk::open(still(), wish()).await;
    let agent = desk.stage.agents()[0].0.clone();
    let session = desk.stage.open_session(&agent, &customer(2));
    desk.stage.open_session(&agent, &customer(1));
    desk.highlight(&session).await;
    desk.press('f').await;
    desk.until("the note is asked for", |v| {
        v.screen.contains("note (may be empty)")
    })
    .await;
    desk.type_text("call back before five").await;
    desk.key(Key::Enter).await;
    desk.until("the sign", |v| {
        let line = |l: &str| l.contains("F Jonas") && l.contains(&customer(2));
        v.screen.lines().any(line)
    })
    .await;
    desk.key(Key::Enter).await;
    desk.until("the note beside the transcript", |v| {
        v.screen.contains(": call back before five")
    })
    .await;
    desk.key(Key::Esc).await;
    desk.press('v').await;
    desk.type_text("flagged").await;
    desk.key(Key::Enter).await;
    desk.until("the flagged one only", |v| {
        v.rows.len() == 1 && v.row(&session).is_some()
    })
    .await;
    let sent = desk
        .stage
        .requests()
        .iter()
        .any(|r| r.to_string().contains("call back"));
    assert!(!sent, "the note is nobody else's");

    // The session ends, and so does the program.
    desk.stage.complete(&session);
    desk.until("gone", |v| v.rows.is_empty()).await;
    desk.stop(Stop::Terminated).await;
    desk.ended().await;

    let mut desk = Desk::open(still(), wish()).await;
    desk.press('F').await;
    let label = customer(2);
    desk.until("it is listed still", |v| {
        let line = |l: &str| l.contains(&label) && l.contains("gone · flagged");
        v.screen.lines().any(line)
    })
    .await;
    desk.key(Key::Enter).await;
    desk.type_text("take the flag off").await;
    desk.key(Key::Enter).await;
    desk.until("the note is said once more", |v| {
        v.heard("call back before five")
    })
    .await;
    desk.stop(Stop::Terminated).await;
    desk.ended().await;

    let desk = Desk::open(still(), wish()).await;
    desk.press('F').await;
    desk.until("nothing is flagged", |v| v.heard("nothing is flagged"))
        .await;
}
