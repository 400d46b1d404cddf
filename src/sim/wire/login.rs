//! Who asks: Basic authentication, the JSESSIONID cookie and the CSRF token
//! that lives as long as it.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

use crate::sim::world::{Answer, World};

/// The password of every user.
const PASSWORD: &str = "demo";

/// A request that was let in.
#[derive(Debug)]
pub(crate) struct Admitted {
    /// User id.
    pub(crate) user: String,
    /// The HTTP session.
    pub(crate) login: String,
    /// The CSRF token of the HTTP session.
    pub(crate) token: String,
    /// The value of a `Set-Cookie` header, on the first answer.
    pub(crate) set_cookie: Option<String>,
}

/// The HTTP sessions and whose they are.
#[derive(Debug)]
pub(crate) struct Logins {
    sessions: HashMap<String, HttpSession>,
}

#[derive(Debug)]
struct HttpSession {
    user: String,
    token: String,
}

impl Logins {
    pub(crate) fn new() -> Self {
        Self {
            sessions: HashMap::new(),
        }
    }

    /// Lets a request in, or says why not: code 20 with HTTP 401. A cookie
    /// of a session that is void is refused even beside a good password.
    pub(crate) fn admit(&mut self, world: &World, headers: &HeaderMap) -> Result<Admitted, Answer> {
        let Some((name, password)) = credentials(headers) else {
            return Err(Answer::refused(20, "no credentials were given"));
        };
        let user = world
            .users()
            .iter()
            .find(|user| user.user_name == name && password == PASSWORD)
            .map(|user| user.id.clone())
            .ok_or_else(|| Answer::refused(20, "user name or password is wrong"))?;
        let Some(login) = cookie(headers) else {
            // Not from the seed: a restarted server must not know old cookies.
            let login = format!("node0{:016x}", fastrand::u64(..));
            let token = new_token();
            let session = HttpSession {
                user: user.clone(),
                token: token.clone(),
            };
            self.sessions.insert(login.clone(), session);
            let set_cookie = Some(format!("JSESSIONID={login}; Path=/; HttpOnly"));
            return Ok(Admitted {
                user,
                login,
                token,
                set_cookie,
            });
        };
        match self.sessions.get(&login) {
            Some(session) if session.user == user => Ok(Admitted {
                token: session.token.clone(),
                user,
                login,
                set_cookie: None,
            }),
            _ => Err(Answer::refused(20, "the session is over")),
        }
    }

    /// Voids one HTTP session.
    pub(crate) fn end(&mut self, login: &str) {
        self.sessions.remove(login);
    }

    /// Gives each another token.
    pub(crate) fn renew_tokens(&mut self) {
        for session in self.sessions.values_mut() {
            session.token = new_token();
        }
    }

    /// Voids them all.
    pub(crate) fn forget(&mut self) {
        self.sessions.clear();
    }
}

/// Laid out as on the vendor's page.
fn new_token() -> String {
    let digits = format!("{:032x}", fastrand::u128(..));
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits[part].to_owned());
    parts.join("-")
}

fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix("JSESSIONID=").map(str::to_owned))
}
