//! What went wrong below the answer, in one sentence with what to check. Tells what was never
//! sent from what may have arrived; shows no address with a password in it.

use std::error::Error as StdError;
use std::io;

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, PeerIncompatible};

use super::request::Method;
use crate::domain::{Fault, Text};

/// A fault of which it is certain that nothing left.
pub(super) fn not_sent(why: &str) -> Fault {
    Fault::NotSent {
        why: Text::line(why),
    }
}

/// Whether TLS is to blame.
pub(super) fn is_tls(error: &reqwest::Error) -> bool {
    cause::<rustls::Error>(error).is_some()
}

/// A failed request to `server`.
pub(super) fn of_request(error: reqwest::Error, server: &str, method: Method) -> Fault {
    let (is_connect, is_timeout, is_builder) =
        (error.is_connect(), error.is_timeout(), error.is_builder());
    let is_dns = error.is_dns();
    let error = error.without_url();
    if let Some(tls) = cause::<rustls::Error>(&error) {
        return tls_fault(tls, server, is_connect);
    }
    if is_builder {
        return not_sent(&format!("the request cannot be written: {}", chain(&error)));
    }
    if is_dns {
        return not_sent(&format!(
            "the host of {server} is not known: check the url setting"
        ));
    }
    if is_connect {
        return not_sent(&unreachable(&error, server, is_timeout));
    }
    let why = if is_timeout {
        format!("no answer from {server} in time")
    } else if cause::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse) {
        format!("{server} did not answer in HTTP: check the url setting (https or http?)")
    } else {
        format!("the connection to {server} broke ({})", chain(&error))
    };
    match method {
        // Read or not, it did not arrive whole; a read may simply be made again.
        Method::Get | Method::Post => Fault::Unknown {
            why: Text::line(&why),
        },
    }
}

fn unreachable(error: &reqwest::Error, server: &str, is_timeout: bool) -> String {
    let kind = cause::<io::Error>(error).map(io::Error::kind);
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => format!(
            "{server} refuses the connection: check the port in the url setting, \
             and whether the server runs"
        ),
        _ if is_timeout || kind == Some(io::ErrorKind::TimedOut) => format!(
            "{server} cannot be reached (no answer): check the url setting, the network and the VPN"
        ),
        _ => format!(
            "{server} cannot be reached ({}): check the url setting and the network",
            chain(error)
        ),
    }
}

/// A TLS failure in words. During the handshake nothing has been sent; in TLS 1.3 a server judges
/// the client's certificate after that, but before it reads anything (RFC 8446 §4.4.2.4).
fn tls_fault(error: &rustls::Error, server: &str, is_connect: bool) -> Fault {
    let why = tls_words(error, server);
    if is_connect || matches!(error, rustls::Error::AlertReceived(alert) if is_about_us(*alert)) {
        not_sent(&why)
    } else {
        Fault::Unknown {
            why: Text::line(&why),
        }
    }
}

/// What a TLS error means, and what to check. Also for the websocket.
pub(super) fn tls_words(error: &rustls::Error, server: &str) -> String {
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => format!(
                "the certificate of {server} is not trusted: name its authority's file in ca_file"
            ),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                format!("the certificate of {server} is for another host: check the url setting")
            }
            CertificateError::Expired => expired(server, ""),
            CertificateError::ExpiredContext { time, not_after } => {
                expired(server, &clocks("until", *not_after, *time))
            }
            CertificateError::NotValidYet => not_valid_yet(server, ""),
            CertificateError::NotValidYetContext { time, not_before } => {
                not_valid_yet(server, &clocks("from", *not_before, *time))
            }
            // Only its name is public: what `openssl req -x509` makes, when used as it is.
            other if format!("{other:?}").contains("CaUsedAsEndEntity") => format!(
                "the certificate of {server} is an authority's own (self-signed): have one \
                 issued for the server"
            ),
            other => format!("the certificate of {server} is not accepted ({other:?})"),
        },
        rustls::Error::AlertReceived(AlertDescription::ProtocolVersion)
        | rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => format!("{server} offers only TLS older than 1.2, which is not safe: have it updated"),
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => format!(
            "{server} asks for a client certificate: set client_cert_file and client_key_file"
        ),
        // What a server that speaks TLS 1.2 says for that, but not for that alone.
        rustls::Error::AlertReceived(AlertDescription::HandshakeFailure) => format!(
            "{server} refuses the TLS handshake: it may ask for a client certificate (set \
             client_cert_file and client_key_file), or offer nothing that is safe"
        ),
        rustls::Error::AlertReceived(alert) if is_about_us(*alert) => format!(
            "{server} does not accept our client certificate ({alert:?}): check client_cert_file"
        ),
        rustls::Error::InvalidMessage(_) => format!(
            "{server} does not speak TLS there: check https or http, and the port, in the url \
             setting"
        ),
        other => format!("no TLS connection to {server} ({other})"),
    }
}

fn expired(server: &str, clocks: &str) -> String {
    format!(
        "the certificate of {server} has expired{clocks}: check this machine's clock, or have it \
         renewed"
    )
}

fn not_valid_yet(server: &str, clocks: &str) -> String {
    format!("the certificate of {server} is not valid yet{clocks}: check this machine's clock")
}

/// The certificate's time and this machine's, side by side: which of them is wrong, a person sees.
fn clocks(word: &str, bound: UnixTime, now: UnixTime) -> String {
    let words = |at: UnixTime| {
        i64::try_from(at.as_secs())
            .ok()
            .and_then(|at| jiff::Timestamp::from_second(at).ok())
            .map(|at| at.strftime("%Y-%m-%d %H:%M").to_string())
    };
    match (words(bound), words(now)) {
        (Some(bound), Some(now)) => {
            format!(" (valid {word} {bound} UTC, and this machine's clock says {now} UTC)")
        }
        _ => String::new(),
    }
}

/// Alerts by which a server refuses the certificate of its client, or the lack of one.
fn is_about_us(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied
    )
}

/// The first error of a type on the way down; `io::Error` hides what it carries from `source`.
fn cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut at = Some(error);
    while let Some(error) = at {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        if let Some(inner) = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            at = Some(inner);
        } else {
            at = error.source();
        }
    }
    None
}

/// The innermost words: those of the outer layers say only that something failed.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}
