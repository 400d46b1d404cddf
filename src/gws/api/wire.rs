//! One request and its answer over HTTP, within limits.

use std::sync::atomic::Ordering;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use url::Url;

use super::answer::{self, Answer};
use super::{Api, Method, Prepared, Read, faults};
use crate::domain::{Fault, Stamp, Text};
use crate::gws::nodes::Node;
use crate::gws::{csrf, skew};

/// Most bytes of one answer.
const LONGEST_BODY: usize = 4 * 1024 * 1024;

impl Api {
    /// Whether the newest request to this server was answered, whatever the answer: tells a server
    /// that is away from one that only refuses websockets.
    pub fn answers(&self) -> bool {
        self.0.answered.load(Ordering::Relaxed)
    }

    /// Sends a request. One that was refused unread for want of the CSRF token is repeated once,
    /// with the token that one read brings; what a customer reads is not (see [`NotSent`]).
    ///
    /// [`NotSent`]: Fault::NotSent
    pub(super) async fn send(&self, prepared: &Prepared) -> Result<Answer, Fault> {
        let answer = self.once(prepared).await?;
        match prepared.method() {
            Method::Get => return Ok(answer),
            Method::Post if !csrf::is_missing(&answer) => return Ok(answer),
            Method::Post => {}
        }
        let me = self.learn_token().await.map_err(|fault| {
            let why = match fault {
                // Said of the read: it must not seem to be said of the request.
                Fault::Unknown { why } => why.to_string(),
                other => other.to_string(),
            };
            faults::not_sent(&format!(
                "the server asked for a new CSRF token, and reading it failed ({why}); nothing \
                 was carried out"
            ))
        })?;
        if let Err(Fault::SignIn { .. }) = answer::passed_on(&me) {
            // Judged like any other: the session is lost, and this was not carried out either.
            return Ok(me);
        }
        if prepared.is_for_customer() {
            return Err(faults::not_sent(
                "the server asked for a new CSRF token first; nothing was sent, send it again",
            ));
        }
        let answer = self.once(prepared).await?;
        if csrf::is_missing(&answer) {
            return Err(faults::not_sent(
                "the server asks for a CSRF token and takes none that it announces (HTTP 403); \
                 nothing was carried out",
            ));
        }
        Ok(answer)
    }

    /// The read that brings the CSRF token, whatever else it says.
    pub(super) async fn learn_token(&self) -> Result<Answer, Fault> {
        self.once(&Prepared::read(&Read::Me, &self.words())).await
    }

    /// Sends a request, and learns from the answer's headers.
    async fn once(&self, prepared: &Prepared) -> Result<Answer, Fault> {
        match prepared.method() {
            Method::Get => {}
            // The one way out for requests that change something.
            Method::Post => self.may_change()?,
        }
        let renewals = self.renewals();
        let answer = self.exchange(prepared).await?;
        let is_old = self.renewals() != renewals;
        if is_old && let Err(Fault::SignIn { .. }) = answer::passed_on(&answer) {
            // Of the sign-in before: taken for news of this one, it would end it.
            return Err(faults::not_sent(
                "the sign-in was renewed meanwhile; nothing was carried out, ask again",
            ));
        }
        Ok(answer)
    }

    async fn exchange(&self, prepared: &Prepared) -> Result<Answer, Fault> {
        let node = self.0.nodes.here();
        let url = below(&node.base, prepared.path());
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, super::copied(&self.0.authorization));
        let http = self.http();
        let request = match prepared.method() {
            Method::Get => http.get(url.clone()),
            Method::Post => {
                let json = HeaderValue::from_static("application/json");
                headers.insert(header::CONTENT_TYPE, json);
                if let Some(token) = self.0.cookies.token() {
                    token.add_to(&mut headers);
                }
                let body = prepared.body().unwrap_or_default();
                http.post(url.clone()).body(body.to_owned())
            }
        };
        let request = request.headers(headers);
        let failed = |e| faults::of_request(e, node.name.as_str(), prepared.method());
        let left = now();
        let sent = request.send().await;
        let came = now();
        self.0.answered.store(sent.is_ok(), Ordering::Relaxed);
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                let of_proxy = self.proxy_fault(&error, &url).await;
                return Err(of_proxy.unwrap_or_else(|| failed(error)));
            }
        };
        // Behind a tunnel it would be the server that says so.
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
            && url.scheme() == "http"
            && let Some(proxy) = self.proxy(&url)
        {
            return Err(faults::not_sent(&proxy.who_asks()));
        }
        self.0.cookies.learn_token(&url, response.headers());
        if let Some(measured) = skew::measured(response.headers(), left, came) {
            let known = &self.0.skew;
            known.send_if_modified(|known| skew::revise(known, measured));
        }
        let mut answer = Answer {
            status: response.status().as_u16(),
            retry_after: response
                .headers()
                .get(header::RETRY_AFTER)
                .and_then(|value| value.to_str().ok())
                .map(ToOwned::to_owned),
            body: String::new(),
        };
        let length = response.content_length().unwrap_or_default();
        let length = usize::try_from(length).unwrap_or(LONGEST_BODY);
        let mut bytes = Vec::with_capacity(length.min(LONGEST_BODY));
        let mut response = response;
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > LONGEST_BODY {
                return Err(answer::unclear(
                    prepared.method(),
                    "the answer is longer than 4 MiB",
                ));
            }
            bytes.extend_from_slice(&chunk);
        }
        answer.body = String::from_utf8(bytes)
            .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        Ok(answer)
    }
}

/// This machine's clock on the wall.
fn now() -> Stamp {
    Stamp(jiff::Timestamp::now().as_millisecond())
}

/// The base with a path behind it; never another host, whatever the path.
fn below(base: &Url, path: &str) -> Url {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(query);
    url
}

/// A node at a base.
///
/// # Errors
/// [`Fault::NotSent`]: it is no base.
pub(super) fn node(url: &Url) -> Result<Node, Fault> {
    let base = base(url)?;
    Ok(Node {
        name: server(&base),
        base,
    })
}

/// The base as it is used; what does not belong into it is refused.
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

/// The server as a person names it.
pub(super) fn server(base: &Url) -> Text {
    let host = base.host_str().unwrap_or_default();
    Text::line(
        &base
            .port_or_known_default()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
    )
}
