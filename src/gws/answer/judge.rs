//! Yes or no: the code in the body decides where there is one (ReturnValues page), else the HTTP
//! status.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Answer;
use crate::domain::{Fault, Text};
use crate::gws::loose::{self, Fields, Odds};
use crate::gws::request::Method;

/// An answer that says yes.
#[derive(Debug)]
pub(in crate::gws) struct Accepted<'a> {
    /// The object; empty for a bare list.
    pub(in crate::gws) fields: Fields<'a>,
    /// A list without an object around it.
    pub(in crate::gws) bare: Option<Vec<&'a str>>,
    /// Whether `statusCode` 7 was given: only a part worked.
    pub(in crate::gws) partial: bool,
}

/// Judges an answer.
///
/// # Errors
/// Everything that is not `statusCode` 0 or 7. What an operation's outcome cannot be read from is
/// [`Fault::Unknown`]; the same for a read is [`Fault::NotGws`].
pub(in crate::gws) fn judge(answer: &Answer, method: Method) -> Result<Accepted<'_>, Fault> {
    let body = answer.body.trim();
    let fields = Fields::read(body);
    let code = fields.as_ref().and_then(|f| f.some("statusCode"));
    let Some(raw_code) = code else {
        return without_code(answer, fields, method);
    };
    let fields = fields.unwrap_or_default();
    let message = fields
        .text("statusMessage", &mut Odds::default())
        .map_or_else(Text::default, |text| Text::line(&text));
    match loose::number(raw_code) {
        _ if answer.status == 401 => Err(Fault::SignIn { message }),
        _ if answer.status == 429 => Err(busy(answer)),
        Some(code @ (0 | 7)) => Ok(Accepted {
            fields,
            bare: None,
            partial: code == 7,
        }),
        // "Not finished" is the one code that does not promise that nothing was changed.
        Some(9) if method == Method::Post => Err(unclear(
            method,
            &format!("the server says it is not finished (code 9) {message}"),
        )),
        Some(20) => Err(Fault::SignIn { message }),
        Some(code) => Err(Fault::Refused { code, message }),
        None => Err(unclear(method, &format!("the statusCode is {raw_code}"))),
    }
}

fn without_code<'a>(
    answer: &'a Answer,
    fields: Option<Fields<'a>>,
    method: Method,
) -> Result<Accepted<'a>, Fault> {
    match answer.status {
        401 => {
            return Err(Fault::SignIn {
                message: Text::default(),
            });
        }
        429 | 503 => return Err(busy(answer)),
        200..=299 => {}
        300..=399 => {
            return Err(Fault::NotGws {
                why: Text::line(&format!(
                    "the server sends us elsewhere (HTTP {}), which is not followed: \
                     check the url setting",
                    answer.status
                )),
            });
        }
        status => return Err(Fault::Http { status }),
    }
    let body = answer.body.trim();
    let bare = loose::list(body);
    match method {
        // As printed (SMSResources page): the object itself, or a list of them, without a code.
        Method::Get if fields.is_some() || bare.is_some() => Ok(Accepted {
            fields: fields.unwrap_or_default(),
            bare,
            partial: false,
        }),
        Method::Get | Method::Post if body.is_empty() => {
            Err(unclear(method, "the answer was empty"))
        }
        Method::Get | Method::Post if fields.is_some() => {
            Err(unclear(method, "the answer has no statusCode"))
        }
        Method::Get | Method::Post => Err(unclear(
            method,
            &format!(
                "HTTP {} with something that is not JSON: check the url setting",
                answer.status
            ),
        )),
    }
}

/// An answer from which nothing can be concluded.
pub(in crate::gws) fn unclear(method: Method, why: &str) -> Fault {
    let why = Text::line(why);
    match method {
        Method::Post => Fault::Unknown { why },
        Method::Get => Fault::NotGws { why },
    }
}

fn busy(answer: &Answer) -> Fault {
    Fault::Busy {
        status: answer.status,
        retry_after: answer
            .retry_after
            .as_deref()
            .and_then(|value| retry_after(value, SystemTime::now())),
    }
}

/// `Retry-After` as seconds or as an HTTP date (RFC 9110 §10.2.3); at most an hour is believed.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    const LONGEST: Duration = Duration::from_secs(3600);
    let value = value.trim();
    let wait = if let Ok(seconds) = value.parse::<u64>() {
        Duration::from_secs(seconds)
    } else {
        let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
        let at = UNIX_EPOCH + Duration::from_secs(u64::try_from(at.as_second()).ok()?);
        at.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

/// Whether an answer to a list says that its path does not exist.
pub(in crate::gws) fn is_unknown_path(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Http { status: 404 } | Fault::Refused { code: 6, .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let cases = [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("99999999999", Some(3600)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:49:17 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ];
        for (value, seconds) in cases {
            let wait = retry_after(value, now);
            assert_eq!(wait, seconds.map(Duration::from_secs), "{value}");
        }
    }
}
