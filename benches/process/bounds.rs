//! The lower bounds: clients that do nothing but read frames, or keep borrowed fields and raw user
//! data. Each is this program again, as a process of its own.

use std::collections::HashMap;
use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

/// What one does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// Frames, and no JSON.
    Frames,
    /// Every field that the list shows, borrowed; the user data copied as they are.
    Raw,
}

impl Bound {
    pub fn word(self) -> &'static str {
        match self {
            Self::Frames => "frames",
            Self::Raw => "raw",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        [Self::Frames, Self::Raw]
            .into_iter()
            .find(|bound| bound.word() == word)
    }
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    smssession: Session<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    id: &'a str,
    state: &'a str,
    received_date: &'a str,
    #[serde(borrow)]
    user_data: &'a RawValue,
    #[serde(borrow)]
    participants: Vec<Participant<'a>>,
    #[serde(borrow)]
    capabilities: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Participant<'a> {
    nickname: &'a str,
    visibility: &'a str,
}

/// What is kept of a session.
#[derive(Default)]
struct Kept {
    state: String,
    received: String,
    user_data: String,
    people: usize,
    capabilities: usize,
    reports: u64,
}

impl Kept {
    fn take(&mut self, session: &Session<'_>) {
        session.state.clone_into(&mut self.state);
        session.received_date.clone_into(&mut self.received);
        session.user_data.get().clone_into(&mut self.user_data);
        let seen =
            |person: &&Participant<'_>| person.visibility != "Self" && !person.nickname.is_empty();
        self.people = session.participants.iter().filter(seen).count();
        self.capabilities = session.capabilities.len();
        self.reports += 1;
    }
}

/// Runs as one until the source is gone.
pub fn run(bound: Bound, addr: SocketAddr) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    // An error is a source that is gone.
    let _ = runtime.expect("a runtime").block_on(read(bound, addr));
}

async fn read(bound: Bound, addr: SocketAddr) -> Result<(), tokio_tungstenite::tungstenite::Error> {
    let socket = TcpStream::connect(addr).await?;
    socket.set_nodelay(true)?;
    let url = format!("ws://{addr}/api/v2/notifications");
    let (mut socket, _) = tokio_tungstenite::client_async(url, socket).await?;
    let say = |text: &str| Message::text(text.to_owned());
    let connect = r#"[{"channel":"/meta/connect","clientId":"bench1","connectionType":"websocket","id":"3"}]"#;
    socket.send(say(r#"[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"],"id":"1"}]"#)).await?;
    let mut sessions: HashMap<String, Kept> = HashMap::new();
    let mut bytes = 0;
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else {
            continue;
        };
        bytes += text.len();
        if text.starts_with(r#"[{"data""#) {
            match bound {
                Bound::Frames => {}
                Bound::Raw => keep(&mut sessions, &text),
            }
            continue;
        }
        let replies: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
        for reply in replies {
            match reply["channel"].as_str() {
                Some("/meta/handshake") => {
                    socket.send(say(r#"[{"channel":"/meta/subscribe","clientId":"bench1","subscription":"/v2/me/*","id":"2"}]"#)).await?;
                    socket.send(say(connect)).await?;
                }
                Some("/meta/connect") => socket.send(say(connect)).await?,
                _ => {}
            }
        }
    }
    let reports: u64 = sessions.values().map(|kept| kept.reports).sum();
    std::hint::black_box((bytes, reports));
    Ok(())
}

fn keep(sessions: &mut HashMap<String, Kept>, text: &str) {
    let events: Vec<Event<'_>> = match serde_json::from_str(text) {
        Ok(events) => events,
        Err(e) => panic!("{e}: {text}"),
    };
    for event in events {
        let session = &event.data.smssession;
        if !sessions.contains_key(session.id) {
            sessions.insert(session.id.to_owned(), Kept::default());
        }
        if let Some(kept) = sessions.get_mut(session.id) {
            kept.take(session);
            std::hint::black_box((&kept.state, &kept.received, kept.people, kept.capabilities));
        }
    }
}
