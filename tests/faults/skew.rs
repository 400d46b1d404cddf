//! Case 12: this machine's clock is not the server's. Ages go by the server's, and the person is
//! told.

use floorwalk::domain::Mode;
use floorwalk::sim::Options;

use crate::rig::{BOTH, assert_clean, be_in, brisk};
use crate::support::{Desk, View, still};

/// The line of the list with this customer on it.
fn line<'a>(v: &'a View, customer: &str) -> &'a str {
    v.screen
        .lines()
        .find(|line| line.contains(customer))
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c12_a_clock_that_is_wrong_is_said_and_makes_nothing_older() {
    for transport in BOTH {
        for (ahead, note) in [
            (7_200, Some("clock 2h00 behind")),
            (-7_200, Some("clock 2h00 ahead")),
            (-86_500, Some("clock 1d ahead")),
            (20, None),
        ] {
            let options = Options {
                clock_ahead: ahead,
                ..still()
            };
            let desk = Desk::open(options, brisk(transport)).await;
            let s = desk.session().await;
            let v = match note {
                Some(note) => {
                    desk.until(note, |v| v.screen.lines().next().unwrap().contains(note))
                        .await
                }
                None => desk.view(),
            };
            assert_eq!(v.screen.contains("clock "), note.is_some(), "{}", v.screen);
            assert_eq!(v.heard("ages go by the server's clock"), note.is_some());
            // The customer has just written, whatever our own clock makes of it.
            be_in(&desk, &s, Mode::Monitor).await;
            let v = desk
                .until("waits, as of now", |v| {
                    line(v, "Rowan Pike").contains("customer now")
                })
                .await;
            let line = line(&v, "Rowan Pike");
            assert!(!line.contains("2h0") && !line.contains("1d"), "{line}");
            assert!(v.live, "no clock ends a link");
            assert_clean(&desk);
        }
    }
}
