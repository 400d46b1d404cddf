//! How long a notification takes from its text to facts: one alone, a log by its entries, and one
//! of each of so many sessions in turn, whose texts come from further and further away.

#![allow(missing_docs, reason = "a bench")]

mod words;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use floorwalk::gws::notice::Memory;
use words::{SAMPLE, log, peopled};

fn decode(c: &mut Criterion) {
    let mut group = c.benchmark_group("decode");
    let mut memory = Memory::default();
    let repaired = ("state change, repaired".to_owned(), SAMPLE.to_owned());
    let logs = [1, 20, 100, 1_000, 5_000].map(|n| (format!("log of {n}"), log(n)));
    for (name, text) in std::iter::once(repaired).chain(logs) {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| b.iter(|| memory.read(black_box(&text))));
    }
    for sessions in [1, 100, 1_000, 10_000, 100_000] {
        let texts: Vec<String> = (0..sessions).map(peopled).collect();
        let mut turn = texts.iter().cycle();
        group.throughput(Throughput::Bytes(texts[0].len() as u64));
        group.bench_function(BenchmarkId::new("state change", sessions), |b| {
            b.iter(|| turn.next().map(|text| memory.read(black_box(text))));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = decode
}
criterion_main!(benches);
