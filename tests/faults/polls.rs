//! Polls: a connect is held for longer than a request of REST may take, and what a poll brings that
//! is as it was is not told again.

use std::time::Duration;

use floorwalk::gws::Timeouts;
use floorwalk::sim::AgentState;
use serde_json::Value;

use crate::rig::{BOTH, asked, brisk, wait_for};
use crate::support::{Desk, View, still};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_connect_outlives_the_time_of_a_request() {
    let mut wish = brisk(BOTH[1]);
    wish.timeouts = Timeouts {
        // Connects are held for a second.
        request: Duration::from_millis(700),
        ..wish.timeouts
    };
    let desk = Desk::open(still(), wish).await;
    let connects = || {
        let requests = desk.stage.requests();
        let is = |r: &&Value| r["body"].to_string().contains("/meta/connect");
        requests.iter().filter(is).count()
    };
    let (before, from) = (connects(), desk.view().links.len());
    wait_for("four held connects", || connects() >= before + 4).await;
    let links = desk.view().links;
    assert_eq!(links.len(), from, "nothing was lost: {links:?}");
    assert!(desk.view().live);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_who_changes_is_seen_after_rosters_that_were_alike() {
    let mut wish = brisk(BOTH[0]);
    wish.tempo.roster = Duration::from_secs(3);
    let desk = Desk::open(still(), wish).await;
    let rosters = || asked(&desk, "GET", "/contacts");
    let agents = desk.stage.agents();
    let (who, _) = &agents[0];
    for (who, _) in &agents {
        desk.stage.set_agent_state(who, AgentState::Ready);
    }
    desk.press('t').await;
    let back = |v: &View| v.live && !v.screen.contains("Not Ready");
    desk.until("all are ready", back).await;
    let before = rosters();
    wait_for("rosters that are alike", || rosters() >= before + 2).await;
    desk.stage.set_agent_state(who, AgentState::NotReady);
    // Before the poller's next one the engine reads it, on a new HTTP session.
    desk.stage.forget_http_sessions();
    desk.until("not ready", |v| v.screen.contains("Not Ready"))
        .await;
    // What the poller reads now is what it read last, and not what was told last.
    desk.stage.set_agent_state(who, AgentState::Ready);
    desk.until("ready again", back).await;
}
