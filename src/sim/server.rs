//! Starting and stopping; knows nothing of what is served.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::hub::Hub;
use super::options::Options;
use super::stage::Stage;
use super::wire;

/// A running embedded server. It ends when dropped.
#[derive(Debug)]
pub struct Server {
    hub: Arc<Hub>,
    addr: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Listens, and lets the world go on.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await?;
        let addr = listener.local_addr()?;
        let hub = Arc::new(Hub::new(options));
        let (pumping, playing, failing) = (hub.clone(), hub.clone(), hub.clone());
        let tasks = vec![
            tokio::spawn(wire::accept(listener, hub.clone())),
            tokio::spawn(async move { pumping.run_pump().await }),
            tokio::spawn(async move { playing.run_script().await }),
            tokio::spawn(async move { failing.run_faults().await }),
        ];
        Ok(Self { hub, addr, tasks })
    }

    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The tests' hand on the world.
    #[must_use]
    pub fn stage(&self) -> Stage {
        Stage::new(self.hub.clone())
    }

    /// Closes the listener and every connection at once.
    pub async fn stop(mut self) {
        self.hub.closing.cancel();
        for task in std::mem::take(&mut self.tasks) {
            // A task that has ended otherwise has ended as well.
            let _ = task.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.hub.closing.cancel();
    }
}
