//! What it costs to put the list in order again, by the sessions on the floor: after one has
//! changed or a thousand have (at most as many as there are), and with a key that narrows the list
//! or goes to the next who waits.

#![allow(missing_docs, reason = "a bench")]

mod floor;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use floor::Desk;
use floorwalk::app::Key;

fn order(c: &mut Criterion) {
    let mut group = c.benchmark_group("order");
    for sessions in [100, 1_000, 10_000, 100_000] {
        // Criterion takes no fewer samples than ten.
        group.sample_size(if sessions < 10_000 { 50 } else { 10 });
        let mut desk = Desk::with(sessions);
        for changed in [1, 1_000] {
            let speak = |desk: &mut Desk| {
                for _ in 0..changed.min(sessions) {
                    let n = desk.next();
                    let said = desk.said(n);
                    desk.tell(said);
                }
            };
            let name = format!("{changed} changed");
            group.bench_function(BenchmarkId::new(name, sessions), |b| {
                b.iter_custom(|rounds| desk.time_after(rounds, speak, |desk| desk.model.settle()));
            });
        }
        // In every other session the customer waits from here on.
        desk = Desk::with(sessions);
        for n in (0..sessions).step_by(2) {
            let said = desk.said(n);
            desk.tell(said);
        }
        for key in ['n', 'N'] {
            group.bench_function(BenchmarkId::new(format!("key {key}"), sessions), |b| {
                b.iter(|| desk.key(Key::Char(key)));
            });
        }
        for key in "/agent:an".chars() {
            desk.key(Key::Char(key));
        }
        group.bench_function(BenchmarkId::new("two keys of a filter", sessions), |b| {
            b.iter(|| {
                desk.key(Key::Char('a'));
                desk.key(Key::Backspace);
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = order
}
criterion_main!(benches);
