//! Case 21, its end: a hole in a transcript that the server never fills.

use floorwalk::app::Key;
use floorwalk::domain::Mode;
use serde_json::{Value, json};

use crate::rig::{BOTH, asked, be_in, brisk, keys_are_answered, lines_of, read_line};
use crate::support::{Desk, still};

/// The newest index of a session's log, as the server has it.
fn newest(desk: &Desk, session: &str) -> u64 {
    let truth = desk.stage.truth();
    let log = truth["sessions"][session]["log"].as_array().unwrap();
    log.iter()
        .filter_map(|line| line["index"].as_u64())
        .max()
        .unwrap()
}

fn message(session: &str, index: u64, text: &str) -> Value {
    json!({
        "messageType": "MessageLogUpdated",
        "notificationType": "NewMessages",
        "smssessionUri": format!("/api/v2/me/smssessions/{session}"),
        "messages": [{
            "index": index,
            "type": "Text",
            "text": text,
            "visibility": "All",
            "from": { "nickname": "Rowan Pike", "participantId": "p-9", "type": "Customer" },
        }],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c21_a_hole_that_nobody_fills() {
    for transport in BOTH {
        let desk = Desk::open(still(), brisk(transport)).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        desk.key(Key::Enter).await;
        read_line(&desk, &s, "My heater shows E7 since last night.").await;
        desk.stage.customer_says(&s, "before it");
        read_line(&desk, &s, "before it").await;
        let reads = || asked(&desk, "GET", &format!("/{s}/messages"));
        let before = reads();
        // Three numbers that no log of this server will ever have.
        let next = newest(&desk, &s) + 4;
        desk.stage
            .push_raw("supervisor", message(&s, next, "behind it"));
        let v = read_line(&desk, &s, "behind it").await;
        assert_eq!(lines_of(&v, &s, "behind it"), 1, "it does not wait");
        let v = desk
            .until("the mark", |v| v.screen.contains("3 entries missing"))
            .await;
        let at = |words: &str| v.screen.find(words).expect(words);
        assert!(at("before it") < at("3 entries") && at("3 entries") < at("behind it"));
        assert_eq!(reads(), before + 1, "read once");
        // Life goes on behind it, and asks no more.
        for n in 1..=5 {
            let text = format!("line {n}");
            desk.stage
                .push_raw("supervisor", message(&s, next + n, &text));
            read_line(&desk, &s, &text).await;
        }
        keys_are_answered(&desk).await;
        let v = desk.view();
        assert_eq!(reads(), before + 1, "and never again");
        assert!(v.live, "nothing waits for it");
        assert!(v.screen.contains("3 entries missing"), "{}", v.screen);
    }
}
