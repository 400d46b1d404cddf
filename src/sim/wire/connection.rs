//! TCP connections: taken, served, cut.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::serve::serve;
use crate::sim::hub::Hub;

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
        let line = hub.line();
        tokio::spawn(attend(stream, hub.clone(), line));
    }
}

async fn attend(stream: TcpStream, hub: Arc<Hub>, line: CancellationToken) {
    // A frame is a notification that somebody waits for.
    let _ = stream.set_nodelay(true);
    let cut = line.clone();
    let service = service_fn(move |request| {
        let (hub, line) = (hub.clone(), line.clone());
        async move { Ok::<_, Infallible>(serve(request, hub, line).await) }
    });
    let connection = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::select! {
        // A peer that breaks off is its own affair.
        _ = connection => {}
        () = cut.cancelled() => {}
    }
}
