//! The nodes of one installation, and the one in use. Sticky: it changes on demand only.

use std::sync::atomic::{AtomicUsize, Ordering};

use url::Url;

use super::request::NOTIFICATIONS;
use crate::domain::Text;

/// One node.
#[derive(Debug)]
pub(super) struct Node {
    /// The base to which `/api/v2` is added.
    pub(super) base: Url,
    /// The node as `host:port`.
    pub(super) name: Text,
}

impl Node {
    /// The CometD endpoint (three public clients agree on it).
    pub(super) fn notifications(&self) -> Url {
        let mut url = self.base.clone();
        let path = format!("{}{NOTIFICATIONS}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url
    }
}

/// All of them; never none.
#[derive(Debug)]
pub(super) struct Nodes {
    first: Node,
    others: Vec<Node>,
    at: AtomicUsize,
}

impl Nodes {
    pub(super) fn new(first: Node, others: Vec<Node>) -> Self {
        Self {
            first,
            others,
            at: AtomicUsize::new(0),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Node> {
        std::iter::once(&self.first).chain(&self.others)
    }

    pub(super) fn count(&self) -> usize {
        1 + self.others.len()
    }

    /// The number of the node in use, from 0.
    pub(super) fn at(&self) -> usize {
        self.at.load(Ordering::SeqCst)
    }

    /// The node in use.
    pub(super) fn here(&self) -> &Node {
        let other = self.at().checked_sub(1);
        other
            .and_then(|at| self.others.get(at))
            .unwrap_or(&self.first)
    }

    /// Goes to the next, and from the last to the first; `None` where there is no other.
    pub(super) fn advance(&self) -> Option<usize> {
        let count = self.count();
        let next = |at: usize| (at + 1) % count;
        let before = self
            .at
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |at| Some(next(at)))
            .unwrap_or_else(|at| at);
        (count > 1).then(|| next(before))
    }
}
