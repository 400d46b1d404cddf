//! From a host's name to its addresses, for REST and for the websocket alike: asked anew for every
//! connection, and nothing is kept. What a name means may change while a console runs.

use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolving};

/// Who knows the addresses.
pub trait Resolve: Debug + Send + Sync {
    /// The addresses that a name has now.
    fn resolve(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The names of hosts. The default asks as everything else on this machine does.
#[derive(Clone, Debug)]
pub struct Names(Arc<dyn Resolve>);

impl Default for Names {
    fn default() -> Self {
        Self(Arc::new(Machine))
    }
}

impl Names {
    /// As somebody else knows them.
    pub fn by(resolve: Arc<dyn Resolve>) -> Self {
        Self(resolve)
    }

    /// The addresses of a host now, with a port.
    pub(super) fn addresses(
        &self,
        host: String,
        port: u16,
    ) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let found = self.0.resolve(host);
        Box::pin(async move {
            let found = found.await?;
            Ok(found.into_iter().map(|ip| (ip, port).into()).collect())
        })
    }
}

impl reqwest::dns::Resolve for Names {
    /// Port 0 stands for the one in the address of the request.
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.addresses(name.as_str().to_owned(), 0);
        Box::pin(async move { Ok(Box::new(found.await?.into_iter()) as Addrs) })
    }
}

/// `getaddrinfo`, in a thread of the runtime.
#[derive(Debug)]
struct Machine;

impl Resolve for Machine {
    fn resolve(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}
