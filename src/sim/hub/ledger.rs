//! Facts, in order; knows nothing of what they mean.

use std::collections::VecDeque;

use serde_json::{Value, json};

/// An append-only list that forgets its oldest entries beyond a limit.
#[derive(Debug)]
pub(crate) struct Ledger {
    facts: VecDeque<Value>,
    limit: usize,
    next: u64,
}

impl Ledger {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            facts: VecDeque::new(),
            limit,
            next: 0,
        }
    }

    /// Adds a fact and gives it its number.
    pub(crate) fn add(&mut self, mut fact: Value) {
        if let Some(map) = fact.as_object_mut() {
            map.insert("seq".to_owned(), json!(self.next));
        }
        self.next += 1;
        if self.facts.len() >= self.limit {
            self.facts.pop_front();
        }
        self.facts.push_back(fact);
    }

    /// All of them, oldest first.
    pub(crate) fn all(&self) -> Vec<Value> {
        self.facts.iter().cloned().collect()
    }
}
