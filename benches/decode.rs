//! How long one notification takes from its text to facts.

#![allow(missing_docs, reason = "a bench")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use floorwalk::gws::notice;

/// The vendor's own sample; its bare `None` is no JSON.
const SAMPLE: &str = include_str!("../tests/data/intrude-notification.txt");

fn log(entries: u32) -> String {
    let entry = |n: u32| {
        format!(
            r#"{{"index":{n},"type":"Text","from":{{"participantId":"00C46A1F20B30010",
            "type":"Customer","nickname":"Rowan P."}},"visibility":"All",
            "timestamp":"2026-03-17 09:42:33.000+0100","timestampSeconds":1773736953000,
            "text":"My heater shows E7 since last night 🥶, and the dial sits at half a bar."}}"#
        )
    };
    let entries: Vec<String> = (1..=entries).map(entry).collect();
    format!(
        r#"{{"messageType":"MessageLogUpdated","notificationType":"NewMessages",
        "smssessionUri":"http://gws.example.test:8080/api/v2/smssessions/0000KfW27QX1004T",
        "messages":[{}]}}"#,
        entries.join(",")
    )
}

fn decode(c: &mut Criterion) {
    let mut group = c.benchmark_group("decode");
    let texts = [
        ("state change", SAMPLE.replace(": None", ": null")),
        ("state change, repaired", SAMPLE.to_owned()),
        ("log of 1", log(1)),
        ("log of 20", log(20)),
    ];
    for (name, text) in texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| b.iter(|| notice::read(black_box(&text))));
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
