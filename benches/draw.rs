//! How long a key that moves the highlight takes, with its frame, by the size of the terminal and of the floor.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

mod floor;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use floor::Desk;
use floorwalk::app::Key;
use floorwalk::ui::{Glass, Theme};
use ratatui::backend::{Backend as _, TestBackend};
use ratatui::layout::Rect;

fn draw(c: &mut Criterion) {
    let mut group = c.benchmark_group("draw");
    let theme = Theme::terminal();
    for sessions in [100, 1_000, 10_000, 100_000] {
        let mut desk = Desk::with(sessions);
        desk.key(Key::Enter);
        let opened = desk.model.opened().is_some();
        assert!(opened, "a transcript is shown");
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let mut glass = Glass::new(Rect::new(0, 0, width, height));
            let mut terminal = TestBackend::new(width, height);
            let name = BenchmarkId::new(format!("{width}x{height}"), sessions);
            let mut keys = [Key::Down, Key::Up].into_iter().cycle();
            group.bench_function(name, |b| {
                b.iter(|| {
                    desk.key(keys.next().unwrap());
                    let (seen, _) = glass.draw(&desk.model, &theme);
                    terminal.draw(glass.changes()).unwrap();
                    let seen = seen.rows.len();
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
