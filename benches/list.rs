//! What a key costs that narrows or sorts the list, by the size of the floor.

#![allow(missing_docs, reason = "a bench")]

mod floor;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use floor::Desk;
use floorwalk::app::Key;

/// A condition of each cost: the row's fields, the clock, and everything that was said.
const FILTERS: [&str; 4] = [
    "agent:ana",
    "wait>3m -service:billing",
    "rowan heater",
    "text:\"not a word of it\"",
];

fn list(c: &mut Criterion) {
    let mut group = c.benchmark_group("list");
    for sessions in [2_000, 20_000] {
        group.sample_size(10);
        let mut desk = Desk::with(sessions);
        for _ in 0..40 {
            for n in 0..sessions {
                let said = desk.said(n);
                desk.tell(said);
            }
        }
        for filter in FILTERS {
            desk.key(Key::Char('/'));
            desk.key(Key::Ctrl('u'));
            for c in filter.chars() {
                desk.key(Key::Char(c));
            }
            let name = format!("two keys of {filter}");
            group.bench_function(BenchmarkId::new(name, sessions), |b| {
                b.iter(|| {
                    desk.key(Key::Backspace);
                    desk.key(Key::Char(filter.chars().last().unwrap_or(' ')));
                });
            });
            desk.key(Key::Esc);
        }
        for column in ["customer", "wait", "last", "urgency"] {
            group.bench_function(
                BenchmarkId::new(format!("sort by {column}"), sessions),
                |b| {
                    b.iter(|| {
                        desk.key(Key::Char('O'));
                        for c in column.chars() {
                            desk.key(Key::Char(c));
                        }
                        desk.key(Key::Enter);
                    });
                },
            );
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = list
}
criterion_main!(benches);
