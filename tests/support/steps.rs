//! What a test does at a desk again and again: be in a session in a mode, write, and look at what
//! was asked of the server and what people read.

use std::time::Duration;

use floorwalk::app::{Audience, Key};
use floorwalk::bayeux::{Choice, Transport};
use floorwalk::domain::{Mode, Presence};
use floorwalk::sim::Options;

use super::{Desk, Wish, oracle, still};

/// Every transport there is.
pub const BOTH: [Choice; 2] = [
    Choice::Fixed(Transport::WebSocket),
    Choice::Fixed(Transport::LongPolling),
];

/// Waits for something that is on no screen.
pub async fn wait_for(what: &str, is: impl Fn() -> bool) {
    for _ in 0..400 {
        if is() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never came: {what}");
}

/// A still world behind a server with this switch.
pub fn turned(name: &str, word: &str) -> Options {
    let mut options = still();
    options
        .set(name, word)
        .unwrap_or_else(|e| panic!("{name}={word}: {e}"));
    options
}

impl Wish {
    /// Over this transport.
    pub fn over(transport: Choice) -> Self {
        Self {
            transport,
            ..Self::default()
        }
    }
}

impl Desk {
    /// A still world over this transport.
    pub async fn over(transport: Choice) -> Self {
        Self::open(still(), Wish::over(transport)).await
    }

    /// Highlights a session's row and presses a letter.
    pub async fn go(&self, session: &str, letter: char) {
        self.highlight(session).await;
        self.press(letter).await;
    }

    /// Presses a mode's key on a session, with the `y` that Barge takes.
    pub async fn ask_for(&self, session: &str, mode: Mode) {
        match mode {
            Mode::Monitor => self.go(session, 'm').await,
            Mode::Coach => self.go(session, 'c').await,
            Mode::BargeIn => {
                self.go(session, 'b').await;
                self.yes().await;
            }
        }
    }

    /// Asks for a mode and waits until it is confirmed and the step is over.
    pub async fn be_in(&self, session: &str, mode: Mode) {
        self.ask_for(session, mode).await;
        self.until_mode(session, mode).await;
        self.settled(session).await;
    }

    /// Waits until no step is under way in a session.
    pub async fn settled(&self, session: &str) {
        self.until("the step is over", |v| {
            v.row(session).is_none_or(|r| !r.under_way)
        })
        .await;
    }

    /// Waits until we are in, in whatever mode.
    pub async fn until_in(&self, session: &str) {
        self.until("in", |v| v.presence(session) == Some(Presence::In))
            .await;
    }

    /// Opens the composer for an audience.
    pub async fn compose(&self, audience: Audience) {
        self.press(match audience {
            Audience::Agents => 'i',
            Audience::Customer => 's',
        })
        .await;
        self.until("the composer", |v| v.composer == Some(audience))
            .await;
    }

    /// Writes a line in the open composer and sends it.
    pub async fn say(&self, text: &str) {
        self.type_text(text).await;
        self.key(Key::Enter).await;
    }

    /// The operations that were asked for, oldest first.
    pub fn operations(&self) -> Vec<String> {
        self.stage
            .requests()
            .iter()
            .filter_map(|r| r["body"]["operationName"].as_str().map(str::to_owned))
            .collect()
    }

    /// How often an operation was asked for.
    pub fn count(&self, operation: &str) -> usize {
        self.operations().iter().filter(|o| *o == operation).count()
    }

    /// What people of this kind have read in a session.
    pub fn read_by(&self, person: &str, session: &str) -> Vec<String> {
        self.stage
            .ledger()
            .iter()
            .filter(|f| f["person"] == person && f["session"] == session)
            .filter_map(|f| f["text"].as_str().map(str::to_owned))
            .collect()
    }

    /// Waits until somebody of this kind has read it.
    pub async fn until_read(&self, person: &str, session: &str, text: &str) {
        let what = format!("the {person} to read {text:?}");
        wait_for(&what, || {
            self.read_by(person, session).iter().any(|t| t == text)
        })
        .await;
    }

    /// No customer saw a word without a confirmed Barge.
    pub fn assert_clean(&self) {
        let ledger = self.stage.ledger();
        let me = ledger
            .iter()
            .find_map(|f| f["user"].as_str())
            .expect("I have asked something");
        let offences = oracle::offences(&ledger, me);
        assert!(offences.is_empty(), "{offences:#?}");
    }

    /// Another console of mine asks something of the server.
    pub async fn elsewhere(&self, path: &str, body: &serde_json::Value) {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let addr = self.server.as_ref().expect("a server of its own").addr();
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {addr}\r\nAuthorization: Basic {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            "c3VwZXJ2aXNvcjpkZW1v",
            body.len()
        );
        let mut line = tokio::net::TcpStream::connect(addr)
            .await
            .expect("it listens");
        line.write_all(request.as_bytes())
            .await
            .expect("it takes it");
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}
