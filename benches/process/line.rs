//! One websocket of the source: Bayeux as a CometD server speaks it, with flows between.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::mpsc;

use crate::flow::{Flow, Flowing, Flown, Next};
use crate::frames::{self, Heard};
use crate::notices::Notices;

/// A connect is held no longer than this, unless less is asked for.
const HOLD: Duration = Duration::from_secs(20);

/// A flow, and who wants to know how it went.
pub struct Task(pub Flow, pub Sender<Flown>);

/// Whether the acknowledge extension is offered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Acks {
    Offered,
    No,
}

pub struct Line {
    out: OwnedWriteHalf,
    notices: Arc<Notices>,
    offers: Acks,
    agreed: bool,
    batch: u64,
    /// The reply to a connect that is held, and until when.
    held: Option<(Value, Instant)>,
    flowing: Option<(Flowing, Sender<Flown>)>,
    /// A flow that was sent, and how many connects are still to come until it was read.
    ending: Option<(Flowing, Sender<Flown>, u32)>,
}

impl Line {
    pub fn new(out: OwnedWriteHalf, notices: Arc<Notices>, offers: Acks) -> Self {
        Self {
            out,
            notices,
            offers,
            agreed: false,
            batch: 0,
            held: None,
            flowing: None,
            ending: None,
        }
    }

    /// Serves until the client is gone.
    pub async fn run(mut self, mut heard: mpsc::Receiver<Heard>, mut tasks: mpsc::Receiver<Task>) {
        // An error is a client that is gone.
        while let Ok(true) = self.step(&mut heard, &mut tasks).await {}
    }

    async fn step(
        &mut self,
        heard: &mut mpsc::Receiver<Heard>,
        tasks: &mut mpsc::Receiver<Task>,
    ) -> std::io::Result<bool> {
        let now = Instant::now();
        let mut wake = self.held.as_ref().map(|(_, until)| *until);
        if let Some((flowing, _)) = &self.flowing {
            match flowing.next(now) {
                Next::Send(count) => {
                    while let Ok(one) = heard.try_recv() {
                        self.hear(one).await?;
                    }
                    self.send(count).await?;
                    return Ok(true);
                }
                Next::Wait(until) => wake = Some(wake.map_or(until, |wake| wake.min(until))),
                Next::Hear => {}
                Next::End => {
                    self.end().await?;
                    return Ok(true);
                }
            }
        }
        let sleep = async {
            match wake {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            one = heard.recv() => match one {
                Some(one) => self.hear(one).await?,
                None => return Ok(false),
            },
            Some(Task(flow, tell)) = tasks.recv(), if self.flowing.is_none() => {
                self.flowing = Some((Flowing::new(flow), tell));
                // A batch of its own begins with the connect that waits.
                self.batch_of_one().await?;
            }
            () = sleep => {
                if self.held.as_ref().is_some_and(|(_, until)| *until <= Instant::now()) {
                    self.release().await?;
                }
            }
        }
        Ok(true)
    }

    async fn send(&mut self, count: u64) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        for _ in 0..count {
            self.notices.next(&mut bytes);
        }
        if let Some((flowing, _)) = &mut self.flowing {
            flowing.sent += count;
        }
        self.out.write_all(&bytes).await
    }

    /// The marker, and the connects by which is seen that it was read.
    async fn end(&mut self) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        self.notices.marker(&mut bytes);
        self.out.write_all(&bytes).await?;
        if let Some((flowing, tell)) = self.flowing.take() {
            let connects = if self.held.is_some() { 1 } else { 2 };
            self.ending = Some((flowing, tell, connects));
        }
        self.release().await
    }

    async fn hear(&mut self, heard: Heard) -> std::io::Result<()> {
        match heard {
            Heard::Answer(bytes) => self.out.write_all(&bytes).await?,
            Heard::Messages(messages) => {
                for message in messages {
                    self.message(&message).await?;
                }
            }
        }
        Ok(())
    }

    async fn message(&mut self, message: &Value) -> std::io::Result<()> {
        let channel = message["channel"].as_str().unwrap_or_default();
        let mut reply = json!({ "channel": channel, "id": message["id"], "successful": true });
        match channel {
            "/meta/connect" => return self.connect(message, reply).await,
            "/meta/handshake" => {
                reply["clientId"] = json!("bench1");
                reply["version"] = json!("1.0");
                reply["supportedConnectionTypes"] = json!(["websocket"]);
                reply["advice"] = advice();
                self.agreed = self.offers == Acks::Offered && message["ext"]["ack"] == true;
                if self.agreed {
                    reply["ext"] = json!({ "ack": true });
                }
            }
            "/meta/subscribe" | "/meta/unsubscribe" => {
                reply["subscription"] = message["subscription"].clone();
            }
            _ => {}
        }
        self.reply(reply).await
    }

    async fn connect(&mut self, message: &Value, mut reply: Value) -> std::io::Result<()> {
        reply["advice"] = advice();
        let asked = message["advice"]["timeout"]
            .as_u64()
            .map(Duration::from_millis);
        self.held = Some((reply, Instant::now() + asked.unwrap_or(HOLD).min(HOLD)));
        let ended = match &mut self.ending {
            Some((.., left)) => {
                *left -= 1;
                *left == 0
            }
            None => false,
        };
        if ended && let Some((flowing, tell, _)) = self.ending.take() {
            let flown = Flown {
                began: flowing.began,
                sent: flowing.sent,
                answered: Instant::now(),
            };
            // Nobody may wait for it any more.
            let _ = tell.send(flown);
        } else if self.ending.is_some() || asked == Some(Duration::ZERO) {
            return self.release().await;
        }
        self.batch_of_one().await
    }

    /// The next batch of an acknowledged flow, if there is one and a connect to close it.
    async fn batch_of_one(&mut self) -> std::io::Result<()> {
        let goes_on = (self.flowing.as_ref()).is_some_and(|(flowing, _)| {
            flowing.is_acknowledged() && matches!(flowing.next(Instant::now()), Next::Hear)
        });
        if !goes_on || self.held.is_none() {
            return Ok(());
        }
        self.send(1).await?;
        self.release().await
    }

    /// Answers the connect that is held; with the extension this closes a batch.
    async fn release(&mut self) -> std::io::Result<()> {
        let Some((mut reply, _)) = self.held.take() else {
            return Ok(());
        };
        if self.agreed {
            self.batch += 1;
            reply["ext"] = json!({ "ack": self.batch });
        }
        self.reply(reply).await
    }

    async fn reply(&mut self, reply: Value) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        frames::text(json!([reply]).to_string().as_bytes(), &mut bytes);
        self.out.write_all(&bytes).await
    }
}

fn advice() -> Value {
    json!({ "reconnect": "retry", "interval": 0, "timeout": HOLD.as_millis() as u64 })
}
