//! Requests and answers joined over HTTP: credentials and cookies on every request, redirects and
//! retries off, bodies capped. The dialect is found out here, by reading; writing never guesses.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine as _;
use http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::answer::{self, Answer};
use super::cookies::Cookies;
use super::request::{self, Method, NOTIFICATIONS, Prepared, Read};
use super::{Dialect, Segment, StartSession, Target, Words, dialect, faults, tls};
use crate::domain::{
    Call, Entry, Fault, PolledSession, Reply, Roster, SessionId, SessionReport, SignOn, Text,
    UserId,
};

mod people;

/// Most bytes of one answer.
const LONGEST_BODY: usize = 4 * 1024 * 1024;
/// Shorter than the 30 s after which the vendor's sample configuration drops an idle connection:
/// a request must not meet one that is just being closed.
const IDLE: Duration = Duration::from_secs(20);

/// A signed-in client of one server. Cheap to clone; all clones share cookies and what was found
/// out about the server.
#[derive(Clone, Debug)]
pub struct Api(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    http: reqwest::Client,
    tls: Arc<rustls::ClientConfig>,
    base: Url,
    server: Text,
    user: String,
    /// `Authorization`, marked sensitive, so that its `Debug` shows nothing.
    authorization: RwLock<HeaderValue>,
    cookies: Arc<Cookies>,
    dialect: Dialect,
    /// The segment that answered, under [`Segment::Auto`].
    pinned: RwLock<Option<String>>,
    /// Whether the agents' lists go by the online word although the segment is another.
    online_lists: RwLock<bool>,
    people: Mutex<people::People>,
}

impl Api {
    /// Sets up a client; contacts nobody.
    ///
    /// # Errors
    /// [`Fault::NotSent`] naming the setting: a URL that is no base, a certificate file that
    /// cannot be read, a platform without trusted certificates.
    pub fn new(target: Target) -> Result<Self, Fault> {
        let base = base(&target.base)?;
        let config = tls::config(target.ca_file.as_deref(), base.scheme() == "http")?;
        let cookies = Arc::new(Cookies::default());
        let mut defaults = HeaderMap::new();
        defaults.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(config.clone())
            .default_headers(defaults)
            .cookie_provider(Arc::clone(&cookies))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .http1_only()
            .connect_timeout(target.timeouts.connect)
            .timeout(target.timeouts.request)
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(|e| faults::not_sent(&format!("the HTTP client cannot be set up: {e}")))?;
        Ok(Self(Arc::new(Inner {
            http,
            tls: Arc::new(config),
            server: server(&base),
            base,
            authorization: RwLock::new(authorization(&target.user, &target.password)?),
            user: target.user,
            cookies,
            dialect: target.dialect,
            pinned: RwLock::default(),
            online_lists: RwLock::default(),
            people: Mutex::default(),
        })))
    }

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
        let base = Text::line(self.0.base.as_str());
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
            Fault::Http { status } if status < 500 => not_gws(format!("HTTP {status}")),
            Fault::Refused { code: 6, .. } => not_gws("code 6: no such path".to_owned()),
            Fault::Refused { code: 8, message } => Fault::Refused {
                code: 8,
                message: Text::line(&format!(
                    "{message}; sign in once with the vendor's own client and choose one"
                )),
            },
            Fault::NotGws { why } => not_gws(why.as_str().to_owned()),
            fault @ (Fault::Http { .. }
            | Fault::Refused { .. }
            | Fault::Busy { .. }
            | Fault::NotSent { .. }
            | Fault::Unknown { .. }) => fault,
        }
    }

    /// `StartContactCenterSession`. Gives what failed where only a part worked (code 7).
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn start_session(&self, start: &StartSession) -> Result<Option<Text>, Fault> {
        match answer::passed_on(&self.send(&Prepared::start(start)).await?)? {
            Reply::PassedOn { partly, .. } => Ok(partly),
            Reply::Log(..) | Reply::Mine(_) => Ok(None),
        }
    }

    /// `EndContactCenterSession`: ends every channel and the HTTP session; sent last.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn end_session(&self) -> Result<(), Fault> {
        answer::passed_on(&self.send(&Prepared::end()).await?).map(drop)
    }

    /// The agents: those named, or everybody with the agent's role. Ids are user ids.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn roster(&self, names: &[String]) -> Result<Roster, Fault> {
        people::roster(self, names).await
    }

    /// The sessions of an agent that can be joined.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn agent_sessions(&self, agent: &UserId) -> Result<Vec<PolledSession>, Fault> {
        let read = Read::AgentSessions(agent.clone());
        let mut words = self.words();
        let online = self.locked(&self.0.online_lists);
        if online {
            dialect::ONLINE.clone_into(&mut words.segment);
        }
        let listed = self.send(&Prepared::read(&read, &words)).await?;
        let listed = answer::agent_sessions(&listed)?;
        if let Some(sessions) = listed.sessions {
            return Ok(sessions);
        }
        // No list at all: there are none, or the word is not known here. A read may ask again.
        if request::is_online(&words) {
            return Ok(Vec::new());
        }
        dialect::ONLINE.clone_into(&mut words.segment);
        let listed = self.send(&Prepared::read(&read, &words)).await?;
        let sessions = answer::agent_sessions(&listed)?.sessions;
        if sessions.is_some() {
            *write(&self.0.online_lists) = true;
        }
        Ok(sessions.unwrap_or_default())
    }

    /// My sessions, whole. Finds out the segment under [`Segment::Auto`].
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn my_sessions(&self) -> Result<Vec<SessionReport>, Fault> {
        self.spelled(
            &Read::MySessions,
            answer::my_sessions,
            answer::is_unknown_path,
        )
        .await
    }

    /// A part of a session's log; `count` 0 is all from there on.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn log(
        &self,
        session: &SessionId,
        from: u32,
        count: u32,
    ) -> Result<Vec<Entry>, Fault> {
        let read = Read::Log {
            session: session.clone(),
            from,
            count,
        };
        // Code 6 says that there is no such session; only HTTP 404 says that there is no such path.
        let unknown_path = |fault: &Fault| matches!(fault, Fault::Http { status: 404 });
        self.spelled(&read, answer::log, unknown_path).await
    }

    /// Carries out one call. Nothing is repeated.
    ///
    /// # Errors
    /// As the server refused it; [`Fault::is_certain`] tells whether anything can have happened.
    pub async fn carry_out(&self, call: Call) -> Result<Reply, Fault> {
        match &call {
            Call::ReadLog { session, from } => {
                let entries = self.log(session, *from, 0).await?;
                Ok(Reply::Log(session.clone(), entries))
            }
            Call::ReadMine => self.my_sessions().await.map(Reply::Mine),
            Call::Intrude { .. }
            | Call::Accept { .. }
            | Call::Reject { .. }
            | Call::Switch { .. }
            | Call::Leave { .. }
            | Call::SendToAgents { .. }
            | Call::SendMessage(_)
            | Call::Watch { .. }
            | Call::Unwatch { .. } => {
                let words = self.words();
                let answer = self.send(&Prepared::call(&call, &words)).await?;
                answer::operation(&call, &answer, &words)
            }
        }
    }

    /// Reads with the segment in use; while none is pinned, with the other one after a 404.
    async fn spelled<T>(
        &self,
        read: &Read,
        understand: impl Fn(&Answer) -> Result<T, Fault>,
        is_unknown_path: impl Fn(&Fault) -> bool,
    ) -> Result<T, Fault> {
        let words = self.words();
        let ask = async |words: &Words| {
            let answer = self.send(&Prepared::read(read, words)).await?;
            understand(&answer)
        };
        let first = ask(&words).await;
        if self.0.dialect.segment != Segment::Auto || self.pinned().is_some() {
            return first;
        }
        match first {
            Ok(found) => {
                self.pin(&words.segment);
                Ok(found)
            }
            Err(fault) if is_unknown_path(&fault) => {
                let other = Words {
                    segment: dialect::PDF.to_owned(),
                    ..words
                };
                // If neither is known, the first refusal is the one to show.
                let found = ask(&other).await.map_err(|_| fault)?;
                self.pin(&other.segment);
                Ok(found)
            }
            Err(fault) => Err(fault),
        }
    }

    fn pinned(&self) -> Option<String> {
        self.locked(&self.0.pinned)
    }

    fn pin(&self, segment: &str) {
        *write(&self.0.pinned) = Some(segment.to_owned());
    }

    fn locked<T: Clone>(&self, lock: &RwLock<T>) -> T {
        lock.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn words(&self) -> Words {
        let mut words = Words::of(&self.0.dialect);
        if let Some(segment) = self.pinned() {
            words.segment = segment;
        }
        words
    }

    async fn send(&self, prepared: &Prepared) -> Result<Answer, Fault> {
        let url = self.url(&prepared.path)?;
        let request = match prepared.method {
            Method::Get => self.0.http.get(url),
            Method::Post => self
                .0
                .http
                .post(url)
                .header(header::CONTENT_TYPE, "application/json"),
        };
        let request = request
            .header(header::AUTHORIZATION, self.locked(&self.0.authorization))
            .body(prepared.body.clone().unwrap_or_default());
        let failed = |e| faults::of_request(e, self.0.server.as_str(), prepared.method);
        let response = request.send().await.map_err(failed)?;
        let mut answer = Answer {
            status: response.status().as_u16(),
            retry_after: response
                .headers()
                .get(header::RETRY_AFTER)
                .and_then(|value| value.to_str().ok())
                .map(ToOwned::to_owned),
            body: String::new(),
        };
        let mut bytes = Vec::new();
        let mut response = response;
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > LONGEST_BODY {
                return Err(answer::unclear(
                    prepared.method,
                    "the answer is longer than 4 MiB",
                ));
            }
            bytes.extend_from_slice(&chunk);
        }
        answer.body = String::from_utf8(bytes)
            .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        Ok(answer)
    }

    /// The base with a path behind it; never another host, whatever the path.
    fn url(&self, path: &str) -> Result<Url, Fault> {
        let base = self.0.base.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}{path}"))
            .map_err(|e| faults::not_sent(&format!("the request's address cannot be built: {e}")))
    }

    /// The CometD endpoint (three public clients agree on it).
    pub fn notifications_url(&self) -> Url {
        let mut url = self.0.base.clone();
        let path = format!("{}{NOTIFICATIONS}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url
    }

    /// `Authorization` and `Cookie` for a request to our own server; nothing for any other.
    pub fn request_headers(&self, url: &Url) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if url.host_str() != self.0.base.host_str()
            || url.port_or_known_default() != self.0.base.port_or_known_default()
        {
            return headers;
        }
        headers.insert(header::AUTHORIZATION, self.locked(&self.0.authorization));
        if let Some(cookie) = self.0.cookies.header(url) {
            headers.insert(header::COOKIE, cookie);
        }
        headers
    }

    /// Takes the cookies of an answer that did not come through [`Api::http`].
    pub fn learn(&self, url: &Url, headers: &HeaderMap) {
        self.0.cookies.learn(url, headers);
    }

    /// The HTTP client, with the cookie jar; it adds no `Authorization` by itself.
    pub fn http(&self) -> reqwest::Client {
        self.0.http.clone()
    }

    /// The TLS configuration.
    pub fn tls(&self) -> Arc<rustls::ClientConfig> {
        Arc::clone(&self.0.tls)
    }

    /// Drops the cookies, and takes another password if there is one: the next [`Api::me`] signs
    /// in anew. A password that no header can carry is refused by the server like a wrong one.
    pub fn sign_in_again(&self, password: Option<SecretString>) {
        self.0.cookies.drop_all();
        if let Some(password) = password
            && let Ok(value) = authorization(&self.0.user, &password)
        {
            *write(&self.0.authorization) = value;
        }
    }

    /// The server, as `host:port`.
    pub fn server(&self) -> Text {
        self.0.server.clone()
    }

    /// The path segment in use.
    pub fn segment(&self) -> String {
        self.words().segment
    }
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

fn base(url: &Url) -> Result<Url, Fault> {
    let failed = |why: &str| {
        let mut shown = url.clone();
        let _ = shown.set_password(None);
        faults::not_sent(&format!("url {shown}: {why}"))
    };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(failed("it must begin with https:// (or http://)"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(failed("a user or password does not belong into it"));
    }
    let mut base = url.clone();
    base.set_query(None);
    base.set_fragment(None);
    Ok(base)
}

fn server(base: &Url) -> Text {
    let host = base.host_str().unwrap_or_default();
    Text::line(
        &base
            .port_or_known_default()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
    )
}

/// `Basic` (RFC 7617), marked so that no `Debug` shows it.
fn authorization(user: &str, password: &SecretString) -> Result<HeaderValue, Fault> {
    let pair = format!("{user}:{}", password.expose_secret());
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut value = HeaderValue::try_from(format!("Basic {encoded}"))
        .map_err(|_| faults::not_sent("the user and password cannot be put into a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
