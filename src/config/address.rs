//! The rules for the server's address.
//!
//! Knows URLs. Must not know where the address stood. An address that may hold a password is
//! never quoted.

use url::{Host, Url};

use super::words::quoted;

/// What is added to the base, and tolerated at its end.
const ADDED: &str = "/api/v2";

/// The base in `text`: its path ends with exactly one slash, a context path is kept, and an
/// `/api/v2` written by habit is taken off.
pub(super) fn base(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let parsed = Url::parse(text).ok();
    let Some(mut url) =
        parsed.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    else {
        let accepted = "must be an address that begins with https:// or http://";
        return Err(if text.contains('@') {
            accepted.to_owned()
        } else {
            format!("{accepted}, not {}", quoted(text))
        });
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "must not contain a user or password; the user has a setting of its own, \
             the password comes from FLOORWALK_PASSWORD, password_command or password_file"
                .to_owned(),
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not contain ? or #: /api/v2 is added at its end".to_owned());
    }
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix(ADDED).unwrap_or(path);
    let path = format!("{}/", path.trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

/// Whether the password would cross a network unencrypted: plain http to anything but this
/// machine.
pub(super) fn is_exposed(url: &Url) -> bool {
    url.scheme() == "http"
        && !match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
}
