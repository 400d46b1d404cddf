//! How long customers may wait in the demo, its saved views and its snippets: as a config file
//! would say it, short enough that each is seen within two minutes.

use std::time::Duration;

use crate::app::{Limit, Limits, Snippet, Sort, SortBy, View};

pub(super) fn limits() -> Limits {
    let limit = |warn, critical| Limit {
        warn: Duration::from_secs(warn),
        critical: Duration::from_secs(critical),
    };
    let own = [
        ("billing", limit(30, 60)),
        ("cards", limit(20, 45)),
        ("repairs", limit(45, 90)),
    ];
    let own = own.map(|(name, limit)| (name.to_owned(), limit));
    Limits::new(limit(60, 120), own)
}

pub(super) fn views() -> Vec<View> {
    let view = |name: &str, filter: &str, by| View {
        name: name.to_owned(),
        filter: filter.to_owned(),
        sort: Sort::forward(by),
    };
    vec![
        view("Late at billing", "service:billing wait>30s", SortBy::Wait),
        view("Not joined yet", "mode:none -is:ended", SortBy::Age),
    ]
}

/// Some for the agent, some for the customer, with every placeholder that is filled in.
pub(super) fn snippets() -> Vec<Snippet> {
    let snippet = |name: &str, text: &str| Snippet {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    vec![
        snippet(
            "hello",
            "Hello {customer}, this is {me}. I am here too now.",
        ),
        snippet("callback", "We ring you back at {time}. Is that right?"),
        snippet("technician", "Offer a technician for tomorrow morning."),
        snippet(
            "well done",
            "Well done, {agent}: {customer} of {service} is in good hands.",
        ),
    ]
}
