//! How long the model takes for a fact, a key and a turn of the loop, by the size of the floor.

#![allow(missing_docs, reason = "a bench")]

mod floor;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use floor::{Desk, put};
use floorwalk::app::{Key, wake_at};

/// A turn of the loop takes at most so many messages before it may draw.
const BATCH: usize = 64;

fn update(c: &mut Criterion) {
    let mut group = c.benchmark_group("update");
    for sessions in [100, 1_000, 10_000, 100_000] {
        // Criterion takes no fewer samples than ten.
        group.sample_size(if sessions < 10_000 { 50 } else { 10 });
        let mut desk = Desk::with(sessions);
        group.bench_function(BenchmarkId::new("put", sessions), |b| {
            b.iter(|| {
                let n = desk.next();
                desk.tell(put(n));
            });
        });
        group.bench_function(BenchmarkId::new("said", sessions), |b| {
            b.iter_custom(|rounds| {
                desk.time(rounds, |desk| {
                    let n = desk.next();
                    let said = desk.said(n);
                    desk.tell(said);
                })
            });
        });
        group.bench_function(BenchmarkId::new("said and settle", sessions), |b| {
            b.iter_custom(|rounds| {
                desk.time(rounds, |desk| {
                    let n = desk.next();
                    let said = desk.said(n);
                    desk.tell(said);
                    desk.model.settle();
                })
            });
        });
        group.bench_function(BenchmarkId::new("key", sessions), |b| {
            b.iter(|| desk.key(Key::Down));
        });
        group.bench_function(BenchmarkId::new("wake", sessions), |b| {
            b.iter(|| black_box(wake_at(&desk.model)));
        });
        group.bench_function(BenchmarkId::new("turn", sessions), |b| {
            b.iter_custom(|rounds| {
                desk.time(rounds, |desk| {
                    for _ in 0..BATCH {
                        let n = desk.next();
                        let said = desk.said(n);
                        desk.tell(said);
                    }
                    desk.model.settle();
                    black_box(wake_at(&desk.model));
                })
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
    targets = update
}
criterion_main!(benches);
