//! The Bayeux client, and what it has told that was not looked at yet.

use tokio::sync::mpsc;

use crate::bayeux;
use crate::feed::pushed::Happening;

/// Most that is taken from it in one go, before anything else is looked at.
const TOGETHER: usize = 64;

/// One client. What it told ends with it.
pub(super) struct Client {
    pub(super) handle: bayeux::Handle,
    happenings: mpsc::Receiver<Happening>,
    /// What was taken in one go, the last first.
    heard: Vec<Happening>,
}

impl Client {
    pub(super) fn start(config: bayeux::Config) -> Self {
        let (handle, happenings) = bayeux::start(config);
        Self {
            handle,
            happenings,
            heard: Vec::new(),
        }
    }

    /// Waits until there is something to be looked at; `false` if there never will be. Cancel-safe.
    pub(super) async fn hears(&mut self) -> bool {
        if self.heard.is_empty() {
            self.happenings.recv_many(&mut self.heard, TOGETHER).await;
            self.heard.reverse();
        }
        !self.heard.is_empty()
    }

    /// What happened next, of what was taken.
    pub(super) fn next(&mut self) -> Option<Happening> {
        self.heard.pop()
    }
}
