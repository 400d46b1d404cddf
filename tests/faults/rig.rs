//! What the cases share: a brisk desk, a desk behind a faulty line, and counts of what was asked.

use std::time::Duration;

use floorwalk::app::{Key, Settings};
use floorwalk::bayeux::{Choice, Transport};
use floorwalk::domain::Mode;
use floorwalk::feed::Tempo;
use floorwalk::gws::Timeouts;
use floorwalk::sim::{Options, Server};
use serde_json::Value;

use crate::proxy::Proxy;
use crate::support::{Desk, View, Wish, oracle};

/// Every case that concerns the wire is run on both.
pub const BOTH: [Choice; 2] = [
    Choice::Fixed(Transport::WebSocket),
    Choice::Fixed(Transport::LongPolling),
];

/// The program at a tenth of its durations: H = 1 s, LATE after 1.5 s, OFFLINE after 2 s, a
/// connection must be open within 1 s.
pub fn brisk(transport: Choice) -> Wish {
    Wish {
        transport,
        tempo: Tempo {
            // Only the connection's and the comparison's: a slow machine is no slow server.
            slow: Duration::from_secs(1),
            list: Duration::from_millis(200),
            roster: Duration::from_secs(1),
            ..Tempo::default().scaled(0.1)
        },
        settings: Settings {
            send_delay: Duration::from_millis(100),
            step: Duration::from_secs(2),
            calm: Duration::from_millis(100),
            customer_keys: vec!["CustomerName".into()],
            ..Settings::default()
        },
        timeouts: Timeouts {
            connect: Duration::from_secs(1),
            request: Duration::from_secs(2),
        },
        ..Wish::default()
    }
}

/// A server, a line to it that can fail, and a live console at the other end.
pub async fn behind_a_line(options: Options, wish: Wish) -> (Desk, Proxy) {
    let server = Server::start(options).await.expect("the server starts");
    let proxy = Proxy::to(server.addr()).await;
    let mut desk = Desk::at(proxy.addr(), server.stage(), wish);
    desk.server = Some(server);
    desk.until("live", |v| v.live).await;
    (desk, proxy)
}

/// Presses a mode's key on a session and waits until the mode is confirmed.
pub async fn be_in(desk: &Desk, session: &str, mode: Mode) {
    go(
        desk,
        session,
        match mode {
            Mode::Monitor => 'm',
            Mode::Coach => 'c',
            Mode::BargeIn => 'b',
        },
    )
    .await;
    if mode == Mode::BargeIn {
        desk.yes().await;
    }
    desk.until_mode(session, mode).await;
}

/// Highlights a session and presses a letter.
pub async fn go(desk: &Desk, session: &str, letter: char) {
    desk.highlight(session).await;
    desk.press(letter).await;
}

/// Every operation asked for, in order.
pub fn operations(desk: &Desk) -> Vec<String> {
    desk.stage
        .requests()
        .iter()
        .filter_map(|r| r["body"]["operationName"].as_str().map(str::to_owned))
        .collect()
}

/// How often an operation was asked for.
pub fn count(desk: &Desk, operation: &str) -> usize {
    operations(desk).iter().filter(|o| *o == operation).count()
}

/// How many requests there were of a method whose path ends so, query apart.
pub fn asked(desk: &Desk, method: &str, end: &str) -> usize {
    desk.stage
        .requests()
        .iter()
        .filter(|r| {
            let path = r["path"].as_str().unwrap_or_default();
            r["method"] == method && path.split('?').next().is_some_and(|p| p.ends_with(end))
        })
        .count()
}

/// How many times this line stands in the transcript.
pub fn lines_of(view: &View, session: &str, text: &str) -> usize {
    view.row(session)
        .map_or(0, |r| r.lines.iter().filter(|l| *l == text).count())
}

/// Waits until this line stands in the transcript.
pub async fn read_line(desk: &Desk, session: &str, text: &str) -> View {
    desk.until(&format!("the line {text:?}"), |v| {
        lines_of(v, session, text) > 0
    })
    .await
}

/// Waits for something that is not on the screen.
pub async fn wait_for(what: &str, is: impl Fn() -> bool) {
    for _ in 0..800 {
        if is() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never came: {what}");
}

/// What a person of this kind has read in this session.
pub fn read_by(desk: &Desk, person: &str, session: &str) -> Vec<String> {
    desk.stage
        .ledger()
        .iter()
        .filter(|f| f["person"] == person && f["session"] == session)
        .filter_map(|f| f["text"].as_str().map(str::to_owned))
        .collect()
}

/// No customer read a supervisor's word without a confirmed Barge.
pub fn assert_clean(desk: &Desk) {
    let ledger = desk.stage.ledger();
    let me = ledger
        .iter()
        .find_map(|f| f["user"].as_str().map(str::to_owned));
    if let Some(me) = me {
        let offences = oracle::offences(&ledger, &me);
        assert!(offences.is_empty(), "{offences:#?}");
    }
}

/// The help opens and closes: keys are answered, whatever the network does.
pub async fn keys_are_answered(desk: &Desk) {
    desk.key(Key::Char('?')).await;
    desk.until("the help", |v| {
        v.screen.contains("be in the session as Monitor")
    })
    .await;
    desk.key(Key::Esc).await;
    desk.until("the list again", |v| {
        !v.screen.contains("be in the session as Monitor")
    })
    .await;
}

/// The bodies of every request for an operation.
pub fn bodies(desk: &Desk, operation: &str) -> Vec<Value> {
    desk.stage
        .requests()
        .into_iter()
        .filter(|r| r["body"]["operationName"] == operation)
        .collect()
}
