//! The CSRF token (CSRFProtection page): which header to send, learned and never assumed. Knows
//! headers and one refusal; when a token is void, [`Cookies`](super::cookies::Cookies) knows.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::answer::Answer;

/// The header that names the one to send, and the one that has the value where the named one is
/// not there. Header names are compared without regard to case.
const NAME: &str = "x-csrf-header";
const VALUE: &str = "x-csrf-token";

/// What the refusal says; whether the body is JSON is not promised.
const REFUSAL: &str = "csrf token";

/// Headers that mean something else: a token under such a name would change the request.
const TAKEN: [HeaderName; 12] = [
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    header::COOKIE,
    header::HOST,
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::TRANSFER_ENCODING,
    header::EXPECT,
    header::UPGRADE,
];

/// A name and its value, good for one HTTP session. `Debug` shows no value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    name: HeaderName,
    /// Marked sensitive.
    value: HeaderValue,
}

impl Token {
    /// The token that an answer announces.
    pub(super) fn announced(headers: &HeaderMap) -> Option<Self> {
        let name = headers.get(NAME)?.to_str().ok()?.trim();
        let name = HeaderName::try_from(name).ok()?;
        if TAKEN.contains(&name) || name.as_str().starts_with("sec-") {
            return None;
        }
        let mut value = headers.get(&name).or_else(|| headers.get(VALUE))?.clone();
        value.set_sensitive(true);
        (!value.is_empty()).then_some(Self { name, value })
    }

    /// Adds it to a request.
    pub(super) fn add_to(self, headers: &mut HeaderMap) {
        headers.insert(self.name, self.value);
    }
}

/// Whether a request was refused unread for want of the token (or of the session's cookie).
pub(super) fn is_missing(answer: &Answer) -> bool {
    says_missing(answer.status, &answer.body)
}

/// The same of an answer that did not come through [`Api`](super::Api).
pub(super) fn says_missing(status: u16, body: &str) -> bool {
    status == 403 && body.to_ascii_lowercase().contains(REFUSAL)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn announced(lines: &[(&'static str, &'static str)]) -> Option<(String, String)> {
        let headers = lines
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::try_from(*name).unwrap(),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        let token = Token::announced(&headers)?;
        assert!(!format!("{token:?}").contains("s3cret"));
        let value = token.value.to_str().unwrap().to_owned();
        Some((token.name.as_str().to_owned(), value))
    }

    #[test]
    fn the_name_is_announced_and_the_value_stands_under_it() {
        let token = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
        for (lines, expected) in [
            (&[][..], None),
            (&[("X-CSRF-TOKEN", "s3cret")], None),
            (&[("X-CSRF-HEADER", "X-CSRF-TOKEN")], None),
            (
                &[
                    ("X-CSRF-HEADER", "X-Csrf-Token"),
                    ("x-csrf-token", "s3cret1"),
                ],
                token("x-csrf-token", "s3cret1"),
            ),
            (
                &[
                    ("X-CSRF-HEADER", "X-FLOOR"),
                    ("X-FLOOR", "s3cret2"),
                    ("X-CSRF-TOKEN", "n"),
                ],
                token("x-floor", "s3cret2"),
            ),
            (
                &[("X-CSRF-HEADER", "X-FLOOR"), ("X-CSRF-TOKEN", "s3cret3")],
                token("x-floor", "s3cret3"),
            ),
            (&[("X-CSRF-HEADER", "X-FLOOR"), ("X-FLOOR", "")], None),
            (
                &[("X-CSRF-HEADER", "two words"), ("X-CSRF-TOKEN", "n")],
                None,
            ),
            (
                &[("X-CSRF-HEADER", "Authorization"), ("X-CSRF-TOKEN", "n")],
                None,
            ),
            (
                &[
                    ("X-CSRF-HEADER", "Sec-WebSocket-Key"),
                    ("X-CSRF-TOKEN", "n"),
                ],
                None,
            ),
        ] {
            assert_eq!(announced(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn only_a_403_that_names_the_token_is_a_miss() {
        let said = |status, body: &str| {
            is_missing(&Answer {
                status,
                body: body.to_owned(),
                ..Answer::default()
            })
        };
        assert!(said(403, "Missing or invalid Csrf token"));
        assert!(said(403, r#"{"error":"Invalid CSRF Token 'null'"}"#));
        assert!(!said(403, "<html>Forbidden</html>"));
        assert!(!said(200, "Missing or invalid Csrf token"));
    }
}
