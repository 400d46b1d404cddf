//! Answers as HTTP responses.

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER, SET_COOKIE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use super::Body;
use crate::sim::faults::bomb;
use crate::sim::options::{AuthHttpStatus, ErrorHttpStatus, StatusCodeType, Switches};
use crate::sim::world::{Answer, AnswerBody};

/// The response to a REST request, under the switches for codes and statuses.
pub(super) fn respond(answer: &Answer, switches: &Switches) -> Response<Body> {
    let (text, kind) = match &answer.body {
        AnswerBody::Json(body) => (worded(body, switches), "application/json"),
        AnswerBody::Html(text) => (text.clone(), "text/html"),
    };
    let status =
        StatusCode::from_u16(status(answer, switches)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = plain(status, text, kind);
    if let Some(seconds) = answer.retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn worded(body: &Value, switches: &Switches) -> String {
    match switches.status_code_type {
        StatusCodeType::Number => body.to_string(),
        StatusCodeType::String => {
            let mut body = body.clone();
            in_digits(&mut body);
            body.to_string()
        }
    }
}

/// Every statusCode as a string of digits, those of parts as well.
fn in_digits(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::Number(number) if key == "statusCode" => {
                        *value = Value::String(number.to_string());
                    }
                    _ => in_digits(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(in_digits),
        _ => {}
    }
}

/// The HTTP status beside a code, as the files of the fixtures have it.
fn status(answer: &Answer, switches: &Switches) -> u16 {
    match (answer.status, answer.code().as_u64()) {
        (401, Some(20)) => match switches.auth_http_status {
            AuthHttpStatus::Is401 => 401,
            AuthHttpStatus::Is200 => 200,
            AuthHttpStatus::Is403 => 403,
        },
        (200, Some(code)) => match switches.error_http_status {
            ErrorHttpStatus::Always200 => 200,
            ErrorHttpStatus::Mapped => match code {
                1 | 2 | 10 | 11 => 400,
                3 | 5 | 8 => 403,
                4 | 12..=17 => 500,
                6 => 404,
                9 => 202,
                18 | 19 => 409,
                _ => 200,
            },
        },
        (status, _) => status,
    }
}

/// A response with a body of this content type.
pub(super) fn plain(status: StatusCode, text: String, kind: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A compression bomb.
pub(super) fn explosive() -> Response<Body> {
    let mut response = plain(StatusCode::OK, String::new(), "application/json");
    *response.body_mut() = Body::from(bomb());
    compressed(&mut response);
    response
}

/// Says that the body is gzip.
pub(super) fn compressed(response: &mut Response<Body>) {
    response
        .headers_mut()
        .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
}

/// Adds the cookie of a new HTTP session.
pub(super) fn with_cookie(mut response: Response<Body>, cookie: Option<String>) -> Response<Body> {
    if let Some(value) = cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
        response.headers_mut().insert(SET_COOKIE, value);
    }
    response
}
