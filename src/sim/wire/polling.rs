//! Bayeux messages by POST: one object or an array, answered with an array.

use std::sync::Arc;
use std::time::Instant;

use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::Body;
use super::login::Admitted;
use super::reply::{compressed, plain};
use crate::sim::cometd::{Login, Origin, Polled};
use crate::sim::faults::Form;
use crate::sim::hub::Hub;
use crate::sim::options::Toggle;

/// Answers a POST of messages; a connect may be held.
pub(super) async fn answer(
    hub: &Arc<Hub>,
    method: &Method,
    admitted: &Admitted,
    body: Value,
) -> Response<Body> {
    if hub.options.transports.long_polling == Toggle::Off || method != Method::POST {
        return plain(StatusCode::BAD_REQUEST, String::new(), "text/plain");
    }
    let messages = match body {
        Value::Array(messages) if messages.iter().all(Value::is_object) => messages,
        message @ Value::Object(_) => vec![message],
        _ => return plain(StatusCode::BAD_REQUEST, String::new(), "text/plain"),
    };
    let received =
        hub.state()
            .comet
            .receive(&admitted.user, &messages, Origin::Post, Instant::now());
    hub.wake();
    if received.login == Login::Void {
        hub.state().logins.end(&admitted.login);
        return plain(StatusCode::UNAUTHORIZED, String::new(), "text/plain");
    }
    let mut replies = received.replies;
    if let Some(poll) = received.held {
        match poll.await {
            Ok(Polled::Messages(mut messages)) => replies.append(&mut messages),
            Ok(Polled::Raw(raw)) => {
                let mut response = plain(
                    StatusCode::OK,
                    String::new(),
                    "application/json;charset=UTF-8",
                );
                *response.body_mut() = Body::from(raw.bytes);
                if raw.form == Form::Compressed {
                    compressed(&mut response);
                }
                return response;
            }
            Ok(Polled::Superseded) | Err(_) => {
                return plain(StatusCode::REQUEST_TIMEOUT, String::new(), "text/plain");
            }
        }
    }
    plain(
        StatusCode::OK,
        json!(replies).to_string(),
        "application/json;charset=UTF-8",
    )
}
