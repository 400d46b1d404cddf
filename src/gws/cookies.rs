//! The HTTP session: the one cookie jar, for REST and for the websocket's upgrade, and the CSRF
//! token, which lives as long as the session's cookie. It can be dropped: a new sign-in begins
//! without the old session.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use http::{HeaderMap, HeaderValue, header};
use reqwest::cookie::{CookieStore, Jar};
use url::Url;

use super::csrf::Token;

/// The cookie of the HTTP session, to which the token belongs (CSRFProtection page).
const SESSION: &str = "JSESSIONID=";

/// The jar and the token of one node's session. Its `Debug` shows neither.
pub(super) struct Cookies(RwLock<Held>);

struct Held {
    /// The node's base. What another one sends or asks for is not heard: a late answer of the
    /// node before must not end the session here.
    home: Url,
    jar: Arc<Jar>,
    token: Option<Token>,
}

impl Held {
    fn new(home: Url) -> Self {
        Self {
            home,
            jar: Arc::default(),
            token: None,
        }
    }
}

impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cookies")
    }
}

impl Cookies {
    pub(super) fn new(home: &Url) -> Self {
        Self(RwLock::new(Held::new(home.clone())))
    }

    fn held(&self) -> RwLockReadGuard<'_, Held> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn held_mut(&self) -> RwLockWriteGuard<'_, Held> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets all of them, and the token.
    pub(super) fn drop_all(&self) {
        let mut held = self.held_mut();
        *held = Held::new(held.home.clone());
    }

    /// Forgets all of them, and begins with another node.
    pub(super) fn move_to(&self, home: &Url) {
        *self.held_mut() = Held::new(home.clone());
    }

    /// Takes the cookies and the token of an answer that `reqwest` has not seen.
    pub(super) fn learn(&self, url: &Url, headers: &HeaderMap) {
        let mut set = headers.get_all(header::SET_COOKIE).iter();
        self.set_cookies(&mut set, &over_http(url));
        self.learn_token(url, headers);
    }

    /// Takes the token of an answer whose cookies are here already.
    pub(super) fn learn_token(&self, url: &Url, headers: &HeaderMap) {
        if let Some(token) = Token::announced(headers) {
            let mut held = self.held_mut();
            if is_same_place(&held.home, url) {
                held.token = Some(token);
            }
        }
    }

    /// The token to send with whatever changes something.
    pub(super) fn token(&self) -> Option<Token> {
        self.held().token.clone()
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
        let mut held = self.held_mut();
        if !is_same_place(&held.home, url) {
            return;
        }
        let before = session(&held.jar, url);
        held.jar.set_cookies(set, url);
        if session(&held.jar, url) != before {
            held.token = None;
        }
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        let held = self.held();
        is_same_place(&held.home, url)
            .then(|| held.jar.cookies(url))
            .flatten()
    }
}

/// The session's cookies as they would be sent.
fn session(jar: &Jar, url: &Url) -> Option<String> {
    let sent = jar.cookies(url)?;
    let ids: Vec<_> = sent
        .to_str()
        .ok()?
        .split("; ")
        .filter(|pair| pair.starts_with(SESSION))
        .collect();
    Some(ids.join("; "))
}

/// Whether two addresses are one host and port, reached alike.
pub(super) fn is_same_place(a: &Url, b: &Url) -> bool {
    let is_secure = |url: &Url| matches!(url.scheme(), "https" | "wss");
    a.host() == b.host()
        && a.port_or_known_default() == b.port_or_known_default()
        && is_secure(a) == is_secure(b)
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
        let cookies = Cookies::new(&"https://h:1/ctx/".parse().unwrap());
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

    #[test]
    fn the_token_lives_as_long_as_the_session() {
        let cookies = Cookies::new(&"https://h:1/ctx/".parse().unwrap());
        let url: Url = "https://h:1/api/v2/me".parse().unwrap();
        let learn = |lines: &[(&'static str, &'static str)]| {
            let lines = lines.iter();
            let headers = lines
                .map(|(name, value)| {
                    (
                        name.parse::<http::HeaderName>().unwrap(),
                        HeaderValue::from_static(value),
                    )
                })
                .collect();
            cookies.learn(&url, &headers);
            cookies.token().is_some()
        };
        let name = ("x-csrf-header", "x-floor");
        let one = ("set-cookie", "JSESSIONID=one; Path=/");
        assert!(learn(&[name, ("x-floor", "1"), one]));
        assert!(
            learn(&[("set-cookie", "lb=8; Path=/"), one]),
            "the same session"
        );
        assert!(!learn(&[("set-cookie", "JSESSIONID=two; Path=/")]));
        assert!(learn(&[name, ("x-floor", "2")]));
        assert!(!format!("{cookies:?}").contains('2'));
        cookies.drop_all();
        assert_eq!(cookies.token(), None);
    }

    #[test]
    fn only_the_present_node_is_heard() {
        let (one, two): (Url, Url) = (
            "https://h:1/".parse().unwrap(),
            "https://h:2/".parse().unwrap(),
        );
        let cookies = Cookies::new(&one);
        let mut headers = HeaderMap::new();
        headers.append(
            header::SET_COOKIE,
            HeaderValue::from_static("JSESSIONID=n0"),
        );
        headers.append("x-csrf-header", HeaderValue::from_static("x-floor"));
        headers.append("x-floor", HeaderValue::from_static("1"));
        cookies.learn(&one, &headers);
        assert!(cookies.header(&one).is_some() && cookies.token().is_some());
        // The same host to a cookie, but not the same node.
        assert_eq!(cookies.header(&two), None);
        cookies.move_to(&two);
        assert_eq!((cookies.header(&two), cookies.token()), (None, None));
        cookies.learn(&one, &headers);
        assert_eq!(
            (cookies.header(&two), cookies.token()),
            (None, None),
            "late"
        );
        cookies.learn(&two, &headers);
        assert!(cookies.header(&two).is_some() && cookies.token().is_some());
    }
}
