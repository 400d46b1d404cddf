//! Who is there: other supervisors with what is known of them; the mode shown is the mode confirmed,
//! and any difference to what was asked for is a banner and sends nothing to the customer.

use floorwalk::app::{Audience, Key};
use floorwalk::domain::Mode;
use floorwalk::sim::{self, Options, Switches};

use crate::support::{Desk, Wish, oracle, still};

fn count(desk: &Desk, operation: &str) -> usize {
    let requests = desk.stage.requests();
    let is = |r: &&serde_json::Value| r["body"]["operationName"] == operation;
    requests.iter().filter(is).count()
}

async fn in_as(desk: &Desk, letter: char, mode: Mode) -> String {
    let s = desk.session().await;
    desk.highlight(&s).await;
    desk.press(letter).await;
    if letter == 'b' {
        desk.yes().await;
    }
    desk.until_mode(&s, mode).await;
    desk.key(Key::Enter).await;
    s
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_08_other_supervisors_with_their_mode() {
    let desk = Desk::open(still(), Wish::default()).await;
    let s = in_as(&desk, 'c', Mode::Coach).await;
    desk.stage.second_supervisor_joins(&s, sim::Mode::Monitor);
    let v = desk
        .until("who else is here", |v| v.screen.contains("also here: "))
        .await;
    assert!(v.screen.contains(" (Monitor)"), "{}", v.screen);
    desk.stage
        .switches_elsewhere("supervisor2", &s, sim::Mode::BargeIn);
    desk.until("that they barge", |v| v.screen.contains(" (Barge)"))
        .await;
    desk.stage.leaves_elsewhere("supervisor2", &s);
    desk.until("that they are gone", |v| !v.screen.contains("also here: "))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_08_a_mode_changed_by_another_path() {
    let desk = Desk::open(still(), Wish::default()).await;
    let s = in_as(&desk, 'c', Mode::Coach).await;
    desk.stage
        .switches_elsewhere("supervisor", &s, sim::Mode::BargeIn);
    desk.until("the banner", |v| {
        v.screen.contains("asked Coach, confirmed BARGE")
    })
    .await;
    desk.press('s').await;
    desk.until("why not", |v| v.heard("but Coach was asked for"))
        .await;
    assert_eq!(desk.view().composer, None);
    // On every screen.
    desk.pause().await;
    desk.press('t').await;
    desk.until("the team", |v| {
        v.screen.contains("TEAM") && v.screen.contains("asked Coach, confirmed")
    })
    .await;
    desk.key(Key::F(2)).await;
    desk.until("the floor", |v| !v.screen.contains("TEAM"))
        .await;
    // Taken, with the question that Barge always asks: no request leaves, and now words do.
    let switches = count(&desk, "SwitchToBargeIn");
    desk.highlight(&s).await;
    desk.press('b').await;
    desk.yes().await;
    desk.until("no banner", |v| !v.screen.contains("MODE  "))
        .await;
    assert_eq!(count(&desk, "SwitchToBargeIn"), switches);
    assert_eq!(count(&desk, "SendMessage"), 0);
    desk.press('s').await;
    desk.until("the composer", |v| v.composer == Some(Audience::Customer))
        .await;
    desk.type_text("this is Sade").await;
    desk.key(Key::Enter).await;
    desk.until("the line", |v| {
        v.row(&s)
            .is_some_and(|r| r.lines.iter().any(|l| l == "this is Sade"))
    })
    .await;
    let ledger = desk.stage.ledger();
    let me = ledger
        .iter()
        .find_map(|f| f["user"].as_str().map(str::to_owned))
        .unwrap();
    let offences = oracle::offences(&ledger, &me);
    assert!(offences.is_empty(), "{offences:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_08_asking_again_settles_it_too() {
    let desk = Desk::open(
        Options {
            switches: Switches::default(),
            ..still()
        },
        Wish::default(),
    )
    .await;
    let s = in_as(&desk, 'b', Mode::BargeIn).await;
    desk.stage
        .switches_elsewhere("supervisor", &s, sim::Mode::Monitor);
    desk.until("the banner", |v| {
        v.screen.contains("asked Barge, confirmed MONITOR")
    })
    .await;
    desk.highlight(&s).await;
    desk.press('m').await;
    desk.until("taken", |v| !v.screen.contains("MODE  ")).await;
    assert_eq!(desk.view().mode(&s), Some(Mode::Monitor));
    assert_eq!(count(&desk, "SendMessage"), 0);
}
