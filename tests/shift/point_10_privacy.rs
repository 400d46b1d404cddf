//! Privacy: numbers are hidden wherever they would be shown, and shown for a while on record; the
//! locked screen shows nothing and takes no key; read-only sends nothing but reads.

use std::time::Duration;

use floorwalk::app::{Audience, Exit, Key, Passphrase, Privacy, Settings};
use floorwalk::audit::{Clerk, Rules, Shelf, Who};
use floorwalk::domain::{Access, Mode};
use secrecy::SecretString;

use crate::support::{Desk, Wish, still};

const NUMBER: &str = "+44 7700 900123";
const HIDDEN: &str = "+** **** ***123";

/// A customer without a name: the server shows their telephone number for one.
async fn numbered(desk: &Desk) -> String {
    let agent = desk.stage.agents()[0].0.clone();
    let session = desk.stage.open_session(&agent, NUMBER);
    desk.until("the session in the list", |v| v.row(&session).is_some())
        .await;
    session
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_10_numbers_are_hidden_everywhere_until_p_which_is_on_record() {
    let home = tempfile::tempdir().unwrap();
    let clerk = Clerk::start(
        Who::default(),
        Shelf::new(home.path().join("audit")),
        Rules::default(),
    );
    let wish = Wish {
        clerk: Some(clerk.unwrap()),
        ..Wish::default()
    };
    let mut desk = Desk::open(still(), wish).await;
    let session = numbered(&desk).await;
    desk.highlight(&session).await;
    let seen = |desk: &Desk| desk.view().screen.contains(NUMBER);
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.key(Key::Enter).await;
    desk.stage.customer_says(
        &session,
        "call me: +44 7700 900123, card 4111 1111 1111 1111",
    );
    desk.until("the line", |v| v.screen.contains("call me: +**"))
        .await;
    let screen = desk.view().screen;
    assert!(
        screen.matches(HIDDEN).count() >= 3,
        "list, title, name and line: {screen}"
    );
    assert!(screen.contains("**** **** **** *111"));
    assert!(!seen(&desk));
    desk.press('b').await;
    desk.until("the question", |v| v.question.is_some()).await;
    assert!(!seen(&desk) && desk.view().screen.contains("BARGE into"));
    tokio::time::sleep(Duration::from_millis(300)).await;
    desk.key(Key::Esc).await;
    desk.until("no question", |v| v.question.is_none()).await;

    desk.press('p').await;
    desk.until("the numbers", |v| v.screen.contains(NUMBER))
        .await;
    let screen = desk.view().screen;
    assert!(screen.contains("4111 1111 1111 1111") && screen.contains("numbers shown"));
    // What is said and kept stays hidden all the same.
    desk.press('f').await;
    desk.until("the prompt", |v| v.screen.contains("flag"))
        .await;
    assert!(desk.view().screen.contains(&format!("flag {HIDDEN}")));
    desk.key(Key::Esc).await;
    // Closed: hidden again.
    desk.until("closed", |v| v.screen.contains("numbers shown"))
        .await;
    for _ in 0..3 {
        desk.key(Key::Esc).await;
    }
    desk.until("hidden again", |v| !v.screen.contains(NUMBER))
        .await;
    assert!(!desk.view().said.iter().any(|line| line.contains("900123")));

    desk.press('q').await;
    desk.yes().await;
    desk.ended().await;
    let names = Shelf::new(home.path().join("audit")).names().unwrap();
    let record = std::fs::read_to_string(home.path().join("audit").join(&names[0])).unwrap();
    assert_eq!(
        record.matches("\"action\":\"reveal\"").count(),
        1,
        "{record}"
    );
    assert!(record.contains(&session) && !record.contains("900123"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_10_a_locked_screen_shows_nothing_sends_nothing_and_lets_one_quit() {
    let privacy = Privacy {
        passphrase: Some(Passphrase::new(SecretString::from("qed"))),
        ..Privacy::default()
    };
    let wish = Wish {
        settings: Settings {
            privacy,
            ..Wish::default().settings
        },
        ..Wish::default()
    };
    let mut desk = Desk::open(still(), wish).await;
    let session = desk.session().await;
    desk.highlight(&session).await;
    desk.press('b').await;
    desk.yes().await;
    desk.until_mode(&session, Mode::BargeIn).await;
    desk.press('s').await;
    desk.until("the composer", |v| v.composer == Some(Audience::Customer))
        .await;
    desk.type_text("one moment please").await;
    // The text stays where it is, and its composer is closed.
    desk.key(Key::Esc).await;
    desk.until("closed", |v| v.composer.is_none()).await;
    desk.press('z').await;
    desk.until("locked", |v| v.screen.contains("LOCKED")).await;
    let hides = |screen: &str| {
        ["Rowan", "heater", "one moment", "Pike"]
            .iter()
            .all(|word| !screen.contains(word))
    };
    let view = desk.view();
    assert!(hides(&view.screen), "{}", view.screen);
    assert!(view.screen.contains("LIVE") && view.screen.contains("BARGED  a CUSTOMER"));
    assert!(
        view.drafts
            .iter()
            .any(|d| d.2 == "one moment please" && d.3 == "writing")
    );
    let before = desk.stage.requests().len();
    for key in "mcbxawdeis".chars() {
        desk.press(key).await;
    }
    desk.stage.customer_says(&session, "my heater is cold");
    desk.until("it came", |v| {
        v.row(&session)
            .is_some_and(|r| r.lines.iter().any(|l| l.contains("cold")))
    })
    .await;
    assert!(hides(&desk.view().screen));
    let operations = |desk: &Desk, from: usize| {
        let all = desk.stage.requests();
        let named = all
            .iter()
            .skip(from)
            .filter(|r| r["body"]["operationName"].is_string());
        named.count()
    };
    // The agents and the customer are told that nobody types any more, and nothing else.
    assert!(operations(&desk, before) <= 1);

    desk.key(Key::Enter).await;
    desk.type_text("wrong").await;
    desk.key(Key::Enter).await;
    desk.until("wrong", |v| v.screen.contains("the next try counts"))
        .await;
    desk.until("it may be tried again", |v| {
        v.screen.contains("1 wrong try")
    })
    .await;
    desk.type_text("qed").await;
    assert!(desk.view().screen.contains("•••"), "{}", desk.view().screen);
    desk.key(Key::Enter).await;
    desk.until("unlocked", |v| {
        v.screen.contains("draft for the CUSTOMER kept")
    })
    .await;

    desk.press('z').await;
    desk.until("locked", |v| v.screen.contains("LOCKED")).await;
    desk.press('q').await;
    desk.until("the question", |v| v.question.is_some()).await;
    assert!(hides(&desk.view().screen));
    desk.yes().await;
    assert_eq!(desk.ended().await.exit, Exit::Quit);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_10_read_only_sends_nothing_but_reads() {
    let wish = Wish {
        access: Access::ReadOnly,
        watch: vec!["nobody".into()],
        ..Wish::default()
    };
    let mut desk = Desk::open(still(), wish).await;
    let session = desk.session().await;
    desk.until("the header", |v| v.screen.contains("READ-ONLY"))
        .await;
    desk.highlight(&session).await;
    for key in "mcbxawdeis".chars() {
        desk.press(key).await;
        assert_eq!(desk.view().question, None, "{key}");
    }
    desk.until("the reason", |v| v.heard("READ-ONLY: nothing is sent"))
        .await;
    desk.pause().await;
    desk.press('r').await;
    desk.press('q').await;
    assert_eq!(desk.ended().await.exit, Exit::Quit);
    for request in desk.stage.requests() {
        let path = request["path"].as_str().unwrap();
        let meta = path.starts_with("/api/v2/notifications");
        assert!(request["method"] == "GET" || meta, "{request}");
    }
}
