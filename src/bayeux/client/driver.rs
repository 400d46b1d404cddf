//! The loop: feed the session, do what it wants, wait for what comes next.

use std::collections::VecDeque;
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::sleep_until;

use super::Config;
use super::line::{Line, Signal};
use crate::bayeux::session::{Input, Order, Output, Session};
use crate::bayeux::{Happening, Payload, Transport};

/// Owns the session and its one connection.
pub(super) struct Driver<P: Payload> {
    config: Config,
    session: Session<P>,
    line: Line,
    tell: mpsc::Sender<Happening<P>>,
    orders: mpsc::Receiver<Order>,
    /// Orders that came while the consumer was awaited.
    overheard: VecDeque<Order>,
    /// The consumer is gone or has said stop: nothing waits for it any more.
    leaving: bool,
}

/// tokio's clock, so that a paused test runtime governs the session too.
fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

impl<P: Payload> Driver<P> {
    pub(super) fn new(
        config: Config,
        tell: mpsc::Sender<Happening<P>>,
        orders: mpsc::Receiver<Order>,
    ) -> Self {
        Self {
            session: Session::new(config.settings(), now()),
            config,
            line: Line::Down,
            tell,
            orders,
            overheard: VecDeque::new(),
            leaving: false,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            self.perform().await;
            if self.session.is_closed() {
                return;
            }
            self.wait().await;
        }
    }

    /// Waits for one input and feeds it. Every arm is cancel-safe: the futures behind the line
    /// live in the line, and nothing is written here.
    async fn wait(&mut self) {
        if let Some(order) = self.overheard.pop_front() {
            return self.order(Some(order));
        }
        // Orders first, or a busy server would keep us from stopping. Mostly there is none, and to see
        // that costs less than to wait for one before every frame.
        if !self.leaving && (!self.orders.is_empty() || self.orders.is_closed()) {
            let order = self.orders.recv().await;
            return self.order(order);
        }
        let wake = self.session.wake_at().map(tokio::time::Instant::from_std);
        let timer = async {
            match wake {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        // The timer last, so that what lies in the socket already is not taken for silence. No arm
        // starves it: every input makes the session look at the time.
        tokio::select! {
            biased;
            signal = self.line.signal() => self.signal(&signal),
            order = self.orders.recv(), if !self.leaving => self.order(order),
            () = timer => self.feed(Input::Timer),
        }
    }

    /// A dropped handle is an order to stop.
    fn order(&mut self, order: Option<Order>) {
        let order = order.unwrap_or(Order::Stop);
        if order == Order::Stop {
            self.leaving = true;
        }
        self.feed(Input::Order(order));
    }

    fn signal(&mut self, signal: &Signal) {
        match signal {
            Signal::Opened => self.feed(Input::Opened),
            Signal::Lost { cause, retry_after } => {
                let (cause, retry_after) = (cause.clone(), *retry_after);
                self.feed(Input::Lost { cause, retry_after });
            }
            Signal::Unauthorized(status) => self.feed(Input::Unauthorized { status: *status }),
            Signal::Text(text) => self.feed(Input::Frame(text)),
            Signal::Body(lane, body) => self.feed(Input::Answer(*lane, body)),
        }
    }

    fn feed(&mut self, input: Input<'_>) {
        self.session.witness(self.config.door.rest());
        self.session.feed(input, now());
    }

    /// Does all the session wants, in order: events reach the consumer's queue before the connect
    /// that acknowledges them is sent.
    async fn perform(&mut self) {
        while let Some(output) = self.session.next_output() {
            match output {
                Output::Open(transport) => self.line = self.open(transport),
                Output::Send { text, lane } => {
                    let write = self.config.tempo.write;
                    if let Err(cause) = self.line.send(text, lane, write, &self.config).await {
                        let retry_after = None;
                        self.feed(Input::Lost { cause, retry_after });
                    }
                }
                Output::HangUp => {
                    let line = std::mem::replace(&mut self.line, Line::Down);
                    line.hang_up(self.config.tempo.farewell).await;
                }
                Output::Tell(happening) => self.tell(happening).await,
                Output::Handover => self.hand_over().await,
            }
        }
    }

    fn open(&self, transport: Transport) -> Line {
        match transport {
            Transport::WebSocket => Line::websocket(&self.config),
            Transport::LongPolling => Line::long_polling(),
        }
    }

    async fn tell(&mut self, happening: Happening<P>) {
        let happening = match self.tell.try_send(happening) {
            Ok(()) => return,
            Err(TrySendError::Full(_)) if self.leaving => return,
            Err(TrySendError::Full(happening)) => happening,
            Err(TrySendError::Closed(_)) => return self.leave(),
        };
        if self.room(1).await {
            // Nobody else sends here. Should the consumer have gone, the next one tells.
            let _ = self.tell.try_send(happening);
        }
    }

    /// Waits until the consumer has taken everything.
    async fn hand_over(&mut self) {
        let all = self.tell.max_capacity();
        if !self.leaving && self.tell.capacity() < all {
            self.room(all).await;
        }
    }

    /// Waits for this many free places in the consumer's queue, which the server is excused for;
    /// `false` when the consumer has gone or is leaving.
    async fn room(&mut self, places: usize) -> bool {
        let since = now();
        let room = self.patience(places).await;
        if !room {
            self.leave();
        }
        self.session.excuse(now().saturating_duration_since(since));
        room
    }

    async fn patience(&mut self, places: usize) -> bool {
        loop {
            tokio::select! {
                biased;
                room = self.tell.reserve_many(places) => return room.is_ok(),
                order = self.orders.recv() => match order {
                    None | Some(Order::Stop) => return false,
                    Some(order) if self.overheard.contains(&order) => {}
                    Some(order) => self.overheard.push_back(order),
                },
            }
        }
    }

    fn leave(&mut self) {
        if !self.leaving {
            self.order(Some(Order::Stop));
        }
    }
}
