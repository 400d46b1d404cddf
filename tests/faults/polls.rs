//! At rest on long-polling: a connect is held for longer than a request of REST may take.

use std::time::Duration;

use floorwalk::gws::Timeouts;
use serde_json::Value;

use crate::rig::{BOTH, brisk, wait_for};
use crate::support::{Desk, still};

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
