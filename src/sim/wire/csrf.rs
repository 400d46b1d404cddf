//! The CSRF token on answers and requests; knows nothing of who is let in.

use http::{HeaderName, HeaderValue, Method, Response, StatusCode, request};

use super::Body;
use super::login::Admitted;
use super::reply::plain;
use crate::sim::options::{Csrf, CsrfNeed};

/// The body of a refusal, as the vendor's page has it.
const REFUSAL: &str = "Missing or invalid Csrf token";

/// The name of the header that names the header.
const NAMES: HeaderName = HeaderName::from_static("x-csrf-header");

/// What a request is about, as far as protection goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Notifications,
    Rest,
}

/// Refuses a request that has to carry the token of its HTTP session and does
/// not: 403.
pub(super) fn refusal(
    csrf: &Csrf,
    head: &request::Parts,
    admitted: &Admitted,
    part: Part,
) -> Option<Response<Body>> {
    let Csrf::On(rule) = csrf else { return None };
    let free = part == Part::Notifications && rule.notifications == CsrfNeed::NotRequired;
    let changes = matches!(head.method, Method::POST | Method::PUT | Method::DELETE);
    let carried = head.headers.get(rule.header.as_str());
    if free
        || !changes
        || carried.is_some_and(|token| token.as_bytes() == admitted.token.as_bytes())
    {
        return None;
    }
    Some(plain(
        StatusCode::FORBIDDEN,
        REFUSAL.to_owned(),
        "text/plain",
    ))
}

/// Announces name and value on the answer to a GET.
pub(super) fn announced(
    mut response: Response<Body>,
    csrf: &Csrf,
    method: &Method,
    admitted: &Admitted,
) -> Response<Body> {
    let Csrf::On(rule) = csrf else {
        return response;
    };
    if method != Method::GET {
        return response;
    }
    let name = HeaderValue::try_from(rule.header.as_str());
    let value_in = HeaderName::try_from(rule.value_header());
    let value = HeaderValue::try_from(admitted.token.as_str());
    // A name that is none is a mistake of the options, and announces nothing.
    if let (Ok(name), Ok(value_in), Ok(value)) = (name, value_in, value) {
        response.headers_mut().insert(NAMES, name);
        response.headers_mut().insert(value_in, value);
    }
    response
}
