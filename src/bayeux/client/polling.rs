//! Long-polling: every frame is a POST, and the answers are frames.

use std::collections::VecDeque;
use std::error::Error;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::{HeaderMap, header};
use tokio_rustls::rustls;

use super::line::Signal;
use super::upgrade::retry_after;
use super::{Config, tunnel};
use crate::bayeux::Cause;
use crate::bayeux::session::Lane;

/// Time for what the session gives up itself: longer than that ever waits.
const BY_THE_SESSION: Duration = Duration::from_secs(86_400);

/// A POST under way.
type Request = BoxFuture<'static, Signal>;

/// The requests of one session: at most one held and one other in flight, as browsers do it.
#[derive(Default)]
pub(super) struct Polling {
    /// `Opened` was reported: there is nothing to open.
    opened: bool,
    held: Option<Request>,
    prompt: Option<(Lane, Request)>,
    /// What waits for `prompt`; short, the session asks for little.
    queue: VecDeque<(Lane, Request)>,
}

impl Polling {
    /// Prepares a POST; it begins when the line is next listened to.
    pub(super) fn send(&mut self, text: String, lane: Lane, config: &Config) {
        let request = Box::pin(post(text, lane, config.clone()));
        match lane {
            // An older held request is never answered, or to no purpose.
            Lane::Held => self.held = Some(request),
            Lane::Prompt | Lane::Aside => self.queue.push_back((lane, request)),
        }
    }

    /// The next answer or failure. Cancel-safe: the requests live here.
    pub(super) async fn signal(&mut self) -> Signal {
        if !self.opened {
            self.opened = true;
            return Signal::Opened;
        }
        std::future::poll_fn(|context| {
            loop {
                if self.prompt.is_none() {
                    self.prompt = self.queue.pop_front();
                }
                let Some((lane, request)) = &mut self.prompt else {
                    break;
                };
                let Poll::Ready(signal) = request.as_mut().poll(context) else {
                    break;
                };
                let lane = *lane;
                self.prompt = None;
                match lane {
                    Lane::Aside => {}
                    Lane::Held | Lane::Prompt => return Poll::Ready(signal),
                }
            }
            if let Some(request) = &mut self.held
                && let Poll::Ready(signal) = request.as_mut().poll(context)
            {
                self.held = None;
                return Poll::Ready(signal);
            }
            Poll::Pending
        })
        .await
    }
}

/// A request was refused with 401 or 403.
struct Refused {
    status: u16,
    /// As much of it as was read.
    body: Vec<u8>,
}

/// Posts one frame, with the door's headers of this moment. What was refused for headers that have
/// been renewed since (by this answer, or by another request meanwhile), or that the door can
/// renew, was refused unread: it is repeated once.
async fn post(text: String, lane: Lane, config: Config) -> Signal {
    let headers = config.door.headers(&config.url);
    let refused = match attempt(text.clone(), lane, headers.clone(), &config).await {
        Ok(signal) => return signal,
        Err(refused) => refused,
    };
    let mut renewed = config.door.headers(&config.url);
    if renewed == headers {
        let Refused { status, body } = refused;
        let Some(renewal) = config.door.renew(&config.url, status, &body) else {
            return Signal::Unauthorized(status);
        };
        renewal.await;
        renewed = config.door.headers(&config.url);
    }
    attempt(text, lane, renewed, &config)
        .await
        .unwrap_or_else(|refused| Signal::Unauthorized(refused.status))
}

/// How long an answer may take, the session knows: the HTTP client's own time for a request is that
/// of REST, and no longer than a connect is held. An aside nobody awaits gets the time of a subscription, lest it block
/// the lane.
async fn attempt(
    text: String,
    lane: Lane,
    mut headers: HeaderMap,
    config: &Config,
) -> Result<Signal, Refused> {
    let json = header::HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    let mut request = config
        .door
        .http()
        .post(config.url.clone())
        .headers(headers)
        .body(text);
    request = match lane {
        Lane::Held | Lane::Prompt => request.timeout(BY_THE_SESSION),
        Lane::Aside => request.timeout(config.tempo.subscribe),
    };
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => {
            let cause = match failed(&error, config) {
                Cause::Unreachable(text) => tunnel::cause(config)
                    .await
                    .unwrap_or(Cause::Unreachable(text)),
                cause => cause,
            };
            return Ok(cause.into());
        }
    };
    config.door.learn(&config.url, answer.headers());
    Ok(match answer.status().as_u16() {
        200..=299 => match body(answer, config.limits.batch).await {
            Ok(body) => Signal::Body(lane, body),
            Err(cause) => cause.into(),
        },
        status @ (401 | 403) => {
            let body = beginning(answer).await;
            return Err(Refused { status, body });
        }
        status => Signal::Lost {
            cause: Cause::Status { status },
            retry_after: retry_after(status, answer.headers()),
        },
    })
}

/// Enough of a refusal's body to see what it says.
async fn beginning(mut answer: reqwest::Response) -> Vec<u8> {
    const ENOUGH: usize = 4096;
    let mut body = Vec::new();
    while body.len() < ENOUGH
        && let Ok(Some(chunk)) = answer.chunk().await
    {
        body.extend_from_slice(chunk.get(..ENOUGH - body.len()).unwrap_or(&chunk));
    }
    body
}

/// The body, which is measured as it comes out of its compression.
async fn body(mut answer: reqwest::Response, longest: usize) -> Result<Vec<u8>, Cause> {
    let too_long = || Cause::Frame(format!("an answer longer than {longest} bytes"));
    let announced = answer.content_length().unwrap_or_default();
    if usize::try_from(announced).unwrap_or(usize::MAX) > longest {
        return Err(too_long());
    }
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(None) => return Ok(body),
            Ok(Some(chunk)) if body.len() + chunk.len() > longest => return Err(too_long()),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Err(error) => return Err(Cause::Broken(innermost(&error))),
        }
    }
}

fn failed(error: &reqwest::Error, config: &Config) -> Cause {
    let text = innermost(error);
    if let Some(error) = tls_error(error) {
        Cause::Tls(config.door.tls_words(&config.url, error))
    } else if error.is_connect() {
        Cause::Unreachable(text)
    } else {
        Cause::Broken(text)
    }
}

/// What TLS has to say, wherever in the chain it stands.
fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut link: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = link {
        if let Some(error) = error.downcast_ref() {
            return Some(error);
        }
        // An I/O error passes over what it wraps when asked for its source.
        let wrapped = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        link = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

/// The innermost text: reqwest's own names only the address.
fn innermost(error: &reqwest::Error) -> String {
    let mut inner: &dyn Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
