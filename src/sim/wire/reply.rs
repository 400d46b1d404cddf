//! Answers as HTTP responses.

use axum::body::Body;
use http::header::{CONTENT_TYPE, RETRY_AFTER, SET_COOKIE};
use http::{HeaderValue, Response, StatusCode};

use crate::sim::world::{Answer, AnswerBody};

/// The response to a REST request.
pub(super) fn respond(answer: &Answer) -> Response<Body> {
    let (text, kind) = match &answer.body {
        AnswerBody::Json(body) => (body.to_string(), "application/json"),
        AnswerBody::Html(text) => (text.clone(), "text/html"),
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = plain(status, text, kind);
    if let Some(seconds) = answer.retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
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

/// Adds the cookie of a new HTTP session.
pub(super) fn with_cookie(mut response: Response<Body>, cookie: Option<String>) -> Response<Body> {
    if let Some(value) = cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
        response.headers_mut().insert(SET_COOKIE, value);
    }
    response
}
