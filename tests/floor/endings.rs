//! How a run ends, and what it leaves behind.

use floorwalk::app::{Exit, Stop};
use floorwalk::domain::{Fault, Mode};
use floorwalk::sim::Server;

use crate::support::{BOTH, Desk, Wish, still, wait_for};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_ends_with_its_own_code() {
    for transport in BOTH {
        let server = Server::start(still()).await.unwrap();
        let mut desk = Desk::at(
            server.addr(),
            server.stage(),
            Wish {
                transport,
                password: "wrong",
                ..Wish::default()
            },
        );
        let ended = desk.ended().await;
        assert!(
            matches!(ended.exit, Exit::CannotStart(Fault::SignIn { .. })),
            "{ended:?}"
        );
        assert!(
            ended
                .sentence
                .unwrap()
                .contains("check the user and the password")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quitting_leaves_disconnects_and_ends_last() {
    let mut desk = Desk::open(still(), Wish::default()).await;
    let s = desk.session().await;
    desk.be_in(&s, Mode::Monitor).await;
    desk.press('q').await;
    desk.yes().await;
    let ended = desk.ended().await;
    assert_eq!(ended.exit, Exit::Quit);
    let operations = desk.operations();
    assert_eq!(
        operations[operations.len() - 2..],
        ["Leave", "EndContactCenterSession"],
        "{operations:?}"
    );
    wait_for("the CometD client to be gone", || desk.stage.clients() == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_never_hangs_up_on_a_customer() {
    let mut desk = Desk::open(still(), Wish::default()).await;
    let alone = desk.session().await;
    let agent = desk.stage.agents()[1].0.clone();
    let other = desk.stage.open_session(&agent, "Ines Moreau");
    for s in [&alone, &other] {
        desk.be_in(s, Mode::BargeIn).await;
    }
    desk.stage.agent_leaves(&alone);
    desk.until("the banner", |v| v.screen.contains("ALONE"))
        .await;
    desk.stop(Stop::Terminated).await;
    let ended = desk.ended().await;
    assert_eq!(ended.exit, Exit::Terminated);
    assert!(ended.sentence.unwrap().contains("Rowan"));
    let left: Vec<String> = desk
        .stage
        .requests()
        .iter()
        .filter(|r| r["body"]["operationName"] == "Leave")
        .filter_map(|r| r["path"].as_str().map(str::to_owned))
        .collect();
    assert!(left.len() == 1 && left[0].ends_with(&other), "{left:?}");
    assert_eq!(
        desk.count("EndContactCenterSession"),
        0,
        "it would end the session, too"
    );
}
