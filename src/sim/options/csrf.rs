//! Whether and how POSTs have to carry a CSRF token; knows nothing of HTTP.
//!
//! Source: the vendor's page `CSRFProtection`. Any GET answers with
//! `X-CSRF-HEADER`, whose value is the name of the header to send, and with a
//! header that has the value to send; both belong to the HTTP session.

/// The header in which the value stands on the vendor's page.
const TOKEN: &str = "X-CSRF-TOKEN";

/// Whether POSTs have to carry a CSRF token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Csrf {
    /// They need none, and none is announced.
    #[default]
    Off,
    /// They need one; without it the answer is 403.
    On(CsrfRule),
}

/// How the token is announced and where it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsrfRule {
    /// The name that `X-CSRF-HEADER` announces and in which POSTs carry the
    /// value (`csrf_header` of the fixtures).
    pub header: String,
    /// Where a GET answer has the value.
    pub value_in: CsrfValue,
    /// Whether POSTs of CometD messages need it, too
    /// (`csrf_on_notifications` of the fixtures).
    pub notifications: CsrfNeed,
}

/// The header of a GET answer in which the value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsrfValue {
    /// The one that `X-CSRF-HEADER` names.
    Announced,
    /// `X-CSRF-TOKEN`, whatever is announced.
    Token,
}

/// Whether a token is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsrfNeed {
    /// It is.
    Required,
    /// It is not, and does no harm.
    NotRequired,
}

impl Default for CsrfRule {
    fn default() -> Self {
        Self {
            header: TOKEN.to_owned(),
            value_in: CsrfValue::Announced,
            notifications: CsrfNeed::Required,
        }
    }
}

impl CsrfRule {
    /// The name of the header in which a GET answer has the value.
    pub(crate) fn value_header(&self) -> &str {
        match self.value_in {
            CsrfValue::Announced => &self.header,
            CsrfValue::Token => TOKEN,
        }
    }
}
