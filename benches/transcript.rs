//! How long it takes to merge so many lines into one log, which keeps the newest 5,000: by the
//! order in which they come. Divide by the number, or read the throughput, for one line.

#![allow(missing_docs, reason = "a bench")]

mod floor;

use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use floor::line;
use floorwalk::domain::{Entry, Transcript};

/// Logs are read by pages of so many lines.
const PAGE: usize = 100;

/// What is held, and then comes, one merge after another.
type Case = (Transcript, Vec<Vec<Entry>>);

fn cases(lines: u32) -> [(&'static str, Case); 5] {
    let all: Vec<Entry> = (1..=lines).map(line).collect();
    let one_by_one = || all.chunks(1).map(<[Entry]>::to_vec).collect::<Vec<_>>();
    let by_pages = || all.chunks(PAGE).map(<[Entry]>::to_vec).collect::<Vec<_>>();
    let held = |entries: &[Entry]| {
        let mut log = Transcript::default();
        log.merge(entries.iter().cloned());
        log
    };
    let mut swapped = one_by_one();
    swapped.chunks_mut(2).for_each(<[_]>::reverse);
    let after: Vec<Entry> = (lines + 1..=lines + 100).map(line).collect();
    let mut older = by_pages();
    older.reverse();
    let empty = Transcript::default;
    [
        ("in order", (empty(), one_by_one())),
        ("in order, by pages", (empty(), by_pages())),
        ("twice the same", (held(&all), by_pages())),
        ("neighbours swapped", (empty(), swapped)),
        ("older ones, by pages", (held(&after), older)),
    ]
}

fn merge((log, comes): Case) -> Transcript {
    let mut log = log;
    for entries in comes {
        log.merge(entries);
    }
    log
}

fn transcript(c: &mut Criterion) {
    let mut group = c.benchmark_group("transcript");
    for lines in [100, 1_000, 10_000, 100_000] {
        group.sample_size(if lines < 10_000 { 50 } else { 10 });
        group.throughput(Throughput::Elements(u64::from(lines)));
        for (name, case) in cases(lines) {
            group.bench_function(BenchmarkId::new(name, lines), |b| {
                b.iter_batched(|| case.clone(), merge, BatchSize::PerIteration);
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = transcript
}
criterion_main!(benches);
