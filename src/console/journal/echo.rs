//! The journal's lines for the Log screen. Whoever writes a line is never held up: what does not
//! fit stands in the file alone, and that is said.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use crate::app::{LogLine, Mark};
use crate::console::now;
use crate::domain::Text;

/// Sends each event on as a line.
pub(super) struct Echo {
    out: mpsc::Sender<LogLine>,
    /// Lines that did not fit since the last one that did.
    lost: AtomicU64,
}

impl Echo {
    pub(super) fn new(out: mpsc::Sender<LogLine>) -> Self {
        Self {
            out,
            lost: AtomicU64::new(0),
        }
    }

    fn send(&self, mark: Mark, text: &str) -> bool {
        let text = Text::line(text);
        let at = now();
        self.out.try_send(LogLine { mark, at, text }).is_ok()
    }
}

impl<S: Subscriber> Layer<S> for Echo {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Words::default();
        event.record(&mut words);
        let mark = match *event.metadata().level() {
            Level::ERROR => Mark::Error,
            Level::WARN => Mark::Warning,
            Level::INFO => Mark::Info,
            _ => Mark::Detail,
        };
        let lost = self.lost.swap(0, Ordering::Relaxed);
        let told = lost == 0
            || self.send(
                Mark::Warning,
                &format!("{lost} lines came too fast: they stand in the log file only"),
            );
        if !told || !self.send(mark, &words.line()) {
            self.lost
                .fetch_add(lost * u64::from(!told) + 1, Ordering::Relaxed);
        }
    }
}

/// The message, and what stands beside it.
#[derive(Default)]
struct Words {
    message: String,
    fields: String,
}

impl Words {
    fn line(self) -> String {
        self.message + &self.fields
    }
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing into a string never fails.
        let _ = if field.name() == "message" {
            write!(self.message, "{value:?}")
        } else {
            write!(self.fields, " {}={value:?}", field.name())
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[test]
    fn lines_arrive_cleaned_and_a_full_channel_holds_nobody_up() {
        let (out, mut lines) = mpsc::channel(2);
        let subscriber = tracing_subscriber::registry().with(Echo::new(out));
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(call = 7, "passed on");
            tracing::warn!("an esc \u{1b}[2J in it");
            for _ in 0..5 {
                tracing::error!("too much");
            }
            let first = lines.try_recv().unwrap();
            assert_eq!(first.text.as_str(), "passed on call=7");
            assert_eq!(first.mark, Mark::Info);
            let second = lines.try_recv().unwrap();
            assert_eq!(second.text.as_str(), "an esc ␛[2J in it");
            assert_eq!(second.mark, Mark::Warning);
            tracing::info!("on");
        });
        let said = lines.try_recv().unwrap();
        assert!(said.text.as_str().starts_with("5 lines came too fast"));
        assert_eq!(lines.try_recv().unwrap().text.as_str(), "on");
    }
}
