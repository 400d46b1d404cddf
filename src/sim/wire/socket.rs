//! Bayeux messages by websocket: text frames, each an array. The handshake is
//! alone in its frame; what is no Bayeux closes the socket with 1011.

use std::sync::Arc;
use std::time::Instant;

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
use tokio_tungstenite::tungstenite::protocol::frame as wire;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

use super::Body;
use super::line::Cord;
use super::login::Admitted;
use super::reply::plain;
use crate::sim::cometd::{Frame, Login, Origin, Outlet};
use crate::sim::faults::{Form, Raw};
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
    admitted: &Admitted,
    cord: Cord,
) -> Response<Body> {
    let key = head.headers.get(SEC_WEBSOCKET_KEY);
    let version = head.headers.get(SEC_WEBSOCKET_VERSION);
    let (Some(key), Toggle::On) = (key, hub.options.transports.websocket) else {
        return plain(StatusCode::BAD_REQUEST, String::new(), "text/plain");
    };
    if version.is_none_or(|version| version != "13") {
        return plain(StatusCode::BAD_REQUEST, String::new(), "text/plain");
    }
    let mut response = Response::new(Body::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = HeaderValue::try_from(derive_accept_key(key.as_bytes())) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    let hub = hub.clone();
    let (user, login) = (admitted.user.clone(), admitted.login.clone());
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await {
            let void = attend(&hub, upgraded, &user, &cord.cut).await;
            if void == Login::Void {
                hub.state().logins.end(&login);
            }
        }
    });
    response
}

/// Serves a socket to its end. Says whether the HTTP session goes on.
async fn attend(hub: &Hub, upgraded: Upgraded, user: &str, line: &CancellationToken) -> Login {
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
    let login = tokio::select! {
        () = cut.cancelled() => Login::Good,
        login = exchange(hub, stream, user, &outlet, unsent) => login,
    };
    hub.state().comet.detach(&outlet, Instant::now());
    hub.wake();
    login
}

async fn exchange(
    hub: &Hub,
    stream: WebSocketStream<TokioIo<Upgraded>>,
    user: &str,
    outlet: &Outlet,
    mut unsent: mpsc::Receiver<Frame>,
) -> Login {
    let (mut sink, mut source) = stream.split();
    let write = async {
        while let Some(frame) = unsent.recv().await {
            let sent = match frame {
                Frame::Text(text) => sink.send(Message::text(text)).await,
                Frame::Raw(raw) => send_raw(&mut sink, raw).await,
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
                Ok(Message::Close(_)) => return Login::Good,
                // Binary frames are ignored, as CometD does.
                Ok(
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
                ) => Ok(Login::Good),
                Err(Error::Capacity(_)) => Err(Frame::Close(1009, "message too large")),
                Err(_) => return Login::Good,
            };
            match said {
                Ok(Login::Good) => {}
                Ok(Login::Void) => return Login::Void,
                Err(close) => {
                    // The writer closes and so ends this exchange.
                    if outlet.send(close).is_ok() {
                        std::future::pending::<()>().await;
                    }
                    return Login::Good;
                }
            }
        }
        Login::Good
    };
    tokio::select! {
        () = write => Login::Good,
        login = read => login,
    }
}

/// Sends bytes as they are.
async fn send_raw(
    sink: &mut (impl futures_util::Sink<Message, Error = Error> + Unpin),
    raw: Raw,
) -> Result<(), Error> {
    let form = raw.form;
    let payloads = raw.payloads();
    let last = payloads.len().saturating_sub(1);
    for (place, payload) in payloads.into_iter().enumerate() {
        let data = if place == 0 {
            Data::Text
        } else {
            Data::Continue
        };
        let mut frame = wire::Frame::message(payload, OpCode::Data(data), place == last);
        frame.header_mut().rsv1 = form == Form::Compressed;
        sink.feed(Message::Frame(frame)).await?;
    }
    sink.flush().await
}

fn receive(hub: &Hub, user: &str, outlet: &Outlet, text: &str) -> Result<Login, Frame> {
    if text.is_empty() {
        return Ok(Login::Good);
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
    let received =
        hub.state()
            .comet
            .receive(user, &messages, Origin::Socket(outlet), Instant::now());
    hub.wake();
    Ok(received.login)
}
