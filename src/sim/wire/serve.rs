//! One HTTP request: noted, let in, and sent where it belongs.

use std::sync::Arc;
use std::time::Duration;

use http::header::{AUTHORIZATION, CONNECTION, COOKIE, UPGRADE};
use http::{HeaderMap, Method, Request, Response, StatusCode, request};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use serde_json::{Value, json};

use super::line::Cord;
use super::login::Admitted;
use super::reply::{explosive, plain, respond, with_cookie};
use super::{Body, csrf, polling, socket};
use crate::sim::hub::{Hub, Moment};
use crate::sim::options::NotificationTiming;
use crate::sim::world::{self, Answer, Target};

/// The largest body taken.
const LARGEST: usize = 1 << 20;

/// Where a request goes.
enum Way {
    Version,
    Notifications { exact: bool },
    Rest(Target),
    Nowhere,
}

/// Answers one request.
pub(super) async fn serve(
    mut request: Request<Incoming>,
    hub: Arc<Hub>,
    cord: Cord,
) -> Response<Body> {
    let upgrade = wants_websocket(request.headers());
    let on_upgrade = upgrade.then(|| hyper::upgrade::on(&mut request));
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST).collect().await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, String::new(), "text/plain");
    };
    let body = body.to_bytes();
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    note(&hub, &head, &body, &json);
    let way = way(&hub, &head);
    let switches = &hub.options.switches;
    let name = name(&head, &json);
    hub.meet(&name, Moment::Received);
    over_if_cut(&cord).await;
    let refusal = hub.state().trouble.refusal(&name, head.uri.path());
    if let Some(answer) = refusal {
        return respond(&answer, switches);
    }
    if matches!(way, Way::Notifications { .. }) {
        cord.carry_notifications();
    }
    if matches!(way, Way::Version) {
        let answer = Answer::with(json!({ "version": "8.5.202.71" }));
        return respond(&answer, switches);
    }
    let admitted = {
        let mut state = hub.state();
        let state = &mut *state;
        state.logins.admit(&state.world, &head.headers)
    };
    let admitted = match admitted {
        Ok(admitted) => admitted,
        Err(answer) => return respond(&answer, switches),
    };
    let part = match way {
        Way::Notifications { .. } => csrf::Part::Notifications,
        Way::Version | Way::Rest(_) | Way::Nowhere => csrf::Part::Rest,
    };
    let cookie = admitted.set_cookie.clone();
    if let Some(refusal) = csrf::refusal(&hub.options.csrf, &head, &admitted, part) {
        return with_cookie(refusal, cookie);
    }
    let done = cord.clone();
    let response = match (way, on_upgrade) {
        (Way::Notifications { exact: true }, Some(on_upgrade)) => {
            socket::upgrade(&hub, &head, on_upgrade, &admitted, cord)
        }
        (Way::Notifications { .. }, Some(_)) => {
            plain(StatusCode::BAD_REQUEST, String::new(), "text/plain")
        }
        (Way::Notifications { .. }, None) => {
            polling::answer(&hub, &head.method, &admitted, json).await
        }
        (Way::Rest(target), _) => {
            let response = rest(&hub, &head, &admitted, target, json).await;
            hub.meet(&name, Moment::Done);
            over_if_cut(&done).await;
            response
        }
        (Way::Nowhere | Way::Version, _) => {
            respond(&Answer::nothing_here(switches.unknown_path), switches)
        }
    };
    let response = csrf::announced(response, &hub.options.csrf, &head.method, &admitted);
    with_cookie(response, cookie)
}

/// How long an answer is held back behind the notices that it causes.
const BEHIND: Duration = Duration::from_millis(30);

async fn rest(
    hub: &Hub,
    head: &request::Parts,
    admitted: &Admitted,
    target: Target,
    body: Value,
) -> Response<Body> {
    let fact = json!({
        "method": head.method.as_str(),
        "path": head.uri.path(),
        "body": body,
    });
    let request = world::Request {
        target,
        query: query(head),
        body,
    };
    let switches = &hub.options.switches;
    let answer = {
        let mut state = hub.state();
        let answer = state.perform(&admitted.user, &request, fact, switches.notification_timing);
        if request.operation() == "EndContactCenterSession" && answer.code() == 0 {
            state.logins.end(&admitted.login);
        }
        answer
    };
    hub.wake();
    let bomb = head.method == Method::GET && hub.state().trouble.is_bomb();
    if bomb {
        return explosive();
    }
    if switches.notification_timing == NotificationTiming::BeforeAnswer {
        tokio::time::sleep(BEHIND).await;
    }
    respond(&answer, switches)
}

/// Of a connection that is cut nothing more comes; what it asked for is left
/// as it is.
async fn over_if_cut(cord: &Cord) {
    if cord.cut.is_cancelled() {
        std::future::pending::<()>().await;
    }
}

/// What faults that wait for a request call it.
fn name(head: &request::Parts, body: &Value) -> String {
    if wants_websocket(&head.headers) {
        return "upgrade".to_owned();
    }
    let message = body.get(0).unwrap_or(body);
    let word = [&body["operationName"], &message["channel"]]
        .into_iter()
        .find_map(Value::as_str);
    match word {
        Some(word) => word.to_owned(),
        None => format!("{} {}", head.method, head.uri.path()),
    }
}

fn way(hub: &Hub, head: &request::Parts) -> Way {
    let base = hub.options.context_path.trim_end_matches('/');
    let path = head.uri.path();
    let Some(path) = path
        .strip_prefix(base)
        .and_then(|path| path.strip_prefix("/api/v2/"))
    else {
        return Way::Nowhere;
    };
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        ["diagnostics", "version"] if head.method == Method::GET => Way::Version,
        ["notifications"] => Way::Notifications {
            exact: !path.ends_with('/'),
        },
        ["notifications", "handshake" | "connect" | "disconnect"] => {
            Way::Notifications { exact: false }
        }
        parts => Target::read(head.method.as_str(), parts, hub.options.dialect)
            .map_or(Way::Nowhere, Way::Rest),
    }
}

fn query(head: &request::Parts) -> Vec<(String, String)> {
    url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes())
        .into_owned()
        .collect()
}

fn note(hub: &Hub, head: &request::Parts, body: &[u8], json: &Value) {
    let path = head.uri.path_and_query().map_or("", |path| path.as_str());
    let body = match json {
        Value::Null => Value::from(String::from_utf8_lossy(body)),
        json => json.clone(),
    };
    let headers: Vec<&str> = head.headers.keys().map(http::HeaderName::as_str).collect();
    hub.state().requests.add(json!({
        "method": head.method.as_str(),
        "path": path,
        "headers": headers,
        "authorization": head.headers.contains_key(AUTHORIZATION),
        "cookie": head.headers.contains_key(COOKIE),
        "upgrade": wants_websocket(&head.headers),
        "body": body,
    }));
}

fn wants_websocket(headers: &HeaderMap) -> bool {
    let has = |name, word: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.to_ascii_lowercase().contains(word))
    };
    has(UPGRADE, "websocket") && has(CONNECTION, "upgrade")
}
