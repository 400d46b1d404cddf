//! Convergence under random faults: the whole console and the embedded server over real sockets,
//! through schedules of faults and of a supervisor's keys drawn from a seed. When all is mended,
//! what is shown is what the server has, and nothing was ever done twice, said to the wrong
//! audience, or called LIVE that was not.
//!
//! `FLOORWALK_STORMS=n` runs the seeds 1 to n, `FLOORWALK_STORM_SEED=n` one alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "storm/judge.rs"]
mod judge;
#[path = "storm/link.rs"]
mod link;
#[path = "support/oracle.rs"]
#[expect(unreachable_pub, reason = "shared by tests")]
mod oracle;
#[path = "storm/plan.rs"]
mod plan;
#[path = "support/proxy.rs"]
#[allow(clippy::manual_checked_ops, reason = "shared by tests")]
mod proxy;
#[path = "storm/seat.rs"]
mod seat;
#[path = "storm/weather.rs"]
mod weather;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Schedules of one run.
const STORMS: u64 = 200;

/// Schedules at a time.
const ABREAST: usize = 20;

/// No schedule takes longer.
const LONGEST: Duration = Duration::from_secs(90);

fn seeds() -> Vec<u64> {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|n| n.parse::<u64>().expect("a number"))
    };
    match number("FLOORWALK_STORM_SEED") {
        Some(seed) => vec![seed],
        None => (1..=number("FLOORWALK_STORMS").unwrap_or(STORMS)).collect(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_happens_the_screen_comes_back_to_the_truth() {
    let seeds = seeds();
    let abreast = Arc::new(Semaphore::new(ABREAST));
    let mut storms = JoinSet::new();
    for seed in &seeds {
        let (seed, abreast) = (*seed, Arc::clone(&abreast));
        storms.spawn(async move {
            let _one = abreast.acquire_owned().await.expect("open");
            let storm = tokio::spawn(tokio::time::timeout(LONGEST, weather::storm(seed)));
            match storm.await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(_)) => Err("it never ended".to_owned()),
                Err(e) => Err(format!("it panicked: {e}")),
            }
            .map_err(|why| {
                format!("seed {seed}: {why}\n  repeat: FLOORWALK_STORM_SEED={seed} cargo test --test storm\n")
            })
        });
    }
    let mut sum = judge::Done::default();
    let mut failed = Vec::new();
    while let Some(storm) = storms.join_next().await {
        match storm.expect("a storm is caught") {
            Ok(done) => sum.add(&done),
            Err(why) => failed.push(why),
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} schedules failed:\n{}",
        failed.len(),
        seeds.len(),
        failed.join("\n")
    );
    if seeds.len() > 50 {
        // A run in which nothing happened would show nothing.
        assert!(sum.is_plenty(), "hardly anything happened: {sum:?}");
    }
}
