//! The one cookie jar, for REST and for the websocket's upgrade. It can be emptied: a new sign-in
//! begins without the old session.

use std::sync::{Arc, PoisonError, RwLock};

use http::{HeaderMap, HeaderValue, header};
use reqwest::cookie::{CookieStore, Jar};
use url::Url;

/// The jar. Its `Debug` shows no cookie.
#[derive(Default)]
pub(super) struct Cookies(RwLock<Arc<Jar>>);

impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cookies")
    }
}

impl Cookies {
    fn jar(&self) -> Arc<Jar> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Forgets all of them.
    pub(super) fn drop_all(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    /// Takes the `Set-Cookie` headers of an answer that `reqwest` has not seen.
    pub(super) fn learn(&self, url: &Url, headers: &HeaderMap) {
        let mut set = headers.get_all(header::SET_COOKIE).iter();
        self.set_cookies(&mut set, &over_http(url));
    }

    /// The `Cookie` header for an address, if there is anything to send.
    pub(super) fn header(&self, url: &Url) -> Option<HeaderValue> {
        let mut value = self.cookies(&over_http(url))?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl CookieStore for Cookies {
    fn set_cookies(&self, set: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        self.jar().set_cookies(set, url);
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        self.jar().cookies(url)
    }
}

/// A websocket's address is the same place to a cookie as the HTTP one (RFC 6455 §4.1).
fn over_http(url: &Url) -> Url {
    let scheme = match url.scheme() {
        "ws" => "http",
        "wss" => "https",
        _ => return url.clone(),
    };
    let text = url.as_str();
    let rest = text.split_once(':').map_or("", |(_, rest)| rest);
    Url::parse(&format!("{scheme}:{rest}")).unwrap_or_else(|_| url.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_jar_for_both_schemes_and_a_way_to_empty_it() {
        let cookies = Cookies::default();
        let mut headers = HeaderMap::new();
        let set = "JSESSIONID=n0; Path=/; Secure; HttpOnly";
        headers.append(header::SET_COOKIE, HeaderValue::from_static(set));
        headers.append(header::SET_COOKIE, HeaderValue::from_static("lb=7"));
        cookies.learn(&"wss://h:1/api/v2/notifications".parse().unwrap(), &headers);
        let sent = cookies.header(&"https://h:1/api/v2/me".parse().unwrap());
        let sent = sent.unwrap();
        assert!(sent.is_sensitive());
        let sent = sent.to_str().unwrap();
        assert!(
            sent.contains("JSESSIONID=n0") && sent.contains("lb=7"),
            "{sent}"
        );
        assert_eq!(cookies.header(&"http://other/".parse().unwrap()), None);
        cookies.drop_all();
        assert_eq!(
            cookies.header(&"wss://h:1/api/v2/me".parse().unwrap()),
            None
        );
    }
}
