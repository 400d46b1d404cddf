//! What a REST request is answered; knows nothing of why.

use serde_json::{Value, json};

use crate::sim::options::UnknownPath;

/// The answer to a REST request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    pub(crate) body: Body,
    /// Seconds for a `Retry-After` header.
    pub(crate) retry_after: Option<u32>,
}

/// What stands in the body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Json(Value),
    /// A page that is no JSON.
    Html(String),
}

impl Answer {
    /// A body with `statusCode` 0.
    pub(crate) fn with(mut body: Value) -> Self {
        body["statusCode"] = json!(0);
        Self::json(200, body)
    }

    /// `statusCode` 0 and nothing else.
    pub(crate) fn ok() -> Self {
        Self::with(json!({}))
    }

    /// Another `statusCode`. Its HTTP status is 200, but 401 for code 20
    /// (`error_http_status` and `auth_http_status` of the fixtures).
    pub(crate) fn refused(code: u8, message: &str) -> Self {
        let status = if code == 20 { 401 } else { 200 };
        Self::json(
            status,
            json!({ "statusCode": code, "statusMessage": message }),
        )
    }

    /// A path that the server does not know.
    pub(crate) fn nothing_here(said: UnknownPath) -> Self {
        match said {
            UnknownPath::Html404 => Self::html(404, "<html><body>nothing here</body></html>"),
            UnknownPath::Code6 => Self::refused(6, "no such resource"),
        }
    }

    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Body::Json(body),
            retry_after: None,
        }
    }

    pub(crate) fn html(status: u16, text: &str) -> Self {
        Self {
            status,
            body: Body::Html(text.to_owned()),
            retry_after: None,
        }
    }

    /// The `statusCode`, where there is one.
    pub(crate) fn code(&self) -> Value {
        match &self.body {
            Body::Json(body) => body.get("statusCode").cloned().unwrap_or_default(),
            Body::Html(_) => Value::Null,
        }
    }
}
