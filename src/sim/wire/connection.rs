//! TCP connections: taken, served, cut.

use std::convert::Infallible;
use std::sync::Arc;

use http::header::DATE;
use http::{HeaderValue, Response};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::Body;
use super::line::{Cord, Line};
use super::serve::serve;
use crate::sim::hub::{Hub, now};

/// Takes connections until the end.
pub(crate) async fn accept(listener: TcpListener, hub: Arc<Hub>) {
    loop {
        let stream = tokio::select! {
            () = hub.closing.cancelled() => return,
            taken = listener.accept() => match taken {
                Ok((stream, _)) => stream,
                // Out of file handles, or gone already: the next may do.
                Err(_) => {
                    tokio::task::yield_now().await;
                    continue;
                }
            },
        };
        let cord = hub.cord();
        tokio::spawn(attend(stream, hub.clone(), cord));
    }
}

async fn attend(stream: TcpStream, hub: Arc<Hub>, cord: Cord) {
    // A frame is a notification that somebody waits for.
    let _ = stream.set_nodelay(true);
    let cut = cord.cut.clone();
    let line = Line::new(stream, hub.clone(), cord.clone());
    let service = service_fn(move |request| {
        let (hub, cord) = (hub.clone(), cord.clone());
        async move {
            let ahead = hub.options.clock_ahead;
            Ok::<_, Infallible>(dated(serve(request, hub, cord).await, ahead))
        }
    });
    let connection = http1::Builder::new()
        .serve_connection(TokioIo::new(line), service)
        .with_upgrades();
    tokio::select! {
        // A peer that breaks off is its own affair.
        _ = connection => {}
        () = cut.cancelled() => {}
    }
}

/// `Date` (RFC 9110 §6.6.1) by the server's own clock; hyper gives it by this machine's.
fn dated(mut response: Response<Body>, ahead: i64) -> Response<Body> {
    let date = jiff::Timestamp::from_millisecond(now(ahead))
        .ok()
        .map(|at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .and_then(|date| HeaderValue::try_from(date).ok());
    if let (Some(date), true) = (date, ahead != 0) {
        response.headers_mut().insert(DATE, date);
    }
    response
}
