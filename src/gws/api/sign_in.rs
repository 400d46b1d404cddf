//! Signing in: the header that does it, and one sentence for each way in which it fails.

use base64::Engine as _;
use http::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Api, Prepared, Read, answer, faults};
use crate::domain::{Fault, SignOn, Text};

impl Api {
    /// Who am I: the sign-in.
    ///
    /// # Errors
    /// One sentence each with what to check: wrong password, wrong path, not this API,
    /// unreachable, an untrusted certificate.
    pub async fn me(&self) -> Result<SignOn, Fault> {
        let read = Prepared::read(&Read::Me, &self.words());
        let signed_on = match self.send(&read).await {
            Ok(answer) => answer::me(&answer, self.server()),
            Err(fault) => Err(fault),
        };
        signed_on.map_err(|fault| self.at_sign_in(fault))
    }

    fn at_sign_in(&self, fault: Fault) -> Fault {
        let base = Text::line(self.0.nodes.here().base.as_str());
        let not_gws = |seen: String| Fault::NotGws {
            why: Text::line(&format!(
                "{base} is not a Genesys Web Services server ({seen}): check the url setting, \
                 the base to which /api/v2 is added"
            )),
        };
        match fault {
            Fault::SignIn { message } => Fault::SignIn {
                message: Text::line(&if message.is_empty() {
                    "check the user and the password".to_owned()
                } else {
                    format!("{message}; check the user and the password")
                }),
            },
            Fault::Http { status: 404 } => not_gws("HTTP 404: no such path".to_owned()),
            Fault::Http { status: 403 } => Fault::NotGws {
                why: Text::line(&format!(
                    "{base} forbids the sign-in (HTTP 403): check the url setting, the rights of \
                     the user, and any proxy on the way"
                )),
            },
            Fault::Http { status } if status < 500 => not_gws(format!("HTTP {status}")),
            Fault::Refused { code: 6, .. } => not_gws("code 6: no such path".to_owned()),
            Fault::Refused { code: 8, message } => Fault::Refused {
                code: 8,
                message: Text::line(&format!(
                    "{message}; sign in once with the vendor's own client and choose one"
                )),
            },
            // What to check is said once, at the end.
            Fault::NotGws { why } => {
                let seen = why.as_str().split(": check ").next().unwrap_or_default();
                not_gws(seen.to_owned())
            }
            fault @ (Fault::Http { .. }
            | Fault::Refused { .. }
            | Fault::Busy { .. }
            | Fault::NotSent { .. }
            | Fault::Unknown { .. }) => fault,
        }
    }
}

/// `Basic` (RFC 7617), marked so that no `Debug` shows it.
pub(super) fn authorization(user: &str, password: &SecretString) -> Result<HeaderValue, Fault> {
    let pair = format!("{user}:{}", password.expose_secret());
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut value = HeaderValue::try_from(format!("Basic {encoded}"))
        .map_err(|_| faults::not_sent("the user and password cannot be put into a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
