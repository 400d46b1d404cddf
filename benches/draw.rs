//! One frame of a floor with a thousand sessions, and of a long transcript.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    missing_docs,
    reason = "a bench, sharing its floor with the tests"
)]

#[path = "../tests/ui/mod.rs"]
mod floor;

use criterion::{Criterion, criterion_group, criterion_main};
use floor::{World, agent, chatting, customer, living, me, said, sid, theme};
use floorwalk::domain::{Event, Visibility};
use floorwalk::ui;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn crowded() -> World {
    let mut w = living();
    for i in 0..1_000 {
        let people = vec![
            customer(&format!("Customer {i}")),
            agent("u-rowan", "Rowan"),
            me(Some(Visibility::Supervisors)),
        ];
        w.tell(Event::Put(chatting(&format!("s-{i:04}"), i, people)));
    }
    let jonas = customer("Jonas Weber");
    let lines = (100..5_000).map(|index| {
        let text = "a line as people write them, neither short nor long";
        said(
            index,
            i64::from(5_000 - index),
            &jonas,
            Visibility::All,
            text,
        )
    });
    w.tell(Event::Said(sid("s-coach"), lines.collect()));
    w.open("s-coach");
    w
}

fn draw(c: &mut Criterion) {
    let mut w = crowded();
    for (width, height) in [(80, 24), (200, 60)] {
        w.frame(width, height);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let theme = theme();
        c.bench_function(&format!("draw/{width}x{height}"), |b| {
            b.iter(|| {
                terminal
                    .draw(|frame| {
                        ui::draw(frame, &w.model, &theme);
                    })
                    .unwrap();
            });
        });
    }
}

criterion_group!(benches, draw);
criterion_main!(benches);
