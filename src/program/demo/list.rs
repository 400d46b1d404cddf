//! How long customers may wait in the demo, and its saved views: as a config file would say it,
//! short enough that each is seen within two minutes.

use std::time::Duration;

use crate::app::{Limit, Limits, Sort, SortBy, View};

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
