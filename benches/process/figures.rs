//! Many measured values, and the one that stands for them.

use std::time::Duration;

/// Values as they came.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<f64>);

impl Figures {
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    pub fn add_ms(&mut self, time: Duration) {
        self.add(ms(time));
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn median(&self) -> Option<f64> {
        self.percentile(50.0)
    }

    /// The nearest rank: the smallest value that so many of a hundred do not exceed.
    pub fn percentile(&self, of_hundred: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (of_hundred / 100.0 * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.max(1) - 1).copied()
    }
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// One through another, if both are known.
pub fn ratio(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    Some(one? / other?)
}
