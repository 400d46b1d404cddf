//! Bayeux messages by websocket: text frames, each an array. The handshake is
//! alone in its frame; what is no Bayeux closes the socket with 1011.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use futures_util::{SinkExt as _, StreamExt as _};
use http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderValue, Response, StatusCode, request};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

use super::reply::plain;
use crate::sim::cometd::{Frame, Origin, Outlet};
use crate::sim::hub::Hub;
use crate::sim::options::Toggle;

/// The largest message taken from a client, as CometD on Jetty has it.
const LARGEST: usize = 65_536;

/// Frames on their way to a client that does not read them yet.
const UNSENT: usize = 8_192;

/// Answers an upgrade; the socket is served in a task of its own.
pub(super) fn upgrade(
    hub: &Arc<Hub>,
    head: &request::Parts,
    upgraded: OnUpgrade,
    user: &str,
    line: CancellationToken,
) -> Response<Body> {
    let key = head.headers.get(SEC_WEBSOCKET_KEY);
    let version = head.headers.get(SEC_WEBSOCKET_VERSION);
    let (Some(key), Toggle::On) = (key, hub.options.transports.websocket) else {
        return plain(StatusCode::BAD_REQUEST, String::new(), "text/plain");
    };
    if version.is_none_or(|version| version != "13") {
        return plain(StatusCode::BAD_REQUEST, String::new(), "text/plain");
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = HeaderValue::try_from(derive_accept_key(key.as_bytes())) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    let (hub, user) = (hub.clone(), user.to_owned());
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await {
            attend(&hub, upgraded, &user, &line).await;
        }
    });
    response
}

async fn attend(hub: &Hub, upgraded: Upgraded, user: &str, line: &CancellationToken) {
    let config = WebSocketConfig::default()
        .max_message_size(Some(LARGEST))
        .max_frame_size(Some(LARGEST));
    let stream =
        WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    let (frames, unsent) = mpsc::channel(UNSENT);
    let cut = line.child_token();
    let number = {
        let mut state = hub.state();
        state.outlets += 1;
        state.outlets
    };
    let outlet = Outlet::new(number, frames, cut.clone());
    tokio::select! {
        () = cut.cancelled() => {}
        () = exchange(hub, stream, user, &outlet, unsent) => {}
    }
    hub.state().comet.detach(&outlet, Instant::now());
    hub.wake();
}

async fn exchange(
    hub: &Hub,
    stream: WebSocketStream<TokioIo<Upgraded>>,
    user: &str,
    outlet: &Outlet,
    mut unsent: mpsc::Receiver<Frame>,
) {
    let (mut sink, mut source) = stream.split();
    let write = async {
        while let Some(frame) = unsent.recv().await {
            let sent = match frame {
                Frame::Text(text) => sink.send(Message::text(text)).await,
                Frame::Close(code, reason) => {
                    let close = CloseFrame {
                        code: CloseCode::from(code),
                        reason: reason.into(),
                    };
                    // The peer may be gone already.
                    let _ = sink.send(Message::Close(Some(close))).await;
                    return;
                }
            };
            if sent.is_err() {
                return;
            }
        }
    };
    let read = async {
        while let Some(message) = source.next().await {
            let said = match message {
                Ok(Message::Text(text)) => receive(hub, user, outlet, text.as_str()),
                Ok(Message::Close(_)) => return,
                // Binary frames are ignored, as CometD does.
                Ok(
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
                ) => Ok(()),
                Err(Error::Capacity(_)) => Err(Frame::Close(1009, "message too large")),
                Err(_) => return,
            };
            if let Err(close) = said {
                // The writer closes and so ends this exchange.
                if outlet.send(close).is_ok() {
                    std::future::pending::<()>().await;
                }
                return;
            }
        }
    };
    tokio::select! {
        () = write => {}
        () = read => {}
    }
}

fn receive(hub: &Hub, user: &str, outlet: &Outlet, text: &str) -> Result<(), Frame> {
    if text.is_empty() {
        return Ok(());
    }
    let messages = match serde_json::from_str(text) {
        Ok(Value::Array(messages)) => messages,
        Ok(message @ Value::Object(_)) => vec![message],
        _ => return Err(Frame::Close(1011, "not a Bayeux message")),
    };
    let handshakes = messages
        .iter()
        .filter(|message| message["channel"] == "/meta/handshake")
        .count();
    let bad = messages.is_empty()
        || messages
            .iter()
            .any(|message| !message["channel"].is_string())
        || (handshakes > 0 && messages.len() > 1);
    if bad {
        return Err(Frame::Close(1011, "not a Bayeux exchange"));
    }
    hub.state()
        .comet
        .receive(user, &messages, Origin::Socket(outlet), Instant::now());
    hub.wake();
    Ok(())
}
