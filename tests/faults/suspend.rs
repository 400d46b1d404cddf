//! Cases 10, 11 and the feed's half of 12: the machine is suspended, or its clock is set. By clocks
//! of our own, because nobody may suspend or set the machine that runs the tests.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use floorwalk::app::{Audience, Key, Settings};
use floorwalk::bayeux::Choice;
use floorwalk::domain::Mode;
use floorwalk::feed::{Clock, Reading, Suspend, Tempo};
use floorwalk::sim::Options;
use tokio::sync::Notify;

use crate::proxy::Line;
use crate::rig::{BOTH, assert_clean, be_in, behind_a_line, count, go, lines_of, wait_for};
use crate::support::{Wish, still};

const HOUR: Duration = Duration::from_secs(3_600);

/// Whether the platform tells of a resume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Platform {
    /// As Linux does: it has a clock that nobody sets, too.
    Tells,
    /// Somebody has to be awake anyway and look at the wall.
    Silent,
}

/// Clocks that go with the real ones, and jump when they are told to.
#[derive(Debug)]
struct Clocks {
    platform: Platform,
    started: Instant,
    /// How far boot and wall are ahead, in seconds.
    ahead: Mutex<(u64, i64)>,
    jumped: Arc<Notify>,
}

impl Clocks {
    fn new(platform: Platform) -> Arc<Self> {
        Arc::new(Self {
            platform,
            started: Instant::now(),
            ahead: Mutex::new((0, 0)),
            jumped: Arc::default(),
        })
    }

    fn jump(&self, boot: Duration, wall: i64) {
        {
            let mut ahead = self.ahead.lock().unwrap();
            ahead.0 += boot.as_secs();
            ahead.1 += wall;
        }
        self.jumped.notify_waiters();
    }

    /// Suspended for so long; nothing else is known to have happened.
    fn suspended(&self, by: Duration) {
        self.jump(by, i64::try_from(by.as_secs()).unwrap());
    }
}

impl Clock for Clocks {
    fn read(&self) -> Reading {
        let (boot, wall) = *self.ahead.lock().unwrap();
        let awake = self.started.elapsed();
        let wall = 1_700_000_000_i64.checked_add(wall).unwrap();
        Reading {
            awake,
            boot: (self.platform == Platform::Tells).then_some(awake + Duration::from_secs(boot)),
            wall: awake + Duration::from_secs(u64::try_from(wall).unwrap()),
        }
    }

    fn disturbed(&self) -> futures_util::future::BoxFuture<'static, ()> {
        let jumped = Arc::clone(&self.jumped).notified_owned();
        match self.platform {
            Platform::Tells => Box::pin(jumped),
            Platform::Silent => Box::pin(std::future::pending()),
        }
    }
}

/// The connection at its full durations: LATE would take fifteen seconds.
fn unhurried(transport: Choice, clocks: &Arc<Clocks>) -> Wish {
    Wish {
        transport,
        suspend: Suspend::by(Arc::<Clocks>::clone(clocks)),
        settings: Settings {
            send_delay: Duration::from_millis(100),
            customer_keys: vec!["CustomerName".into()],
            ..Settings::default()
        },
        ..Wish::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c10_suspended_for_an_hour() {
    for platform in [Platform::Tells, Platform::Silent] {
        for transport in BOTH {
            let clocks = Clocks::new(platform);
            let (desk, proxy) = behind_a_line(still(), unhurried(transport, &clocks)).await;
            let s = desk.session().await;
            be_in(&desk, &s, Mode::Monitor).await;

            // An hour passes: everything stands, the server has forgotten us, the world went on.
            // Nothing of that is heard before the suspend is noticed.
            proxy.strand();
            proxy.line(Line::Stalled);
            desk.stage.forget_clients();
            desk.stage.customer_says(&s, "nobody was listening");
            let agent = desk.stage.agents()[1].0.clone();
            let other = desk.stage.open_session(&agent, "Lou Marsh");
            clocks.suspended(HOUR);
            let v = desk
                .until("offline since an hour", |v| {
                    v.offline && v.screen.contains("OFFLINE 1:00:0")
                })
                .await;
            assert!(v.row(&s).is_some(), "the list is kept");
            proxy.line(Line::Open);

            let v = desk
                .until("live, with a report on the hour", |v| {
                    v.live
                        && v.row(&other).is_some()
                        && lines_of(v, &s, "nobody was listening") == 1
                        && v.catch_up.as_ref().is_some_and(|line| {
                            line.contains("after 1:00:0")
                                && line.contains("1 new")
                                && line.contains("1 missed message")
                        })
                })
                .await;
            assert!(
                !v.links.contains(&"late"),
                "not by its silence: {:?}",
                v.links
            );
            assert!(v.heard("this machine was suspended for 1:00:00"));
            desk.until_mode(&s, Mode::Monitor).await;
            assert_eq!(desk.stage.clients(), 1);
            assert_clean(&desk);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c10_suspended_for_a_minute_with_nothing_missed() {
    for transport in BOTH {
        let clocks = Clocks::new(Platform::Tells);
        let (desk, proxy) = behind_a_line(still(), unhurried(transport, &clocks)).await;
        desk.session().await;
        proxy.strand();
        clocks.suspended(Duration::from_secs(60));
        // The server still knows the client, and keeps what it has to say: said all the same.
        desk.until("live, with a report", |v| {
            let said = |line: &String| line.contains("after 1:0");
            v.live && v.catch_up.as_ref().is_some_and(said)
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c11_a_zombie_socket_swallows_no_action() {
    for transport in BOTH {
        let clocks = Clocks::new(Platform::Silent);
        // Nothing is read between the first round and the key: the key itself has to notice.
        let rarely = Duration::from_secs(120);
        let wish = Wish {
            tempo: Tempo {
                roster: rarely,
                list: rarely,
                check: rarely,
                ..Tempo::default()
            },
            ..unhurried(transport, &clocks)
        };
        let options = Options {
            sessions: 1,
            ..still()
        };
        let (desk, proxy) = behind_a_line(options, wish).await;
        let v = desk.until("a row", |v| v.rows.len() == 1).await;
        let s = v.rows[0].id.clone();
        desk.highlight(&s).await;
        proxy.strand();
        clocks.suspended(HOUR);
        go(&desk, &s, 'm').await;
        let v = desk.until_mode(&s, Mode::Monitor).await;
        assert!(!v.links.contains(&"late"), "{:?}", v.links);
        assert_eq!(count(&desk, "Intrude"), 1, "it arrived, and once");
        desk.until("live, with a report", |v| v.live && v.catch_up.is_some())
            .await;
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c11_words_for_a_customer_do_not_outlive_a_suspend() {
    for transport in BOTH {
        let clocks = Clocks::new(Platform::Silent);
        let rarely = Duration::from_secs(120);
        let mut wish = unhurried(transport, &clocks);
        wish.settings.send_delay = Duration::from_secs(1);
        wish.tempo = Tempo {
            list: rarely,
            roster: rarely,
            check: rarely,
            ..Tempo::default()
        };
        let options = Options {
            sessions: 1,
            ..still()
        };
        let (desk, _proxy) = behind_a_line(options, wish).await;
        let v = desk.until("a row", |v| v.rows.len() == 1).await;
        let s = v.rows[0].id.clone();
        be_in(&desk, &s, Mode::BargeIn).await;
        desk.press('s').await;
        desk.until("the composer", |v| v.composer == Some(Audience::Customer))
            .await;
        desk.type_text("I will fix it right now").await;
        desk.key(Key::Enter).await;
        desk.until("held", |v| v.drafts.iter().any(|d| d.3 == "held"))
            .await;
        // The lid is closed within that second, and opened the next morning; on a connection that
        // still carries, the words would arrive.
        clocks.suspended(HOUR * 12);
        let v = desk
            .until("not sent, and said so", |v| {
                v.drafts.iter().any(|d| d.3.starts_with("failed"))
            })
            .await;
        assert!(
            v.drafts.iter().any(|d| d.2 == "I will fix it right now"),
            "kept: {:?}",
            v.drafts
        );
        desk.until("live again", |v| v.live && v.catch_up.is_some())
            .await;
        assert_eq!(count(&desk, "SendMessage"), 0);
        assert_clean(&desk);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c12_a_set_clock_costs_one_reconnect_at_most() {
    for transport in BOTH {
        let clocks = Clocks::new(Platform::Tells);
        let (desk, _proxy) = behind_a_line(still(), unhurried(transport, &clocks)).await;
        desk.session().await;
        let snapshots = || {
            let requests = desk.stage.requests();
            let is = |r: &&serde_json::Value| {
                r["method"] == "GET" && r["path"].as_str().is_some_and(|p| p.contains("/me/sms"))
            };
            requests.iter().filter(is).count()
        };
        let lists = || {
            let requests = desk.stage.requests();
            let is = |r: &&serde_json::Value| {
                r["path"]
                    .as_str()
                    .is_some_and(|p| p.contains("subresources"))
            };
            requests.iter().filter(is).count()
        };
        let before = (snapshots(), lists());
        // Two hours back, as at the end of summer on a machine that keeps local time.
        clocks.jump(Duration::ZERO, -7_200);
        wait_for("lists read as ever", || lists() > before.1 + 6).await;
        assert_eq!(snapshots(), before.0, "nothing happened");
        assert!(desk.view().live && desk.view().catch_up.is_none());
        // A day ahead.
        clocks.jump(Duration::ZERO, 86_400);
        let v = desk
            .until("live, with a report", |v| v.live && v.catch_up.is_some())
            .await;
        let line = v.catch_up.unwrap();
        assert!(
            line.contains("after 0:0"),
            "nobody was away for a day: {line}"
        );
        let after = (snapshots(), lists());
        wait_for("lists read as ever", || lists() > after.1 + 6).await;
        assert_eq!(snapshots(), before.0 + 1, "once");
        assert_eq!(desk.stage.clients(), 1);
        assert!(desk.view().live);
    }
}
