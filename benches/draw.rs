//! How long one frame takes, by the size of the terminal and of the floor.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

mod floor;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use floor::Desk;
use floorwalk::app::Key;
use floorwalk::ui::{self, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn draw(c: &mut Criterion) {
    let mut group = c.benchmark_group("draw");
    let theme = Theme::terminal();
    for sessions in [100, 1_000, 10_000, 100_000] {
        let mut desk = Desk::with(sessions);
        desk.key(Key::Enter);
        let opened = desk.model.opened().is_some();
        assert!(opened, "a transcript is shown");
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            let name = BenchmarkId::new(format!("{width}x{height}"), sessions);
            group.bench_function(name, |b| {
                b.iter(|| {
                    let mut seen = 0;
                    let frame = terminal.draw(|frame| {
                        seen = ui::draw(frame, &desk.model, &theme).rows.len();
                    });
                    frame.unwrap();
                    assert!(seen > 0, "rows are shown");
                });
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = draw
}
criterion_main!(benches);
